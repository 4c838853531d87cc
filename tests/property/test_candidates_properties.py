"""The fast road to candidate pairs equals slow, obvious twins: dictionaries, sets and the SQL."""

from collections import defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import candidates
from graph.candidates import CANDIDATE_PAIRS, candidate_pairs
from graph.codes import distinct, stands_in, without
from graph.grouping import group_entries
from graph.keys import KeySpec, key_edges
from resolver.engine import DuckEngine

SPECS = (
    KeySpec("word", ("word",), cap=3, refine=(("sex",), ("year",))),
    KeySpec("word+year", ("word", "year"), cap=4, refine=(("sex",),)),
    KeySpec("year", ("year",), cap=2, refine=(("sex",),)),
)

# keys that differ in low bits alone: what a sort of packed numbers cannot tell apart
NEAR = st.integers(0, 3).map(lambda low: (1 << 60) + low)
KEYS = st.one_of(NEAR, st.sampled_from([1, 7, 2**64 - 1]))


@given(st.lists(st.lists(KEYS, max_size=3), max_size=12))
def test_groups_are_those_of_a_dictionary(held):
    rows = [row for row, keys in enumerate(held) for _ in keys]
    keys = [key for keys in held for key in keys]
    expected = defaultdict(dict)
    for entry, (row, key) in enumerate(zip(rows, keys, strict=True)):
        expected[key].setdefault(row, entry)
    found = group_entries(np.array(keys, dtype=np.uint64), np.array(rows, dtype=np.int32))
    parts = [part.tolist() for part in np.split(found.place, found.starts[1:-1])]
    wanted = [list(entries.values()) for entries in expected.values() if len(entries) > 1]
    assert sorted(filter(None, parts)) == sorted(wanted)
    assert found.largest == max(map(len, expected.values()), default=0)


CODES = st.integers(0, 3)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CODES, CODES, CODES, CODES), max_size=25), st.integers(1, 40))
def test_pairs_are_those_of_the_query(records, at_once):
    table = np.array(records, dtype=np.uint64).reshape(-1, 4)
    columns = {"word": table[:, :2], "sex": table[:, 2], "year": table[:, 3]}
    edges = key_edges(columns, SPECS)
    with DuckEngine() as engine:
        expected = engine.run(CANDIDATE_PAIRS, {"keys": edges.table})
    before = candidates.AT_ONCE
    try:
        candidates.AT_ONCE = at_once
        found = candidate_pairs(edges, len(records))
    finally:
        candidates.AT_ONCE = before
    pd.testing.assert_frame_equal(found, expected)


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=2), max_size=20))
def test_without_caps_all_who_share_a_value_are_pairs(held):
    words = np.zeros((len(held), 2), dtype=np.uint64)
    for row, values in enumerate(held):
        words[row, : len(values)] = values
    edges = key_edges({"word": words}, [KeySpec("word", ("word",), cap=100)])
    found = candidate_pairs(edges, len(held))
    assert list(zip(found["a"], found["b"], strict=True)) == [
        (a, b) for a, b in combinations(range(len(held)), 2) if set(held[a]) & set(held[b])
    ]


NUMBERS = st.lists(st.integers(-5, 5))


@given(NUMBERS, NUMBERS)
def test_sets_of_numbers(values, known):
    left, right = (np.array(some, dtype=np.int64) for some in (values, known))
    assert distinct(left).tolist() == sorted(set(values))
    assert without(left, right).tolist() == sorted(set(values) - set(known))
    assert stands_in(np.sort(right), left).tolist() == [value in known for value in values]
