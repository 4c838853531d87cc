"""Comparators: each compares one field of two records, as a scalar and by columns.

The scalar form is what dedupe trains with, the columnar form is the hot path; a golden test
holds them equal. Both return float, NaN = one side is missing, so nothing can be said.
The scalar form calls rapidfuzz, the columnar one its twins over bytes
(:mod:`resolver.match.strings`); results are computed in float64 and rounded once, to float32, as
dedupe stores them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from resolver.match.pairs import BirthDates, Pairs, Values

Scorer = Callable[..., Any]

DIGITS = 16
"""Digits of a whole NIK or KK number."""


@dataclass(frozen=True)
class Comparator:
    """One way to compare one field.

    Attributes:
        field: name of the field in :class:`MatchColumns` and in dedupe's record dictionaries.
        scalar: compares two present values.
        columnar: compares the two records of each pair; NaN where one is missing.
        base: name of the comparator that this one is drawn from, if any.
        shape: turns the base's values into this one's.
    """

    field: str
    scalar: Callable[[Any, Any], float]
    columnar: Callable[[Pairs], Values]
    base: str = ""
    shape: Callable[[Values], Values] = np.asarray


def equal(field: str) -> Comparator:
    """1 where the values are equal, else 0."""

    def columnar(pairs: Pairs) -> Values:
        return np.where(pairs.known(field), pairs.same(field).astype(np.float64), np.nan)

    return Comparator(field, lambda x, y: float(x == y), columnar)


def differs(field: str) -> Comparator:
    """1 where the values differ, else 0."""
    same = equal(field)
    return Comparator(field, lambda x, y: float(x != y), lambda pairs: 1.0 - same.columnar(pairs))


def known(field: str) -> Comparator:
    """1 where both sides have a value. Unlike dedupe's own indicator it may stand in products."""

    def columnar(pairs: Pairs) -> Values:
        return np.where(pairs.known(field), 1.0, np.nan)

    return Comparator(field, lambda x, y: 1.0, columnar)


def similarity(field: str, scorer: Scorer, floor: float, top: float) -> Comparator:
    """A text similarity as a ramp: 0 up to ``floor``, 1 at ``top`` (what equals score)."""

    def scalar(x: str, y: str) -> float:
        return max(0.0, (float(scorer(x, y)) - floor) / (top - floor))

    def columnar(pairs: Pairs) -> Values:
        raw = pairs.scores(field, scorer, of_equal=top)
        return np.maximum(0.0, (raw - floor) / (top - floor))

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

    def columnar(pairs: Pairs) -> Values:
        raw = pairs.scores(field, OSA.distance, of_equal=0.0)
        known = ~np.isnan(raw)
        result = np.full(len(raw), np.nan)
        result[known] = table[np.minimum(raw[known], last).astype(np.int64)]
        return result

    return Comparator(field, scalar, columnar)


def part_equal(field: str, start: int, stop: int) -> Comparator:
    """1 where the same slice of two texts of full length (16 digits) is equal, else 0."""

    def scalar(x: str, y: str) -> float:
        return float(len(x) == len(y) == 16 and x[start:stop] == y[start:stop])

    def columnar(pairs: Pairs) -> Values:
        left, right = pairs.codes(field)
        slices = pairs.columns.text[field].slices(start, stop, 16)
        same = slices[left]
        same = (same == slices[right]) & (same >= 0)
        return np.where(pairs.known(field), same.astype(np.float64), np.nan)

    return Comparator(field, scalar, columnar)


def consecutive(field: str, most: int) -> Comparator:
    """1 where two numbers of 16 digits differ, by *most* at most, else 0.

    Twins, registered together, have numbers that follow each other; a slip seldom gives the next.
    """

    def scalar(x: str, y: str) -> float:
        if not (len(x) == len(y) == DIGITS and x.isdigit() and y.isdigit()):
            return 0.0
        return float(0 < abs(int(x) - int(y)) <= most)

    def columnar(pairs: Pairs) -> Values:
        left, right = pairs.codes(field)
        numbers = pairs.columns.text[field].numbers
        apart = np.abs(numbers[left] - numbers[right])
        near = (apart > 0) & (apart <= most) & (numbers[left] >= 0) & (numbers[right] >= 0)
        return np.where(pairs.known(field), near.astype(np.float64), np.nan)

    return Comparator(field, scalar, columnar)


def fuller(field: str) -> Comparator:
    """The larger of two crowds (:func:`resolver.match.columns.crowd`)."""

    def columnar(pairs: Pairs) -> Values:
        values = pairs.columns.crowd[field]
        return np.maximum(values[pairs.a], values[pairs.b]).astype(np.float64)

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

    def columnar(pairs: Pairs) -> Values:
        return shape(under.columnar(pairs))

    return Comparator(under.field, scalar, columnar, base, shape)


Birth = tuple[int, int, int]


def birth(compare: Callable[[BirthDates], Values]) -> Comparator:
    """A comparison of two birth dates (year, month, day; 0 = unknown) from one formula.

    Args:
        compare: takes the dates of both sides, as arrays; returns an array.
    """

    def scalar(x: Birth, y: Birth) -> float:
        left, right = (np.array([date], dtype=np.int16) for date in (x, y))
        return float(compare(BirthDates.of(left, right))[0])

    def columnar(pairs: Pairs) -> Values:
        return np.where(pairs.births.years_known, compare(pairs.births), np.nan)

    return Comparator("birth", scalar, columnar)


def _of_whole_dates(dates: BirthDates, values: npt.NDArray[Any]) -> Values:
    """The values, NaN where a day or month is unknown."""
    return np.where(dates.days_known, values, np.nan)


def _birth_equal(dates: BirthDates) -> Values:
    return _of_whole_dates(dates, dates.same_year & dates.same_month & dates.same_day)


def _birth_swapped(dates: BirthDates) -> Values:
    crossed = (dates.month_a == dates.day_b) & (dates.day_a == dates.month_b)
    return np.asarray(dates.same_year & crossed & ~dates.same_month, dtype=np.float64)


def _birth_one_part_off(dates: BirthDates) -> Values:
    parts = dates.same_year.astype(np.int8) + dates.same_month + dates.same_day
    return _of_whole_dates(dates, parts == 2)


def _birth_day_month(dates: BirthDates) -> Values:
    share = (dates.same_month.astype(np.float64) + dates.same_day) / 2.0
    return _of_whole_dates(dates, share)


def _year_equal(dates: BirthDates) -> Values:
    return dates.same_year.astype(np.float64)


def _year_close(dates: BirthDates) -> Values:
    return np.maximum(0.0, 1.0 - dates.years_apart / 6.0)


def _known(dates: BirthDates) -> Values:
    return np.ones(len(dates.years_apart))


def _generation_apart(dates: BirthDates) -> Values:
    return (dates.years_apart >= 12).astype(np.float64)


def _made_up(dates: BirthDates) -> Values:
    """1 where a side is 1 January or 1 July: the dates that are given where none is known."""
    left = (dates.day_a == 1) & ((dates.month_a == 1) | (dates.month_a == 7))
    right = (dates.day_b == 1) & ((dates.month_b == 1) | (dates.month_b == 7))
    return np.asarray(left | right, dtype=np.float64)


COMPARATORS: dict[str, Comparator] = {
    "nik_equal": equal("nik"),
    "nik_near": near("nik_digits", (0.0, 1.0, 0.5, 0.15, 0.0)),
    "nik_far": near("nik_digits", (0.0, 0.0, 0.0, 0.2, 0.6, 1.0)),
    "nik_head": part_equal("nik_digits", 0, 12),
    "nik_tail": part_equal("nik_digits", 12, 16),
    "nik_next": consecutive("nik_digits", 5),
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
    "relation_equal": equal("relation"),
    "role_equal": equal("role"),
    "same_source": equal("source"),
    "same_group": equal("group"),
    "verified_nik_differs": differs("verified_nik"),
    "name_crowd": fuller("name_crowd"),
    "namesakes": fuller("namesakes"),
    "nik_crowd": fuller("nik_crowd"),
    "kk_crowd": fuller("kk_crowd"),
    "address_crowd": fuller("address_crowd"),
    "date_crowd": fuller("date_crowd"),
    "default_day": fuller("default_day"),
    "nik_known": known("nik_digits"),
    "kk_known": known("kk_digits"),
    "mother_known": known("mother"),
    "address_known": known("address"),
    "house_known": known("house"),
    "role_known": known("role"),
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
