"""The columnar hot path equals dedupe itself: its features, its scores, its fitted classifier."""

import warnings

import numpy as np
import pytest

from resolver.match.context import FamilyContext
from resolver.match.model import Model, Thresholds, load_model
from resolver.match.passes import first_pass
from resolver.match.schema import SECOND, SHIPPED
from resolver.match.shipped import SHIPPED_MODEL, shipped_model
from training.dataset import Recipe, labelled_pairs
from training.dedupe_fit import calibrate, fit, new_deduper, record_pairs


@pytest.fixture(scope="module")
def registry():
    return labelled_pairs(Recipe(1_500, 77, "hard", True))


@pytest.fixture(scope="module")
def sample(registry):
    a, b = registry.ends
    rows = np.random.default_rng(0).choice(len(a), 3_000, replace=False)
    return a[rows], b[rows], registry.match[rows]


@pytest.fixture(scope="module")
def fitted(registry, sample):
    """A deduper fitted on the sample, and the model document's numbers from it."""
    a, b, match = sample
    deduper = new_deduper(SHIPPED)
    result = fit(deduper, record_pairs(registry.columns, a, b), match)
    features = SHIPPED.matrix(registry.columns, a, b)
    model = Model(
        SHIPPED,
        tuple(result.weights.tolist()),
        result.intercept,
        1.0,
        0.0,
        Thresholds(0.9, 0.5, 0.2, 0.4),
        tuple(features.mean(axis=0).tolist()),
    )
    return deduper, model, features


def test_columnar_features_equal_dedupes_distances(registry, sample, fitted):
    a, b, _ = sample
    deduper, _, features = fitted
    distances = deduper.data_model.distances(record_pairs(registry.columns, a, b))
    different = np.flatnonzero((distances != features).any(axis=0))
    assert [SHIPPED.features[column] for column in different] == []


def test_columnar_scores_equal_dedupes_score(registry, sample, fitted):
    a, b, _ = sample
    deduper, model, features = fitted
    pairs = record_pairs(registry.columns, a, b)
    ids = zip(a.tolist(), b.tolist(), strict=True)
    with warnings.catch_warnings():
        # dedupe leaves the memory map of its score file to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        scored = deduper.score(
            ((left, first), (right, second))
            for (left, right), (first, second) in zip(ids, pairs, strict=True)
        )
        theirs = dict(
            zip(map(tuple, scored["pairs"].tolist()), scored["score"].tolist(), strict=True)
        )
    ours = model.raw_scores(features)
    expected = [theirs.get(pair, 0.0) for pair in zip(a.tolist(), b.tolist(), strict=True)]
    np.testing.assert_allclose(ours, expected, atol=1e-6, rtol=0)


def test_the_second_passs_features_and_scores_equal_dedupes(registry, tmp_path):
    first = shipped_model().first
    scored = first_pass(first, registry.columns, registry.pairs, propagate=True)
    rows = np.random.default_rng(1).choice(len(scored.a), 3_000, replace=False)
    a, b, probability = scored.a[rows], scored.b[rows], scored.probability[rows]
    whole = FamilyContext.of(registry.columns, scored.a, scored.b, scored.probability)
    context = whole.fields(a, b, probability)
    pairs = record_pairs(registry.columns, a, b, context)
    deduper = new_deduper(SECOND)
    result = fit(deduper, pairs, registry.person[a] == registry.person[b])
    features = SECOND.matrix(registry.columns, a, b, context)
    distances = deduper.data_model.distances(pairs)
    different = np.flatnonzero((distances != features).any(axis=0))
    assert [SECOND.features[column] for column in different] == []
    model = Model(
        SECOND,
        tuple(result.weights.tolist()),
        result.intercept,
        1.0,
        0.0,
        Thresholds(0.9, 0.5, 0.2, 0.4),
        tuple(features.mean(axis=0).tolist()),
        first=first,
    )
    model.save(tmp_path / "model.json")
    rebuilt = load_model(tmp_path / "model.json")
    assert rebuilt == model
    theirs = deduper.classifier.predict_proba(distances.astype(np.float64))[:, 1]
    np.testing.assert_allclose(rebuilt.raw_scores(features), theirs, atol=1e-9, rtol=0)


def test_a_saved_document_gives_the_fitted_probabilities(tmp_path, fitted):
    deduper, model, features = fitted
    model.save(tmp_path / "model.json")
    rebuilt = load_model(tmp_path / "model.json")
    theirs = deduper.classifier.predict_proba(features.astype(np.float64))[:, 1]
    np.testing.assert_allclose(rebuilt.raw_scores(features), theirs, atol=1e-9, rtol=0)
    assert rebuilt == model


def test_calibration_recovers_a_known_distortion():
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 3, 40_000)
    match = rng.random(len(logits)) < 1 / (1 + np.exp(-(0.5 * logits - 1.0)))
    slope, offset = calibrate(logits, match)
    assert (round(slope, 1), round(offset, 1)) == (0.5, -1.0)


def test_the_shipped_model_is_the_pinned_one_and_has_the_shipped_schema():
    assert shipped_model().schema == SECOND
    assert shipped_model().first.schema == SHIPPED
    assert load_model(SHIPPED_MODEL).digest == shipped_model().digest
