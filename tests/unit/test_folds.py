"""Folds that no family crosses, and what a label stands for."""

import numpy as np
import pytest

from training.folds import FOLDS, folds_of, stands_for
from training.labels.document import LabelsError


def test_pairs_that_share_a_family_over_any_steps_share_a_fold():
    rng = np.random.default_rng(0)
    left, right = rng.integers(0, 120, 80), rng.integers(120, 240, 80)
    match = np.arange(80) % 2 == 0
    fold = folds_of(left, right, match)
    for family in np.unique(np.concatenate([left, right])):
        assert len(np.unique(fold[(left == family) | (right == family)])) == 1
    assert set(fold.tolist()) <= set(range(FOLDS))


@pytest.mark.parametrize(("matches", "words"), [(3, "3 matches"), (37, "3 distinct pairs")])
def test_too_few_of_one_kind_are_refused(matches, words):
    with pytest.raises(LabelsError, match=words):
        folds_of(np.arange(40), np.arange(40) + 40, np.arange(40) < matches)


def test_the_labels_stand_for_every_pair_of_their_bands():
    every = np.array([0.0001] * 900 + [0.5] * 60 + [0.9995] * 40)
    labelled = np.array([0.0002, 0.5, 0.55, 0.52, 0.9999])
    weight = stands_for(labelled, every)
    assert weight.tolist() == [900.0, 20.0, 20.0, 20.0, 40.0]
