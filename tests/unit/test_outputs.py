"""A run's folder appears whole or not at all, and replaces nothing but a run."""

import json

import pandas as pd
import pytest

from resolver.errors import OutputError
from resolver.outputs import (
    MANIFEST,
    file_digests,
    read_table,
    run_folder,
    write_json,
    write_table,
)


def finish(folder, note):
    write_json(folder / MANIFEST, {"partition": "x", "note": note})


def fail_while_writing(out):
    with run_folder(out) as folder:
        finish(folder, 2)
        raise ZeroDivisionError


def test_a_finished_run_takes_its_place_and_leaves_nothing_beside_it(tmp_path):
    with run_folder(tmp_path / "out") as folder:
        finish(folder, 1)
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["note"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_later_run_replaces_an_earlier_one(tmp_path):
    for note in (1, 2):
        with run_folder(tmp_path / "out") as folder:
            finish(folder, note)
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["note"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failed_run_leaves_the_earlier_one_and_nothing_half_written(tmp_path):
    with run_folder(tmp_path / "out") as folder:
        finish(folder, 1)
    with pytest.raises(ZeroDivisionError):
        fail_while_writing(tmp_path / "out")
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["note"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("manifest", [None, "{}", "not json", '{"seed": 1}'])
def test_a_folder_that_is_no_run_is_never_replaced(tmp_path, manifest):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    if manifest is not None:
        (tmp_path / "out" / MANIFEST).write_text(manifest)
    with pytest.raises(OutputError, match="not a run's folder"), run_folder(tmp_path / "out"):
        pass
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


def test_an_empty_folder_may_be_used(tmp_path):
    (tmp_path / "out").mkdir()
    with run_folder(tmp_path / "out") as folder:
        finish(folder, 1)
    assert (tmp_path / "out" / MANIFEST).is_file()


def test_a_table_is_the_same_in_both_formats_and_ids_stay_text(tmp_path):
    table = pd.DataFrame({"nik": pd.array(["0012", None], dtype="str"), "n": [1, 2]})
    table["kind"] = pd.Categorical(["a", "b"])
    write_table(tmp_path, "t", table)
    assert read_table(tmp_path, "t")["nik"].tolist()[0] == "0012"
    text = pd.read_csv(tmp_path / "t.csv", dtype="str")
    assert text.fillna("").to_numpy().tolist() == [["0012", "1", "a"], ["", "2", "b"]]


def test_reading_what_is_no_run_says_so(tmp_path):
    with pytest.raises(OutputError, match=r"holds no persons\.parquet"):
        read_table(tmp_path, "persons")


def test_json_is_json(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"sha256": float("nan")})


def test_members_of_an_archive_have_its_digest(tmp_path):
    (tmp_path / "load.zip").write_bytes(b"x")
    paths = dict.fromkeys(("load.zip/a.csv", "load.zip/b.csv"), tmp_path / "load.zip")
    assert file_digests(paths) == dict.fromkeys(
        paths, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    )
