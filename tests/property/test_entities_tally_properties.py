"""The columnar tools of the entity steps equal their slow, obvious twins."""

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.entities.tally import distinct_pairs, heaviest, is_in, tied_pairs
from resolver.entities.unite import unite

codes = st.integers(-1, 4)
lines = st.lists(st.tuples(codes, codes), max_size=25)


def columns(rows, width=2):
    turned = zip(*rows, strict=True) if rows else [()] * width
    return [np.array(column, np.int32) for column in turned]


@given(lines)
def test_distinct_pairs(rows):
    found = list(zip(*distinct_pairs(*columns(rows)), strict=True))
    assert found == sorted({row for row in rows if min(row) >= 0})


@given(lines, st.lists(st.integers(1, 3), min_size=25, max_size=25))
def test_the_heaviest_value(rows, weights):
    owner, value = columns(rows)
    weight = np.array(weights[: len(rows)], np.float64)
    totals = defaultdict(Counter)
    for (who, what), amount in zip(rows, weights, strict=False):
        if min(who, what) >= 0:
            totals[who][what] += amount
    expected = [
        min(totals[who], key=lambda what: (-totals[who][what], what)) if totals[who] else -1
        for who in range(5)
    ]
    assert heaviest(owner, value, 5, weight).tolist() == expected


@given(lines, st.integers(2, 4))
def test_pairs_tied_by_a_key_and_hubs_left_out(rows, most):
    owner, key = distinct_pairs(*columns(rows))
    left, right, hubs = tied_pairs(owner, key, most)
    owners = defaultdict(list)
    for who, what in zip(owner.tolist(), key.tolist(), strict=True):
        owners[what].append(who)
    expected = [
        pair for them in owners.values() if len(them) <= most for pair in combinations(them, 2)
    ]
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == sorted(expected)
    assert hubs == sum(len(them) > most for them in owners.values())


@given(lines, lines)
def test_membership_of_pairs(rows, pairs):
    held = distinct_pairs(*columns(pairs))
    known = set(zip(held[0].tolist(), held[1].tolist(), strict=True))
    assert is_in(*columns(rows), held).tolist() == [row in known for row in rows]


links = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(-2, 3)).filter(
        lambda t: t[0] < t[1]
    ),
    max_size=15,
    unique_by=lambda t: t[:2],
)


@given(links, st.lists(st.integers(0, 2), min_size=8, max_size=8), st.integers(1, 4))
def test_constrained_union_equals_merging_sets(rows, holds, limit):
    a, b, score = columns(rows, 3)
    parent, refused = unite(
        a,
        b,
        score.astype(np.float64),
        np.array(holds, np.int32).reshape(-1, 1),
        np.array([limit], np.int32),
    )
    cluster = {node: {node} for node in range(8)}
    expected_refused = 0
    for left, right, points in sorted(rows, key=lambda t: (-t[2], t[0], t[1])):
        if points < 0 or cluster[left] is cluster[right]:
            continue
        merged = cluster[left] | cluster[right]
        if sum(holds[node] for node in merged) > limit:
            expected_refused += 1
            continue
        for node in merged:
            cluster[node] = merged
    assert parent.tolist() == [min(cluster[node]) for node in range(8)]
    assert refused == expected_refused
