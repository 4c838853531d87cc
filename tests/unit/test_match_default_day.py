"""Default days are read off a base; numbers that follow each other tell twins."""

import numpy as np
import pandas as pd
import pytest

from resolver.match.columns import MatchColumns, default_day
from resolver.match.comparators import COMPARATORS
from resolver.match.fields import TextColumn
from resolver.match.pairs import Pairs


def test_a_day_that_one_base_gives_too_often_is_a_default_there_alone():
    rng = np.random.default_rng(1)
    birth = np.column_stack(
        [np.full(4_000, 1980), rng.integers(1, 13, 4_000), rng.integers(1, 29, 4_000)]
    ).astype(np.int16)
    source = np.repeat(np.array([0, 1], dtype=np.int32), 2_000)
    birth[:300, 1:] = 8, 17
    birth[2_000, 1:] = 8, 17
    birth[3_000, 2] = 0
    found = default_day(source, birth)
    assert (found[:300] >= 0.8).all()
    assert found[2_000] < 0.3
    assert np.isnan(found[3_000])
    assert np.nanmedian(found[300:2_000]) == 0.0


def test_a_few_rows_make_no_default_day():
    birth = np.array([[1980, 5, 5]] * 5, dtype=np.int16)
    assert (default_day(np.zeros(5, dtype=np.int32), birth) == 0).all()


PAIRS = [
    ("3201010101809001", "3201010101809002", 1.0),
    ("3201010101809001", "3201010101809001", 0.0),
    ("3201010101809001", "3201010101809011", 0.0),
    ("3201010101809001", "320101010180900", 0.0),
    ("3201010101809001", None, np.nan),
]


@pytest.mark.parametrize(("left", "right", "expected"), PAIRS)
def test_numbers_that_follow_each_other(left, right, expected):
    column = TextColumn.encode(pd.Series([left, right], dtype="str"))
    columns = MatchColumns({"nik_digits": column}, {}, np.zeros((2, 3), dtype=np.int16))
    a, b = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    comparator = COMPARATORS["nik_next"]
    np.testing.assert_equal(comparator.columnar(Pairs(columns, a, b))[0], expected)
    if left and right:
        assert comparator.scalar(left, right) == expected
