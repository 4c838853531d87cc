"""The synthetic registry's files keep docs/tables.md §1 and §6, and say that they are synthetic."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from resolver.errors import InputError, OutputError
from resolver.sources import read_extracts
from training.synthetic import SyntheticRegistry, synthesise
from training.synthetic.__main__ import main
from training.synthetic.raw import raw_table

IDS = {"dtks": "ID ART", "regsosek": "id_anggota", "p3ke": "ID Individu"}


@pytest.fixture(scope="module")
def registry() -> SyntheticRegistry:
    return synthesise(3000, 7, "realistic", traps=True)


@pytest.fixture(scope="module")
def folder(registry: SyntheticRegistry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("load")
    registry.write(path)
    return path


def documented_headers(file: str) -> list[str]:
    """Names in backticks of the file's line in docs/tables.md, code words in brackets left out."""
    page = Path(__file__).parents[2] / "docs" / "tables.md"
    line = next(
        row
        for row in page.read_text(encoding="utf-8").splitlines()
        if row.startswith(f"| `{file}`")
    )
    text = re.sub(r"\([^)]*\)", "", line.split("|")[2])
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize("name", ["dtks", "regsosek", "p3ke", "areas", "payments"])
def test_headers_are_the_documented_ones(folder: Path, name: str) -> None:
    header = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == documented_headers(f"{name}.csv")


def test_every_row_is_accepted_and_read_as_it_was_made(
    folder: Path, registry: SyntheticRegistry
) -> None:
    read = read_extracts(folder)
    assert read.rejects.empty
    made = raw_table(registry)
    assert list(made.columns) == list(read.raw.columns)
    key = ["source", "source_record_id"]
    left = read.raw.sort_values(key).reset_index(drop=True)
    right = made.sort_values(key).reset_index(drop=True)
    # codes of sex, relation and the like are the reader's to translate
    same = (
        "source source_record_id source_group_id birth_date address rt rw area_code district_name"
    )
    for column in same.split():
        assert left[column].fillna("").tolist() == right[column].fillna("").tolist(), column


def test_truth_names_every_row_once(registry: SyntheticRegistry) -> None:
    truth = registry.truth
    for name, column in IDS.items():
        of_source = truth.loc[truth["source"] == name.upper(), "source_record_id"]
        assert of_source.tolist() == registry.extracts[name][column].tolist()
        assert of_source.is_unique


def test_ids_tell_nothing_about_the_person(registry: SyntheticRegistry) -> None:
    """Sorted by id, the persons come in no order."""
    for _, rows in registry.truth.groupby("source"):
        order = rows.sort_values("source_record_id")["person"].reset_index(drop=True)
        assert abs(order.corr(pd.Series(range(len(order))))) < 0.1


def test_the_folder_says_that_it_is_synthetic(folder: Path) -> None:
    assert "SYNTHETIC" in (folder / "SYNTHETIC.txt").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["synthetic"] is True
    assert (manifest["seed"], manifest["level"], manifest["traps"]) == (7, "realistic", True)
    assert manifest["rows"]["dtks"] == len(pd.read_csv(folder / "dtks.csv", dtype=str))
    metadata = pq.read_metadata(folder / "truth" / "records.parquet").metadata
    assert metadata[b"notice"] == b"synthetic"


def test_answers_belong_to_rows_with_a_nik(registry: SyntheticRegistry) -> None:
    asked = registry.siak
    assert set(asked["SOURCE"]) == {"DTKS", "P3KE"}
    raw = raw_table(registry)
    known = raw[raw["nik"].notna()].set_index(["source", "source_record_id"]).index
    assert pd.MultiIndex.from_frame(asked[["SOURCE", "SOURCE_RECORD_ID"]]).isin(known).all()
    assert asked["OUTCOME"].isin(["", "Data Tidak Ditemukan", "Tidak Aktif"]).all()
    named = asked.loc[asked["OUTCOME"] == "", "NAMA_LGKP"]
    assert named[named != ""].str.fullmatch(r"(Sesuai|Tidak Sesuai) \(\d+\)").all()


def test_the_dead_are_inactive_and_fillers_unknown(registry: SyntheticRegistry) -> None:
    key = ["source", "source_record_id"]
    asked = registry.siak.rename(columns={"SOURCE": key[0], "SOURCE_RECORD_ID": key[1]})
    rows = asked.merge(registry.truth, on=key).merge(raw_table(registry)[[*key, "nik"]], on=key)
    undamaged = rows[~rows["damage"].str.contains("nik") & (rows["trap"] == "")]
    dead = undamaged[~undamaged["alive"]]
    assert len(dead) > 5
    # nearly everybody is registered
    assert dead["OUTCOME"].isin(["Tidak Aktif", "Data Tidak Ditemukan"]).all()
    assert (dead["OUTCOME"] == "Tidak Aktif").mean() > 0.9
    fillers = rows[rows["nik"].isin(["9999999999999999", "1234567890123456"])]
    assert (fillers["OUTCOME"] == "Data Tidak Ditemukan").all()


def test_some_villages_have_no_bridge() -> None:
    areas = synthesise(400_000 // 20, 3).areas
    now = areas[areas["valid_to"] == ""]
    assert now["kemendagri"].is_unique
    assert now["kemendagri"].str.fullmatch(r"\d{6}[12]\d{3}").all()
    bridged = now.loc[now["bps"] != "", "bps"]
    assert bridged.is_unique
    assert bridged.str.fullmatch(r"\d{10}").all()
    assert not set(bridged) & set(now["kemendagri"])


def test_a_level_or_size_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="easy, realistic, hard"):
        synthesise(100, 1, "impossible")
    with pytest.raises(InputError, match="at least 20"):
        synthesise(5, 1)


def test_a_folder_that_cannot_be_written_is_said(
    registry: SyntheticRegistry, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="Give a folder"):
        registry.write(tmp_path / "file")


def test_the_command_writes_a_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["60", "1", "easy", str(tmp_path / "load"), "--traps"]) == 0
    assert "60 people" in capsys.readouterr().out
    assert (tmp_path / "load" / "truth" / "records.parquet").exists()
    assert main(["3", "1", "easy", str(tmp_path / "other")]) == 3


def test_the_same_seed_gives_the_same_files_under_any_hash_seed(tmp_path: Path) -> None:
    contents = []
    for hash_seed in ("0", "4242"):
        load = tmp_path / hash_seed
        command = [sys.executable, "-m", "training.synthetic", "300", "5", "hard", str(load)]
        subprocess.run(
            [*command, "--traps"],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": hash_seed, "PATH": ""},
        )
        files = sorted(path for path in load.rglob("*") if path.is_file())
        contents.append([(path.relative_to(load), path.read_bytes()) for path in files])
    assert contents[0] == contents[1]


def test_other_seeds_give_other_villages_and_people() -> None:
    first, second = synthesise(300, 1), synthesise(300, 2)
    assert set(first.areas["village"]) != set(second.areas["village"])
    assert not set(first.extracts["dtks"]["NIK"]) & set(second.extracts["dtks"]["NIK"]) - {
        "", "0", "-", "0000000000000000", "9999999999999999", "1111111111111111",
        "1234567890123456", "9999999999999995", "9999999999999996",
    }  # fmt: skip
