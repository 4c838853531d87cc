"""A site's own model: an oracle labels at the terminal, dedupe fits, the road uses it.

The population is shifted: a hard registry whose bases wrote birth years only, which the shipped
model did not learn from.
"""

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from api import cli
from resolver.match.model import load_model
from resolver.match.passes import score_candidates
from resolver.match.schema import CONTEXT, SECOND, SHIPPED
from resolver.match.shipped import shipped_model
from resolver.settings import Settings
from training.dedupe_fit import new_deduper, record_pairs
from training.labels.document import read_labels
from training.labels.records import labelled_rows, read_load
from training.prior import log_loss
from training.site_fit import fit_pass
from training.synthetic import synthesise

ROOT = Path(__file__).parents[2]
WANTED = 200


def shifted(folder: Path, seed: int) -> Path:
    """Extracts whose birth dates are years."""
    synthesise(1_500, seed, "hard", True).write(folder)
    for name, column in (
        ("dtks", "TGL LAHIR"),
        ("regsosek", "TANGGAL_LAHIR"),
        ("p3ke", "TANGGAL LAHIR"),
    ):
        table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        header = next(one for one in table.columns if one.upper() == column)
        table[header] = table[header].str.extract(r"((?:19|20)\d\d)")[0].fillna("")
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def truth(folder: Path) -> dict[str, str]:
    table = pd.read_parquet(folder / "truth" / "records.parquet")
    return dict(
        zip(table["source"] + " " + table["source_record_id"], table["person"], strict=True)
    )


def oracle(folder: Path, labels: Path, home: Path, *options: str) -> str:
    """Answer at the terminal by the truth; returns all that was printed."""
    who, told = truth(folder), ""
    command = [sys.executable, "-m", "api.cli", "label", folder, "--labels", labels]
    command += ["--home", home, "--language", "en", *options]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    ) as terminal:
        assert terminal.stdin is not None
        assert terminal.stdout is not None
        for line in terminal.stdout:
            told += line
            record = re.match(r"(?:.*> )? {3}record +(\S.*?) +│ (.+)$", line)
            if record:
                same = who[record[1]] == who[record[2]]
                terminal.stdin.write("y\n" if same else "n\n")
        assert terminal.wait() == 0
    return told


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main([str(one) for one in arguments])
    return int(str(stop.value.code))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extracts, 200 labels given in two sittings, and a model fitted on them."""
    folder = tmp_path_factory.mktemp("site")
    extracts, home, labels = shifted(folder / "in", 811), folder / "home", folder / "labels.json"
    oracle(extracts, labels, home, "--count", "25")
    assert len(read_labels(labels)) == 25
    oracle(extracts, labels, home, "--count", str(WANTED - 25))
    given = ("--labels", labels, "--extracts", extracts, "--home", home)
    assert run("train", folder / "model.json", *given, "--cost-merge", 2, "--cost-split", 1) == 0
    return folder


def test_both_answers_were_asked_for_and_each_pair_once(site: Path) -> None:
    labels = read_labels(site / "labels.json")
    answers = [label.answer for label in labels]
    assert len(labels) == len({label.identity for label in labels}) == WANTED
    assert min(answers.count("match"), answers.count("distinct")) >= 0.2 * WANTED


def test_a_session_repeats_itself_and_shows_no_number(site: Path, tmp_path: Path) -> None:
    home = site / "home"
    told = oracle(site / "in", tmp_path / "again.json", home, "--count", "25", "--cold", "20")
    assert read_labels(tmp_path / "again.json") == read_labels(site / "labels.json")[:25]
    assert told.count("asked by dedupe's learner") == 20
    assert not re.search(r"(?<!\d)\d{16}(?!\d)", re.sub(r" record .*", "", told))


def test_it_is_better_than_the_shipped_model_on_people_it_never_saw(
    site: Path, tmp_path: Path
) -> None:
    extracts = shifted(tmp_path / "held", 812)
    load = read_load(extracts, b"held")
    who = truth(extracts)
    names = load.clean["source"] + " " + load.clean["source_record_id"]
    person = pd.factorize(names.map(who))[0]
    loss, seen = {}, None
    for name, model in (("shipped", shipped_model()), ("site", load_model(site / "model.json"))):
        scored = score_candidates(model, load.columns, load.pairs)
        count = len(load.pairs)  # the candidates: the same pairs for both
        a, b = scored.a[:count], scored.b[:count]
        assert seen is None or (seen == a).all()
        seen = a
        loss[name] = log_loss(scored.probability[:count], person[a] == person[b])
    assert loss["site"] < loss["shipped"]


def test_the_document_says_how_it_came_about(site: Path) -> None:
    model = load_model(site / "model.json")
    assert model.first is not None
    facts = model.facts
    assert model.first.facts["fit"] in ("prior", "recalibrated", "shrunk")
    assert facts["trained_with"].startswith("dedupe ")
    assert (facts["labels"], facts["context"], facts["prior"]) == (
        WANTED,
        "extracts",
        shipped_model().digest,
    )
    assert facts["cross_validated"]["log_loss"] <= facts["cross_validated"]["prior_log_loss"]
    told = facts["thresholds"]
    assert (told["cost_merge"], told["cost_split"], told["guard"]) == (2.0, 1.0, True)
    chosen = min(told["tried"], key=lambda one: (one["cost"], -one["accept"]))
    assert model.thresholds.accept == model.thresholds.mean_bound == chosen["accept"]


def test_columnar_scores_equal_dedupes_for_both_passes(site: Path) -> None:
    load = read_load(site / "in", Settings(home=site / "home").secret_key)
    a, b, match = labelled_rows(read_labels(site / "labels.json"), load.clean).judged()
    fold = np.arange(len(a)) % 5
    fitted = fit_pass(shipped_model().first, record_pairs(load.columns, a, b), match, fold).model
    rng = np.random.default_rng(2)
    zeros = dict.fromkeys(CONTEXT)
    context = {name: rng.uniform(-1, 1, len(a)).astype(np.float32) for name in zeros}
    pairs = record_pairs(load.columns, a, b, context)
    second = fit_pass(shipped_model(), pairs, match, fold).model
    for model, seen, told in (
        (fitted, record_pairs(load.columns, a, b), None),
        (second, pairs, context),
        (load_model(site / "model.json"), pairs, context),
    ):
        deduper = new_deduper(SHIPPED if told is None else SECOND)
        deduper.classifier = Known(model)
        theirs = by_dedupe(deduper, seen)
        ours = model.raw_scores(model.schema.matrix(load.columns, a, b, told))
        np.testing.assert_allclose(ours, theirs, atol=1e-6, rtol=0)


class Known:
    """A classifier of a document's numbers, for dedupe's own scoring."""

    def __init__(self, model) -> None:
        self.weights, self.intercept = np.array(model.weights), model.intercept

    def predict_proba(self, distances):
        p = 1 / (1 + np.exp(-(distances.astype(np.float64) @ self.weights + self.intercept)))
        return np.column_stack([1 - p, p])


def by_dedupe(deduper, pairs):
    with warnings.catch_warnings():
        # dedupe leaves the memory map of its score file to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        scored = deduper.score(
            ((2 * row, first), (2 * row + 1, second)) for row, (first, second) in enumerate(pairs)
        )
        known = dict(zip(scored["pairs"][:, 0].tolist(), scored["score"].tolist(), strict=True))
    return [known.get(2 * row, 0.0) for row in range(len(pairs))]


def test_the_road_runs_on_it_and_the_manifest_names_it(site: Path, tmp_path: Path) -> None:
    model = site / "model.json"
    given = ("--model", model, "--no-registry", "--home", site / "home")
    assert run("resolve", site / "in", tmp_path / "out", *given) == 0
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert told["model"] == load_model(model).digest
    assert told["thresholds"]["accept"] == load_model(model).thresholds.accept


def test_labels_alone_and_ids_alone_train_too(site: Path, tmp_path: Path) -> None:
    labels, home = site / "labels.json", site / "home"
    assert run("train", tmp_path / "alone.json", "--labels", labels) == 0
    alone = load_model(tmp_path / "alone.json")
    assert alone.first == shipped_model().first
    assert (alone.facts["context"], alone.facts["passes"]) == ("as labelled", ["second"])
    ids = tmp_path / "ids.json"
    document = json.loads(labels.read_text())
    for kind in ("match", "distinct"):
        document[kind] = [
            [{"record_id": one["record_id"]} for one in pair["__value__"]]
            for pair in document[kind]
        ]
    ids.write_text(json.dumps(document))
    given = ("--extracts", site / "in", "--home", home)
    assert run("train", tmp_path / "ids-model.json", "--labels", ids, *given) == 0
    by_ids, by_all = load_model(tmp_path / "ids-model.json"), load_model(site / "model.json")
    assert by_ids.weights == by_all.weights


def test_errors_have_their_code_and_say_what_to_do(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = site / "labels.json"
    given = ("--labels", labels, "--extracts", site / "in")
    ids = tmp_path / "ids.json"
    document = json.loads(labels.read_text())
    first, second = document["distinct"][0]["__value__"]
    pair = [{"record_id": first["record_id"]}, {"record_id": second["record_id"]}]
    ids.write_text(json.dumps({"match": [], "distinct": [pair]}))
    strange = ("--labels", ids, "--extracts", site / "in", "--home", tmp_path / "other")
    assert run("train", tmp_path / "m.json", *strange) == 16  # another secret, other ids
    assert "ids.json: distinct[0]" in capsys.readouterr().err
    assert run("train", tmp_path / "m.json", "--labels", labels, "--cost-merge", 2) == 2
    assert "--extracts" in capsys.readouterr().err
    card = ("model", "card", site / "model.json", "--out", tmp_path / "card.html")
    assert run(*card, *given, "--home", site / "home") == 16
    assert "trained on these labels" in capsys.readouterr().err
    few = tmp_path / "few.json"
    few.write_text(json.dumps({"match": json.loads(labels.read_text())["match"], "distinct": []}))
    assert run("train", tmp_path / "m.json", "--labels", few) == 16
    assert "0 distinct pairs" in capsys.readouterr().err
    assert not (tmp_path / "m.json").exists()


def test_the_card_is_measured_on_labels_held_back(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    oracle(site / "in", other, site / "home", "--count", "40", "--cold", "0", "--seed", "9")
    given = ("--labels", other, "--extracts", site / "in", "--home", site / "home")
    out = tmp_path / "card.html"
    assert run("model", "card", site / "model.json", "--out", out, *given) == 0
    page = out.read_text(encoding="utf-8")
    assert "other.json" in page
    assert "on labels of your own" in page
