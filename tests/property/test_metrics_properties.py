"""The counted measures equal those of enumerating every pair and every record."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.metrics import b_cubed, dense, pair_score, pair_score_touching, shape, wilson

labelings = st.integers(1, 14).flatmap(
    lambda n: st.tuples(
        *(st.lists(st.integers(0, 4), min_size=n, max_size=n) for _ in range(2)),
        st.lists(st.booleans(), min_size=n, max_size=n),
    )
)


def pairs_of(labels, chosen=None):
    return {
        (i, j)
        for i, j in combinations(range(len(labels)), 2)
        if labels[i] == labels[j] and (chosen is None or chosen[i] or chosen[j])
    }


@given(labelings)
def test_pairs_equal_enumeration(case):
    true, predicted, chosen = case
    codes = dense(true), dense(predicted)
    for score, mask in (
        (pair_score(*codes), None),
        (pair_score_touching(*codes, np.array(chosen)), chosen),
    ):
        wanted, found = pairs_of(true, mask), pairs_of(predicted, mask)
        assert (score.true, score.predicted, score.both) == (
            len(wanted),
            len(found),
            len(wanted & found),
        )


@given(labelings)
def test_b_cubed_equals_its_definition(case):
    true, predicted, _ = case
    records = range(len(true))
    mates = [{j for j in records if true[j] == true[i]} for i in records]
    found = [{j for j in records if predicted[j] == predicted[i]} for i in records]
    both = [len(mates[i] & found[i]) for i in records]
    score = b_cubed(dense(true), dense(predicted))
    assert score.precision == pytest.approx(np.mean([both[i] / len(found[i]) for i in records]))
    assert score.recall == pytest.approx(np.mean([both[i] / len(mates[i]) for i in records]))


@given(labelings)
def test_shape_equals_its_definition(case):
    true, predicted, _ = case
    clusters = {p: {t for t, q in zip(true, predicted, strict=True) if q == p} for p in predicted}
    places = {t: {q for u, q in zip(true, predicted, strict=True) if u == t} for t in true}
    mixed = {p for p, people in clusters.items() if len(people) > 1}
    result = shape(dense(true), dense(predicted))
    assert result.over_merges == len(mixed)
    assert result.over_merged_records == sum(p in mixed for p in predicted)
    assert result.splits == sum(len(found) > 1 for found in places.values())
    assert result.largest == max(predicted.count(p) for p in predicted)


@given(labelings)
def test_labels_may_be_renamed(case):
    true, predicted, _ = case
    renamed = [f"cluster {label}" for label in predicted]
    assert pair_score(dense(true), dense(predicted)) == pair_score(dense(true), dense(renamed))


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(hits, trials):
    hits = min(hits, trials)
    low, high = wilson(hits, trials)
    assert 0 <= low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= high <= 1
