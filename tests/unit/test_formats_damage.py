"""Stray quotes, delimiters at the end, notes beside the table: a row of use is not lost to them."""

from pathlib import Path

import pytest

from resolver.errors import InputError, MappingError
from resolver.sources import Extracts, read_extracts
from tests.fixtures.files import repacked, sheet_xml, workbook, xml_row

HEAD = "ID ART,NIK,NAMA,ALAMAT\n"


def load(folder: Path, text: str, name: str = "dtks.csv") -> Extracts:
    (folder / name).write_text(text, encoding="utf-8")
    return read_extracts(folder / name)


def ids(found: Extracts) -> list[str]:
    return found.raw["source_record_id"].tolist()


@pytest.mark.parametrize("row", ['2,32,"BUDI,JL\n', '2,32,BUDI,"JL\n', '"2,32,BUDI,JL\n'])
def test_a_stray_quote_in_the_last_row_is_its_own_matter(tmp_path: Path, row: str) -> None:
    found = load(tmp_path, HEAD + "1,32,ANI,JL\n" + row)
    assert ids(found) == ["1"]
    assert found.rejects[["line", "reason"]].values.tolist() == [[2, "OPEN_QUOTE"]]


def test_stray_quotes_in_many_rows_at_the_end(tmp_path: Path) -> None:
    rows = "".join(f'{n},32,"ORANG {n},JL\n' for n in range(2, 60))
    found = load(tmp_path, HEAD + "1,32,ANI,JL\n" + rows)
    assert found.counts[["read", "accepted", "rejected"]].values.tolist() == [[59, 1, 58]]


@pytest.mark.parametrize(
    "end",
    [
        '2,32,"BUDI,JL',
        '2,32,"BU',
        '2,32,"BU\n',
        '2,32,BUDI,"JL\nMAW\n',
        '2,32,"BUDI,JL\n3,32,"CI\nCI\n',
    ],
)
def test_a_file_cut_in_a_value_is_still_told(tmp_path: Path, end: str) -> None:
    with pytest.raises(InputError, match="truncated: it ends inside a quoted value"):
        load(tmp_path, HEAD + "1,32,ANI,JL\n" + end)


@pytest.mark.parametrize("tail", [",", ",,,", ", ,", ',""', ',"",'])
def test_blank_fields_behind_the_header_reject_nobody(tmp_path: Path, tail: str) -> None:
    rows = [f"1,32,ANI,JL{tail}", "2,32,BUDI,JL", f'3,32,"CI\nCI","JL, 5"{tail}', "4,5", "6,,A,B,C"]
    found = load(tmp_path, HEAD + "\n".join(rows) + "\n")
    assert found.raw[["source_record_id", "name", "line"]].values.tolist() == [
        ["1", "ANI", 1],
        ["2", "BUDI", 2],
        ["3", "CI\nCI", 3],
    ]
    assert found.raw["address"].tolist() == ["JL", "JL", "JL, 5"]
    assert found.rejects[["line", "reason"]].values.tolist() == [
        [4, "RAGGED_ROW"],
        [5, "RAGGED_ROW"],
    ]


def test_blank_fields_behind_a_tab_separated_header(tmp_path: Path) -> None:
    text = (HEAD + "1,32,ANI,JL,\n2,32,BUDI,JL,,\n").replace(",", "\t")
    assert ids(load(tmp_path, text, "dtks.tsv")) == ["1", "2"]


def test_a_value_behind_the_header_still_rejects(tmp_path: Path) -> None:
    found = load(tmp_path, HEAD + "1,32,ANI,JL,MAWAR,\n2,32,BUDI,JL,,x,\n3,32,CICI,JL,,\n")
    assert ids(found) == ["3"]


def test_a_formula_without_a_value_matters_in_columns_that_are_read(tmp_path: Path) -> None:
    head = ("ID ART", "NAMA", "UMUR")
    path = workbook(tmp_path / "dtks.xlsx", {"Data": [head]})
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>ANI</t></is></c>'
        '<c r="C2"><f>YEAR(NOW())</f></c><c r="H2"><f>A2</f></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A2</f></c><c r="C3"><f>B3</f></c></row>'
    )
    repacked(path, {"xl/worksheets/sheet1.xml": sheet_xml(xml_row(*head) + rows)})
    found = read_extracts(path)
    assert ids(found) == ["1"]
    assert found.rejects[["line", "reason"]].values.tolist() == [[2, "NO_FORMULA_VALUE"]]
    assert "column 2" in found.rejects["message"][0]
    assert found.counts[["read", "accepted"]].values.tolist() == [[2, 1]]


def test_a_layout_of_the_mapping_goes_before_the_shipped_ones(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'format = 1\n[[source]]\nsource = "SENDIRI"\n[source.columns]\n'
        'source_record_id = "ID ART"\nname = "NAMA"\nbirth_date = "TGL LAHIR"\n'
        '[source.dates]\nbirth_date = "MDY"\n'
    )
    head = "ID DTKS,ID ART,NIK,NOKK,NAMA,TGL LAHIR,JENIS KELAMIN\n"
    for name in ("data.csv", "dtks_1.csv"):
        (tmp_path / name).write_text(head + "D,1,,,ANI,03/02/1990,1\n")
        raw = read_extracts(tmp_path / name, mapping).raw
        assert raw[["source", "birth_date"]].values.tolist() == [["SENDIRI", "1990-03-02"]]
    # It lacks a column that the mapping names: the shipped layout reads it, as before.
    (tmp_path / "dtks_2.csv").write_text("ID ART,NIK,NAMA\n1,,ANI\n")
    assert read_extracts(tmp_path / "dtks_2.csv", mapping).raw["source"].tolist() == ["DTKS"]


def test_a_header_line_beyond_what_is_looked_at_is_told(tmp_path: Path) -> None:
    rows = [["JUDUL"]] * 60 + [["ID", "NAMA"], ["1", "ANI"]]
    path = workbook(tmp_path / "data.xlsx", {"Data": rows})
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'format = 1\n[[source]]\nsource = "LAIN"\nfiles = ["data*"]\nheader_line = 61\n'
        '[source.columns]\nsource_record_id = "ID"\nname = "NAMA"\n'
    )
    with pytest.raises(MappingError, match=r"line 61 .*first 50 lines"):
        read_extracts(path, mapping)
