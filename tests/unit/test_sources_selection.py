"""What a folder or an archive holds is read, or told: nothing vanishes without a word."""

import zipfile
from pathlib import Path

import pytest

from api.commands.resolve import notes
from resolver.errors import InputError
from resolver.sources import Extracts, read_extracts
from resolver.sources.selection import labels

ROWS = "ID ART,NIK,NAMA\n1,,ANI\n"
OTHER = "ID;NAMA\n7;BUDI\n"
MAPPING = """format = 1
ignore = ["catatan*"]
[[source]]
source = "LAIN"
files = ["data*.txt"]
[source.columns]
source_record_id = "ID"
name = "NAMA"
"""


def skipped(found: Extracts) -> dict[str, str]:
    return dict(zip(found.skipped["file"], found.skipped["why"], strict=True))


def test_what_a_folder_holds_besides_is_told(tmp_path: Path) -> None:
    (tmp_path / "dtks.csv").write_text(ROWS)
    (tmp_path / "dtks_2.txt").write_text("ID ART,NIK,NAMA\n2,,BUDI\n")
    (tmp_path / "BACA.pdf").write_bytes(b"%PDF")
    (tmp_path / "dtks.csv.md5").write_text("0")
    (tmp_path / "jawa").mkdir()
    found = read_extracts(tmp_path)
    assert found.counts["file"].tolist() == ["dtks.csv", "dtks_2.txt"]
    assert skipped(found) == {"BACA.pdf": "ENDING", "dtks.csv.md5": "ENDING", "jawa/": "FOLDER"}
    told = "\n".join(notes(found.counts.to_dict("records"), found.skipped.to_dict("records")))
    assert "BACA.pdf, dtks.csv.md5" in told
    assert "jawa/" in told


@pytest.mark.parametrize("name", ["dtks_3.xls", "dtks.csv.bz2", "P3KE_jabar.ods"])
def test_an_extract_that_cannot_be_read_stops_the_load(tmp_path: Path, name: str) -> None:
    (tmp_path / "dtks.csv").write_text(ROWS)
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=f"{name} is named like an extract"):
        read_extracts(tmp_path)


def test_an_archive_is_read_by_the_names_of_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    with zipfile.ZipFile(tmp_path / "load.zip", "w") as archive:
        archive.writestr("a/data1.txt", OTHER)
        archive.writestr("dtks.csv", ROWS)
        archive.writestr("catatan.csv", "x")
        archive.writestr("foto.jpg", "x")
    found = read_extracts(tmp_path)
    assert found.raw["name"].tolist() == ["BUDI", "ANI"]
    assert skipped(found) == {"load.zip/catatan.csv": "IGNORED", "load.zip/foto.jpg": "ENDING"}


def test_an_old_workbook_in_an_archive_stops_the_load(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "load.zip", "w") as archive:
        archive.writestr("dtks.csv", ROWS)
        archive.writestr("dtks_2.xls", b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=r"load.zip/dtks_2.xls is named like an extract"):
        read_extracts(tmp_path)


def test_a_file_that_gives_nothing_is_a_warning() -> None:
    files = [{"file": "dtks.csv", "read": 1200, "accepted": 0}, {"file": "b", "read": 0}]
    assert notes(files, []) == [
        "WARNING: none of the 1,200 rows of dtks.csv was accepted; the rejects tell why.",
        "Note: b holds no rows below its header.",
    ]


def test_labels_take_as_many_folders_as_they_need() -> None:
    paths = [Path("/l/a/x/d.csv"), Path("/l/b/x/d.csv"), Path("/l/b/y/d.csv"), Path("/l/e.csv")]
    assert labels(paths) == ["a/x/d.csv", "b/x/d.csv", "y/d.csv", "e.csv"]
