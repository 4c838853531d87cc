"""Households of registries that nobody trained on, on the partition that the matcher gives."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from resolver.pipeline import resolve
from resolver.settings import Settings
from training.evaluate import evaluate
from training.household_fit import fit_links
from training.synthetic import synthesise


@pytest.fixture(scope="module", params=[("realistic", True), ("hard", False)])
def result(request, tmp_path_factory):
    level, traps = request.param
    folder = tmp_path_factory.mktemp(level)
    registry = synthesise(10_000, 77, level, traps)
    registry.write(folder / "in")
    run = resolve(folder / "in", folder / "out", Settings(home=folder), registry=False)
    return level, evaluate(run.outputs["memberships"], registry.truth)


def test_households_of_an_unseen_registry(result):
    # Measured on 20,000 people: .965-.970 and .91 exact realistic, .951-.957 and .85 hard; the
    # margin is that of a small sample. Hand-made points reach .960 and .936.
    level, found = result
    least = {"realistic": (0.955, 0.90), "hard": (0.943, 0.83)}[level]
    assert found.household.f1 > least[0]
    assert found.household.precision > 0.96
    assert found.household_exact > least[1]


def test_the_document_gives_the_fitted_probabilities():
    rng = np.random.default_rng(5)
    features = {"x": rng.random(4000), "y": (rng.random(4000) < 0.3).astype(np.float64)}
    match = rng.random(4000) < 1 / (1 + np.exp(-(3 * features["x"] - 2 * features["y"] - 1)))
    model = fit_links([(features, match)], [(features, match)], 0.5)
    matrix = np.column_stack(list(features.values()))
    fitted = LogisticRegression(C=3.0, max_iter=5000).fit(matrix, match)
    raw = (model.logits(features) - model.offset) / model.slope
    np.testing.assert_allclose(raw, fitted.decision_function(matrix), atol=1e-9)
    # calibrated on what it was fitted on, it has little to correct
    assert abs(model.slope - 1) < 0.05
    assert abs(model.probabilities(features).mean() - match.mean()) < 1e-3
