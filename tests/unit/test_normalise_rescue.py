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
    marked = mark_lost(text(*whole, *cut), sources, text(*["list.csv"] * len(sources)))
    status = read_niks(marked, *parts(*[(0, 0, 0)] * len(marked)), text(*[None] * len(marked)))
    assert status["nik_status"].tolist() == ["PLAUSIBLE"] * 56 + ["PRECISION_LOST"] * 56


def test_few_numbers_that_end_with_zero_prove_nothing() -> None:
    numbers = text(*["3201010507809010"] * 20)
    origin = text(*["DTKS"] * 20), text(*["list.csv"] * 20)
    assert mark_lost(numbers, *origin).tolist() == numbers.tolist()


def test_a_cut_file_is_found_out_beside_good_ones_of_its_source() -> None:
    """3,000 good rows and 1,500 cut ones: two thirds of the source's numbers do not end with 0."""
    whole = [f"320101{day:02}0780{serial:04}" for day in range(1, 26) for serial in range(1, 121)]
    cut = [number[:15] + "0" for number in whole[::2]]
    files = text(*["good.csv"] * len(whole), *["cut.csv"] * len(cut))
    numbers = text(*whole, *cut)
    marked = mark_lost(numbers, text(*["DTKS"] * len(numbers)), files)
    assert (marked[files == "cut.csv"] != numbers[files == "cut.csv"]).all()
    assert marked[files == "good.csv"].tolist() == whole


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
    [
        ("D:1", MAN, "BUDI", (1981, 7, 5), "M"),
        ("D:1", MAN, "BUDIMAN", (1980, 7, 5), "M"),
        # a slip in the name and another in the date, or day and month changed round
        ("D:1", MAN, "BUDI SANTOSSO", (1980, 5, 7), "M"),
        ("D:1", MAN, "BUDI SANTSOO", (1980, 7, 15), "M"),
    ],
)
def test_a_double_row_is_no_copied_number(
    second: tuple[str, str, str, tuple[int, int, int], str],
) -> None:
    name = "BUDI SANTOSO" if " " in second[2] else "BUDI"
    first = ("D:1", MAN, name, (1980, 7, 5), "M")
    assert "COPIED" not in statuses([first, second])
    # nor is it one where the number was copied to somebody else as well
    copied = ("D:1", MAN, "SARI", (1982, 1, 2), "F")
    assert statuses([copied, second, first])[0] == "COPIED"
    assert "COPIED" not in statuses([copied, second, first])[1:]


def test_brothers_of_alike_names_are_no_double_row() -> None:
    rows = [
        ("D:1", MAN, "MUHAMAD ALI", (1980, 7, 5), "M"),
        ("D:1", MAN, "MUHAMAD YUSUF", (1985, 1, 2), "M"),
        ("D:1", MAN, "MUHAMAD", (1990, 3, 4), "M"),
    ]
    assert statuses(rows) == ["PLAUSIBLE", "COPIED", "COPIED"]


def test_a_copied_number_stays_usable() -> None:
    dates = parts((1980, 7, 5), (1982, 1, 2))
    read = read_niks(text(MAN, MAN), *dates, text("M", "F"))
    mark_copied(read, text("D:1", "D:1"), text("BUDI", "SARI"), *dates)
    assert read["nik"].tolist() == [MAN, MAN]
