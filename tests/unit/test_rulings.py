"""People's decisions at the linking step: they stand, nothing asks again, and order is nothing."""

import numpy as np
import pandas as pd

from resolver.match.rulings import DECIDED, Rulings

IDS = pd.Series(["a", "b", "c", "d", "e"], dtype="str")


def pairs(*ends):
    return pd.DataFrame(ends, columns=["record_a", "record_b"], dtype="str")


def test_a_decision_on_a_record_that_is_not_in_the_load_waits():
    rulings = Rulings.of(IDS, pairs(("a", "x"), ("d", "b")), pairs(("x", "y")))
    assert (rulings.must_a.tolist(), rulings.must_b.tolist()) == ([1], [3])
    assert not len(rulings.cannot_a)


def test_what_is_one_holds_through_a_record_that_is_not_there():
    decided = Rulings.of(IDS, pairs(("a", "x"), ("x", "c")), pairs(("x", "d")))
    assert (decided.must_a.tolist(), decided.must_b.tolist()) == ([0], [2])
    assert (decided.cannot_a.tolist(), decided.cannot_b.tolist()) == ([0], [3])


def test_decided_pairs_become_candidates_and_those_that_are_keep_their_keys():
    rulings = Rulings.of(IDS, pairs(("a", "e")), pairs(("a", "b")))
    known = pd.DataFrame(
        {
            "a": np.array([0, 2], np.int32),
            "b": np.array([1, 3], np.int32),
            "shared": np.array([5, 1], np.int64),
        }
    )
    found = rulings.with_candidates(known)
    assert found["a"].tolist() == [0, 0, 2]
    assert found["b"].tolist() == [1, 4, 3]
    assert found["shared"].tolist() == [5 | DECIDED, DECIDED, 1]
    assert found.dtypes.tolist() == known.dtypes.tolist()


def test_what_is_frozen_keeps_its_records_and_decisions_across_it_wait():
    frozen = pd.DataFrame({"record_id": ["b", "a", "zz"], "person": ["P", "P", "P"]}, dtype="str")
    rulings = Rulings.of(IDS, pairs(("b", "c"), ("d", "e")), pairs(("a", "b")), frozen)
    assert rulings.seal.tolist() == [0, 0, -1, -1, -1]
    together = set(zip(rulings.must_a.tolist(), rulings.must_b.tolist(), strict=True))
    assert together == {(0, 1), (3, 4)}
    assert not len(rulings.cannot_a)


def test_two_clusters_told_apart_by_one_pair_are_apart_as_wholes():
    rulings = Rulings.of(IDS, pairs(), pairs(("a", "c")))
    labels = np.array([0, 0, 2, 2, 4], np.int32)
    a, b = np.array([1, 1, 0], np.int32), np.array([3, 4, 1], np.int32)
    assert rulings.apart(labels, a, b).tolist() == [True, False, False]


def test_a_pair_is_united_by_word_only_where_it_is_one():
    rulings = Rulings.of(IDS, pairs(("a", "b"), ("c", "d")), pairs())
    labels = np.array([0, 0, 2, 3, 4], np.int32)
    a, b = np.array([0, 2], np.int32), np.array([1, 3], np.int32)
    assert rulings.united(labels, a, b).tolist() == [True, False]
