"""Traps: what draws a naive matcher into merging strangers."""

from datetime import date
from random import Random

from benchmarks.outside.numbers import Numbers
from benchmarks.outside.people import World
from benchmarks.outside.rows import Row

HEAP_NAMES = {"M": "MUHAMMAD YUSUF", "F": "SITI AMINAH"}
FILLER = "3205010101809998"
TRAPS = (
    "office_address",
    "filler_nik",
    "village_kk",
    "name_date_heap",
    "default_date",
    "shared_nik",
    "nik_of_two",
)


def plant_people(world: World, numbers: Numbers, seed: int) -> None:
    """Make a heap of one name and date in a regency, and pairs who share a NIK for life."""
    r = Random(f"outside heap {seed}")
    regency = r.choice(world.villages).code[:4]
    adults = [
        person
        for person in world.people
        if person.kitchen is not None
        and not person.marked
        and 1962 <= person.born.year <= 1978
        and person.kitchen.house.village.code[:4] == regency
    ]
    for person in r.sample(adults, min(len(adults), max(12, len(world.people) // 400))):
        person.name, person.born = HEAP_NAMES[person.sex], date(1970, 7, 1)
        person.nik = numbers.nik(person.nik[:6], person.born, person.sex)
        person.marked = "name_date_heap"
    grown = [
        p for p in world.people if p.kitchen is not None and not p.marked and p.born.year < 1995
    ]
    for _ in range(max(3, len(world.people) // 2000)):
        first, second = r.sample(grown, 2)
        second.nik = first.nik
        first.marked = second.marked = "nik_of_two"


def plant(rows: dict[str, list[Row]], seed: int) -> None:
    """Plant the traps of rows in the damaged rows, in place: they stay those of their persons."""
    r = Random(f"outside traps {seed}")
    _office_address(r, rows["DTKS"])
    _filler_nik(r, rows["P3KE"])
    _village_kk(r, rows["DTKS"])
    _default_date(r, rows["REGSOSEK"])
    _shared_nik(r, rows["DTKS"], rows["REGSOSEK"])


def _mark(row: Row, trap: str) -> None:
    row.trap = row.trap or trap


def _office_address(r: Random, rows: list[Row]) -> None:
    """The address of the district office for hundreds."""
    regency = r.choice(rows).village.code[:4]
    there = [row for row in rows if row.village.code[:4] == regency]
    for row in r.sample(there, min(len(there), max(40, len(rows) // 30))):
        row.address = "JL. RAYA KECAMATAN NO. 1 RT 001 RW 001"
        _mark(row, "office_address")


def _filler_nik(r: Random, rows: list[Row]) -> None:
    """One number, well formed, for everybody who had none at hand."""
    for row in r.sample(rows, max(25, len(rows) // 40)):
        row.nik = FILLER
        _mark(row, "filler_nik")


def _villages(r: Random, rows: list[Row]) -> list[list[Row]]:
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(row.village.code, []).append(row)
    chosen = sorted(by.values(), key=len)
    return r.sample(chosen[len(chosen) // 3 :], max(1, len(chosen) // 40))


def _village_kk(r: Random, rows: list[Row]) -> None:
    """One KK number typed on a whole village."""
    for village in _villages(r, rows):
        number = next((row.kk for row in village if len(row.kk) == 16), "")
        for row in village:
            row.kk = number
            _mark(row, "village_kk")


def _default_date(r: Random, rows: list[Row]) -> None:
    """One birth date for a whole village."""
    for village in _villages(r, rows):
        for row in village:
            if row.relation != "CHILD":
                row.y, row.m, row.d = 1975, 1, 1
            _mark(row, "default_date")


def _shared_nik(r: Random, *bases: list[Row]) -> None:
    """A real NIK, of a village clerk, given to a dozen others of the village."""
    for rows in bases:
        for village in _villages(r, rows):
            lender = r.choice(village).person.nik
            for row in r.sample(village, min(len(village), r.randint(8, 20))):
                row.nik = lender
                _mark(row, "shared_nik")
