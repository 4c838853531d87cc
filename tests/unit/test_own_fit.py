"""A pass of its own, fitted to labels of a register that the shipped model never saw."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resolver.match.columns import match_columns
from resolver.match.scoring import score_pairs
from resolver.match.shipped import shipped_model
from resolver.normalise import normalise_records
from resolver.pipeline import find_candidates
from resolver.sources.columns import RAW_COLUMNS
from training.labels.records import Load
from training.own_fit import of_other_registers, speaking_schema
from training.site_fit import SiteFit, fit_rows

PEOPLE = 150
SECRET = b"a secret of the tests, 32 bytes.."


def voters(areas: str = "90{:02d}") -> Load:
    """A made-up voter list: everybody twice, the second time with a slip; towns shared by many."""
    dice = np.random.default_rng(3)
    parts = ["MAR", "LEN", "TON", "WES", "BRI", "COL", "HAR", "DUN", "KEL", "ROS"]
    rows = []
    for person in range(PEOPLE):
        first, last = ("".join(dice.choice(parts, 2)) for _ in range(2))
        year, town = dice.integers(1930, 2000), areas.format(person % 20)
        number = f"{dice.integers(10**6, 10**7)}"
        slip = first[:-1] + "E" if person % 3 else first
        rows.append((f"{first} {last}", f"{year}", number, town))
        rows.append((f"{slip} {last}", f"{year}", number if person % 4 else None, town))
    raw = pd.DataFrame({name: [None] * len(rows) for name in RAW_COLUMNS}, dtype="str")
    raw["source"] = raw["file"] = "VOTERS"
    raw["source_record_id"] = [f"{row}" for row in range(len(rows))]
    for place, name in enumerate(("name", "birth_date", "nik", "area_code")):
        raw[name] = pd.Series([row[place] for row in rows], dtype="str")
    clean = normalise_records(raw, None, None, SECRET)
    return Load(clean, match_columns(clean), find_candidates(clean).pairs)


@pytest.fixture(scope="module")
def load() -> Load:
    return voters()


@pytest.fixture(scope="module")
def fitted(load: Load) -> SiteFit:
    a, b = (load.pairs[name].to_numpy(np.int32) for name in ("a", "b"))
    return fit_rows(shipped_model(), load, a, b, a // 2 == b // 2)


def test_a_load_of_other_registers_gets_one_pass_of_its_own(fitted: SiteFit) -> None:
    assert fitted.model.first is None
    assert fitted.model.facts["fit"] == "own"
    assert fitted.model.thresholds == shipped_model().thresholds
    assert len(fitted.by_fold) == fitted.fold.max() + 1


def test_it_tells_the_labelled_pairs_apart(load: Load, fitted: SiteFit) -> None:
    a, b = (load.pairs[name].to_numpy(np.int32) for name in ("a", "b"))
    said = score_pairs(fitted.model, load.columns, a, b).probability >= 0.5
    assert np.mean(said == fitted.match) > 0.98


def test_each_fold_is_judged_by_the_model_that_did_not_see_it(load: Load, fitted: SiteFit) -> None:
    a, b = (load.pairs[name].to_numpy(np.int32) for name in ("a", "b"))
    for number, model in enumerate(fitted.by_fold):
        rows = fitted.fold == number
        said = score_pairs(model, load.columns, a[rows], b[rows]).probability
        np.testing.assert_allclose(said, fitted.held[rows], atol=1e-6)


def test_what_does_not_vary_is_left_out(load: Load) -> None:
    a, b = (load.pairs[name].to_numpy(np.int32) for name in ("a", "b"))
    chosen = speaking_schema(load.columns, a, b).variables
    assert "same_source" not in chosen
    assert "mother" not in chosen
    assert "nik_equal" in chosen


def test_kemendagri_codes_are_none_of_other_registers(load: Load) -> None:
    assert of_other_registers(load.columns)
    assert not of_other_registers(voters("32010120{:02d}").columns)
    niks = {**load.columns.text, "nik": load.columns.text["village"].mapped(_long)}
    assert not of_other_registers(replace(load.columns, text=niks))


def _long(texts: pa.Array) -> pa.Array:
    return pc.utf8_lpad(texts, 16, "3")
