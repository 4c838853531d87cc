"""What is exported as CSV runs nothing in a spreadsheet, and can be got back as it was."""

import csv
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from resolver.outputs import read_table, write_table
from resolver.safe_csv import guard, unguard


def guarded(text: str) -> str:
    safe = guard(pa.chunked_array([[text]], pa.string()))
    assert unguard(safe).to_pylist() == [text]
    return str(safe[0])


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","klik")',
        "=cmd|' /C calc'!A0",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "＝1+1",
        " =1+1",
        "\t=1+1",
        "\rSITI",
        "\nSITI",
        "'=1",
        "''-x",
        "-",
    ],
)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    safe = guarded(text)
    assert safe.startswith("'") or text == "-"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("SITI;=1+1", "SITI;'=1+1"),
        ("SITI\n@x", "SITI\n'@x"),
        ("JL MAWAR;- ;+5", "JL MAWAR;'- ;'+5"),
    ],
)
def test_nor_does_the_rest_of_one_where_a_semicolon_parts_the_cells(text: str, safe: str) -> None:
    assert guarded(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "3201014507809001",
        "P-ABCDEFGH23456789",
        "0012",
        "-6.2",
        "+62",
        "--",
        "'AISYAH",
        "O'NEIL = SITI",
        "JL MAWAR 5-7",
        "DTKS+P3KE",
        '{"nik": {"record_id": "0a", "rule": "newest"}}',
        "",
    ],
)
def test_identifiers_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_written_table_is_safe_as_csv_and_exact_as_parquet(tmp_path: Path) -> None:
    table = pd.DataFrame({"=name": pd.array(["=1", None, "SITI"], dtype="str"), "n": [-1, 2, 3]})
    table["kind"] = pd.Categorical(["@a", "b", "b"])
    write_table(tmp_path, "t", table)
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["'=name", "n", "kind"],
        ["'=1", "-1", "'@a"],
        ["", "2", "b"],
        ["SITI", "3", "b"],
    ]
    assert read_table(tmp_path, "t")["=name"].fillna("").tolist() == ["=1", "", "SITI"]
