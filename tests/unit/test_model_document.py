"""The model document: what it refuses, and that it is the same when read back."""

import json

import numpy as np
import pytest

from resolver.errors import ModelError
from resolver.match.model import Model, Thresholds, load_model
from resolver.match.schema import Schema

SCHEMA = Schema(
    ("nik_equal", "sex_equal", "name_equal"), ("name_equal",), (("nik_equal", "sex_equal"),)
)


def model(**changes):
    values = {
        "schema": SCHEMA,
        "weights": (1.0, 0.0, 2.0, 0.5, -0.25),
        "intercept": -3.0,
        "slope": 0.9,
        "offset": 0.1,
        "thresholds": Thresholds(0.9, 0.5, 0.2, 0.3),
        "means": (0.0,) * 5,
    }
    return Model(**(values | changes))


def test_what_is_saved_is_read_back(tmp_path):
    model().save(tmp_path / "m.json")
    assert load_model(tmp_path / "m.json") == model()


def test_a_changed_weight_is_noticed(tmp_path):
    path = tmp_path / "m.json"
    model().save(path)
    document = json.loads(path.read_text())
    document["weights"]["nik_equal"] = 9.0
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match="was changed after it was written"):
        load_model(path)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"format": "other/1"}'])
def test_what_is_no_document_is_refused(tmp_path, text):
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ModelError):
        load_model(path)


def test_weights_must_fit_the_schema():
    with pytest.raises(ModelError, match="damaged"):
        model(weights=(1.0,))


def test_thresholds_must_rise():
    with pytest.raises(ModelError, match="out of order"):
        Thresholds(certain=0.5, accept=0.9, review=0.2, mean_bound=0.3)


def test_an_unknown_comparator_is_refused():
    with pytest.raises(ModelError, match="lacks"):
        Schema(("shoe_size",), (), ())


def test_a_variable_with_an_indicator_may_not_stand_in_an_interaction():
    with pytest.raises(ModelError, match="contradicts itself"):
        Schema(("nik_equal", "name_equal"), ("nik_equal",), (("nik_equal", "name_equal"),))


def test_probabilities_are_the_calibrated_logistic_of_the_weighted_sum():
    features = np.array([[1, 1, 0, 1, 0], [0, 0, 1, 0, 1]], dtype=np.float32)
    raw = np.array([1 + 0.5 - 3.0, 2.0 - 0.25 - 3.0])
    np.testing.assert_allclose(model().raw_scores(features), 1 / (1 + np.exp(-raw)))
    np.testing.assert_allclose(
        model().probabilities(features), 1 / (1 + np.exp(-(0.9 * raw + 0.1)))
    )


def test_scores_do_not_hang_on_the_number_of_pairs_scored_at_once():
    rng = np.random.default_rng(0)
    features = rng.random((501, 5)).astype(np.float32)
    whole = model().raw_logits(features)
    parts = np.concatenate([model().raw_logits(features[:7]), model().raw_logits(features[7:])])
    assert (whole == parts).all()


def test_indicators_stand_in_the_order_of_the_variables_as_dedupe_puts_them():
    with pytest.raises(ModelError, match="contradicts itself"):
        Schema(("nik_equal", "name_equal"), ("name_equal", "nik_equal"), ())


SECOND_PASS = {
    "schema": Schema(("first_pass", "sex_equal"), (), (("first_pass", "sex_equal"),)),
    "weights": (1.0, 0.5, 0.25),
    "means": (0.0,) * 3,
}


def test_a_model_of_two_passes_is_read_back_with_both(tmp_path):
    two = model(**SECOND_PASS, first=model())
    two.save(tmp_path / "m.json")
    assert load_model(tmp_path / "m.json") == two
    assert two.digest != model(**SECOND_PASS, first=model(offset=0.2)).digest


def test_a_second_pass_needs_a_first_and_there_are_no_three():
    with pytest.raises(ModelError, match="needs a first one"):
        model(**SECOND_PASS)
    with pytest.raises(ModelError, match="needs a first one"):
        model(first=model())
    with pytest.raises(ModelError, match="two passes at most"):
        model(**SECOND_PASS, first=model(**SECOND_PASS, first=model()))
