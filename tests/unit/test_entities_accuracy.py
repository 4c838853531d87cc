"""Households and families of a synthetic registry, the persons being given."""

import pandas as pd
import pytest

from resolver.entities.build import build_entities
from resolver.normalise import normalise_records
from resolver.sources import read_extracts
from tests.entities_table import SECRET
from training.evaluate import evaluate
from training.synthetic import synthesise


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    synthesise(4000, 71, "realistic", True).write(folder)
    load = read_extracts(folder)
    clean = normalise_records(load.raw, load.areas, load.siak, SECRET)
    truth = pd.read_parquet(folder / "truth" / "records.parquet")
    keys = ["source", "source_record_id"]
    people = clean[keys].merge(truth, on=keys, how="left", validate="1:1")["person"]
    labels = pd.factorize(people)[0].astype("int32")
    entities = build_entities(clean, load.raw, labels, SECRET, "run-1")
    return evaluate(entities.memberships, truth)


def test_given_persons_are_kept(evaluation):
    assert evaluation.person.f1 == 1.0
    assert evaluation.missing == 0


def test_households_are_found(evaluation):
    # Measured .960-.963 on 20,000 people; the margin is that of a small sample.
    assert evaluation.household.f1 > 0.94
    assert evaluation.household.precision > 0.95


def test_families_are_found(evaluation):
    assert evaluation.family.f1 > 0.95
