"""The benchmark beside other linkers, as far as it needs no environment but this project's."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.peers.data import BUDGETS, LinkageSet, registry_set
from benchmarks.peers.environment import HERE, python_of
from benchmarks.peers.label_fit import ask_labels
from benchmarks.peers.runs import Runner
from benchmarks.peers.score import best_clusters, f1_difference, read_clusters
from benchmarks.peers.table import BEGIN, END, write_section
from training.metrics import pair_score


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> LinkageSet:
    folder = tmp_path_factory.mktemp("peers") / "set"
    return registry_set(folder, 1_000, 9_800, "realistic", True, BUDGETS)


def test_the_exported_tables_belong_together(small: LinkageSet) -> None:
    clean, raw = pd.read_parquet(small.clean), pd.read_parquet(small.raw)
    assert clean["record_id"].tolist() == raw["record_id"].tolist() == small.records.tolist()
    assert raw["source_record_id"].tolist() == clean["source_record_id"].tolist()
    assert len(small.person) == len(clean)
    assert not {"person", "household", "truth", "damage"} & set(clean.columns)


def test_labels_say_the_truth(small: LinkageSet) -> None:
    person = pd.Series(small.person, index=small.records)
    for budget in BUDGETS:
        labels = pd.read_parquet(small.labels(budget))
        same = person[labels["record_a"]].to_numpy() == person[labels["record_b"]].to_numpy()
        assert labels["match"].tolist() == same.tolist()
        assert not labels[["record_a", "record_b"]].duplicated().any()
        assert len(labels) == budget
        assert labels["match"].nunique() == 2


def test_labels_asked_for_are_the_doubtful_ones(small: LinkageSet) -> None:
    clean = pd.read_parquet(small.clean)
    asked = ask_labels(clean, small.person, 130, seed=1)
    person = pd.Series(small.person, index=small.records)
    same = person[asked["record_a"]].to_numpy() == person[asked["record_b"]].to_numpy()
    assert asked["match"].tolist() == same.tolist()
    assert len(asked) == 130
    assert not asked[["record_a", "record_b"]].duplicated().any()


def test_own_linkers_run_and_are_measured(small: LinkageSet, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "environments", tmp_path / "models")
    ours, rules = (runner.own(peer, small) for peer in ("satukan", "hand_rules"))
    fitted = runner.own_labelled(small, 200, "drawn")
    assert ours.score.f1 > rules.score.f1 > 0.8
    assert fitted.score.f1 > 0.9
    for result in (ours, rules, fitted):
        assert result.linking.cpu_seconds > 0.1
        assert 50 < result.linking.peak_mb < 2_000
    facts = rules.facts(small, ours)
    assert facts["satukan_ahead"][0] == pytest.approx(ours.score.f1 - rules.score.f1, abs=1e-5)
    assert not list(tmp_path.iterdir())

    results, page = tmp_path / "results", tmp_path / "page.md"
    results.mkdir()
    lines = [result.facts(small, ours) for result in (rules, ours)]
    lines.append({"set": small.name, "seed": 9_800, "rows": len(small.records)})
    lines[-1] |= {"linker": "dedupe", "labels": 200, "failed": "time"}
    (results / "traps-9800.json").write_text(json.dumps(lines), encoding="utf-8")
    page.write_text(f"above\n{BEGIN}\nstale\n{END}\nbelow\n", encoding="utf-8")
    write_section(results, page)
    text = page.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows] == [
        "| linker",
        "| satukan",
        "| hand rules",
        "| dedupe",
    ]
    assert {row.count("|") for row in rows} == {12}
    assert "stale" not in text
    assert text.startswith("above\n")
    assert text.endswith("\nbelow\n")


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    measure = [sys.executable, "-S", str(HERE / "measure.py"), str(tmp_path / "cost.json")]
    command = [*measure, "0.2", sys.executable, "-c", "import time; time.sleep(60)"]
    assert subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 124


def test_the_bootstrap_holds_the_measured_difference(small: LinkageSet) -> None:
    alone = np.arange(len(small.person))
    drawn = np.random.default_rng(1)
    worse = np.where(drawn.random(len(alone)) < 0.2, alone + len(alone), small.person)
    worse = pd.factorize(worse)[0].astype(np.int64)
    difference, low, high = f1_difference(small.person, small.person, worse)
    assert difference == pytest.approx(1 - pair_score(small.person, worse).f1)
    assert 0 < low < difference < high
    assert f1_difference(small.person, worse, worse) == (0, 0, 0)


def test_the_best_threshold_is_found(small: LinkageSet, tmp_path: Path) -> None:
    paths = {threshold: tmp_path / f"{threshold}.parquet" for threshold in (0.1, 0.5)}
    for threshold, clusters in zip(
        paths, (np.arange(len(small.person)), small.person), strict=True
    ):
        table = pd.DataFrame({"record_id": small.records, "cluster": clusters})
        table.sample(frac=1, random_state=1).to_parquet(paths[threshold])
    best, score = best_clusters(paths, small.records, small.person)
    assert (best, score.f1) == (0.5, 1.0)


def test_clusters_must_hold_every_record_once(small: LinkageSet, tmp_path: Path) -> None:
    whole = pd.DataFrame({"record_id": small.records, "cluster": small.person})
    whole.iloc[1:].to_parquet(tmp_path / "lacking.parquet")
    with pytest.raises(ValueError, match="without a label"):
        read_clusters(tmp_path / "lacking.parquet", small.records)
    pd.concat([whole, whole.iloc[:1]]).to_parquet(tmp_path / "twice.parquet")
    with pytest.raises(ValueError, match="in two clusters"):
        read_clusters(tmp_path / "twice.parquet", small.records)


def test_own_linkers_need_no_environment(tmp_path: Path) -> None:
    assert python_of("satukan", tmp_path) == Path(sys.executable)
    assert not list(tmp_path.iterdir())
