"""What happened to people since they were written down first."""

from datetime import date, timedelta
from random import Random
from typing import Protocol

from benchmarks.outside.numbers import Numbers
from benchmarks.outside.people import Family, House, Listing, Person, World
from benchmarks.outside.places import Village

TODAY = date(2025, 12, 31)


class Built(Protocol):
    """What the events need of the builder."""

    r: Random
    world: World
    numbers: Numbers

    def house(self, village: Village | None = None) -> House:
        """Make another dwelling."""


def happened_since(built: Built) -> None:
    """Let households move and get new cards; let people die, emigrate, marry again, be re-homed."""
    _moves(built)
    cards = [f for k in built.world.kitchens for f in k.families if f.members]
    alone = [f for f in cards if f.members[0][0].sex == "F" and f.members[0][0].born.year > 1955]
    for person in built.world.people:
        if person.family is not None and person.kitchen is not None:
            _life(built, person, person.family, cards, alone)


def _moves(built: Built) -> None:
    r, world = built.r, built.world
    for kitchen in world.kitchens:
        draw = r.random()
        if draw < 0.07:
            near = draw < 0.03
            kitchen.old_house = built.house(
                kitchen.house.village if near else r.choice(world.villages)
            )
        for family in kitchen.families:
            if kitchen.old_house or r.random() < 0.1:
                home = (kitchen.old_house or kitchen.house).village.prefix
                issued = date(2006, 1, 1) + timedelta(days=r.randrange(4000))
                family.old_kk = built.numbers.kk(home, issued)


def _life(
    built: Built, person: Person, family: Family, cards: list[Family], alone: list[Family]
) -> None:
    r = built.r
    age = (TODAY - person.born).days / 365.25
    person.alive = person.alive and r.random() > (0.05 if age > 68 else 0.004)
    if r.random() < 0.003:
        elsewhere = r.choice(built.world.villages).prefix
        person.second_nik = built.numbers.nik(elsewhere, person.born, person.sex)
    if person.other or not person.alive:
        return
    if 18 < age < 45 and r.random() < 0.02:
        person.other = Listing(family, "HEAD", person.marital, "migrant", built.house())
    elif person.sex == "M" and 35 < age < 65 and r.random() < 0.008:
        wife = r.choice(alone)
        if wife is not family:
            person.other = Listing(wife, "HEAD", "MARRIED", "second wife")
    elif 2 < age < 16 and r.random() < 0.015:
        host = r.choice(cards)
        if host is not family:
            person.other = Listing(host, "OTHER_FAMILY", "SINGLE", "rehomed")
            person.kitchen = host.kitchen
