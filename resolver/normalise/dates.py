"""Birth dates from the many ways they are written, to parts, each known or not (domain §1)."""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from resolver.date_text import excel_date, without_time
from resolver.normalise.columns import TEXT, distinct, spread_numbers, to_arrow, to_series
from resolver.normalise.tables import load_table

#: Nobody alive was born before; Excel's zero date falls before it, 1900-01-01 is put in for "none".
EARLIEST_YEAR = 1900
#: Where no period tells the year of the extract. A constant, not a clock: results do not drift.
LATEST_YEAR = 2026

#: How far a date is known, by the number of its known parts: year, month, day in this order.
PRECISIONS = pa.array(["YEAR", "MONTH", "DAY"], TEXT)

_YEAR_FIRST = re.compile(r"^(\d{4})\W+(\d{1,2})(?:\W+(\d{1,2}))?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})\W+(\d{1,2})\W+(\d{4}|\d{2})$")
_WITH_MONTH = re.compile(r"^(?:(\d{1,2})\W*)?([A-Z]{3,9})\W*(\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})\W+(\d{4})$")
_YEAR = re.compile(r"^(\d{4})$")
_EIGHT = re.compile(r"^\d{8}$")
_SERIAL = re.compile(r"^(\d{5})(?:[.,]0+)?$")


class BirthDate(NamedTuple):
    """Year, month and day; 0 = unknown."""

    year: int
    month: int
    day: int


UNKNOWN = BirthDate(0, 0, 0)


def read_dates(values: pd.Series, latest_year: int = LATEST_YEAR) -> pd.DataFrame:
    """Return ``birth_year, birth_month, birth_day`` (int16, 0 = unknown), ``birth_heap`` (bool)
    and ``birth_precision`` (``DAY | MONTH | YEAR``, NA where nothing is known).

    Years after *latest_year* are unknown; two-digit years mean the last hundred before it.
    """
    codes, texts = distinct(to_arrow(values))
    parts = np.array(
        [parse_date(text, latest_year) for text in texts.to_pylist()], dtype=np.int16
    ).reshape(-1, 3)
    year, month, day = (spread_numbers(parts[:, place], codes, 0) for place in range(3))
    known = np.count_nonzero([year, month, day], axis=0) - 1
    heap = (day == 1) & ((month == 1) | (month == 7))
    return pd.DataFrame(
        {
            "birth_year": year,
            "birth_month": month,
            "birth_day": day,
            "birth_heap": heap,
            "birth_precision": to_series(PRECISIONS.take(pa.array(known, mask=known < 0))),
        }
    ).set_axis(values.index)


def parse_date(text: str, latest_year: int = LATEST_YEAR) -> BirthDate:
    """Return the parts of one date; never raises.

    Reads D/M/Y, Y-M-D, D MON Y, MON Y, M/Y, Y, DDMMYYYY, YYYYMMDD and Excel's serial numbers,
    with or without a time. Where the month cannot be one and the day could, the two are taken as
    swapped. A part that cannot be (31 February, month 13) is unknown, the others stay.
    """
    plain = without_time(text).upper()
    if not plain.isascii():
        return UNKNOWN
    if found := _YEAR_FIRST.match(plain):
        return _check(int(found[1]), int(found[2]), int(found[3] or 0), latest_year)
    if found := _DAY_FIRST.match(plain):
        year = _whole_year(found[3], latest_year)
        return _check(year, int(found[2]), int(found[1]), latest_year)
    if found := _WITH_MONTH.match(plain):
        year = _whole_year(found[3], latest_year)
        return _check(year, _months().get(found[2], 0), int(found[1] or 0), latest_year)
    if found := _MONTH_YEAR.match(plain):
        return _check(int(found[2]), int(found[1]), 0, latest_year)
    return _without_signs(plain, latest_year)


def _without_signs(plain: str, latest_year: int) -> BirthDate:
    if _EIGHT.match(plain):
        if EARLIEST_YEAR <= int(plain[:4]) <= latest_year and int(plain[4:6]) <= 12:
            return _check(int(plain[:4]), int(plain[4:6]), int(plain[6:]), latest_year)
        return _check(int(plain[4:]), int(plain[2:4]), int(plain[:2]), latest_year)
    if _YEAR.match(plain) and EARLIEST_YEAR <= int(plain) <= latest_year:
        return BirthDate(int(plain), 0, 0)
    if found := _SERIAL.match(plain):
        day = excel_date(int(found[1]))
        return _check(day.year, day.month, day.day, latest_year)
    return UNKNOWN


def _whole_year(text: str, latest_year: int) -> int:
    if len(text) == 4:
        return int(text)
    century = latest_year - latest_year % 100
    year = century + int(text)
    return year if year <= latest_year else year - 100


def _check(year: int, month: int, day: int, latest_year: int) -> BirthDate:
    if month > 12 and 1 <= day <= 12 and month <= 31:
        month, day = day, month
    if not EARLIEST_YEAR <= year <= latest_year or (year, month, day) == (EARLIEST_YEAR, 1, 1):
        return UNKNOWN
    if not 1 <= month <= 12:
        return BirthDate(year, 0, 0)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    return BirthDate(year, month, day if 1 <= day <= longest else 0)


@cache
def _months() -> dict[str, int]:
    table = load_table("dates")["months"]
    return {word: int(month) for month, words in table.items() for word in words}
