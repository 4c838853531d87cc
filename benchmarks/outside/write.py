"""Write a load: the three bases, the answers, the area list and the mapping; the truth apart."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pandas as pd
from rapidfuzz.distance import JaroWinkler

from benchmarks.outside.layouts import (
    NOTICE,
    write_census,
    write_lines,
    write_targets,
    write_workbook,
)
from benchmarks.outside.people import Person, World
from benchmarks.outside.places import Village
from benchmarks.outside.rows import Row

_BASES = {"DTKS": "BNBA", "REGSOSEK": "RS", "P3KE": "SASARAN"}
# Share of the rows with a number of 16 digits that SIAK was asked about.
_ASKED = {"DTKS": 0.5, "REGSOSEK": 0.15, "P3KE": 0.4}


def write_all(out: Path, world: World, rows: dict[str, list[Row]], seed: int) -> pd.DataFrame:
    """Write ``extracts/`` (with its mapping) and ``truth/`` into a folder; give the truth."""
    extracts, truth = out / "extracts", out / "truth"
    for folder in (extracts, truth):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "SYNTHETIC.txt").write_text(NOTICE, encoding="utf-8")
    r = Random(f"outside write {seed}")
    for base in rows.values():
        r.shuffle(base)
    rank: dict[str, int] = {}
    for row in rows["DTKS"]:
        rank[row.gid] = rank.get(row.gid, 0) + 1
        row.rid = f"{row.gid}-{rank[row.gid]:02d}"
    write_workbook(extracts / "BNBA Gabungan SINTETIS.xlsx", r, rows["DTKS"])
    write_census(extracts / "rs_perorangan_sintetis.txt", rows["REGSOSEK"])
    write_targets(extracts / "sasaran_sintetis.csv", r, rows["P3KE"])
    _answers(extracts / "padan_sintetis.tsv", r, world, rows)
    _areas(extracts / "wilayah_sintetis.csv", world.villages)
    shutil.copy(Path(__file__).with_name("mapping.toml"), extracts / "mapping.toml")
    table = truth_table([row for base in rows.values() for row in base])
    table.to_parquet(truth / "outside.parquet")
    return table


def truth_table(rows: list[Row]) -> pd.DataFrame:
    """Tell of each row whose it is, and what it says: one line per row."""
    columns: dict[str, Callable[[Row], object]] = {
        "source": lambda row: row.source,
        "source_record_id": lambda row: row.rid,
        "group": lambda row: row.gid,
        "person": lambda row: row.person.number,
        "family": lambda row: row.person.family.number if row.person.family else -1,
        "household": lambda row: row.person.kitchen.number if row.person.kitchen else -1,
        "alive": lambda row: row.person.alive,
        "elderly": lambda row: row.person.born.year < 1964,
        "child": lambda row: row.person.born.year > 2007,
        "mononym": lambda row: " " not in row.person.name,
        "female": lambda row: row.person.sex == "F",
        "culture": lambda row: row.person.culture,
        "no_nik": lambda row: "nik_blank" in row.damage or len(row.nik) < 14,
        "trap": lambda row: row.trap,
        "other": lambda row: row.person.other.why if row.person.other else "",
        "nik": lambda row: row.nik,
        "name": lambda row: row.name,
        "birth": lambda row: f"{row.y}-{row.m}-{row.d}" if row.d else "",
        "damage": lambda row: ";".join(row.damage),
    }
    return pd.DataFrame({name: [take(row) for row in rows] for name, take in columns.items()})


def _answers(path: Path, r: Random, world: World, rows: dict[str, list[Row]]) -> None:
    """Write SIAK's answers: whose number it is, and whether name, date and sex are theirs."""
    known: dict[str, Person] = {person.nik: person for person in reversed(world.people)}

    def answer(row: Row) -> list[object]:
        person = known.get(row.nik)
        if person is None:
            return ["", "", "", "", "NIHIL"]
        born = (person.born.year, person.born.month, person.born.day)
        agrees = [
            True,
            JaroWinkler.similarity(row.name.upper(), person.name) > 0.85,
            (row.y, row.m, row.d) == born,
            row.sex == person.sex,
        ]
        state = "NONAKTIF" if not person.alive and r.random() < 0.6 else "ADA"
        return [*("Y" if agree else "T" for agree in agrees), state]

    lines: list[list[object]] = []
    for source, base in rows.items():
        for row in base:
            if r.random() < _ASKED[source] and len(row.nik) == 16:
                when = f"{r.randint(1, 28):02d}-{r.randint(1, 9):02d}-2025"
                lines.append([_BASES[source], row.rid, *answer(row), when, "SINTETIS"])
    header = "BASIS|ID DI BASIS|NIK?|NAMA?|TGL LAHIR?|KELAMIN?|HASIL|DICEK|CATATAN"
    write_lines(path, header, lines, "\t", "utf-8")


def _areas(path: Path, villages: list[Village]) -> None:
    lines: list[list[object]] = []
    for v in villages:
        names = [v.province, v.regency, v.district, v.name]
        lines.append([v.code, v.bps, *names, "2022-12-08" if v.old_code else "", "", "SINTETIS"])
        if v.old_code:
            lines.append([v.old_code, "", *names, "", "2022-12-07", "SINTETIS"])
    write_lines(path, "DAGRI|BPS|PROP|KABKOTA|KEC|DESKEL|MULAI|SAMPAI|CATATAN", lines, ",", "utf-8")
