"""Text files: encodings, quotes, line breaks, and cells that spreadsheets write as formulas."""

import gzip
import zipfile
from pathlib import Path

import pytest

from resolver.errors import InputError
from resolver.sources import read_extracts
from resolver.sources.files import choose_part, open_files
from resolver.sources.formats.csv_file import csv_part
from tests.fixtures.files import HEAD, csv_bytes, people, write_as

TEXT = csv_bytes([["A1", "D1", "", "JOSÉ", "JL “MAWAR” 5"]]).decode()


def load(folder: Path, content: bytes, name: str = "dtks.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
        TEXT.replace("\n", "\r").encode("cp1252"),
    ],
)
def test_each_encoding_is_found_out(tmp_path: Path, content: bytes) -> None:
    raw = read_extracts(load(tmp_path, content)).raw
    assert raw[["name", "address"]].to_numpy().tolist() == [["JOSÉ", "JL “MAWAR” 5"]]


def test_an_encoding_that_is_told_is_used(tmp_path: Path) -> None:
    file = next(open_files(load(tmp_path, "NAMA\n¤\n".encode("latin-1"))))
    told, found = file.parts("latin-1")[0].head, file.parts("utf-8")[0].head
    assert told.decode() == "NAMA\n¤\n"
    assert found.decode() == "NAMA\n\ufffd\n"


def test_lines_of_both_encodings_in_one_file(tmp_path: Path) -> None:
    lines = TEXT.encode("utf-8") + "A2,D1,,JOSÉ,JL\n".encode("cp1252")
    assert read_extracts(load(tmp_path, lines)).raw["name"].tolist() == ["JOSÉ", "JOSÉ"]


def test_utf_16_that_ends_within_a_sign_is_truncated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="truncated: it ends within a sign of UTF-16"):
        read_extracts(load(tmp_path, TEXT.encode("utf-16")[:-1]))


def test_text_that_a_spreadsheet_was_kept_from_rounding(tmp_path: Path) -> None:
    row = b'A1,D1,="3201014507809001",=1+1,"=""5"""\n'
    raw = read_extracts(load(tmp_path, b"ID ART,ID DTKS,NIK,NAMA,ALAMAT\n" + row)).raw
    assert raw[["nik", "name", "address"]].iloc[0].tolist() == ["3201014507809001", "=1+1", "5"]


@pytest.mark.parametrize("block", [1, 7, 64, 1 << 20])
def test_values_with_line_breaks_across_blocks(
    tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolver.sources.formats.csv_file._BLOCK", block)
    rows = [["A1", "D1", "", "SITI", "JL\nMAWAR, 5"], ["A2", "D1", "", "BUDI", 'JL "X"\n\n']]
    raw = read_extracts(load(tmp_path, csv_bytes(rows * 1))).raw
    assert raw["address"].tolist() == ["JL\nMAWAR, 5", 'JL "X"']
    assert raw["line"].tolist() == [1, 2]


def test_two_stray_quotes_swallow_nothing_between_them(tmp_path: Path) -> None:
    rows = [f"A{n},D1,,SITI,JL" for n in range(1, 6)]
    rows[1] = 'A2,D1,,"SITI,JL'
    rows[3] = 'A4,D1,,SITI",JL'
    found = read_extracts(load(tmp_path, "\n".join([",".join(HEAD), *rows, ""]).encode()))
    assert found.raw["source_record_id"].tolist() == ["A1", "A3", "A4", "A5"]
    assert found.rejects[["line", "reason"]].to_numpy().tolist() == [[2, "OPEN_QUOTE"]]


def test_many_open_quotes_are_read_in_one_pass(tmp_path: Path) -> None:
    lines = b'A1,D1,,"SITI,JL\n' * 20_000 + b"A2,D1,,SITI,JL\n"
    found = read_extracts(load(tmp_path, b"ID ART,ID DTKS,NIK,NAMA,ALAMAT\n" + lines))
    assert found.counts[["read", "accepted", "rejected"]].iloc[0].tolist() == [20_001, 1, 20_000]


def test_rows_come_in_batches_with_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolver.sources.formats.csv_file._BLOCK", 1000)
    path = write_as(".csv", tmp_path, people(200))
    file = next(open_files(path))
    header, part = choose_part(file, lambda name, head: _Start())
    batches = list(part.rows(header))
    assert max(len(batch.line) for batch in batches) < 30
    assert [line for batch in batches for line in batch.line] == list(range(1, 201))
    assert part.head.startswith(b"ID ART,")
    assert csv_part(next(open_files(path))._source).head == part.head


class _Start:
    delimiter = ","
    names = HEAD
    body = len(",".join(HEAD)) + 1


def test_gzip_of_several_streams_and_an_archive_of_several_files(tmp_path: Path) -> None:
    first, second = csv_bytes(people(2)), b"A9,D9,,BUDI,JL\n"
    load(tmp_path, gzip.compress(first) + gzip.compress(second), "dtks_1.csv.gz")
    with zipfile.ZipFile(tmp_path / "load.zip", "w") as archive:
        archive.writestr("jawa/dtks_2.csv", b"ID ART,NIK,NAMA\nB1,,SITI\n")
        archive.writestr("jawa/dtks_3.csv", b"ID ART;NIK;NAMA\nB2;;SITI\n")
        archive.writestr("README.txt", b"no table")
        archive.writestr("__MACOSX/._dtks_2.csv", b"\0\0")
    counts = read_extracts(tmp_path).counts
    assert dict(zip(counts["file"], counts["accepted"], strict=True)) == {
        "dtks_1.csv.gz": 3,
        "load.zip/jawa/dtks_2.csv": 1,
        "load.zip/jawa/dtks_3.csv": 1,
    }


def test_an_error_in_an_archive_names_the_file_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "load.zip", "w") as archive:
        archive.writestr("a/dtks.csv", b"foo,bar\n1,2\n")
    with pytest.raises(InputError, match=r"dtks.csv has no header row.*load.zip/a/dtks.csv"):
        read_extracts(tmp_path)
