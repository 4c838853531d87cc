"""Files made to do harm: each is refused with one error that names it and says what to do."""

import gzip
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resolver.errors import InputError
from resolver.sources import read_extracts
from resolver.sources.files import choose_part, open_files
from resolver.sources.formats.limits import Limits
from tests.fixtures.files import (
    HEAD,
    csv_bytes,
    people,
    repacked,
    sharing,
    sheet_xml,
    workbook,
    write_as,
    xml_row,
)

MIB = 1 << 20
GOOD = csv_bytes(people(3))
BOMB = GOOD + b"A1,D1,,SITI,JL\n" * (20 * MIB)


def refused(path: Path, *words: str) -> str:
    with pytest.raises(InputError) as caught:
        read_extracts(path)
    message = str(caught.value)
    assert path.name in message
    assert message.endswith(".") or message.endswith(".)")
    for word in words:
        assert word in message
    return message


def archive(path: Path, files: dict[str, bytes], **extra: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for field, value in extra.items():
                setattr(info, field, value)
            out.writestr(info, data)
    return path


def hand_made(path: Path, cells: str, before: str = "") -> Path:
    workbook(path, {"Data": [HEAD]})
    return repacked(path, {"xl/worksheets/sheet1.xml": sheet_xml(cells, before)})


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "dtks.csv.gz"
    path.write_bytes(gzip.compress(BOMB, 9))
    tracemalloc.start()
    refused(path, "is refused: it unpacks to more than", "bomb")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200 * MIB < len(BOMB)


def test_a_zip_bomb_is_refused_by_its_directory_alone(tmp_path: Path) -> None:
    path = archive(tmp_path / "load.zip", {"dtks.csv": BOMB})
    refused(path, "is refused: it unpacks to more than")


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = archive(tmp_path / "load.zip", {"dtks.csv": BOMB})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(bytes(data))
    refused(path, "is damaged")


@pytest.mark.parametrize(
    "limits", [Limits(unpacked=1000), Limits(harmless=1000, ratio=1)], ids=["absolute", "ratio"]
)
def test_both_limits_of_unpacking_hold(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "dtks.csv.gz"
    path.write_bytes(gzip.compress(GOOD * 50))
    with pytest.raises(InputError, match="unpacks to more than"):
        list(next(open_files(path, limits=limits)).parts())


@pytest.mark.parametrize("inner", ["a.zip", "b/c.ZIP", "dtks.csv.gz", "x.7z", "y.tar"])
def test_an_archive_within_an_archive(tmp_path: Path, inner: str) -> None:
    refused(archive(tmp_path / "load.zip", {inner: b"PK\x03\x04"}), "holds the archive")


def test_an_archive_within_gzip(tmp_path: Path) -> None:
    for name, content in (("a.csv.gz", gzip.compress(GOOD)), ("b.csv.gz", b"PK\x03\x04rest")):
        path = tmp_path / name
        path.write_bytes(gzip.compress(content))
        refused(path, "packed within it")


@pytest.mark.parametrize(
    "name",
    ["/etc/dtks.csv", "../dtks.csv", "a/../../dtks.csv", "..\\dtks.csv", "C:\\dtks.csv", "C:x.csv"],
)
def test_paths_that_lead_out_of_an_archive(tmp_path: Path, name: str) -> None:
    refused(archive(tmp_path / "load.zip", {name: GOOD}), "a path that leads out")
    assert [path.name for path in tmp_path.iterdir()] == ["load.zip"]


def test_links_passwords_methods_and_doubles_in_an_archive(tmp_path: Path) -> None:
    link = archive(tmp_path / "a.zip", {"dtks.csv": b"/etc/passwd"}, external_attr=0o120777 << 16)
    refused(link, "is a link")
    locked = archive(tmp_path / "b.zip", {"dtks.csv": GOOD})
    data = bytearray(locked.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    locked.write_bytes(bytes(data))
    refused(locked, "has a password")
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_LZMA) as out:
        out.writestr("dtks.csv", GOOD)
    refused(tmp_path / "c.zip", "packed in a way that is not read")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as out:
        out.writestr("dtks.csv", GOOD)
        with pytest.warns(UserWarning, match="Duplicate name"):
            out.writestr("dtks.csv", GOOD)
    refused(tmp_path / "d.zip", "stands in it twice")


def test_thousands_of_members_and_an_archive_without_tables(tmp_path: Path) -> None:
    many = archive(tmp_path / "a.zip", {f"{n}.csv": b"x" for n in range(2001)})
    refused(many, "holds 2,001 files")
    refused(archive(tmp_path / "b.zip", {"foto.jpg": b"x"}), "holds no table", "foto.jpg")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [LAUGHS, OUTSIDE, '<!DOCTYPE x SYSTEM "http://example.org/x">'])
def test_entities_and_document_types_in_a_workbook(tmp_path: Path, before: str) -> None:
    cells = xml_row(*HEAD) + xml_row("A1", "D1", "", "&amp;a;", "JL")
    refused(hand_made(tmp_path / "dtks.xlsx", cells, before), "declares a document type")


def test_a_document_type_in_any_part_of_a_workbook(tmp_path: Path) -> None:
    for part in ("xl/workbook.xml", "xl/styles.xml", "_rels/.rels", "xl/sharedStrings.xml"):
        path = write_as(".xlsx", tmp_path, people(1))
        with zipfile.ZipFile(path) as book:
            data = book.read(part)
        start = data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0
        repacked(path, {part: data[:start] + LAUGHS.encode() + data[start:]})
        refused(path, "declares a document type")


def test_a_workbook_that_unpacks_without_end(tmp_path: Path) -> None:
    cells = xml_row(*HEAD) + xml_row("A1", "", "", "SITI", "") * 1_500_000
    refused(hand_made(tmp_path / "dtks.xlsx", cells), "unpacks to more than")


def test_a_cell_and_shared_texts_without_end(tmp_path: Path) -> None:
    cells = xml_row(*HEAD) + xml_row("A1", "D1", "", "SITI", "x" * (2 * MIB))
    path = hand_made(tmp_path / "dtks.xlsx", cells)
    refused(path, "a cell of more than 1,048,576 signs")
    refused(sharing(path), "a cell of more than 1,048,576 signs")
    small = write_as(".xlsx", tmp_path, people(50))
    file = next(open_files(small, limits=Limits(shared_text=100)))
    with pytest.raises(InputError, match="its texts take more than"):
        file.parts()


def test_a_tag_without_end_is_not_read_again_and_again(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "dtks.xlsx", f'<row x="{"y" * (12 * MIB)}"/>' + xml_row(*HEAD))
    refused(path, "a tag or text in it does not end")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ('<row r="5"/><row r="5"/>', "row '5' stands behind row 5"),
        ('<row r="-1"/>', "row '-1'"),
        ('<row r="1048577"/>', "more than 1,048,576 rows"),
        ('<row><c r="ÄÖ1"><v>1</v></c></row>', "a cell stands at"),
        ('<row><c r="ZZZ1"><v>1</v></c></row>', "more than 1,000 columns"),
        ('<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>', "stand in one place"),
        ('<row><c t="s"><v>99</v></c></row>', "a text that is not there"),
        ('<row><c t="s"><v>-1</v></c></row>', "refers to no text"),
        ("<row><c><v>abc</v></c></row>", "a number that is none"),
        ("<row><c>", "its XML is broken"),
    ],
)
def test_cells_that_make_no_sense(tmp_path: Path, cells: str, words: str) -> None:
    refused(hand_made(tmp_path / "dtks.xlsx", cells), words)


def test_thousands_of_columns(tmp_path: Path) -> None:
    head = [*HEAD, *(f"K{n}" for n in range(2000))]
    row = ["A1", "D1", "", "SITI", "JL", *("x" for _ in range(2000))]
    (tmp_path / "dtks.csv").write_bytes(csv_bytes([row], head))
    workbook(tmp_path / "dtks.xlsx", {"Data": [head, row]})
    table = pa.table({name: pa.array([value]) for name, value in zip(head, row, strict=True)})
    pq.write_table(table, tmp_path / "dtks.parquet")
    for ending in (".csv", ".xlsx", ".parquet"):
        refused(tmp_path / f"dtks{ending}", "more than 1,000 columns")


def test_a_line_and_a_first_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "dtks.csv"
    path.write_bytes(GOOD + b"A9,D1,,SITI," + b"x" * (17 * MIB) + b"\n")
    refused(path, "a line of more than 8 MiB")


def test_a_huge_value_and_a_nul_byte_are_rejects_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "dtks.csv"
    path.write_bytes(GOOD + b"A8,D1,,SITI," + b"x" * MIB + b"\nA9,D1,,S\0I,JL\n")
    found = read_extracts(path)
    assert found.rejects["reason"].tolist() == ["TOO_LONG", "NUL_BYTE"]
    assert len(found.raw) == 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("dtks.xlsx", GOOD, "its content is text"),
        ("dtks.xlsx", b"<html><table>", "a web page or XML"),
        ("dtks.csv", b"<!DOCTYPE html><table>", "a web page or XML"),
        ("dtks.xlsx", b"\xd0\xcf\x11\xe0" + bytes(99), "an old Excel workbook (.xls) or one with"),
        ("dtks.parquet", GOOD, "its name says a Parquet file"),
        ("dtks.csv.gz", GOOD, "its name says a gzip file"),
        ("dtks.zip", b"PAR1" + bytes(99), "its content is a Parquet file"),
        ("dtks.xlsx", b"", "is empty"),
        ("dtks.parquet", b"", "is empty"),
        ("dtks.dat", b"%PDF-1.7", "a PDF document"),
        ("dtks.csv", b"\xff\xfe\0\0N\0\0\0", "text in UTF-32"),
    ],
)
def test_a_content_that_is_not_what_the_name_says(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, words)


def test_a_zip_that_is_no_workbook_and_a_workbook_that_is_no_zip(tmp_path: Path) -> None:
    refused(archive(tmp_path / "a.xlsx", {"dtks.csv": GOOD}), "a zip archive of other files")
    refused(archive(tmp_path / "b.xlsx", {"content.xml": b"x"}), "another office document")
    book = write_as(".xlsx", tmp_path, people(1))
    refused(book.rename(tmp_path / "c.zip"), "Give a workbook the ending .xlsx")


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (".csv.gz", "truncated: its gzip stream"),
        (".zip", "truncated or damaged"),
        (".xlsx", "truncated or damaged"),
        (".parquet", "truncated or damaged"),
    ],
)
def test_truncated_files(tmp_path: Path, ending: str, words: str) -> None:
    path = write_as(ending, tmp_path, people(300))
    whole = path.read_bytes()
    for share in (0.3, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        refused(path, words)


def test_a_parquet_file_that_claims_rows_without_end(tmp_path: Path) -> None:
    path = tmp_path / "dtks.parquet"
    ids = pa.array(["A1"]).dictionary_encode()
    column = pa.DictionaryArray.from_arrays(pa.array(bytes(3_000_000), pa.int8()), ids.dictionary)
    pq.write_table(pa.table({"ID ART": column, "NAMA": column}), path)
    refused(path, "unpacks to more than")


def test_a_huge_value_that_every_row_of_a_parquet_file_repeats(tmp_path: Path) -> None:
    count = 20_000
    huge = pa.DictionaryArray.from_arrays(pa.array(bytes(count), pa.int8()), pa.array(["x" * MIB]))
    table = pa.table({"ID ART": [f"A{n}" for n in range(count)], "NAMA": huge})
    pq.write_table(table, tmp_path / "dtks.parquet")
    before = pa.total_allocated_bytes()
    file = next(open_files(tmp_path / "dtks.parquet"))
    _, part = choose_part(file, lambda name, head: head)

    class Start:
        delimiter, names, body = ",", ("ID ART", "NAMA"), 0

    batch = next(table for table in part.rows(Start()) if len(table.line))
    assert pa.total_allocated_bytes() - before < 200 * MIB
    assert len(batch.columns["1"][0].as_py()) == 5000


def test_large_files_are_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "dtks.csv.gz"
    rows = b"".join(b"A%d,D1,,SITI,JL %s\n" % (n, b"MAWAR" * 20) for n in range(1_000_000))
    path.write_bytes(gzip.compress(GOOD + rows, 1))

    class Start:
        delimiter, names, body = ",", HEAD, len(",".join(HEAD)) + 1

    part = next(open_files(path)).parts()[0]
    before, peak, count = pa.total_allocated_bytes(), 0, 0
    for table in part.rows(Start()):
        count += len(table.line)
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert count == 1_000_003
    assert peak < 64 * MIB < len(rows)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.95])
@pytest.mark.parametrize("change", [lambda byte: byte ^ 0xFF, lambda byte: 0])
def test_a_flipped_byte_in_a_packed_file_is_found(
    tmp_path: Path, at: float, change: Callable[[int], int]
) -> None:
    path = write_as(".csv.gz", tmp_path, people(500))
    data = bytearray(path.read_bytes())
    place = int(len(data) * at)
    data[place] = change(data[place]) if change(data[place]) != data[place] else 1
    path.write_bytes(bytes(data))
    refused(path)
