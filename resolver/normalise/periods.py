"""Periods of loads and payments in one form; whatever else stands in such a column says nothing.

A period goes into the run's name, the manifest and the pages. What cannot be read as one, a number
of a person above all, must not get there: it is unknown, and counted as such.
"""

import re
from typing import Final

import pandas as pd
import pyarrow as pa

from resolver.date_text import without_time
from resolver.normalise.columns import TEXT, combine, distinct, spread, to_arrow, to_series
from resolver.normalise.dates import LATEST_YEAR
from resolver.normalise.tables import load_table

#: No base is older, and none tells of a time so far ahead: such a year is a slip.
FIRST_YEAR, FURTHEST_YEAR = 2000, LATEST_YEAR + 10
#: A year that fewer of a file's rows name is a slip of theirs, not the file's time.
_SHARE = 0.05
_LONGEST = 40
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4}
#: Words before a number: the letter of the period, and how many of them there are.
_KINDS: Final = {
    **dict.fromkeys(("Q", "TW", "TRIWULAN", "KUARTAL", "KWARTAL"), ("Q", 4)),
    **dict.fromkeys(("S", "SM", "SMT", "SEM", "SEMESTER"), ("S", 2)),
    **dict.fromkeys(("T", "TAHAP", "THP", "TERMIN"), ("T", 12)),
    **dict.fromkeys(("M", "BULAN", "BLN"), ("M", 12)),
}
_NOISE: Final = frozenset(("TAHUN", "THN", "TA", "PERIODE", "KE"))
_SIGNS = re.compile(r"^[A-Z0-9\s./_,()'–-]+$", re.ASCII)
_UNTIL = re.compile(r"\bS\s*[./]\s*D\b\.?|\bSD\b|\bSAMPAI\b|\bHINGGA\b")
_TOKENS = re.compile(r"\d+|[A-Z]+")
_DATE = re.compile(r"^(20\d\d)\W?(0[1-9]|1[0-2])(?:\W?(?:0[1-9]|[12]\d|3[01]))?$", re.ASCII)
_DAY_FIRST = re.compile(r"^(?:(?:0?[1-9]|[12]\d|3[01])[-/. ])?(0?[1-9]|1[0-2])[-/. ](20\d\d)$")


def read_periods(values: pd.Series, *, with_year: bool = True) -> pd.Series:
    """Return the periods of a text column (:func:`parse_period`), NA where there is none."""
    codes, texts = distinct(to_arrow(values))
    found = [parse_period(text, with_year=with_year) for text in texts.to_pylist()]
    return to_series(spread(pa.array(found, TEXT), codes), values.index)


def parse_period(text: str, *, with_year: bool = True) -> str | None:
    """Return ``2026``, ``2026-03``, ``2026M1-2``, ``2026Q1``, ``2026S1`` (semester) or ``2026T1``
    (tahap) of a period's text, ``None`` of any other text; never raises.

    Reads ``2026Q1``, ``TW I 2026``, ``Triwulan 1/2026``, ``Maret 2026``, ``Jan s.d. Mar 2026``,
    ``202603``, ``31/03/2026``. Without *with_year* a period may lack its year: ``T1``.
    """
    plain = without_time(text[: 2 * _LONGEST]).upper()
    if len(text) > _LONGEST or not _SIGNS.match(plain):
        return None
    year: str | None
    parts: list[tuple[str, int]] | None
    if found := _DATE.match(plain):
        year, parts = found[1], [("M", int(found[2]))]
    elif found := _DAY_FIRST.match(plain):
        year, parts = found[2], [("M", int(found[1]))]
    else:
        year, parts = _read(_TOKENS.findall(_UNTIL.sub(" ", plain)))
    if parts is None or (year is None and (with_year or not parts)):
        return None
    if year is not None and not FIRST_YEAR <= int(year) <= FURTHEST_YEAR:
        return None
    return _write(year or "", parts)


def _read(tokens: list[str]) -> tuple[str | None, list[tuple[str, int]] | None]:
    """Return the year and the parts of it that the words name; no parts where one is unknown."""
    months = {word: int(number) for number, words in _months().items() for word in words}
    years: set[str] = set()
    parts: list[tuple[str, int]] = []
    kind: tuple[str, int] | None = None
    numbers: list[int] = []
    for token in tokens:
        if len(token) == 4 and token.isdigit():
            years.add(token)
        elif token in months:
            parts.append(("M", months[token]))
        elif token in _KINDS and kind is None:
            kind = _KINDS[token]
        elif token in _ROMAN or (token.isdigit() and len(token) < 3):
            numbers.append(_ROMAN.get(token) or int(token))
        elif token not in _NOISE:
            return None, None
    letter, most = kind or ("", 0)
    if (kind is None) != (not numbers) or not all(1 <= number <= most for number in numbers):
        return None, None
    parts += [(letter, number) for number in numbers]
    if len(years) > 1:
        return None, None
    return next(iter(years), None), parts


def _months() -> dict[str, list[str]]:
    months: dict[str, list[str]] = load_table("dates")["months"]
    return months


def _write(year: str, parts: list[tuple[str, int]]) -> str | None:
    if not parts:
        return year or None
    kind, first = parts[0]
    last = parts[-1][1]
    if {other for other, _ in parts} != {"M"}:
        return f"{year}{kind}{first}" if len(parts) == 1 else None
    if len(parts) > 2 or last < first:
        return None
    # Whole quarters and halves of a year have their own names.
    for letter, months in (("Q", 3), ("S", 6)):
        if last - first == months - 1 and last % months == 0:
            return f"{year}{letter}{last // months}"
    single = f"{year}-{first:02d}" if year else f"M{first}"
    return f"{year}M{first}-{last}" if last > first else single


def latest_year(periods: pd.Series, files: pd.Series) -> int:
    """Return the newest year that the periods (as :func:`read_periods` gives them) tell.

    *files* tells which rows stand together: a year that few rows of a file name is a slip and
    does not move the birth years. Without any year it is the constant.
    """
    codes, firsts = combine(to_arrow(periods.str.slice(0, 4)), to_arrow(files))
    told = pd.DataFrame(
        {
            "year": pd.to_numeric(periods.iloc[firsts].str.slice(0, 4)).to_numpy(float),
            "file": files.iloc[firsts].fillna("").to_numpy(object),
            "rows": pd.Series(codes).value_counts().sort_index().to_numpy(),
        }
    ).dropna(subset="year")
    share = told["rows"] / told.groupby("file")["rows"].transform("sum")
    return int(told.loc[share >= _SHARE, "year"].max()) if len(told) else LATEST_YEAR
