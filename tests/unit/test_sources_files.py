"""Files that cannot be used as they are: one clear error each; and those that look odd but can."""

import gzip
from pathlib import Path

import pytest

from resolver.errors import InputError, MappingError
from resolver.sources import read_extracts

HEAD = "ID ART,ID DTKS,NIK,NAMA,ALAMAT\n"
ROW = "A1,D1,3201014507809001,SITI AMINAH,JL MAWAR\n"


def load(folder: Path, content: str | bytes, name: str = "dtks.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n\n", "is empty"),
        (b"PK\x03\x04" + bytes(100), "unreadable: it is an Excel workbook"),
        (b"PAR1" + bytes(100), "unreadable: it is a Parquet file"),
        (bytes(range(32)) * 20, "unreadable: it holds no text"),
        (ROW * 3, "no header row"),
        ("foo,bar\n1,2\n", "no header row"),
        (HEAD + ROW + "A2,D1,32010145", "truncated: its last row"),
        (
            HEAD + ROW + 'A2,D1,3201014507809002,BUDI,"JL',
            "truncated: it ends inside a quoted value",
        ),
        (HEAD + ROW + 'A2,D1,3201014507809002,BUDI,"JL\nMAW\n', "truncated: it ends inside"),
        (gzip.compress((HEAD + ROW * 50).encode())[:-20], "truncated: its gzip stream"),
    ],
)
def test_a_file_of_no_use_is_one_clear_error(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    path = load(tmp_path, content)
    with pytest.raises(InputError) as caught:
        read_extracts(path)
    assert words in str(caught.value)
    assert "dtks.csv" in str(caught.value)
    assert "3201014507809" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("ID ART,NIK\nA1,3201014507809001\n", "lacks the column(s) name (NAMA)"),
        ("NAMA,NIK\nSITI,3201014507809001\n", "lacks the column(s) source_record_id"),
        ("ID ART,NAMA,nama\nA1,SITI,BUDI\n", "column 'nama' twice"),
    ],
)
def test_columns_that_are_missing_or_doubled(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_extracts(load(tmp_path, content))
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["missing", "empty_folder"])
def test_nothing_to_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty_folder").mkdir()
    with pytest.raises(InputError):
        read_extracts(tmp_path / name)


def test_a_load_needs_an_extract(tmp_path: Path) -> None:
    load(tmp_path, "SOURCE,SOURCE_RECORD_ID,NIK\nDTKS,A1,Sesuai\n", "siak.csv")
    with pytest.raises(InputError, match="No extract of DTKS"):
        read_extracts(tmp_path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = (HEAD + "A1,D1,,JOSÉ,JL\n").replace(",", delimiter)
    found = read_extracts(load(tmp_path, text.encode(encoding)))
    assert found.raw["name"].tolist() == ["JOSÉ"]
    assert found.raw["address"].tolist() == ["JL"]


@pytest.mark.parametrize(
    "header",
    [
        'Id_Art;"NIK";nama art;ALAMAT',
        "id.art;nik;NAMA PENERIMA;alamat",
        "IDART;NIK KTP;'NAMA';Alamat Lengkap",
    ],
)
def test_spellings_of_headers(tmp_path: Path, header: str) -> None:
    found = read_extracts(load(tmp_path, f"{header}\nA1;3201014507809001;SITI;JL\n", "x.csv"))
    row = found.raw.iloc[0]
    assert (row.source, row.source_record_id, row["name"]) == ("DTKS", "A1", "SITI")
    assert row.nik == "3201014507809001"


def test_title_lines_line_ends_gzip_and_quoted_line_breaks(tmp_path: Path) -> None:
    text = "sep=,\n\nLAPORAN\n" + HEAD + 'A1,D1,,SITI,"JL\nMAWAR, 5"\n\nA2,D1,,BUDI,"JL ""X"""\n'
    path = load(tmp_path, gzip.compress(text.replace("\n", "\r\n").encode()), "dtks.csv.gz")
    raw = read_extracts(path).raw
    assert raw["address"].tolist() == ["JL\nMAWAR, 5", 'JL "X"']
    assert raw["line"].tolist() == [1, 2]


def test_a_file_without_final_line_end_is_whole(tmp_path: Path) -> None:
    assert len(read_extracts(load(tmp_path, HEAD + ROW.strip())).raw) == 1


def test_which_source_is_told_by_the_name_else_by_the_header(tmp_path: Path) -> None:
    p3ke = "ID Keluarga P3KE,ID Individu,Nama,NIK,Kode Kemdagri\nK1,I1,SITI,,32.01.01.2001\n"
    regsosek = "id_keluarga,id_anggota,nama,nik,r405_jk\nK1,R1,BUDI,,1\n"
    load(tmp_path, p3ke, "a.csv")
    load(tmp_path, regsosek, "b.csv")
    load(tmp_path, HEAD + ROW, "dtks_3201.csv")
    counts = read_extracts(tmp_path).counts
    assert counts["source"].tolist() == ["P3KE", "REGSOSEK", "DTKS"]


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    for folder, row in (("a", ROW), ("b", ROW.replace("A1", "A2"))):
        (tmp_path / folder).mkdir()
        load(tmp_path / folder, HEAD + row)
    found = read_extracts([tmp_path / "a", tmp_path / "b"])
    assert found.counts["file"].tolist() == ["a/dtks.csv", "b/dtks.csv"]
