"""Traps: bad habits of whole offices that join thousands of strangers.

All are shares of the people, so they grow with the registry; heaps and villages come one for
so many people, so that their own size, and with it the number of false pairs per person,
stays the same.
"""

from dataclasses import dataclass

import numpy as np

from training.synthetic.addresses import Written
from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Floats, Ints, Texts, fill, stream
from training.synthetic.damage_dates import Dates
from training.synthetic.families import Families
from training.synthetic.rates import DTKS, P3KE, PRESENT, REGSOSEK

HEAP_PER = 10_000  # people for each name-and-date heap
HEAP_ROWS = 60  # expected rows of a heap's people in the three bases
VILLAGE_PER = 20_000  # people for each village with a habit
OFFICE_FAMILIES = 0.015
FILLER_PEOPLE = 0.02
SHARED_NIK_PEOPLE = 0.015
SHARED_KK_PEOPLE = 0.003
DEFAULT_DATE_ROWS = 0.2  # of the village's rows in Regsosek
FILLER_NIKS = ("9999999999999999", "1234567890123456", "0000000000000000", "9999999999999995")
# sex, name, month, day: old people registered without papers
HEAPS = ((1, "SITI", 7, 1), (0, "AHMAD", 1, 1), (1, "AMINAH", 7, 1), (0, "SLAMET", 12, 31))


def plan_heaps(seed: int, areas: Areas, f: Families, desil: Ints) -> tuple[Ints, Texts, np.ndarray]:
    """People whose true name and official date are a heap's: persons, names, dates (datetime64[D]).

    `desil` per family tells how many rows a person is likely to have.
    """
    rng = stream(seed, "traps/heaps")
    n = len(f.family)
    heaps = max(1, round(n / HEAP_PER))
    target = HEAP_ROWS * min(1.0, n / HEAP_PER)
    low, high = np.array(PRESENT[:3]).sum(axis=0)
    poor = (desil <= 4)[f.family]
    expected = np.where(poor, low, high)
    district = areas.district_of[f.village[f.family]]
    rows, names, dates = [], [], []
    free = f.age > 48
    # two heaps of one name never share their date, or they would be one
    years = (1942 + rng.permutation(30)).tolist()
    for heap in range(heaps):
        sex, name, month, day = HEAPS[heap % len(HEAPS)]
        near = district == district[rng.integers(0, n)]
        # the poor of one district; in a tiny registry whoever there is
        for among in (near & poor, near, np.ones(n, bool)):
            able = np.flatnonzero(free & (f.sex == sex) & among)
            if expected[able].sum() >= target:
                break
        able = rng.permutation(able)
        chosen = able[: int(np.searchsorted(np.cumsum(expected[able]), target)) + 1]
        free[chosen] = False
        year = years[heap % len(years)]
        rows.append(chosen)
        names.append(fill(len(chosen), name))
        date = np.datetime64(f"{year}-{month:02d}-{day:02d}")
        dates.append(np.full(len(chosen), date))
    return np.concatenate(rows), np.concatenate(names), np.concatenate(dates)


@dataclass
class Traps:
    """Whom the row traps catch; `apply` writes them into a base's columns and names them."""

    in_heap: Bools  # per person
    office: Bools  # per family
    filler: Bools
    shared_nik: Bools
    shared_kk: Bools  # per family
    dated_village: Bools  # per village
    filler_nik: str
    nik: str
    kk: str
    office_address: Texts  # per village
    date: tuple[int, int, int]
    base: int  # seed of the per-base draws

    def apply(
        self,
        source: int,
        person: Ints,
        niks: Texts,
        kks: Texts,
        dates: Dates,
        where: Written,
        family: Ints,
        village: Ints,
    ) -> Texts:
        """Change the columns in place; returns the trap of every row, or ''."""
        rng = stream(self.base, f"traps/{source}")
        n = len(person)
        caught = fill(n)

        def draw(share: float) -> Bools:
            return np.asarray(rng.random(n) < share)

        if source == REGSOSEK:
            hit = self.dated_village[village] & draw(DEFAULT_DATE_ROWS)
            dates.year[hit], dates.month[hit], dates.day[hit] = self.date
            dates.blank[hit] = False
            caught[hit] = "default_date"
        if source in (DTKS, P3KE):
            hit = self.office[family]
            where.address[hit] = self.office_address[village[hit]]
            where.rt[hit] = where.rw[hit] = ""
            caught[hit] = "office_address"
        if source in (DTKS, REGSOSEK):
            hit = self.filler[person] & draw(0.8)
            niks[hit] = self.filler_nik
            caught[hit] = "filler_nik"
            hit = self.shared_kk[family]
            kks[hit] = self.kk
            caught[hit] = "shared_kk"
        if source in (DTKS, P3KE):
            hit = self.shared_nik[person] & draw(0.9 if source == DTKS else 0.5)
            niks[hit] = self.nik
            caught[hit] = "shared_nik"
        caught[self.in_heap[person]] = "name_date_heap"
        return caught


def make_traps(seed: int, areas: Areas, f: Families, heap: Ints, niks: Texts, kks: Texts) -> Traps:
    """Choose the victims; `heap` = the heaps' people. A real NIK and KK are the shared ones."""
    rng = stream(seed, "traps")
    n, families, villages = len(f.family), len(f.village), len(areas.village)
    in_heap = np.zeros(n, bool)
    in_heap[heap] = True
    count = max(1, round(n / VILLAGE_PER))
    order = rng.permutation(villages)
    dated = np.zeros(villages, bool)
    dated[order[:count]] = True
    # the offices stand in other villages where there are any
    offices = np.zeros(villages, bool)
    offices[order[::-1][:count]] = True
    in_office = offices[f.village]
    share: Floats = np.asarray(OFFICE_FAMILIES * families / max(1, int(in_office.sum())))
    return Traps(
        in_heap=in_heap,
        office=in_office & (rng.random(families) < share),
        filler=rng.random(n) < FILLER_PEOPLE,
        # a heap's people would tie the heaps of one name to one another
        shared_nik=(rng.random(n) < SHARED_NIK_PEOPLE) & ~in_heap,
        shared_kk=rng.random(families) < SHARED_KK_PEOPLE,
        dated_village=dated,
        filler_nik=FILLER_NIKS[int(rng.integers(0, len(FILLER_NIKS)))],
        nik=str(niks[int(rng.integers(0, n))]),
        kk=str(kks[int(rng.integers(0, families))]),
        office_address="KANTOR DESA " + areas.village,
        date=((1970, 1, 1), (1965, 7, 1), (1980, 12, 31))[int(rng.integers(0, 3))],
        base=seed,
    )
