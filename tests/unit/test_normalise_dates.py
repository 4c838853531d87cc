"""Birth dates: every way of writing, and dates that cannot be."""

import pandas as pd
import pytest

from resolver.normalise.dates import parse_date, read_dates

FIFTH_OF_JULY = (1980, 7, 5)


@pytest.mark.parametrize(
    "text",
    [
        "05/07/1980",
        "5/7/1980",
        "05-07-1980",
        "05.07.1980",
        "1980-07-05",
        "1980/7/5",
        "05 JUL 1980",
        "5 Juli 1980",
        "05-Jul-80",
        "05/07/80",
        "5/7/1980 0:00:00",
        "1980-07-05T00:00:00Z",
        "1980-07-05 00:00:00.000",
        "05/07/1980 12:00:00 AM",
        "29407",
        "29407.0",
        "05071980",
        "19800705",
        "'05/07/1980",
        " 05/07/1980 ",
    ],
)
def test_ways_of_writing_one_date(text: str) -> None:
    assert parse_date(text) == FIFTH_OF_JULY


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("17 AGUSTUS 1945", (1945, 8, 17)),
        ("1 MEI 1970", (1970, 5, 1)),
        ("3 OKT 1970", (1970, 10, 3)),
        ("25 DES 1970", (1970, 12, 25)),
        ("2 Nopember 1970", (1970, 11, 2)),
        ("07/25/1980", (1980, 7, 25)),
        ("1980", (1980, 0, 0)),
        ("07/1980", (1980, 7, 0)),
        ("1980-07", (1980, 7, 0)),
        ("Juli 1980", (1980, 7, 0)),
        ("00/00/1980", (1980, 0, 0)),
        ("00/07/1980", (1980, 7, 0)),
        ("31/02/1980", (1980, 2, 0)),
        ("29/02/1981", (1981, 2, 0)),
        ("29/02/1980", (1980, 2, 29)),
        ("40/13/1980", (1980, 0, 0)),
        ("5 FOO 1980", (1980, 0, 0)),
        ("05/07/26", (2026, 7, 5)),
        ("05/07/27", (1927, 7, 5)),
    ],
)
def test_parts_that_are_known(text: str, parts: tuple[int, int, int]) -> None:
    assert parse_date(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "0000-00-00",
        "00/00/0000",
        "01/01/1900",
        "1899-12-30",
        "05/07/2080",
        "05/07/1780",
        "BOGOR",
        "99999",
        "1",
        "٠٥/٠٧/١٩٨٠",
        "5/7",
        "1980-07-05-01",
    ],
)
def test_nothing_is_known(text: str) -> None:
    assert parse_date(text) == (0, 0, 0)


def test_the_year_of_the_extract_bounds_the_dates() -> None:
    assert parse_date("05/07/26", latest_year=2025) == (1926, 7, 5)
    assert parse_date("05/07/2026", latest_year=2025) == (0, 0, 0)


def test_columns_and_heaps() -> None:
    table = read_dates(pd.Series(["01/01/1970", "01/07/1980", "02/01/1970", None, "1970"]))
    assert table["birth_heap"].tolist() == [True, True, False, False, False]
    assert table["birth_year"].tolist() == [1970, 1980, 1970, 0, 1970]
    numbers, text = table.drop(columns="birth_precision"), table["birth_precision"]
    assert [str(one) for one in numbers.dtypes] == ["int16", "int16", "int16", "bool"]
    assert text.fillna("").tolist() == ["DAY", "DAY", "DAY", "", "YEAR"]
    assert read_dates(pd.Series(["JULI 1980"]))["birth_precision"].tolist() == ["MONTH"]
