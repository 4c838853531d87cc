"""NIKs beside other cells: in the KK column, cut by a spreadsheet, copied to members."""

import numpy as np
import pandas as pd
import pytest

from resolver.normalise.kk import read_kks
from resolver.normalise.nik import read_niks
from resolver.normalise.rescue import mark_copied, mark_lost, rescue_niks

WOMAN = "3201014507809001"  # 5 July 1980
MAN = "3201010507809002"
BOY = "3201010507109003"  # 5 July 2010


def text(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def parts(*dates: tuple[int, int, int]) -> list[np.ndarray]:
    return [np.array(column, dtype=np.int16) for column in zip(*dates, strict=True)]


@pytest.mark.parametrize(
    ("nik", "kk", "born", "sex", "expected"),
    [
        (None, WOMAN, (1980, 7, 5), "F", WOMAN),
        ("-", f"'{WOMAN}", (1980, 7, 5), "F", WOMAN),
        (None, MAN, (1980, 7, 5), "M", MAN),
        # A card may be issued on the day a child is born; it has no card's forty.
        (None, BOY, (2010, 7, 5), "M", None),
        # The head's number in the members' KK column is not theirs.
        (None, WOMAN, (1981, 7, 5), "F", None),
        (None, WOMAN, (1980, 7, 5), "M", None),
        (None, WOMAN, (0, 0, 0), "F", None),
        (None, MAN, (1980, 7, 5), None, None),
        # What the row's own cell says, damaged or not, is left.
        (MAN, WOMAN, (1980, 7, 5), "F", MAN),
        ("3.2E+15", WOMAN, (1980, 7, 5), "F", "3.2E+15"),
        (None, None, (1980, 7, 5), "F", None),
    ],
)
def test_an_empty_nik_is_rescued_out_of_the_kk_column_only_where_it_is_the_rows_own(
    nik: str | None, kk: str | None, born: tuple[int, int, int], sex: str | None, expected: str
) -> None:
    found = rescue_niks(text(nik), text(kk), *parts(born), text(sex)).iloc[0]
    if expected is None:
        assert pd.isna(found) or found == nik
    else:
        assert found == expected


def test_a_rescued_nik_is_no_family_card() -> None:
    nik = rescue_niks(text(None), text(MAN), *parts((1980, 7, 5)), text("M"))
    assert read_kks(text(MAN), nik).iloc[0].kk_status == "NIK_IN_KK"


def test_a_column_cut_to_fifteen_digits_is_found_out() -> None:
    whole = [f"320101{day:02}0780{9000 + day * 10 + 3:04}" for day in range(1, 29)] * 2
    cut = [number[:15] + "0" for number in whole]
    sources = text(*["DTKS"] * len(whole), *["P3KE"] * len(cut))
    marked = mark_lost(text(*whole, *cut), sources)
    status = read_niks(marked, *parts(*[(0, 0, 0)] * len(marked)), text(*[None] * len(marked)))
    assert status["nik_status"].tolist() == ["PLAUSIBLE"] * 56 + ["PRECISION_LOST"] * 56


def test_few_numbers_that_end_with_zero_prove_nothing() -> None:
    numbers = text(*["3201010507809010"] * 20)
    assert mark_lost(numbers, text(*["DTKS"] * 20)).tolist() == numbers.tolist()


def statuses(rows: list[tuple[str, str, str, tuple[int, int, int], str]]) -> list[str]:
    groups, niks, names, born, sexes = zip(*rows, strict=True)
    dates = parts(*born)
    read = read_niks(text(*niks), *dates, text(*sexes))
    return mark_copied(read, text(*groups), text(*names), *dates).tolist()


def test_the_heads_number_copied_to_members_is_marked_on_them() -> None:
    assert statuses(
        [
            ("D:1", MAN, "BUDI", (1980, 7, 5), "M"),
            ("D:1", MAN, "SARI", (1982, 1, 2), "F"),
            ("D:1", MAN, "TONO", (0, 0, 0), "M"),
            ("D:2", MAN, "SARI", (1982, 1, 2), "F"),
        ]
    ) == ["PLAUSIBLE", "COPIED", "COPIED", "DATE_MISMATCH"]


def test_a_number_that_is_nobodys_is_marked_on_all() -> None:
    rows = [
        ("D:1", MAN, "SARI", (1982, 1, 2), "F"),
        ("D:1", MAN, "TONO", (2012, 3, 4), "M"),
    ]
    assert statuses(rows) == ["COPIED", "COPIED"]


@pytest.mark.parametrize(
    "second",
    [("D:1", MAN, "BUDI", (1981, 7, 5), "M"), ("D:1", MAN, "BUDIMAN", (1980, 7, 5), "M")],
)
def test_a_double_row_is_no_copied_number(
    second: tuple[str, str, str, tuple[int, int, int], str],
) -> None:
    assert "COPIED" not in statuses([("D:1", MAN, "BUDI", (1980, 7, 5), "M"), second])


def test_a_copied_number_stays_usable() -> None:
    dates = parts((1980, 7, 5), (1982, 1, 2))
    read = read_niks(text(MAN, MAN), *dates, text("M", "F"))
    mark_copied(read, text("D:1", "D:1"), text("BUDI", "SARI"), *dates)
    assert read["nik"].tolist() == [MAN, MAN]
