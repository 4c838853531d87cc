"""The two passes: what is scored, what brought a pair, and what the family context is worth."""

import numpy as np
import pytest

from resolver.match.link import link_records
from resolver.match.passes import PROPAGATED, WITHIN, score_candidates
from resolver.match.shipped import shipped_model
from training.dataset import Recipe, labelled_pairs
from training.metrics import pair_score


@pytest.fixture(scope="module")
def registry():
    return labelled_pairs(Recipe(2_000, 78, "hard", True))


@pytest.fixture(scope="module")
def scored(registry):
    return score_candidates(shipped_model(), registry.columns, registry.pairs)


def test_every_pair_is_scored_once_its_smaller_row_first(scored):
    codes = scored.a.astype(np.int64) * (scored.b.max() + 1) + scored.b
    assert len(np.unique(codes)) == len(codes)
    assert (scored.a < scored.b).all()
    for values in (scored.probability, scored.first):
        assert len(values) == len(scored.a)
        assert ((values >= 0) & (values <= 1)).all()


def test_it_is_told_what_brought_a_pair(registry, scored):
    keys = len(registry.pairs)
    assert (scored.shared[:keys] == registry.pairs["shared"]).all()
    assert set(scored.shared[keys:].tolist()) <= {int(PROPAGATED), int(WITHIN)}


def test_propagation_finds_true_pairs_that_no_key_ties(registry, scored):
    found = scored.shared == PROPAGATED
    true = registry.person[scored.a] == registry.person[scored.b]
    assert (found & true).sum() > 0.3 * (pairs_in(registry) - registry.match.sum())
    assert found.sum() < 0.3 * len(registry.columns)


def pairs_in(registry):
    return pair_score(registry.person, registry.person).true


def test_the_second_pass_is_worth_its_cost(registry):
    two = link_records(shipped_model(), registry.columns, registry.pairs)
    one = link_records(shipped_model().first, registry.columns, registry.pairs)
    better = pair_score(registry.person, two.labels.astype(np.int64))
    worse = pair_score(registry.person, one.labels.astype(np.int64))
    assert better.f1 > worse.f1 + 0.005
    assert better.precision >= 0.99
