"""Make an outside load: population, listings, damage, traps, files."""

from pathlib import Path

import pandas as pd

from benchmarks.outside.damage import Damager
from benchmarks.outside.dynamics import Builder
from benchmarks.outside.levels import LEVELS
from benchmarks.outside.listing import SOURCES, Lister
from benchmarks.outside.traps import plant, plant_people
from benchmarks.outside.write import write_all


def make(out: Path, people: int, seed: int, level: str) -> pd.DataFrame:
    """Write ``out/extracts`` and ``out/truth`` and give the truth, one line per row."""
    grade = LEVELS[level]
    builder = Builder(people, seed, grade)
    world = builder.build()
    if grade.traps:
        plant_people(world, builder.numbers, seed)
    rows = {}
    for source in SOURCES:
        rows[source] = Lister(world, source, grade, seed).rows()
        Damager(source, grade, seed).damage(rows[source])
    for base in rows.values():
        for row in base:
            row.trap = row.person.marked
    if grade.traps:
        plant(rows, seed)
    return write_all(out, world, rows, seed)
