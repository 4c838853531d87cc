"""Which people each source lists, where, with whom, and as of when."""

from collections.abc import Iterator
from datetime import date
from random import Random

from benchmarks.outside.levels import Level
from benchmarks.outside.people import Family, Kitchen, Person, World
from benchmarks.outside.rows import Row

SOURCES = ("DTKS", "REGSOSEK", "P3KE")
# Presence by decile (domain §8): deciles 1-4, 5-10.
_PRESENT = {"DTKS": (0.75, 0.25), "REGSOSEK": (0.96, 0.94), "P3KE": (0.70, 0.08)}
_AS_OF = {"DTKS": date(2023, 9, 1), "REGSOSEK": date(2022, 11, 14), "P3KE": date(2023, 3, 1)}
# How far back a source looks: the share of moved families (and of old cards) that it has as before.
_STALE = {"DTKS": 0.55, "REGSOSEK": 0.12, "P3KE": 0.45}
_OLD_KK = {"DTKS": 0.5, "REGSOSEK": 0.3, "P3KE": 0.0}
_UNMARRIED = {"DTKS": 0.4, "REGSOSEK": 0.05, "P3KE": 0.3}
_SPLIT = {"DTKS": 0.05, "REGSOSEK": 0.08, "P3KE": 0.05}
_TWICE = {"DTKS": 0.012, "REGSOSEK": 0.005, "P3KE": 0.004}
_ALONE = {"DTKS": 0.008, "REGSOSEK": 0.003, "P3KE": 0.002}


def _within(family: Family, person: Person, relation: str) -> str:
    """Tell how a member of a kitchen's second card stands to the head of the first."""
    if relation == "CHILD":
        return "GRANDCHILD"
    return "CHILD" if person is family.heir else "CHILD_IN_LAW"


class Lister:
    """Lists the rows of one source, true in all but what has changed since."""

    def __init__(self, world: World, source: str, level: Level, seed: int) -> None:
        self.world, self.source, self.level = world, source, level
        self.r = Random(f"outside list {source} {seed}")
        self.groups = self.serial = 0

    def rows(self) -> list[Row]:
        """Give the rows of all groups, households in DTKS and families elsewhere."""
        made: list[Row] = []
        extra = self._guests()
        for kitchen in self.world.kitchens:
            if self.r.random() >= _PRESENT[self.source][kitchen.desil > 4]:
                continue
            times = 2 if self.r.random() < _TWICE[self.source] * self.level.rate else 1
            for _ in range(times):
                made.extend(self._kitchen(kitchen, extra, again=times == 2))
        return made

    def _guests(self) -> dict[Family, list[tuple[Person, str, str]]]:
        """Who stands with another family than their own in this source."""
        r, guests = self.r, {}  # type: ignore[var-annotated]
        for person in self.world.people:
            other = person.other
            if other is None or person.kitchen is None:
                continue
            share = _UNMARRIED[self.source] if other.why == "parents" else 0.5
            if r.random() < share * (1.4 if self.level.rate > 1 else 1):
                guests.setdefault(other.family, []).append((person, other.relation, other.marital))
        return guests

    def _kitchen(
        self, kitchen: Kitchen, guests: dict[Family, list[tuple[Person, str, str]]], again: bool
    ) -> Iterator[Row]:
        r = self.r
        stale = kitchen.old_house is not None and r.random() < _STALE[self.source]
        joint = self.source == "DTKS"
        if r.random() < _SPLIT[self.source]:
            joint = not joint
        gid = self._group(kitchen) if joint else ""
        for rank, family in enumerate(kitchen.families):
            gid = gid if joint else self._group(kitchen)
            old = stale or (bool(family.old_kk) and r.random() < _OLD_KK[self.source])
            for person, said, marital in self._present(family, guests):
                relation = _within(family, person, said) if joint and rank else said
                row = self._row(person, kitchen, family, gid, relation, marital, stale, old, again)
                yield row
                if r.random() < _ALONE[self.source] * self.level.rate:  # by another hand
                    group = gid if r.random() < 0.5 else self._group(kitchen)
                    yield self._row(
                        person, kitchen, family, group, relation, marital, stale, old, True
                    )
            yield from self._migrants(kitchen, family, guests)

    def _present(
        self, family: Family, guests: dict[Family, list[tuple[Person, str, str]]]
    ) -> Iterator[tuple[Person, str, str]]:
        """Tell who is written down with a family: its members and its guests."""
        here = {id(p): (p, relation, p.marital) for p, relation in family.members}
        for guest, relation, marital in guests.get(family, []):
            if guest.other and guest.other.why != "migrant":
                here.setdefault(id(guest), (guest, relation, marital))
        for person, relation, marital in here.values():
            gone = person.kitchen is None or person.born > _AS_OF[self.source]
            if gone or self._elsewhere(person, family, guests) or self.r.random() < 0.025:
                continue
            if person.alive or self.r.random() < 0.4:
                yield person, relation, marital

    def _migrants(
        self, kitchen: Kitchen, family: Family, guests: dict[Family, list[tuple[Person, str, str]]]
    ) -> Iterator[Row]:
        """Write those who work in another regency down there too."""
        for person, relation, marital in guests.get(family, []):
            if person.other and person.other.why == "migrant" and person.other.house:
                group = self._group(kitchen)
                row = self._row(
                    person, kitchen, family, group, relation, marital, False, False, True
                )
                row.house, row.village = person.other.house, person.other.house.village
                yield row

    def _elsewhere(
        self, person: Person, family: Family, guests: dict[Family, list[tuple[Person, str, str]]]
    ) -> bool:
        """Tell whether someone stands with the other family instead of here (mostly not both)."""
        other = person.other
        if other is None or other.why not in {"parents", "rehomed"} or other.family is family:
            return False
        listed = any(guest is person for guest, _, _ in guests.get(other.family, []))
        return listed and self.r.random() < 0.8

    def _group(self, kitchen: Kitchen) -> str:
        self.groups += 1
        head = kitchen.house.village.bps or kitchen.house.village.code
        return f"{head[:4]}{self.groups:07d}"

    def _row(
        self,
        person: Person,
        kitchen: Kitchen,
        family: Family,
        gid: str,
        relation: str,
        marital: str,
        stale: bool,
        old: bool,
        again: bool,
    ) -> Row:
        self.serial += 1
        house = kitchen.old_house if stale and kitchen.old_house else kitchen.house
        row = Row(
            self.source,
            str(self.serial),
            gid,
            person,
            house,
            house.village,
            person.nik,
            family.old_kk if old and family.old_kk else family.kk,
            person.name,
            person.born.year,
            person.born.month,
            person.born.day,
            person.sex,
            relation,
            marital,
            person.mother,
            person.birth_place,
            kitchen.desil,
            person.title,
            person.degree,
        )
        if again:
            row.damage.append("listed_twice")
        if stale:
            row.damage.append("old_address")
        if row.kk == family.old_kk:
            row.damage.append("old_kk")
        if family is not person.family:
            row.damage.append("other_family")
        if not person.alive:
            told = self.r.random()
            row.presence = "2" if told < 0.6 else "1"
            row.dead_note = told < 0.4
        return row
