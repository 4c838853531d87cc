"""The guard: each rule refuses what it names, and the fast kernel equals a slow, obvious one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.guard import (
    ACCEPTED,
    FORBIDDEN,
    IMPLIED,
    SAME_GROUP,
    SEALED,
    WEAK_WHOLE,
    Constraints,
    constrained_union,
)


def ints(*values):
    return np.array(values, dtype=np.int32)


def no_constraints(count, mean_bound=0.0, **changes):
    given_values = {
        "group": np.full(count, -1, dtype=np.int32),
        "copies": np.full((count, 1), -1, dtype=np.int32),
        "forbidden_a": ints(),
        "forbidden_b": ints(),
        "mean_bound": mean_bound,
    }
    return Constraints(**(given_values | changes))


def union(count, links, accept, constraints):
    a = ints(*(link[0] for link in links))
    b = ints(*(link[1] for link in links))
    p = np.array([link[2] for link in links], dtype=np.float64)
    labels, verdicts = constrained_union(count, a, b, p, accept, constraints)
    return labels.tolist(), verdicts.tolist()


def test_a_chain_of_accepted_links_is_one_cluster_and_closes_its_loop():
    labels, verdicts = union(4, [(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.7)], 0.5, no_constraints(4))
    assert labels == [0, 0, 0, 3]
    assert verdicts == [ACCEPTED, ACCEPTED, IMPLIED]


def test_a_link_below_the_threshold_does_not_unite():
    assert union(2, [(0, 1, 0.4)], 0.5, no_constraints(2)) == ([0, 1], [-1])


def test_a_forbidden_pair_holds_through_a_third_record():
    constraints = no_constraints(3, forbidden_a=ints(0), forbidden_b=ints(2))
    labels, verdicts = union(3, [(0, 1, 0.9), (1, 2, 0.8)], 0.5, constraints)
    assert labels == [0, 0, 2]
    assert verdicts == [ACCEPTED, FORBIDDEN]


def test_two_members_of_one_group_stay_apart_through_a_third_record():
    constraints = no_constraints(3, group=ints(7, -1, 7))
    labels, verdicts = union(3, [(0, 1, 0.9), (1, 2, 0.8)], 0.5, constraints)
    assert labels == [0, 0, 2]
    assert verdicts == [ACCEPTED, SAME_GROUP]


def test_near_copies_of_one_group_unite():
    copies = np.array([[-1, 5], [-1, 5]], dtype=np.int32)
    constraints = no_constraints(2, group=ints(7, 7), copies=copies)
    assert union(2, [(0, 1, 0.9)], 0.5, constraints) == ([0, 0], [ACCEPTED])


def test_two_clusters_tied_by_one_link_of_four_are_too_weak_a_whole():
    links = [(0, 1, 0.99), (2, 3, 0.98), (1, 2, 0.9)]
    labels, verdicts = union(4, links, 0.5, no_constraints(4, mean_bound=0.4))
    assert labels == [0, 0, 2, 2]
    assert verdicts == [ACCEPTED, ACCEPTED, WEAK_WHOLE]


def test_known_weak_pairs_count_for_the_mean():
    links = [(0, 1, 0.99), (2, 3, 0.98), (1, 2, 0.9), (0, 2, 0.3), (0, 3, 0.3), (1, 3, 0.3)]
    labels, _ = union(4, links, 0.5, no_constraints(4, mean_bound=0.44))
    assert labels == [0, 0, 0, 0]


def test_what_people_decided_is_one_stands_whatever_the_links_say():
    constraints = no_constraints(
        3, mean_bound=0.9, group=ints(7, 7, -1), required_a=ints(0), required_b=ints(1)
    )
    labels, verdicts = union(3, [(0, 1, 0.1), (0, 2, 0.95)], 0.5, constraints)
    assert labels == [0, 0, 2]  # the third is held back by the mean over the whole
    assert verdicts == [-1, WEAK_WHOLE]


def test_a_forbidden_pair_is_above_a_required_one():
    constraints = no_constraints(
        3,
        forbidden_a=ints(0),
        forbidden_b=ints(2),
        required_a=ints(0, 1),
        required_b=ints(1, 2),
    )
    assert union(3, [], 0.5, constraints)[0] == [0, 0, 2]


def test_no_link_breaks_a_seal_and_links_unite_within_one():
    constraints = no_constraints(4, seal=ints(5, 5, -1, -1))
    labels, verdicts = union(4, [(1, 2, 0.99), (0, 1, 0.9), (2, 3, 0.8)], 0.5, constraints)
    assert labels == [0, 0, 2, 2]
    assert verdicts == [SEALED, ACCEPTED, ACCEPTED]


def slow_union(count, links, accept, constraints):
    """The same rules with sets, one link after the other."""
    probability = {(a, b): p for a, b, p in links}
    forbidden = {
        frozenset(pair)
        for pair in zip(
            constraints.forbidden_a.tolist(), constraints.forbidden_b.tolist(), strict=True
        )
    }
    clusters = [{row} for row in range(count)]
    for a, b in zip(constraints.required_a.tolist(), constraints.required_b.tolist(), strict=True):
        left = next(cluster for cluster in clusters if a in cluster)
        right = next(cluster for cluster in clusters if b in cluster)
        if left is not right and not any(
            frozenset((x, y)) in forbidden for x in left for y in right
        ):
            clusters.remove(right)
            left |= right
    for a, b, _ in sorted(
        (link for link in links if link[2] >= accept), key=lambda link: (-link[2], link[0], link[1])
    ):
        left = next(cluster for cluster in clusters if a in cluster)
        right = next(cluster for cluster in clusters if b in cluster)
        if left is right:
            continue
        cross = [(min(x, y), max(x, y)) for x in left for y in right]
        mean = sum(probability.get(pair, 0.0) for pair in cross) / len(cross)
        broken = any(frozenset(pair) in forbidden for pair in cross)
        broken |= constraints.seal[a] != constraints.seal[b]
        for x, y in cross:
            if constraints.group[x] >= 0 and constraints.group[x] == constraints.group[y]:
                same = (constraints.copies[x] == constraints.copies[y]) & (
                    constraints.copies[x] >= 0
                )
                broken |= not same.any()
        if not broken and mean >= constraints.mean_bound - 1e-12:
            clusters.remove(right)
            left |= right
    labels = [0] * count
    for cluster in clusters:
        for row in cluster:
            labels[row] = min(cluster)
    return labels


@st.composite
def linked_records(draw):
    count = draw(st.integers(2, 9))
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20))
    # sixteenths, so that sums and means are exact in both implementations
    links = [(a, b, draw(st.integers(0, 16)) / 16) for a, b in chosen]
    forbidden = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3))
    small = st.integers(-1, 2)
    seal = ints(*(draw(st.integers(-1, 1)) for _ in range(count)))
    required = [
        pair
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
        if seal[pair[0]] == seal[pair[1]]
    ]
    constraints = no_constraints(
        count,
        mean_bound=draw(st.integers(0, 16)) / 16,
        group=ints(*(draw(small) for _ in range(count))),
        copies=np.array([[draw(small), draw(small)] for _ in range(count)], dtype=np.int32),
        forbidden_a=ints(*(pair[0] for pair in forbidden)),
        forbidden_b=ints(*(pair[1] for pair in forbidden)),
        required_a=ints(*(pair[0] for pair in required)),
        required_b=ints(*(pair[1] for pair in required)),
        seal=seal,
    )
    return count, links, constraints


@settings(deadline=None, max_examples=200)
@given(linked_records())
def test_the_kernel_equals_the_slow_obvious_union(case):
    count, links, constraints = case
    labels, _ = union(count, links, 0.5, constraints)
    assert labels == slow_union(count, links, 0.5, constraints)


@settings(deadline=None, max_examples=100)
@given(linked_records(), st.randoms(use_true_random=False))
def test_the_order_of_the_links_does_not_matter(case, random):
    count, links, constraints = case
    shuffled = list(links)
    random.shuffle(shuffled)
    assert union(count, links, 0.5, constraints)[0] == union(count, shuffled, 0.5, constraints)[0]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_unite(count):
    assert union(count, [], 0.5, no_constraints(count)) == (list(range(count)), [])
