"""Workbooks: what a cell says, by its type and format; which sheet is read; formulas."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from resolver.errors import InputError, MappingError
from resolver.normalise.nik import read_niks
from resolver.sources import Extracts, read_extracts
from resolver.sources.formats.numbers import cell_number, number_text
from resolver.sources.formats.xlsx_book import is_date_format
from resolver.sources.formats.xlsx_sheet import day_text
from tests.fixtures.files import (
    HEAD,
    people,
    repacked,
    sharing,
    sheet_xml,
    workbook,
    write_as,
    xml_row,
)


def read(folder: Path, *rows: list[object]) -> Extracts:
    return read_extracts(workbook(folder / "dtks.xlsx", {"Data": [HEAD, *rows]}))


def statuses(extracts: Extracts) -> list[str]:
    niks = extracts.raw["nik"]
    zero = pd.Series(0, index=niks.index, dtype="int16").to_numpy()
    sex = pd.Series(None, index=niks.index, dtype="str")
    return read_niks(niks, zero, zero, zero, sex)["nik_status"].tolist()


def test_a_number_in_a_nik_cell_has_lost_its_precision_a_text_has_not(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ["A1", "D1", "3201014507809001", "SITI", "JL"],
        ["A2", "D1", 3201014507809001, "SITI", "JL"],
        ["A3", "D1", 3.20101450780900e15, "SITI", "JL"],
        ["A4", "D1", 9.101014507809001e15, "SITI", "JL"],
        ["A5", "D1", None, "SITI", "JL"],
    )
    assert statuses(found) == ["PLAUSIBLE", *["PRECISION_LOST"] * 3, "MISSING"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("12", "12"),
        ("007", "7"),
        ("-3", "-3"),
        ("3.5", "3.5"),
        ("0.10000000000000001", "0.1"),
        ("3201012001", "3201012001"),
        ("1E2", "100"),
        ("3.2010145078090004E+15", "3201014507809000.0"),
        ("3201014507809001", "3201014507809001.0"),
        ("999999999999999", "999999999999999"),
        ("1E+300", ""),
        ("1e400", ""),
    ],
)
def test_numbers(raw: str, text: str) -> None:
    assert cell_number(raw) == text


def test_no_number_is_nothing() -> None:
    assert number_text(float("nan")) == ""
    with pytest.raises(ValueError, match="abc"):
        cell_number("abc")


def test_dates_and_times_by_the_format_of_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "dtks.xlsx"
    head = [*HEAD, "TGL LAHIR", "PERIODE"]
    workbook(
        path,
        {
            "Data": [
                head,
                ["A1", "D1", None, "SITI", "JL", date(1990, 12, 31), datetime(2026, 1, 2, 3, 4, 5)],
                ["A2", "D1", None, "SITI", "JL", 33238, "31/12/1990"],
            ]
        },
    )
    raw = read_extracts(path).raw
    assert raw["birth_date"].tolist() == ["1990-12-31", "33238"]
    assert raw["period"].tolist() == ["2026-01-02 03:04:05", "31/12/1990"]


@pytest.mark.parametrize(
    ("serial", "from_1904", "text"),
    [
        (1, False, "1900-01-01"),
        (59, False, "1900-02-28"),
        (61, False, "1900-03-01"),
        (0, True, "1904-01-01"),
        (33238.5, False, "1990-12-31 12:00:00"),
        (0.25, False, "06:00:00"),
        (-1, False, None),
        (3201014507809001, False, None),
    ],
)
def test_day_numbers(serial: float, from_1904: bool, text: str | None) -> None:
    assert day_text(serial, from_1904) == text


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy;@", True),
        ("[$-421]d mmmm yyyy", True),
        ("[h]:mm", True),
        ("General", False),
        ('0" hari"', False),
        ("0000000000000000", False),
        ("#,##0.00_);[Red](#,##0.00)", False),
        ("@", False),
        ('"Rp"#,##0;[Red]-"Rp"#,##0', False),
    ],
)
def test_formats_of_dates(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


def test_title_lines_blank_rows_and_short_rows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "dtks.xlsx",
        {
            "Data": [
                ["DATA TERPADU"],
                [],
                HEAD,
                ["A1", "D1", None, "SITI"],
                [],
                ["A2", "D1", None, "BUDI", "JL"],
            ]
        },
    )
    raw = read_extracts(path).raw
    assert raw["source_record_id"].tolist() == ["A1", "A2"]
    assert raw["line"].tolist() == [1, 2]


def test_a_note_beyond_the_header_rejects_nobody(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ["A1", "D1", None, "SITI", "JL", "x"],
        ["A2", "D1", None, "SITI", "JL", " "],
        ["A3", "D1", None, "SITI", "JL"],
    )
    assert found.raw["source_record_id"].tolist() == ["A1", "A2", "A3"]
    assert found.rejects.empty
    assert found.counts["read"].tolist() == [3]


def test_a_formula_gives_its_kept_value_or_its_row_is_rejected(tmp_path: Path) -> None:
    path = workbook(tmp_path / "dtks.xlsx", {"Data": [HEAD]})
    kept = '<c r="D2" t="str"><f>A1&amp;"X"</f><v>SITI</v></c>'
    bare = '<c r="D3"><f>HYPERLINK("http://example.org")</f></c>'
    error = '<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>A{n}</t></is></c>{cell}'
        f'<c r="E{n}"><v>5</v></c></row>'
        for n, cell in ((2, kept), (3, bare), (4, error))
    )
    repacked(path, {"xl/worksheets/sheet1.xml": sheet_xml(xml_row(*HEAD) + rows)})
    found = read_extracts(path)
    assert found.raw["name"].tolist() == ["SITI"]
    assert found.rejects[["line", "reason"]].to_numpy().tolist() == [
        [2, "NO_FORMULA_VALUE"],
        [3, "NO_NAME_NO_NIK"],
    ]


def test_rich_texts_booleans_escapes_and_readings(tmp_path: Path) -> None:
    path = workbook(tmp_path / "dtks.xlsx", {"Data": [HEAD]})
    name = "<r><t>SITI </t></r><r><t>AMINAH</t></r><rPh><t>siti</t></rPh>"
    address = "<r><t>JL_x000D_</t></r><r><t>_x005F_x</t></r>"
    cells = (
        '<row><c t="inlineStr"><is><t>A1</t></is></c><c t="b"><v>1</v></c><c/>'
        f'<c t="inlineStr"><is>{name}</is></c><c t="inlineStr"><is>{address}</is></c></row>'
    )
    repacked(path, {"xl/worksheets/sheet1.xml": sheet_xml(xml_row(*HEAD) + cells)})
    columns = ["source_group_id", "name", "address"]
    inline = read_extracts(path).raw[columns].iloc[0].tolist()
    assert inline == ["TRUE", "SITI AMINAH", "JL\r_x"]
    assert read_extracts(sharing(path)).raw[columns].iloc[0].tolist() == inline


def test_the_sheet_whose_header_is_known_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "dtks.xlsx",
        {"Petunjuk": [["isi", "data"], ["a", "b"]], "Kosong": [], "Data": [HEAD, *people(2)]},
    )
    assert len(read_extracts(path).raw) == 2


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"A": [HEAD, *people(1)], "B": [HEAD, *people(1)]}, "its sheets 'A', 'B' all hold rows"),
        ({"A": [["x", "y"]], "B": [["z", "w"]]}, "none of its sheets 'A', 'B' has a header"),
        ({"A": [], "B": []}, "is empty"),
    ],
)
def test_sheets_that_cannot_be_told_apart_are_named(
    tmp_path: Path, sheets: dict[str, list[list[str]]], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read_extracts(workbook(tmp_path / "dtks.xlsx", sheets))


def test_a_sheet_that_lacks_a_column_says_so_whatever_stands_beside_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "dtks.xlsx", {"A": [["x", "y"]], "B": [["ID ART", "NIK"]]})
    with pytest.raises(MappingError, match="lacks the column"):
        read_extracts(path)


def test_a_hidden_sheet_gives_way_to_a_visible_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "dtks.xlsx", {"Old": [HEAD, *people(9)], "New": [HEAD, *people(2)]})
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert len(read_extracts(path).raw) == 2
    book.remove(book["New"])
    book.create_sheet("Note").append(["x"])
    book.save(path)
    assert len(read_extracts(path).raw) == 9


def test_text_in_the_first_cell_alone_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "dtks.xlsx", {"Data": [["ID ART;NIK;NAMA"], ["A1;;SITI"]]})
    with pytest.raises(InputError, match="lines of text instead of cells"):
        read_extracts(path)


def test_a_workbook_in_an_archive(tmp_path: Path) -> None:
    write_as(".xlsx", tmp_path, people(3))
    with zipfile.ZipFile(tmp_path / "load.zip", "w") as archive:
        archive.write(tmp_path / "dtks.xlsx", "dtks.xlsx")
    found = read_extracts(tmp_path / "load.zip")
    assert found.counts.iloc[0].tolist()[:4] == ["load.zip/dtks.xlsx", "DTKS", 3, 3]
