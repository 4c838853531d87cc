"""Thresholds from costs, against an obvious slow way of counting."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest

from resolver.errors import SettingError
from resolver.match.link import link_records
from resolver.match.model import Thresholds
from resolver.match.shipped import shipped_model
from training.dataset import Recipe, labelled_pairs
from training.thresholds import (
    Goal,
    Outcome,
    choose,
    judge_pairs,
    judge_truth,
    lower_bound,
    outcomes,
    thresholds_at,
    with_thresholds,
)


@pytest.fixture(scope="module")
def registry():
    return labelled_pairs(Recipe(400, 79, "hard", True))


def slow(labels, person):
    """Every pair of records, one by one."""
    right = wrong = torn = 0
    for a, b in combinations(range(len(labels)), 2):
        together, same = labels[a] == labels[b], person[a] == person[b]
        right += together and same
        wrong += together and not same
        torn += same and not together
    return right, wrong, torn


def test_outcomes_and_choice_equal_counting_every_pair_of_the_guarded_partition(registry):
    model, goal = shipped_model(), Goal(cost_merge=3.0, cost_split=1.0)
    grid = (0.1, 0.5, 0.9)
    judge = judge_truth(registry.person)
    tried = outcomes(model, registry.columns, registry.pairs, judge, grid)
    costs = []
    for one, accept in zip(tried, grid, strict=True):
        at = Thresholds(max(0.98, accept), accept, min(0.25, accept), accept)
        linked = link_records(replace(model, thresholds=at), registry.columns, registry.pairs)
        right, wrong, torn = slow(linked.labels.tolist(), registry.person.tolist())
        assert (one.right, one.wrong, one.torn) == (right, wrong, torn)
        costs.append(3 * wrong + torn)
    assert choose(tried, goal).accept == max(
        accept for accept, cost in zip(grid, costs, strict=True) if cost == min(costs)
    )


def test_all_pairs_as_labels_judge_as_the_truth_does(registry):
    labels = np.random.default_rng(3).integers(0, 150, len(registry.person))
    a, b = np.triu_indices(len(labels), 1)
    match = registry.person[a] == registry.person[b]
    by_pairs = judge_pairs(a, b, match, np.ones(len(a)))(labels)
    assert by_pairs == judge_truth(registry.person)(labels)


def test_a_pair_of_weight_two_counts_twice_but_is_no_two_trials():
    labels = np.array([0, 0, 1, 1])
    a, b, match = np.array([0, 2]), np.array([1, 3]), np.array([True, False])
    one = judge_pairs(a, b, match, np.array([2.0, 1.0]))(labels)
    assert (one.right, one.wrong, one.torn) == (2.0, 1.0, 0.0)
    assert one.trials == pytest.approx(9 / 5)


@pytest.mark.parametrize(("hits", "trials"), [(10, 10), (95, 100), (3, 7), (1, 40)])
def test_the_bound_is_where_so_many_hits_become_improbable(hits, trials):
    """Clopper-Pearson by its definition, summed exactly."""
    at = Fraction(lower_bound(hits, trials)).limit_denominator(10**9)
    tail = sum(comb(trials, k) * at**k * (1 - at) ** (trials - k) for k in range(hits, trials + 1))
    assert float(tail) == pytest.approx(0.05, abs=1e-5)


def outcome(accept, wrong, torn, right=1000):
    return Outcome(accept, right, wrong, torn, right + wrong)


def test_dear_merges_raise_the_threshold_and_dear_splits_lower_it():
    tried = [outcome(0.2, 30, 1), outcome(0.5, 10, 8), outcome(0.9, 1, 40)]
    assert choose(tried, Goal(1, 1)).accept == 0.5
    assert choose(tried, Goal(20, 1)).accept == 0.9
    assert choose(tried, Goal(1, 20)).accept == 0.2


def test_of_equal_costs_the_safer_threshold():
    assert choose([outcome(0.3, 2, 2), outcome(0.6, 2, 2)], Goal()).accept == 0.6


def test_the_target_binds_by_its_bound_not_by_the_share():
    tried = [outcome(0.4, 5, 0), outcome(0.8, 0, 50)]
    assert choose(tried, Goal(target_precision=0.996)).accept == 0.8
    few = [outcome(0.4, 0, 0, right=20)]
    with pytest.raises(SettingError, match="Label more pairs"):
        choose(few, Goal(target_precision=0.99))


@pytest.mark.parametrize("goal", [{"cost_merge": 0}, {"cost_split": -1}, {"target_precision": 1}])
def test_costs_and_targets_that_mean_nothing_are_refused(goal):
    with pytest.raises(SettingError):
        Goal(**goal)


def test_thresholds_keep_their_order_and_their_story():
    at = thresholds_at(Thresholds(0.98, 0.4, 0.25, 0.4), 0.1)
    assert (at.review, at.accept, at.certain, at.mean_bound) == (0.1, 0.1, 0.98, 0.1)
    goal = Goal(5, 1, 0.9)
    model = with_thresholds(shipped_model(), [outcome(0.5, 1, 1)], goal, "a test")
    told = model.facts["thresholds"]
    assert model.thresholds.accept == 0.5
    assert (told["cost_merge"], told["measured_on"], told["guard"]) == (5, "a test", True)
    assert model.digest != shipped_model().digest
