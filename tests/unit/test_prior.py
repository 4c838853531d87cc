"""The classifier around a prior: what it keeps, what it learns, which one is chosen."""

import numpy as np
import pytest
from scipy.special import expit

from training.dedupe_fit import fit
from training.prior import PriorLogistic, log_loss, nearest, prior_search

COEF, INTERCEPT = np.array([2.0, -1.0, 0.5]), -0.3


def sample(count, coef=COEF, intercept=INTERCEPT, seed=0):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(count, 3))
    return features, rng.random(count) < expit(features @ coef + intercept)


def model(kind, strength=1.0):
    return PriorLogistic(COEF, INTERCEPT, kind, strength)


def test_the_prior_is_kept_as_it_is():
    features, match = sample(50, coef=-COEF)
    fitted = model("prior").fit(features, match)
    np.testing.assert_array_equal(fitted.coef_[0], COEF)
    assert fitted.intercept_[0] == INTERCEPT


def test_recalibration_finds_slope_and_offset_and_keeps_the_weights_ratio():
    features, match = sample(40_000, 0.5 * COEF, 0.5 * INTERCEPT + 1.0)
    fitted = model("recalibrated").fit(features, match)
    np.testing.assert_allclose(fitted.coef_[0] / COEF, 0.5, atol=0.03)
    assert fitted.intercept_[0] == pytest.approx(0.85, abs=0.05)


def test_a_weak_tie_lets_go_and_a_strong_one_holds():
    other = np.array([-1.0, 2.0, 0.0])
    features, match = sample(40_000, other, 0.7)
    np.testing.assert_allclose(
        model("shrunk", 100.0).fit(features, match).coef_[0], other, atol=0.1
    )
    np.testing.assert_allclose(model("shrunk", 1e-9).fit(features, match).coef_[0], COEF, atol=1e-3)


def test_a_shrunk_fit_is_the_minimum_of_its_loss():
    """Against the obvious slow way: no small step in any direction is better."""
    features, match = sample(60, coef=-COEF)
    fitted = model("shrunk", 0.3).fit(features, match)

    def loss(coef, intercept):
        odds = np.where(match, -1, 1) * (features @ coef + intercept)
        change = np.append(coef - COEF, intercept - INTERCEPT)
        return np.log1p(np.exp(odds)).sum() + (change**2).sum() / 0.6

    coef, intercept = fitted.coef_[0], fitted.intercept_[0]
    for step in np.vstack([np.eye(4), -np.eye(4)]) * 1e-3:
        assert loss(coef + step[:3], intercept + step[3]) > loss(coef, intercept)


@pytest.mark.parametrize("kind", ["recalibrated", "shrunk", "free"])
def test_a_weight_of_two_is_the_pair_twice(kind):
    features, match = sample(80)
    weight = np.where(np.arange(80) < 30, 2.0, 1.0)
    twice = np.repeat(np.arange(80), weight.astype(int))
    weighted = model(kind).fit(features, match, sample_weight=weight)
    repeated = model(kind).fit(features[twice], match[twice])
    np.testing.assert_allclose(weighted.coef_, repeated.coef_, atol=1e-3)


def test_the_nearest_as_good_one_is_chosen():
    noisy = np.array([[0.30, 0.34, 0.28], [0.29, 0.35, 0.27], [0.28, 0.33, 0.29]])
    assert nearest(noisy) == 0
    assert nearest(noisy - np.array([[0.0], [0.0], [0.2]])) == 2


class Deduper:
    """As much of dedupe as the fit touches."""

    def __init__(self, features, classifier):
        self.classifier = classifier
        self.data_model = self
        self.features = features

    def distances(self, pairs):
        return self.features[pairs]


@pytest.mark.parametrize(("truth", "stays"), [(COEF, True), (0.4 * COEF, False)])
def test_the_search_leaves_the_prior_only_for_a_reason(truth, stays):
    features, match = sample(600, truth, (truth[0] / COEF[0]) * INTERCEPT, seed=5)
    search = prior_search(COEF, INTERCEPT, np.arange(600) % 5)
    fit(Deduper(features, search), np.arange(600), match, np.ones(600))
    assert (search.best_estimator_.kind == "prior") == stays


def test_log_loss_by_hand():
    assert log_loss(np.array([0.8, 0.4]), np.array([True, False])) == pytest.approx(
        -(np.log(0.8) + np.log(0.6)) / 2
    )
