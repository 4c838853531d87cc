"""Comparators: each compares one field of two records, as a scalar and by columns.

The scalar form is what dedupe trains with, the columnar form is the hot path; a golden test
holds them equal. Both return float, NaN = one side is missing, so nothing can be said.
Both call the same rapidfuzz functions; results are computed in float64 and rounded once, to
float32, as dedupe stores them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from resolver.match.columns import MatchColumns, Rows

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Comparator:
    """One way to compare one field.

    Attributes:
        field: name of the field in :class:`MatchColumns` and in dedupe's record dictionaries.
        scalar: compares two present values.
        columnar: compares the rows ``a`` and ``b`` of the columns; NaN where one is missing.
        base: name of the comparator that this one is drawn from, if any.
        shape: turns the base's values into this one's.
    """

    field: str
    scalar: Callable[[Any, Any], float]
    columnar: Callable[[MatchColumns, Rows, Rows], Values]
    base: str = ""
    shape: Callable[[Values], Values] = np.asarray


def equal(field: str) -> Comparator:
    """1 where the values are equal, else 0."""

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        left, right = columns.text[field].codes[a], columns.text[field].codes[b]
        return np.where((left < 0) | (right < 0), np.nan, (left == right).astype(np.float64))

    return Comparator(field, lambda x, y: float(x == y), columnar)


def differs(field: str) -> Comparator:
    """1 where the values differ, else 0."""
    same = equal(field)
    return Comparator(
        field, lambda x, y: float(x != y), lambda columns, a, b: 1.0 - same.columnar(columns, a, b)
    )


def known(field: str) -> Comparator:
    """1 where both sides have a value. Unlike dedupe's own indicator it may stand in products."""

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        codes = columns.text[field].codes
        return np.where((codes[a] < 0) | (codes[b] < 0), np.nan, 1.0)

    return Comparator(field, lambda x, y: 1.0, columnar)


def similarity(field: str, scorer: Callable[..., float], floor: float, top: float) -> Comparator:
    """A text similarity as a ramp: 0 up to ``floor``, 1 at ``top`` (what equals score)."""

    def scalar(x: str, y: str) -> float:
        return max(0.0, (scorer(x, y) - floor) / (top - floor))

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        def score(left: Sequence[str], right: Sequence[str]) -> Values:
            raw = cpdist(left, right, scorer=scorer, dtype=np.float64, workers=1)
            return np.maximum(0.0, (raw - floor) / (top - floor))

        return _differing(columns, field, a, b, score)

    return Comparator(field, scalar, columnar)


def near(field: str, by_distance: Sequence[float]) -> Comparator:
    """Optimal string alignment distance (a swap of neighbours counts one) looked up in a table.

    Args:
        field: a text field.
        by_distance: value at distance 0, 1, 2, …; the last holds beyond.
    """
    table = np.asarray(by_distance, dtype=np.float64)
    last = len(table) - 1

    def scalar(x: str, y: str) -> float:
        return float(table[min(OSA.distance(x, y), last)])

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        def score(left: Sequence[str], right: Sequence[str]) -> Values:
            raw = cpdist(left, right, scorer=OSA.distance, dtype=np.int32, workers=1)
            return np.asarray(table[np.minimum(raw, last)])

        return _differing(columns, field, a, b, score, of_equal=float(table[0]))

    return Comparator(field, scalar, columnar)


def part_equal(field: str, start: int, stop: int) -> Comparator:
    """1 where the same slice of two texts of full length (16 digits) is equal, else 0."""

    def scalar(x: str, y: str) -> float:
        return float(len(x) == len(y) == 16 and x[start:stop] == y[start:stop])

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        column = columns.text[field]
        slices = column.slices(start, stop, 16)
        left, right = column.codes[a], column.codes[b]
        same = (slices[left] == slices[right]) & (slices[left] >= 0)
        return np.where((left < 0) | (right < 0), np.nan, same.astype(np.float64))

    return Comparator(field, scalar, columnar)


def fuller(field: str) -> Comparator:
    """The larger of two crowds (:func:`resolver.match.columns.crowd`)."""

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        values = columns.crowd[field]
        return np.maximum(values[a], values[b]).astype(np.float64)

    return Comparator(field, max, columnar)


def ramp(base: str, zero: float, one: float) -> Comparator:
    """Part of another comparator's range, stretched to 0 … 1.

    A linear model gives every step of a similarity one weight; ramps tell it that beyond a point
    a name is another name, or that a number held by two says more than one held by hundreds.

    Args:
        base: name of the comparator in :data:`COMPARATORS`.
        zero, one: values of the base that become 0 and 1; what lies beyond is cut.
    """
    under = COMPARATORS[base]

    def shape(values: Values) -> Values:
        return np.clip((values - zero) / (one - zero), 0.0, 1.0)

    def scalar(x: Any, y: Any) -> float:
        return float(shape(np.array([under.scalar(x, y)]))[0])

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        return shape(under.columnar(columns, a, b))

    return Comparator(under.field, scalar, columnar, base, shape)


def _differing(
    columns: MatchColumns,
    field: str,
    a: Rows,
    b: Rows,
    score: Callable[[Sequence[str], Sequence[str]], Values],
    of_equal: float = 1.0,
) -> Values:
    """Score only pairs of different present values: equal codes need no string comparison."""
    column = columns.text[field]
    left, right = column.codes[a], column.codes[b]
    result = np.full(len(a), np.nan)
    result[(left == right) & (left >= 0)] = of_equal
    todo = np.flatnonzero((left != right) & (left >= 0) & (right >= 0))
    if len(todo):
        result[todo] = score(
            column.values[left[todo]].tolist(), column.values[right[todo]].tolist()
        )
    return result


Birth = tuple[int, int, int]


def birth(compare: Callable[[Any, Any, Any, Any, Any, Any], Any]) -> Comparator:
    """A comparison of two birth dates (year, month, day; 0 = unknown) from one formula.

    Args:
        compare: takes the years, months and days of both sides, as arrays; returns an array.
    """

    def scalar(x: Birth, y: Birth) -> float:
        parts = [
            np.array([part], dtype=np.int32) for pair in zip(x, y, strict=True) for part in pair
        ]
        return float(compare(*parts)[0])

    def columnar(columns: MatchColumns, a: Rows, b: Rows) -> Values:
        left, right = columns.birth[a].astype(np.int32), columns.birth[b].astype(np.int32)
        values = compare(left[:, 0], right[:, 0], left[:, 1], right[:, 1], left[:, 2], right[:, 2])
        unknown = (left[:, 0] == 0) | (right[:, 0] == 0)
        return np.where(unknown, np.nan, np.asarray(values, dtype=np.float64))

    return Comparator("birth", scalar, columnar)


def _day_known(m1: Any, m2: Any, d1: Any, d2: Any) -> Any:
    return (m1 > 0) & (m2 > 0) & (d1 > 0) & (d2 > 0)


def _birth_equal(y1: Any, y2: Any, m1: Any, m2: Any, d1: Any, d2: Any) -> Any:
    same = ((y1 == y2) & (m1 == m2) & (d1 == d2)).astype(np.float64)
    return np.where(_day_known(m1, m2, d1, d2), same, np.nan)


def _birth_swapped(y1: Any, y2: Any, m1: Any, m2: Any, d1: Any, d2: Any) -> Any:
    return ((y1 == y2) & (m1 == d2) & (d1 == m2) & (m1 != m2)).astype(np.float64)


def _birth_one_part_off(y1: Any, y2: Any, m1: Any, m2: Any, d1: Any, d2: Any) -> Any:
    parts = (y1 == y2).astype(np.int8) + (m1 == m2) + (d1 == d2)
    return np.where(_day_known(m1, m2, d1, d2), (parts == 2).astype(np.float64), np.nan)


def _birth_day_month(y1: Any, y2: Any, m1: Any, m2: Any, d1: Any, d2: Any) -> Any:
    share = ((m1 == m2).astype(np.float64) + (d1 == d2)) / 2.0
    return np.where(_day_known(m1, m2, d1, d2), share, np.nan)


def _year_equal(y1: Any, y2: Any, *_: Any) -> Any:
    return (y1 == y2).astype(np.float64)


def _year_close(y1: Any, y2: Any, *_: Any) -> Any:
    return np.maximum(0.0, 1.0 - np.abs(y1 - y2) / 6.0)


def _known(y1: Any, *_: Any) -> Any:
    return np.ones(len(y1))


def _generation_apart(y1: Any, y2: Any, *_: Any) -> Any:
    return (np.abs(y1 - y2) >= 12).astype(np.float64)


def _made_up(y1: Any, y2: Any, m1: Any, m2: Any, d1: Any, d2: Any) -> Any:
    """1 where a side is 1 January or 1 July: the dates that are given where none is known."""
    left = (d1 == 1) & ((m1 == 1) | (m1 == 7))
    right = (d2 == 1) & ((m2 == 1) | (m2 == 7))
    return (left | right).astype(np.float64)


COMPARATORS: dict[str, Comparator] = {
    "nik_equal": equal("nik"),
    "nik_near": near("nik_digits", (0.0, 1.0, 0.5, 0.15, 0.0)),
    "nik_far": near("nik_digits", (0.0, 0.0, 0.0, 0.2, 0.6, 1.0)),
    "nik_head": part_equal("nik_digits", 0, 12),
    "nik_tail": part_equal("nik_digits", 12, 16),
    "kk_equal": equal("kk"),
    "kk_near": near("kk_digits", (0.0, 1.0, 0.5, 0.0)),
    "name_jaro_winkler": similarity("joined", JaroWinkler.similarity, 0.7, 1.0),
    "name_words": similarity("sorted_words", fuzz.ratio, 50.0, 100.0),
    "name_equal": equal("joined"),
    "name_same_words": equal("sorted"),
    "name_contained": similarity("name", fuzz.token_set_ratio, 60.0, 100.0),
    "name_skeleton": equal("skeleton"),
    "name_phonetic": equal("phonetic"),
    "first_word": similarity("first", JaroWinkler.similarity, 0.7, 1.0),
    "last_word": similarity("last", JaroWinkler.similarity, 0.7, 1.0),
    "mother": similarity("mother", JaroWinkler.similarity, 0.7, 1.0),
    "birth_equal": birth(_birth_equal),
    "birth_swapped": birth(_birth_swapped),
    "birth_one_part_off": birth(_birth_one_part_off),
    "birth_day_month": birth(_birth_day_month),
    "birth_made_up": birth(_made_up),
    "year_equal": birth(_year_equal),
    "year_close": birth(_year_close),
    "generation_apart": birth(_generation_apart),
    "sex_equal": equal("sex"),
    "address": similarity("address", fuzz.token_sort_ratio, 40.0, 100.0),
    "house_equal": equal("house"),
    "rt_rw_equal": equal("rt_rw"),
    "village_equal": equal("village"),
    "district_equal": equal("district"),
    "regency_equal": equal("regency"),
    "same_source": equal("source"),
    "same_group": equal("group"),
    "verified_nik_differs": differs("verified_nik"),
    "name_crowd": fuller("name_crowd"),
    "namesakes": fuller("namesakes"),
    "nik_crowd": fuller("nik_crowd"),
    "kk_crowd": fuller("kk_crowd"),
    "address_crowd": fuller("address_crowd"),
    "date_crowd": fuller("date_crowd"),
    "nik_known": known("nik_digits"),
    "kk_known": known("kk_digits"),
    "mother_known": known("mother"),
    "address_known": known("address"),
    "house_known": known("house"),
    "birth_known": birth(_known),
    "confirmed_differs": differs("confirmed"),
    "confirmed_equal": equal("confirmed"),
}
COMPARATORS |= {
    "name_apart": ramp("name_jaro_winkler", 0.35, 0.0),
    "words_apart": ramp("name_words", 0.3, 0.0),
    "mother_close": ramp("mother", 0.5, 0.9),
    "address_close": ramp("address", 0.4, 0.8),
    "rare_name": ramp("name_crowd", 0.4, 0.0),
    "few_namesakes": ramp("namesakes", 0.25, 0.0),
    "nik_shared": ramp("nik_crowd", 0.0, 0.25),
    "date_heap": ramp("date_crowd", 0.2, 0.4),
}
"""All comparators by the name under which a model document refers to them."""
