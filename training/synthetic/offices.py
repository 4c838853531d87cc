"""Habits of other offices: damage and look-alikes beyond the error model and its levels.

The levels scale one error model, so what learns from them alone learns its proportions. A habit
is a kind of damage that one base of the registry has throughout, or look-alikes that others lack;
registries to learn from are given some each (:mod:`training.fit`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from training.synthetic import mishearing
from training.synthetic.addresses import Written
from training.synthetic.arrays import Bools, Ints, Rng, Texts, change, fill, stream
from training.synthetic.damage_dates import Dates
from training.synthetic.families import SPOUSE
from training.synthetic.people import People, rhymed
from training.synthetic.rates import DTKS, P3KE, REGSOSEK, Level

CUT_AT = 12
SHARES: Final = {
    "misheard": 0.25, "called": 0.12, "wife_of": 0.12, "kin_nik": 0.06, "one_day": 0.25,
    "first_day": 0.25, "year_off": 0.2,
}  # fmt: skip
"""Share of the base's rows that a habit strikes (of the wives for `wife_of`)."""
DAYS: Final = ((12, 31), (6, 15), (8, 17), (12, 31), (1, 1), (10, 10), (7, 1))
"""Months and days that offices give where none is known."""
NUMBERED, NUMBERED_ROWS = 2500, 14
"""People for each village whose office lends one NIK to a dozen, and rows that get it."""
TWINS = 0.012
"""Share of the people who get a twin in another family."""
HEAP_NAMES: Final = (("ABDUL RAHMAN", "SITI AMINAH"), ("AGUS SETIAWAN", "SRI WAHYUNI"))
HEAP_PEOPLE = 400
"""People for each person of a heap of one common name of two words and one date."""


@dataclass
class Columns:
    """What a base says of its rows, to be changed in place; one entry per row."""

    person: Ints
    village: Ints
    name: Texts
    mother: Texts
    nik: Texts
    kk: Texts
    dates: Dates
    where: Written


def look_alikes(seed: int, level: Level, p: People, village: Ints) -> None:
    """Plant twins who live apart and a heap of a name of two words (in place).

    `village` = of every person.
    """
    if "twins" in level.habits:
        _twins(stream(seed, "offices/twins"), p, village)
    if "heap" in level.habits:
        _heap(stream(seed, "offices/heap"), p)


def apply(seed: int, source: int, level: Level, p: People, c: Columns) -> None:
    """Let a base fall into those of the level's habits that are its own (in place)."""
    for habit, rule in HABITS.items():
        if habit in level.habits:
            rng = stream(seed, f"offices/{habit}")
            if (DTKS, REGSOSEK, P3KE)[int(rng.integers(3))] == source:
                rule(rng, p, c)


def _twins(rng: Rng, p: People, village: Ints) -> None:
    age = p.f.age
    able = np.flatnonzero((age > 17) & (age < 60))
    able = rng.permutation(able)
    able = able[np.lexsort((p.f.sex[able], village[able]))]
    first, second = able[:-1], able[1:]
    fit = (p.f.sex[first] == p.f.sex[second]) & (village[first] == village[second])
    fit &= (p.f.family[first] != p.f.family[second]) & (np.arange(len(first)) % 2 == 0)
    fit &= rng.random(len(first)) < 2 * TWINS
    first, second = first[fit], second[fit]
    p.born[second], p.mother_name[second] = p.born[first], p.mother_name[first]
    taken = set(p.nik.tolist())
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        number = int(p.nik[one])
        for step in (1, 2, 3, -1, -2):
            if str(number + step) not in taken:
                p.nik[other] = str(number + step)
                taken.add(str(number + step))
                break
        dice = int(rng.integers(1 << 40))
        if dice % 2:
            p.name[other] = rhymed(p.name[one], dice // 2)


def _heap(rng: Rng, p: People) -> None:
    age = p.f.age
    names = HEAP_NAMES[int(rng.integers(len(HEAP_NAMES)))]
    month, day = DAYS[int(rng.integers(len(DAYS)))]
    date = np.datetime64(f"{int(rng.integers(1950, 1985))}-{month:02d}-{day:02d}")
    able = np.flatnonzero((age > 25) & (age < 75))
    chosen = rng.choice(able, min(len(able), max(12, len(age) // HEAP_PEOPLE)), replace=False)
    p.name[chosen] = np.array(names, dtype=object)[p.f.sex[chosen]]
    p.born[chosen] = date


def _struck(rng: Rng, habit: str, c: Columns) -> Bools:
    return np.asarray(rng.random(len(c.person)) < SHARES[habit])


def _cut(rng: Rng, p: People, c: Columns) -> None:
    change(c.name, np.ones(len(c.name), bool), rng, lambda name, _: name[:CUT_AT].strip())


def _misheard(rng: Rng, p: People, c: Columns) -> None:
    change(c.name, _struck(rng, "misheard", c), rng, _mishear)


def _mishear(name: str, dice: int) -> str:
    """A letter lost, doubled or another."""
    if len(name) < 3:
        return name
    at = 1 + dice % (len(name) - 1)
    other = "AEIOUBDGHKLMNPRSTWY"[dice // 1024 % 19]
    put = ("", 2 * name[at], other)[dice // 64 % 3]
    return name[:at] + put + name[at + 1 :]


def _called(rng: Rng, p: People, c: Columns) -> None:
    change(c.name, _struck(rng, "called", c), rng, mishearing.shorten)


def _wife_of(rng: Rng, p: People, c: Columns) -> None:
    wives = (p.f.relation[c.person] == SPOUSE) & (p.f.sex[c.person] == 1)
    wives &= _struck(rng, "wife_of", c)
    head = c.person - p.f.order[c.person]
    husband = [name.split()[0] for name in p.name[head[wives]].tolist()]
    c.name[wives] = np.array([f"NY. {name}" for name in husband], dtype=object)


def _no_nik(rng: Rng, p: People, c: Columns) -> None:
    c.nik[:] = ""


def _no_kk(rng: Rng, p: People, c: Columns) -> None:
    c.kk[:] = ""


def _no_mother(rng: Rng, p: People, c: Columns) -> None:
    c.mother[:] = ""


def _no_place(rng: Rng, p: People, c: Columns) -> None:
    for column in (c.where.address, c.where.rt, c.where.rw):
        column[:] = ""


def _kin_nik(rng: Rng, p: People, c: Columns) -> None:
    """The number of the next in the family, or of the head for the last."""
    struck = _struck(rng, "kin_nik", c)
    person = c.person[struck]
    after = np.minimum(person + 1, len(p.nik) - 1)
    head = person - p.f.order[person]
    c.nik[struck] = p.nik[np.where(p.f.family[after] == p.f.family[person], after, head)]


def _lent_nik(rng: Rng, p: People, c: Columns) -> None:
    """A villager's number for a dozen others of the village."""
    villages = np.unique(c.village)
    count = max(1, len(p.nik) // NUMBERED)
    for village in rng.choice(villages, min(count, len(villages)), replace=False).tolist():
        rows = np.flatnonzero(c.village == village)
        lender = p.nik[c.person[rng.choice(rows)]]
        c.nik[rng.choice(rows, min(len(rows), NUMBERED_ROWS), replace=False)] = lender


def _village_date(rng: Rng, p: People, c: Columns) -> None:
    month, day = DAYS[int(rng.integers(len(DAYS)))]
    rows = c.village == rng.choice(np.unique(c.village))
    rows &= p.f.age[c.person] > 25
    c.dates.year[rows], c.dates.month[rows], c.dates.day[rows] = 1975, month, day
    c.dates.blank[rows] = False


def _village_kk(rng: Rng, p: People, c: Columns) -> None:
    rows = np.flatnonzero(c.village == rng.choice(np.unique(c.village)))
    c.kk[rows] = fill(len(rows), c.kk[rng.choice(rows)])


def _one_day(rng: Rng, p: People, c: Columns) -> None:
    month, day = DAYS[int(rng.integers(len(DAYS)))]
    struck = _struck(rng, "one_day", c)
    c.dates.month[struck], c.dates.day[struck] = month, day


def _first_day(rng: Rng, p: People, c: Columns) -> None:
    c.dates.day[_struck(rng, "first_day", c)] = 1


def _year_off(rng: Rng, p: People, c: Columns) -> None:
    struck = _struck(rng, "year_off", c)
    c.dates.year[struck] += rng.choice(np.array([-1, 1]), int(struck.sum()))


HABITS: Final[dict[str, Callable[[Rng, People, Columns], None]]] = {
    "cut": _cut, "misheard": _misheard, "called": _called, "wife_of": _wife_of,
    "no_nik": _no_nik, "no_kk": _no_kk, "kin_nik": _kin_nik, "lent_nik": _lent_nik,
    "no_mother": _no_mother, "no_place": _no_place, "one_day": _one_day,
    "first_day": _first_day, "year_off": _year_off, "village_date": _village_date,
    "village_kk": _village_kk,
}  # fmt: skip
