"""The measures on partitions small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from training.evaluate import TruthError, evaluate
from training.evaluation_text import render
from training.metrics import (
    b_cubed,
    candidate_recall,
    dense,
    exact_share,
    pair_score,
    shape,
    wilson,
)


def test_pairs_are_counted_by_hand():
    true, predicted = dense(list("aaabb")), dense(list("xxyyy"))
    score = pair_score(true, predicted)
    # Truth: 3 + 1 pairs; result: 1 + 3; both: the two a's in x, the two b's in y.
    assert (score.true, score.predicted, score.both) == (4, 4, 2)
    assert score.precision == score.recall == score.f1 == 0.5


def test_large_clusters_are_counted_exactly():
    records = 200_000
    score = pair_score(np.zeros(records, np.int64), np.zeros(records, np.int64))
    assert score.both == records * (records - 1) // 2


def test_b_cubed_by_hand():
    score = b_cubed(dense(list("aab")), dense(list("xxx")))
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert score.recall == 1.0


def test_a_household_is_exact_when_whole_and_alone():
    true = dense(list("aabbccd"))
    assert exact_share(true, dense(list("xxyyzzw"))) == 1.0
    assert exact_share(true, dense(list("xxyyzww"))) == 0.5
    assert exact_share(true, dense(list("xxxxxxx"))) == 0.0


def test_over_merges_and_splits():
    result = shape(dense(list("aabbc")), dense(list("xxxyz")))
    assert (result.over_merges, result.over_merged_records) == (1, 3)
    assert (result.splits, result.largest) == (1, 3)
    assert (result.clusters, result.true_clusters) == (3, 3)


def test_wilson_known_values():
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert wilson(0, 0) == (0.0, 1.0)


def test_candidate_recall_counts_a_pair_once():
    true = dense(list("aaab"))
    pairs = np.array([0, 1, 0, 2]), np.array([1, 0, 3, 2])
    assert candidate_recall(true, *pairs) == pytest.approx(1 / 3)


def test_a_missing_label_is_refused():
    with pytest.raises(ValueError, match="without a label"):
        dense(pd.Series(["a", pd.NA], dtype="str"))


def truth_of(people: str) -> pd.DataFrame:
    count = len(people)
    return pd.DataFrame(
        {
            "source": ["DTKS"] * count,
            "source_record_id": [str(i) for i in range(count)],
            "person": list(people),
            "family": ["f"] * count,
            "household": ["h"] * count,
            "alive": [True] * (count - 1) + [False],
            "sex": ["M", "F"] * (count // 2) + ["M"] * (count % 2),
            "mononym": [False] * count,
            "island": ["Jawa"] * count,
            "elderly": [False] * count,
            "no_nik": [True] + [False] * (count - 1),
            "trap": ["twins"] + [""] * (count - 1),
            "damage": ["name;nik"] + [""] * (count - 1),
        }
    )


def result_of(people: str, first: int = 0) -> pd.DataFrame:
    places = [str(i) for i in range(first, first + len(people))]
    return pd.DataFrame(
        {
            "source": "DTKS",
            "source_record_id": places,
            "record_id": ["r" + place for place in places],
            "person_id": list(people),
            "family_id": "F",
            "household_id": list(people),
        }
    )


def test_a_lost_record_costs_recall():
    whole = evaluate(result_of("xxyy"), truth_of("aabb"))
    cut = evaluate(result_of("xyy", first=1), truth_of("aabb"))
    assert (whole.person.recall, whole.missing) == (1.0, 0)
    assert (cut.person.recall, cut.missing) == (0.5, 1)


def test_households_count_living_people_only():
    # The fourth row is dead: three living rows of one household make three pairs.
    evaluation = evaluate(result_of("xxyy"), truth_of("aabb"))
    assert evaluation.household.true == 3
    assert evaluation.household.both == 1


def test_groups_and_damage_see_their_own_pairs():
    evaluation = evaluate(result_of("xzyy"), truth_of("aabb"))
    found = {(score.column, score.value): score for score in evaluation.groups}
    assert found["no_nik", "True"].pairs.recall == 0.0
    assert found["no_nik", "False"].pairs.true == 2
    assert ("trap", "") not in found
    assert {score.value for score in evaluation.damage} == {"name", "nik"}
    assert all(score.pairs.recall == 0.0 for score in evaluation.damage)


def test_review_and_candidates_are_reported():
    review = pd.DataFrame({"task_id": ["t1"]})
    candidates = pd.DataFrame({"record_a": ["r1", "r3"], "record_b": ["r0", "r0"]})
    evaluation = evaluate(result_of("xxyy"), truth_of("aabb"), review, candidates)
    assert evaluation.review_per_100 == 25.0
    assert evaluation.candidate_recall == 0.5
    text = render(evaluation)
    assert "25.00 per 100 records" in text
    assert "candidate recall 0.5000" in text
    assert evaluation.as_dict()["groups"][0]["recall_high"] == 1.0


def test_truth_of_other_extracts_is_refused():
    with pytest.raises(TruthError, match="1 records of the result are not in the truth"):
        evaluate(result_of("xxyyz"), truth_of("aabb"))
    twice = pd.concat([truth_of("aabb")] * 2)
    with pytest.raises(TruthError, match="twice in the truth"):
        evaluate(result_of("xxyy"), twice)
