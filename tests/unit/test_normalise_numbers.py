"""NIK and KK: statuses, usable numbers, digits. All numbers are synthetic (serials from 9001)."""

import numpy as np
import pandas as pd
import pytest

from resolver.normalise.kk import read_kks
from resolver.normalise.nik import read_niks

WOMAN = "3201014507809001"  # 5 July 1980
MAN = "3201010507809002"


def read(nik: str | None, born: tuple[int, int, int] = (0, 0, 0), sex: str | None = None):
    parts = [np.array([part], dtype=np.int16) for part in born]
    sexes = pd.Series([sex], dtype="str")
    return read_niks(pd.Series([nik], dtype="str"), *parts, sexes).iloc[0]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (None, "MISSING"),
        ("-", "MISSING"),
        ("0", "MISSING"),
        ("tidak ada", "MISSING"),
        ("'", "MISSING"),
        (WOMAN, "PLAUSIBLE"),
        ("0000000000000000", "FILLER"),
        ("3333333333333333", "FILLER"),
        ("1234567890123456", "FILLER"),
        ("9999999999999995", "FILLER"),
        ("9999999999999994", "FILLER"),
        ("3201014507809999", "FILLER"),
        ("3201014507800000", "ZERO_SERIAL"),
        ("320101450780900", "MALFORMED"),
        ("32010145078090011", "MALFORMED"),
        ("320101450780900X", "MALFORMED"),
        ("3.20101E+15", "PRECISION_LOST"),
        ("3,20101E+15", "PRECISION_LOST"),
        ("3e15", "PRECISION_LOST"),
        ("3201014507809001.0", "PRECISION_LOST"),
        ("3201014502309001", "PLAUSIBLE"),
        ("3201017102809001", "IMPOSSIBLE_DATE"),
        ("3201010013809001", "IMPOSSIBLE_DATE"),
        ("3201013102809001", "IMPOSSIBLE_DATE"),
        ("2201014507809001", "UNKNOWN_REGION"),
        ("3200014507809001", "UNKNOWN_REGION"),
        ("9601014507809001", "PLAUSIBLE"),
    ],
)
def test_status(text: str | None, status: str) -> None:
    assert read(text).nik_status == status


@pytest.mark.parametrize(
    "text",
    [
        f"'{WOMAN}",
        f" {WOMAN} ",
        "3201 0145 0780 9001",
        "320101-450780-9001",
        "32.01.01.450780.9001",
        "32O1O145O78O9OO1",
        "320l0I45078090O1",
    ],
)
def test_ways_of_typing_give_the_number(text: str) -> None:
    assert read(text).nik == WOMAN


def test_a_letter_is_no_digit_where_the_whole_has_not_sixteen() -> None:
    row = read("32O1O145O78O9OO")
    assert row.nik_status == "MALFORMED"
    assert pd.isna(row.nik)


@pytest.mark.parametrize(
    ("born", "sex", "status"),
    [
        ((1980, 7, 5), "F", "PLAUSIBLE"),
        ((1980, 7, 0), "F", "PLAUSIBLE"),
        ((0, 0, 0), None, "PLAUSIBLE"),
        ((1980, 7, 6), "F", "DATE_MISMATCH"),
        ((1981, 0, 0), "F", "DATE_MISMATCH"),
        ((1980, 5, 7), "F", "DATE_MISMATCH"),
        ((1980, 7, 5), "M", "SEX_MISMATCH"),
        ((1981, 7, 5), "M", "DATE_MISMATCH"),
    ],
)
def test_disagreement_with_the_row_is_a_warning(
    born: tuple[int, int, int], sex: str | None, status: str
) -> None:
    row = read(WOMAN, born, sex)
    assert row.nik_status == status
    assert row.nik == WOMAN


@pytest.mark.parametrize("text", ["3201014507800000", "3201017102809001", "9999999999999995"])
def test_numbers_that_tell_nobody_apart_are_no_keys(text: str) -> None:
    assert pd.isna(read(text).nik)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("320101450780900", "320101450780900"),
        ("32010145078090011", "32010145078090011"),
        ("320101450780900X", "320101450780900"),
        ("3201017102809001", "3201017102809001"),
        ("32010", None),
        ("9999999999999995", None),
        ("3.20101E+15", None),
    ],
)
def test_digits_are_kept_for_comparing(text: str, digits: str | None) -> None:
    found = read(text).nik_digits
    assert pd.isna(found) if digits is None else found == digits


@pytest.mark.parametrize(
    ("kk", "nik", "status"),
    [
        ("3201010507809001", MAN, "PLAUSIBLE"),
        (None, MAN, "MISSING"),
        (WOMAN, MAN, "NIK_IN_KK"),
        (MAN, MAN, "NIK_IN_KK"),
        ("3201013202809001", None, "IMPOSSIBLE_DATE"),
        ("3201017902809001", None, "IMPOSSIBLE_DATE"),
        ("3201010507800000", None, "ZERO_SERIAL"),
        ("0000000000000000", None, "FILLER"),
        ("3.20101E+15", None, "PRECISION_LOST"),
    ],
)
def test_kk_status(kk: str | None, nik: str | None, status: str) -> None:
    row = read_kks(pd.Series([kk], dtype="str"), pd.Series([nik], dtype="str")).iloc[0]
    assert row.kk_status == status
    assert (row.kk == kk) if status == "PLAUSIBLE" else pd.isna(row.kk)
