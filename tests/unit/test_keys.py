"""Keys and candidate pairs: who meets whom, and what a hub does."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.candidates import candidate_pairs, missing_pairs
from graph.components import components
from graph.keys import KeySpec, combine, key_edges, stable_codes


def codes(values):
    return stable_codes(pd.Series(values, dtype="str"))


def pairs_of(columns, specs):
    coded = {name: codes(values) for name, values in columns.items()}
    edges = key_edges(coded, specs)
    pairs = candidate_pairs(edges, max(map(len, coded.values())))
    return {(a, b): shared for a, b, shared in pairs.itertuples(index=False)}, edges


def test_records_that_share_a_key_are_candidates_and_missing_values_are_not():
    pairs, _ = pairs_of({"nik": ["1", None, "1", None, "2"]}, [KeySpec("nik", ("nik",))])
    assert pairs == {(0, 2): 1}


def test_a_pair_tells_all_keys_that_tie_it():
    columns = {"nik": ["1", "1"], "kk": ["9", "9"]}
    pairs, _ = pairs_of(columns, [KeySpec("nik", ("nik",)), KeySpec("kk", ("kk",))])
    assert pairs == {(0, 1): 0b11}


def test_a_hub_is_refined_and_never_silently_dropped():
    columns = {"nik": ["1"] * 6, "name": ["A", "A", "B", "C", "D", "E"], "year": ["1"] * 6}
    spec = KeySpec("nik", ("nik",), cap=3, refine=(("name",),))
    pairs, edges = pairs_of(columns, [spec])
    assert pairs == {(0, 1): 1}
    assert edges.hubs.to_dict("records") == [
        {"key_type": "nik", "values": 1, "records": 6, "largest": 6, "dropped_records": 0}
    ]


def test_what_stays_above_the_cap_is_counted():
    columns = {"nik": ["1"] * 5, "name": ["A"] * 5}
    pairs, edges = pairs_of(columns, [KeySpec("nik", ("nik",), cap=3, refine=(("name",),))])
    assert pairs == {}
    assert edges.hubs["dropped_records"].tolist() == [5]


def test_a_missing_second_key_is_counted_as_dropped():
    columns = {"nik": ["1"] * 5, "name": ["A", "A", None, "B", None]}
    pairs, edges = pairs_of(columns, [KeySpec("nik", ("nik",), cap=3, refine=(("name",),))])
    assert pairs == {(0, 1): 1}
    assert edges.hubs["dropped_records"].tolist() == [2]


def test_a_column_of_several_values_ties_records_by_any_of_them_once():
    words = np.column_stack([codes(["A", "B", "C", "A"]), codes(["B", "A", None, "A"])])
    columns = {"word": words, "sex": codes(["1", "1", "1", "2"])}
    edges = key_edges(columns, [KeySpec("word+sex", ("word", "sex"))])
    pairs = candidate_pairs(edges, 4)
    assert pairs[["a", "b"]].to_numpy().tolist() == [[0, 1]]
    assert edges.hubs["largest"].tolist() == [2]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("aab"), st.sampled_from("aaab"), st.sampled_from("ab"))))
def test_no_data_makes_more_pairs_than_the_caps_allow(rows):
    """Linear whatever the data: an edge ties a record to at most cap - 1 others."""
    first, second, other = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 3
    )
    columns = {
        "word": np.column_stack([codes(first), codes(second)]),
        "other": codes(other),
    }
    spec = KeySpec("word", ("word",), cap=4, refine=(("other",),))
    edges = key_edges(columns, [spec])
    pairs = candidate_pairs(edges, len(rows))
    assert len(edges) <= 2 * len(rows)
    assert len(pairs) <= len(edges) * (spec.cap - 1) / 2


def test_codes_are_the_same_in_every_load():
    assert codes(["B", "A"])[1] == codes(["A"])[0] == np.uint64(codes(["X", "A"])[1])
    assert combine([codes(["A"]), codes(["B"])])[0] != combine([codes(["B"]), codes(["A"])])[0]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=12))
def test_candidates_equal_the_pairs_found_by_comparing_all(values):
    pairs, _ = pairs_of({"key": values}, [KeySpec("key", ("key",), cap=20)])
    assert set(pairs) == {
        (i, j)
        for i in range(len(values))
        for j in range(i + 1, len(values))
        if values[i] is not None and values[i] == values[j]
    }


def test_missing_pairs_complete_small_components_only():
    labels = components(7, np.array([0, 1, 4, 5]), np.array([1, 2, 5, 6]))
    known = pd.DataFrame({"a": [0, 1, 4, 5], "b": [1, 2, 5, 6]})
    a, b = missing_pairs(labels, known, 3)
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 2), (4, 6)]
    assert len(missing_pairs(labels, known, 2)[0]) == 0


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_components_equal_a_slow_flood_fill(edges):
    labels = list(range(10))
    for _ in range(10):
        for a, b in edges:
            labels[a] = labels[b] = min(labels[a], labels[b])
    a, b = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    assert components(10, a, b).tolist() == labels


def test_what_lacks_the_refining_value_is_counted():
    columns = {"nik": ["1"] * 5, "name": ["A", "A", None, None, None]}
    _, edges = pairs_of(columns, [KeySpec("nik", ("nik",), cap=3, refine=(("name",),))])
    assert edges.hubs["dropped_records"].tolist() == [3]
