"""Pairs of records under comparison: what several comparators ask for is looked up once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from resolver.match.columns import MatchColumns, Rows
from resolver.match.strings import compare

Bools = npt.NDArray[np.bool_]
Parts = npt.NDArray[np.int16]
Values = npt.NDArray[np.float64]


class Pairs:
    """A chunk of pairs.

    Args:
        columns: the encoded records.
        a, b: int32 arrays of rows.
    """

    def __init__(self, columns: MatchColumns, a: Rows, b: Rows) -> None:
        self.columns, self.a, self.b = columns, a, b
        self._codes: dict[str, tuple[Rows, Rows]] = {}
        self._known: dict[str, Bools] = {}
        self._scores: dict[tuple[str, Callable[..., Any]], Values] = {}

    def codes(self, field: str) -> tuple[Rows, Rows]:
        """Codes of a text field on both sides; -1 = missing."""
        if field not in self._codes:
            codes = self.columns.text[field].codes
            self._codes[field] = codes[self.a], codes[self.b]
        return self._codes[field]

    def known(self, field: str) -> Bools:
        """Whether both sides have the text field."""
        if field not in self._known:
            left, right = self.codes(field)
            self._known[field] = (left >= 0) & (right >= 0)
        return self._known[field]

    def same(self, field: str) -> Bools:
        """Whether the codes of the text field are equal (two missing values are)."""
        left, right = self.codes(field)
        return np.asarray(left == right)

    def scores(self, field: str, scorer: Callable[..., Any], of_equal: float) -> Values:
        """A function of rapidfuzz on a text field; NaN where a side is missing.

        Equal codes need no comparison: their score is ``of_equal``.
        """
        key = field, scorer
        if key not in self._scores:
            left, right = self.codes(field)
            same = left == right
            todo = np.flatnonzero(self.known(field) & ~same)
            column = self.columns.text[field]
            result = np.where(same & (left >= 0), of_equal, np.nan)
            result[todo] = compare(scorer, column.texts, column.packed, left[todo], right[todo])
            self._scores[key] = result
        return self._scores[key]

    @cached_property
    def births(self) -> "BirthDates":
        """The birth dates of both sides."""
        return BirthDates.of(self.columns.birth[self.a], self.columns.birth[self.b])


@dataclass(frozen=True)
class BirthDates:
    """The birth dates of pairs, part by part, and how they agree.

    Attributes:
        month_a, day_a, month_b, day_b: int16; 0 = unknown.
        years_known, days_known: whether both sides have the year, and day and month.
        same_year, same_month, same_day: whether they are equal (two unknown ones are).
        years_apart: int16.
    """

    month_a: Parts
    day_a: Parts
    month_b: Parts
    day_b: Parts
    years_known: Bools
    days_known: Bools
    same_year: Bools
    same_month: Bools
    same_day: Bools
    years_apart: Parts

    @classmethod
    def of(cls, left: Parts, right: Parts) -> "BirthDates":
        """From int16 arrays (pairs, 3) of year, month, day."""
        year_a, month_a, day_a = (np.ascontiguousarray(left[:, part]) for part in range(3))
        year_b, month_b, day_b = (np.ascontiguousarray(right[:, part]) for part in range(3))
        return cls(
            month_a,
            day_a,
            month_b,
            day_b,
            (year_a != 0) & (year_b != 0),
            (month_a > 0) & (month_b > 0) & (day_a > 0) & (day_b > 0),
            year_a == year_b,
            month_a == month_b,
            day_a == day_b,
            np.abs(year_a - year_b),
        )
