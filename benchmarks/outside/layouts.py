"""The three bases in layouts of their own: a workbook, piped text, text with semicolons."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from benchmarks.outside.rows import Row

NOTICE = "DATA SINTETIS / SYNTHETIC DATA: nobody in these files exists. NIK serials 9001-9998.\n"
_WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("layout_words.toml").read_text(encoding="utf-8")
)


def _coded(layout: str, row: Row) -> tuple[str, str, str]:
    """Give sex, relation and marital status in a layout's words; blank stays blank."""
    words = _WORDS[layout]
    return (
        words["sex"].get(row.sex, ""),
        words["relation"][row.relation],
        words["marital"].get(row.marital, ""),
    )


def _flat(*parts: Iterable[object]) -> list[object]:
    return [cell for part in parts for cell in part]


def _titled(r: Random, row: Row) -> str:
    name = row.name
    if row.title and r.random() < 0.5:
        name = f"{row.title} {name}"
    return f"{name}, {row.degree}" if row.degree and r.random() < 0.5 else name


def write_workbook(path: Path, r: Random, rows: list[Row]) -> None:
    """Write DTKS: a sheet of notes, then the list below its title lines."""
    book = Workbook(write_only=True)
    book.create_sheet("KETERANGAN").append([NOTICE.strip()])
    sheet = book.create_sheet("BNBA")
    sheet.append(["DAFTAR PENERIMA BY NAME BY ADDRESS (SINTETIS, BUKAN ORANG NYATA)"])
    sheet.append(["DINAS SOSIAL"])
    sheet.append([])
    sheet.append(_WORDS["dtks"]["header"].split("|"))
    for number, row in enumerate(rows, 1):
        nik: str | int = row.nik
        lost = "nik_form" in row.damage and row.nik.endswith("0")
        if (lost or "spreadsheet" in row.damage) and row.nik.isdigit() and len(row.nik) == 16:
            nik = int(row.nik[:15] + "0")  # what a spreadsheet took for a number
        code = row.village.code
        if "old_code" in row.damage and row.village.old_code:
            code = row.village.old_code
        sex, relation, marital = _coded("dtks", row)
        mother, dead = row.mother, r.choice(("MD", "MENINGGAL DUNIA")) if row.dead_note else ""
        sheet.append(
            _flat(
                [number, row.gid, row.rid[-2:], _titled(r, row), nik, row.kk],
                [_place_and_date(r, row), sex, relation, marital, mother, row.address],
                [f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}", dead],
            )
        )
    book.save(path)


def _place_and_date(r: Random, row: Row) -> str:
    if not row.y:
        return row.birth_place
    day = f"{row.d:02d}-{row.m:02d}-{row.y}" if row.d else str(row.y)
    if row.birth_place:
        return f"{row.birth_place}, {day}"
    return f", {day}" if r.random() < 0.5 else day


def write_lines(
    path: Path,
    header: str,
    lines: Iterable[list[object]],
    sign: str,
    encoding: str,
    repeat: int = 0,
) -> None:
    """Write a header (its names parted by pipes) and lines.

    Args:
        path: the file.
        header: the column names.
        lines: the cells of each line.
        sign: what parts the cells.
        encoding: of the file.
        repeat: every so manieth line stands there twice; 0 = none does.
    """

    def cell(value: object) -> str:
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if sign in text or '"' in text else text

    with path.open("w", encoding=encoding, newline="\r\n", errors="replace") as file:
        file.write(header.replace("|", sign) + "\n")
        for number, line in enumerate(lines, 1):
            text = sign.join(cell(value) for value in line) + "\n"
            file.write(text + (text if repeat and number % repeat == 0 else ""))


def write_census(path: Path, rows: list[Row]) -> None:
    """Write Regsosek: pipes, codes and dates in parts."""

    def line(row: Row) -> list[object]:
        bps = row.village.bps
        parts = [bps[:2], bps[2:4], bps[4:7], bps[7:]]
        if not bps:
            parts = [row.village.code[:2], "", "", ""]
        sex, relation, marital = _coded("regsosek", row)
        born = [row.d or "", row.m or "", row.y or ""]
        return _flat(
            [*parts, row.village.name.title(), row.gid, row.rid, row.title, row.name, row.degree],
            [sex, *born, relation, marital, row.presence, row.kk, row.nik, row.mother],
            [row.address, row.rt or "", row.rw or "", "SINTETIS"],
        )

    write_lines(path, _WORDS["regsosek"]["header"], map(line, rows), "|", "utf-8-sig", repeat=900)


def write_targets(path: Path, r: Random, rows: list[Row]) -> None:
    """Write P3KE: semicolons, areas by names, dates in words, names in two columns."""
    months = ["", *_WORDS["p3ke"]["months"].split()]

    def line(row: Row) -> list[object]:
        first, _, last = _titled(r, row).partition(" ")
        month = months[row.m] if r.random() < 0.8 else months[row.m][:3]
        born = f"{row.d} {month} {row.y}" if row.d else str(row.y or "")
        place = row.village
        names = [place.province, place.regency, place.district, place.name]
        sex, relation, marital = _coded("p3ke", row)
        return _flat(
            [row.gid, row.rid, *(name.title() for name in names), first, last],
            [f"'{row.nik}" if row.nik else "", sex, born, relation, marital, row.address],
            [f"{row.rt:02d}/{row.rw:02d}" if row.rt else "", row.desil, "SINTETIS"],
        )

    write_lines(path, _WORDS["p3ke"]["header"], map(line, rows), ";", "cp1252", repeat=700)
