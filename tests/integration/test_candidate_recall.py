"""The keys bring nearly every true pair together, at few pairs a record; propagation the others."""

import numpy as np
import pytest

from resolver.match.passes import first_pass
from resolver.match.shipped import shipped_model
from training.dataset import Recipe, labelled_pairs
from training.metrics import candidate_recall


@pytest.mark.parametrize(
    ("level", "by_keys", "propagated"), [("realistic", 0.996, 0.998), ("hard", 0.96, 0.98)]
)
def test_true_pairs_become_candidates(level, by_keys, propagated):
    registry = labelled_pairs(Recipe(6_000, 9431, level, True))
    a, b = (side.astype(np.int64) for side in registry.ends)
    assert candidate_recall(registry.person, a, b) >= by_keys
    first = shipped_model().first
    assert first is not None
    scored = first_pass(first, registry.columns, registry.pairs, propagate=True)
    a, b = scored.a.astype(np.int64), scored.b.astype(np.int64)
    assert candidate_recall(registry.person, a, b) >= propagated
    assert len(a) <= 4 * len(registry.columns)
