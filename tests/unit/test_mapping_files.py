"""Which file is read by which layout, and the overrides of what is found out about it."""

from pathlib import Path

import pytest

from resolver.errors import InputError, MappingError
from resolver.sources import read_extracts
from resolver.sources.mapping import read_mapping, shipped_mapping

COLUMNS = '[source.columns]\nsource_record_id = "KODE"\nname = "WARGA"\n'
CSV = "KODE,WARGA,AGAMA\nA1,SITI,X\nA2,BUDI,Y\n"


def write(folder: Path, mapping: str, **files: str | bytes) -> Path:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_csv", ".csv")).write_bytes(data)
    path = folder / "mapping.toml"
    path.write_text("format = 1\n" + mapping, encoding="utf-8")
    return path


def source(name: str, files: str, more: str = "", columns: str = COLUMNS) -> str:
    return f'[[source]]\nsource = "{name}"\nfiles = ["{files}"]\n{more}\n{columns}'


def test_a_new_base_beside_the_shipped_ones(tmp_path: Path) -> None:
    write(
        tmp_path,
        source("DESA_CANTIK", "warga*.csv"),
        warga_1_csv=CSV,
        dtks_csv="ID ART,NAMA\nA1,TONO\n",
    )
    found = read_extracts(tmp_path)
    assert found.raw[["source", "source_record_id", "name"]].values.tolist() == [
        ["DTKS", "A1", "TONO"],
        ["DESA_CANTIK", "A1", "SITI"],
        ["DESA_CANTIK", "A2", "BUDI"],
    ]
    assert not found.raw.isin(["X", "Y"]).any().any()  # AGAMA is not named: never read


def test_a_mapping_elsewhere_and_one_that_is_ignored(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'ignore = ["catatan*"]\n' + source("X", "Warga*"),
        WARGA_csv=CSV,
        catatan_csv="a\n",
    )
    moved = path.rename(tmp_path.parent / f"{tmp_path.name}.toml")
    with pytest.raises(InputError):
        read_extracts(tmp_path)
    assert len(read_extracts(tmp_path, moved).raw) == 2
    assert len(read_extracts(tmp_path, read_mapping(moved)).raw) == 2


def test_the_mapping_goes_before_a_shipped_layout(tmp_path: Path) -> None:
    write(tmp_path, source("DTKS", "dtks*"), dtks_csv=CSV)
    assert read_extracts(tmp_path).raw["name"].tolist() == ["SITI", "BUDI"]


def test_without_patterns_the_header_tells(tmp_path: Path) -> None:
    mapping = '[[source]]\nsource = "X"\n' + COLUMNS
    write(tmp_path, mapping, any_csv=CSV)
    assert read_extracts(tmp_path).counts["source"].tolist() == ["X"]


def test_two_layouts_of_one_source_told_apart_by_header(tmp_path: Path) -> None:
    other = COLUMNS.replace("KODE", "NOMOR")
    mapping = source("X", "data*") + source("X", "data*", columns=other)
    write(tmp_path, mapping, data_1_csv=CSV, data_2_csv="WARGA;NOMOR\nTONO;A1\nADI;A3\n")
    found = read_extracts(tmp_path)
    assert found.raw["source_record_id"].tolist() == ["A1", "A2", "A3"]
    assert found.rejects[["file", "reason"]].values.tolist() == [["data_2.csv", "DUPLICATE_ID"]]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    columns = COLUMNS + 'rt = { from = "RT/RW", split = "/", part = 1 }\nhamlet = "DUSUN"\n'
    write(tmp_path, source("X", "data*", 'optional = ["hamlet"]', columns), data_csv=CSV)
    with pytest.raises(MappingError) as caught:
        read_extracts(tmp_path)
    assert "rt (RT/RW)" in str(caught.value)
    assert "hamlet" not in str(caught.value)


def test_the_column_a_choice_goes_by_must_be_there(tmp_path: Path) -> None:
    columns = (
        COLUMNS
        + 'birth_date = "AGAMA"\n[source.dates]\n'
        + ('birth_date = { by = "KAB", values = { "A" = "MDY" }, otherwise = "DMY" }\n')
    )
    write(tmp_path, source("X", "data*", columns=columns), data_csv=CSV)
    with pytest.raises(MappingError, match=r"dates\.birth_date"):
        read_extracts(tmp_path)


@pytest.mark.parametrize(
    ("more", "content"),
    [
        ("header_line = 3", "LAPORAN,KODE\n\nKODE,WARGA\nA1,SITI\n"),
        ('names = ["KODE", "WARGA"]', "A1,SITI\n"),
        ('names = ["KODE", "WARGA"]\nheader_line = 2', "x\nNo,Nm\nA1,SITI\n"),
        ('delimiter = "|"', "KODE,X|WARGA\nA1|SITI\n".replace("KODE,X", "KODE")),
        ('encoding = "utf-16"', "KODE,WARGA\nA1,SITI\n".encode("utf-16")),
    ],
)
def test_overrides(tmp_path: Path, more: str, content: str | bytes) -> None:
    write(tmp_path, source("X", "data*", more), data_csv=content)
    assert read_extracts(tmp_path).raw["name"].tolist() == ["SITI"]


def test_an_encoding_that_is_not_the_guess(tmp_path: Path) -> None:
    write(
        tmp_path,
        source("X", "data*", 'encoding = "latin-1"'),
        data_csv="KODE,WARGA\nA1,JOSÉ\n".encode("latin-1"),
    )
    assert read_extracts(tmp_path).raw["name"].tolist() == ["JOSÉ"]


def test_a_header_over_several_lines(tmp_path: Path) -> None:
    columns = COLUMNS.replace('"WARGA"', '"NAMA WARGA"')
    write(tmp_path, source("X", "data*", columns=columns), data_csv='KODE,"NAMA\nWARGA"\nA1,SITI\n')
    assert read_extracts(tmp_path).raw["name"].tolist() == ["SITI"]


def test_one_of_two_columns_of_a_name(tmp_path: Path) -> None:
    csv = "KODE,WARGA,WARGA\nA1,SITI,BUDI\n"
    write(tmp_path, source("X", "data*"), data_csv=csv)
    with pytest.raises(MappingError, match="twice"):
        read_extracts(tmp_path)
    write(
        tmp_path,
        source("X", "data*", columns=COLUMNS.replace('"WARGA"', '"WARGA#2"')),
        data_csv=csv,
    )
    assert read_extracts(tmp_path).raw["name"].tolist() == ["BUDI"]


def test_rows_left_out_stand_in_the_rejects(tmp_path: Path) -> None:
    more = (
        'only = { column = "AGAMA", values = ["x", "Z"] }\n'
        'skip = { column = "WARGA", values = ["JUMLAH"] }'
    )
    write(tmp_path, source("X", "data*", more), data_csv=CSV + "A3,JUMLAH,X\nA4,ADI,Z\nA5,,\n")
    found = read_extracts(tmp_path)
    assert found.raw["name"].tolist() == ["SITI", "ADI"]
    assert found.rejects[["line", "reason"]].values.tolist() == [
        [n, "NOT_WANTED"] for n in (2, 3, 5)
    ]
    assert found.counts[["read", "accepted", "rejected"]].values.tolist() == [[5, 2, 3]]


def test_scope_is_counted_and_the_period_filled(tmp_path: Path) -> None:
    columns = (
        COLUMNS
        + 'period = "AGAMA"\n[source.scope]\nareas = ["32", "3601"]\n'
        + 'period = "2026Q1"\nextent = "full"\n'
    )
    write(
        tmp_path,
        source("X", "data*", columns=columns),
        data_csv=CSV.replace("Y", ""),
        dtks_csv="ID ART,NAMA\n1,A\n",
    )
    found = read_extracts(tmp_path)
    assert found.counts[["areas", "period", "extent"]].values.tolist() == [
        ["32+3601", "2026Q1", "full"],
        ["", "", "delta"],
    ]
    assert found.raw.loc[found.raw["source"] == "X", "period"].tolist() == ["X", "2026Q1"]


def test_the_shipped_layouts_are_mappings() -> None:
    layouts = shipped_mapping().layouts
    assert {one.source for one in layouts} == {
        "DTKS",
        "REGSOSEK",
        "P3KE",
        "SIAK",
        "AREAS",
        "PAYMENTS",
    }
    assert all(one.files and one.columns for one in layouts)
