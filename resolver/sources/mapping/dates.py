"""Dates in a declared order, rewritten so that the normaliser cannot misread them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from resolver.date_text import excel_date, without_time
from resolver.sources.mapping.rows import (
    NOTHING,
    TEXT,
    HeaderRef,
    Rows,
    blank,
    empty_to_null,
    join_present,
    on_distinct,
)
from resolver.sources.mapping.rules import Rule

#: The orders a mapping can declare; AUTO leaves the text to the normaliser (day first).
ORDERS: Final = ("DMY", "MDY", "YMD", "EXCEL", "AUTO")

Order = tuple[str, ...]

_SERIAL = re.compile(r"^(\d{1,5})(?:[.,]\d+)?$", re.ASCII)
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_EARLIEST, _LATEST = 1800, 2200
#: A number between these, among day numbers, is a mere year; a day number beyond is none.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS: Final = (
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MEI",
    "JUN",
    "JUL",
    "AGU",
    "SEP",
    "OKT",
    "NOV",
    "DES",
)


def reorder(text: str, order: Order) -> str:
    """Return a date as ``YYYY-MM-DD`` (``DD-MM-YY`` where the year has two digits, ``D MON Y``
    where the month is a word) by the first of the orders it fits, else as written."""
    plain = without_time(text)
    for one in order:
        if one == "AUTO":
            break
        found = _serial(plain) if one == "EXCEL" else _ordered(plain, one)
        if found is not None:
            return found
    return text


def reorder_column(values: pa.Array, order: Order) -> pa.Array:
    """Return the dates of a column rewritten (:func:`reorder`), on distinct texts."""
    if order[0] == "AUTO":
        return values
    return on_distinct(
        values, lambda texts: pa.array([reorder(text, order) for text in texts.to_pylist()], TEXT)
    )


def _serial(plain: str) -> str | None:
    """Return the day of a day number; of a mere year, which stands among them, the year."""
    found = _SERIAL.match(plain)
    if found is None or int(found[1]) < 1:
        return None
    if _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return str(int(found[1]))
    day = excel_date(int(found[1]))
    return day.isoformat() if day.year <= _LAST_YEAR else None


def _ordered(plain: str, order: str) -> str | None:
    if plain.isascii() and plain.isdigit():
        tokens = _compact(plain, order)
    else:
        tokens = _TOKENS.findall(plain)
    if len(tokens) != 3:
        return None
    parts = dict(zip(order, tokens, strict=True))
    return _write(parts["D"], parts["M"], parts["Y"])


def _compact(digits: str, order: str) -> list[str]:
    """Cut eight or six digits without signs; a leading zero of the first part may be lost."""
    if len(digits) == 7 and order != "YMD":
        digits = digits.zfill(8)
    if len(digits) not in (6, 8):
        return []
    year = len(digits) - 4
    if order == "YMD":
        return [digits[:year], digits[year : year + 2], digits[year + 2 :]]
    return [digits[:2], digits[2:4], digits[4:]]


def _write(day: str, month: str, year: str) -> str | None:
    numbers = (day + year).isascii() and (day + year).isdigit()
    if not numbers or len(day) > 2 or len(year) not in (2, 4):
        return None
    if not month.isdigit():
        return f"{day} {month} {year}" if len(month) >= 3 and 1 <= int(day) <= 31 else None
    if not month.isascii() or len(month) > 2:
        return None
    # 2000, a leap year, stands in for a year of two digits: its century is not known here.
    whole = int(year) if len(year) == 4 else 2000
    try:
        date(whole, int(month), int(day))
    except ValueError:
        return None
    if len(year) == 2:
        return f"{int(day):02d}-{int(month):02d}-{year}"
    return f"{whole}-{int(month):02d}-{int(day):02d}" if _EARLIEST <= whole <= _LATEST else None


@dataclass(frozen=True)
class DateParts:
    """A date of columns for year, month (number or word) and day, as far as they go."""

    year: Rule
    month: Rule | None = None
    day: Rule | None = None

    def _rules(self) -> list[Rule]:
        return [rule for rule in (self.year, self.month, self.day) if rule is not None]

    def headers(self) -> Iterator[HeaderRef]:
        """Yield the columns of the parts."""
        for rule in self._rules():
            yield from rule.headers()

    def given(self, keys: list[str]) -> bool:
        """Tell whether the file has all parts."""
        return all(rule.given(keys) for rule in self._rules())

    def read(self, rows: Rows) -> pa.Array:
        """Return ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; ``D MON YYYY`` for a month's word.

        Of a year of two digits (one, where a number lost its zero) ``DD-MM-YY``, ``MON YY`` or
        ``YY``: in no other order does the normaliser read it as a year.
        """
        year = _year(self.year.read(rows))
        month, day = (
            blank(rows.length) if rule is None else _without_zero(rule.read(rows))
            for rule in (self.month, self.day)
        )
        word = pc.fill_null(pc.invert(pc.match_substring_regex(month, "^[0-9]+$")), False)
        two = [pc.if_else(word, part, pc.utf8_lpad(part, 2, "0")) for part in (month, day)]
        day_of_month = pc.if_else(month.is_valid(), two[1], NOTHING)
        numbers = join_present([year, two[0], day_of_month], "-")
        words = join_present([day, month, year], " ")
        short = pc.fill_null(pc.match_substring_regex(year, "^[0-9]{2}$"), False)
        whole = pc.and_(month.is_valid(), day.is_valid())
        turned = join_present([two[1], two[0], year], "-")
        named = join_present([on_distinct(two[0], _month_words), year], " ")
        numbers = pc.if_else(short, pc.if_else(whole, turned, named), numbers)
        # A month without a year says nothing; a year alone does.
        rows.note_lost(pc.and_(year.is_null(), pc.or_(month.is_valid(), day.is_valid())))
        return pc.if_else(year.is_valid(), pc.if_else(word, words, numbers), NOTHING)


def _year(values: pa.Array) -> pa.Array:
    """Return the years; a mere ``0`` or ``0000`` says none, but ``00`` is the year 2000."""
    plain = pc.replace_substring_regex(values, r"[.,]0+$", "")
    plain = empty_to_null(pc.replace_substring_regex(plain, "^(0|0{3,})$", ""))
    return pc.if_else(pc.equal(pc.utf8_length(plain), 1), pc.utf8_lpad(plain, 2, "0"), plain)


def _month_words(months: pa.Array) -> pa.Array:
    """Return ``MEI`` for ``05``; what is no month as it stands."""
    words = {f"{number:02d}": word for number, word in enumerate(_MONTHS, start=1)}
    return pa.array([words.get(text, text) for text in months.to_pylist()], TEXT)


def _without_zero(values: pa.Array) -> pa.Array:
    plain = pc.replace_substring_regex(values, r"[.,]0+$", "")
    return empty_to_null(pc.replace_substring_regex(plain, "^0+$", ""))
