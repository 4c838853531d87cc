"""Payments and quality on the real road: figures in the manifest, drift against the last run."""

import json
from pathlib import Path

import pandas as pd
import pytest

from resolver.errors import InputError
from resolver.pipeline import Run, resolve
from resolver.settings import Settings
from training.synthetic import synthesise

PEOPLE = 1_500


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), secret="secret")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter, and the same people and villages badly written."""
    root = tmp_path_factory.mktemp("loads")
    synthesise(PEOPLE, 21, "realistic").write(root / "first")
    synthesise(PEOPLE, 21, "hard").write(root / "second")
    return root


@pytest.fixture(scope="module")
def first(loads: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return resolve(loads / "first", tmp_path_factory.mktemp("out") / "first", settings)


def test_payment_lines_are_all_accounted_for_and_no_records(first: Run, loads: Path) -> None:
    told = first.manifest["payments"]
    lines = pd.read_csv(loads / "first" / "payments.csv", dtype="str")
    assert told["lines"] == len(lines)
    assert told["lines"] == told["attached"] + told["doubtful"] + told["unmatched"]
    rows = sum(len(pd.read_csv(loads / "first" / f"{name}.csv", dtype="str"))
               for name in ("dtks", "regsosek", "p3ke"))  # fmt: skip
    assert first.manifest["counts"]["read"] == rows
    assert len(first.outputs["memberships"]) == first.manifest["counts"]["accepted"]
    files = {file["source"]: file for file in first.manifest["files"]}
    assert files["PAYMENTS"]["accepted"] == told["lines"]


def test_most_lines_are_attached_and_to_the_right_person(first: Run, loads: Path) -> None:
    truth = pd.read_parquet(loads / "first" / "truth" / "records.parquet")
    paid = pd.read_parquet(loads / "first" / "truth" / "payments.parquet")
    members = first.outputs["memberships"].merge(truth, on=["source", "source_record_id"])
    # who a person mostly is
    who = members.groupby("person_id")["person"].agg(lambda people: people.mode().iloc[0])
    lines = first.outputs["payments"].merge(paid[["line", "person"]], on="line")
    attached = lines[lines["state"] == "ATTACHED"]
    right = attached["person_id"].map(who) == attached["person"]
    assert right.mean() >= 0.998
    assert right.sum() / lines["person"].isin(truth["person"]).sum() >= 0.88
    persons = first.outputs["persons"].set_index("person_id")
    assert (persons.loc[attached["person_id"], "family_id"].to_numpy()
            == attached["family_id"].to_numpy()).all()  # fmt: skip


def test_every_output_of_quality_and_payments_is_written(first: Run) -> None:
    for name in ("payments", "payments_doubtful", "quality"):
        table = pd.read_parquet(first.folder / f"{name}.parquet")
        pd.testing.assert_frame_equal(table, first.outputs[name], check_dtype=False)
        assert (first.folder / f"{name}.csv").is_file()
    manifest = json.loads((first.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["quality"] == first.manifest["quality"]
    assert manifest["quality"]["compared_with"] is None
    for language, name in (("id", "quality.html"), ("en", "quality.en.html")):
        page = (first.folder / name).read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page


def test_the_next_load_is_compared_with_the_last_or_with_the_one_named(
    first: Run, loads: Path, settings: Settings, tmp_path: Path
) -> None:
    second = resolve(loads / "second", tmp_path / "second", settings)
    told = second.manifest["quality"]
    assert told["compared_with"] == first.manifest["run"]
    assert told["drift"]["source"] > 5
    named = resolve(
        loads / "first", tmp_path / "named", settings, registry=False, baseline=first.folder
    )
    assert named.manifest["quality"]["compared_with"] == "first"
    assert sum(named.manifest["quality"]["drift"].values()) == 0


def test_a_baseline_that_is_no_run_stops_before_anything_is_done(
    loads: Path, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="nothing to compare with"):
        resolve(loads / "first", tmp_path / "out", settings, baseline=loads)
    assert not (tmp_path / "out").exists()
