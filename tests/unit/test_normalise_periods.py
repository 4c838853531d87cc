"""Periods: many spellings, one form; a number of a person is none, a slip moves no birth year."""

import pandas as pd
import pytest

from resolver.normalise.dates import LATEST_YEAR
from resolver.normalise.periods import latest_year, parse_period, read_periods


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026Q1", "2026Q1"),
        ("2026-Q1", "2026Q1"),
        ("q1 2026", "2026Q1"),
        ("TW I 2026", "2026Q1"),
        ("Triwulan 4 / 2025", "2025Q4"),
        ("Januari s.d. Maret 2026", "2026Q1"),
        ("JAN SD MAR 2026", "2026Q1"),
        ("April - Juni 2026", "2026Q2"),
        ("JAN-JUN 2026", "2026S1"),
        ("Jan-Feb 2026", "2026M1-2"),
        ("Semester II Tahun 2025", "2025S2"),
        ("TAHAP 3 2026", "2026T3"),
        ("Tahap ke-2 (2026)", "2026T2"),
        ("Maret 2026", "2026-03"),
        ("BULAN 3 2026", "2026-03"),
        ("2026-03", "2026-03"),
        ("03/2026", "2026-03"),
        ("202603", "2026-03"),
        ("31/03/2026", "2026-03"),
        ("2026-03-31 00:00:00", "2026-03"),
        ("'2026", "2026"),
        (" Tahun 2026 ", "2026"),
        # no periods
        ("3201014507809001", None),
        ("32.01.01.450780.9001", None),
        ("SITI AMINAH", None),
        ("05/07/1980", None),
        ("2062Q1", None),
        ("1926", None),
        ("2026Q5", None),
        ("2026 2025", None),
        ("TAHAP 3", None),
        ("MARET", None),
        ("1", None),
        ("2026Q1 3201014507809001", None),
        ("2026" * 400, None),
        ("２０２６", None),
        ("", None),
    ],
)
def test_periods(text: str, period: str | None) -> None:
    assert parse_period(text) == period
    if period is not None:
        assert parse_period(period) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("TAHAP 3", "T3"),
        ("Triwulan I", "Q1"),
        ("MARET", "M3"),
        ("JAN-MAR", "Q1"),
        ("T3", "T3"),
        ("M3", "M3"),
        ("JAN - FEB", "M1-2"),
        ("M1-2", "M1-2"),
        ("1", None),
        ("SITI", None),
        ("3201014507809001", None),
    ],
)
def test_periods_of_payments_may_lack_the_year(text: str, period: str | None) -> None:
    assert parse_period(text, with_year=False) == period


def test_a_column_of_periods() -> None:
    values = pd.Series(["TW 1 2026", None, "3201014507809001"], index=[5, 6, 7], dtype="str")
    found = read_periods(values)
    assert found.index.tolist() == [5, 6, 7]
    assert found.fillna("").tolist() == ["2026Q1", "", ""]


def test_a_slip_in_a_period_does_not_move_the_newest_year() -> None:
    def newest(periods: list[str | None], files: list[str]) -> int:
        return latest_year(pd.Series(periods, dtype="str"), pd.Series(files, dtype="str"))

    assert newest(["2024Q1"] * 99 + ["2034Q1"], ["a.csv"] * 100) == 2024
    # a small file of its own is no slip
    assert newest(["2024Q1"] * 99 + ["2025Q1"], ["a.csv"] * 99 + ["b.csv"]) == 2025
    assert newest([None, None], ["a.csv"] * 2) == LATEST_YEAR
    assert newest([], []) == LATEST_YEAR
