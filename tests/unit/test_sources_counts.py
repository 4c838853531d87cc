"""Counts stay true whatever the files are called; rejects are columns, however many there are."""

import gzip
import resource
import time
import zipfile
from pathlib import Path

import pytest

from resolver.errors import InputError
from resolver.outputs import file_digests
from resolver.sources import Extracts, read_extracts

HEAD = "ID ART,NIK,NAMA\n"


def write(path: Path, rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def assert_true_counts(found: Extracts) -> None:
    counts = found.counts
    assert (counts["read"] == counts["accepted"] + counts["rejected"]).all()
    assert counts["accepted"].sum() == len(found.raw)
    assert counts["rejected"].sum() == len(found.rejects)
    assert counts["file"].is_unique


def test_files_of_one_name_in_folders_of_one_name(tmp_path: Path) -> None:
    one = write(tmp_path / "one" / "x" / "dtks.csv", "1,,ANI\n,,BUDI\n")
    two = write(tmp_path / "two" / "x" / "dtks.csv", "2,,CICI\n3,,DEDE\n4,5\n")
    found = read_extracts([one.parent, two.parent])
    assert_true_counts(found)
    assert found.counts[["file", "read", "accepted", "rejected"]].values.tolist() == [
        ["one/x/dtks.csv", 2, 1, 1],
        ["two/x/dtks.csv", 3, 2, 1],
    ]
    assert found.rejects["file"].tolist() == ["one/x/dtks.csv", "two/x/dtks.csv"]
    digests = file_digests(found.paths)
    assert digests["one/x/dtks.csv"] != digests["two/x/dtks.csv"]


def test_a_member_of_an_archive_called_like_a_file(tmp_path: Path) -> None:
    # a/dtks.csv, b.zip/dtks.csv (a folder) and the member dtks.csv of c/b.zip
    write(tmp_path / "a" / "dtks.csv", "1,,ANI\n")
    write(tmp_path / "b.zip" / "dtks.csv", "2,,ANI\n")
    (tmp_path / "c").mkdir()
    with zipfile.ZipFile(tmp_path / "c" / "b.zip", "w") as archive:
        archive.writestr("dtks.csv", HEAD + "3,,ANI\n,,BUDI\n")
    found = read_extracts([tmp_path / "a", tmp_path / "b.zip", tmp_path / "c"])
    assert_true_counts(found)
    assert found.counts["file"].tolist() == ["a/dtks.csv", "b.zip/dtks.csv", "b.zip/dtks.csv #2"]
    assert found.rejects["file"].tolist() == ["b.zip/dtks.csv #2"]


def test_one_file_given_twice_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "dtks.csv", "1,,ANI\n")
    (tmp_path / "also").symlink_to(path)
    for load in ([path, path], [tmp_path, path], [path, tmp_path / "also"]):
        with pytest.raises(InputError, match="twice"):
            read_extracts(load)


@pytest.mark.parametrize("row", [",,\n", ",,,,,\n"])
def test_rows_of_nothing_are_refused_before_they_fill_the_memory(tmp_path: Path, row: str) -> None:
    path = tmp_path / "dtks.csv.gz"
    path.write_bytes(gzip.compress((HEAD + "1,,ANI\n" + row * 4_000_000).encode(), 1))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(InputError, match="refused"):
        read_extracts(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000
    assert time.process_time() - start < 30


def test_more_damaged_rows_than_good_ones_are_no_table(tmp_path: Path) -> None:
    path = write(tmp_path / "dtks.csv", "1,,ANI\n" + '2,3201,"ORANG\n' * 100_001)
    with pytest.raises(InputError, match="100,001 do not fit the 3 columns"):
        read_extracts(path)
    good = "".join(f"{n},,ANI\n" for n in range(100_100))
    found = read_extracts(write(path, "1;2\n" * 100_050 + good))
    assert found.counts[["read", "accepted"]].values.tolist() == [[200_150, 100_100]]


def test_a_million_rejects_are_told_one_by_one(tmp_path: Path) -> None:
    rows = "".join(f"{n},,\n" for n in range(300_000))
    start = time.process_time()
    found = read_extracts(write(tmp_path / "dtks.csv", rows + "x,,ANI\n"))
    assert_true_counts(found)
    assert found.rejects["reason"].value_counts().to_dict() == {"NO_NAME_NO_NIK": 300_000}
    assert time.process_time() - start < 5


@pytest.mark.parametrize("first", ["0", "NA"])
def test_a_zero_is_an_id_where_it_stands_once(tmp_path: Path, first: str) -> None:
    found = read_extracts(write(tmp_path / "dtks.csv", f"{first},,ANI\n1,,BUDI\n2,,CICI\n"))
    assert found.raw["source_record_id"].tolist() == [first, "1", "2"]
    found = read_extracts(write(tmp_path / "dtks.csv", f"{first},,ANI\n1,,BUDI\n{first},,CICI\n"))
    assert found.rejects[["line", "reason"]].values.tolist() == [
        [1, "NO_RECORD_ID"],
        [3, "NO_RECORD_ID"],
    ]
