"""Linking: SIAK's verified conflicts hold through any number of records between."""

from dataclasses import replace

import numpy as np
import pandas as pd

from resolver.match.columns import MatchColumns, TextColumn
from resolver.match.link import COPIES, across, link_records
from resolver.match.model import Model, Thresholds
from resolver.match.passes import SMALL_COMPONENT
from resolver.match.schema import Schema

CERTAIN = Model(
    Schema(("sex_equal",), (), ()),
    (0.0,),
    3.0,
    1.0,
    0.0,
    Thresholds(certain=0.98, accept=0.4, review=0.2, mean_bound=0.4),
    (0.0,),
)
"""A model that gives every pair .95."""


def chain(count):
    """One big component: all but the two ends know one another; the ends are verified strangers."""
    names = ["AAAA"] * (count - 1) + ["ZZZZ"]
    niks = ["1", *[None] * (count - 2), "2"]
    text = {
        name: TextColumn.encode(pd.Series([None] * count, dtype="str"))
        for name in ("nik", "sex", "kk", "group")
    }
    text["joined"] = TextColumn.encode(pd.Series(names, dtype="str"))
    text["verified_nik"] = TextColumn.encode(pd.Series(niks, dtype="str"))
    return MatchColumns(text, {}, np.full((count, 3), 1, dtype=np.int16))


def labels(count):
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if (a, b) != (0, count - 1)]
    table = pd.DataFrame(pairs, columns=["a", "b"]).assign(shared=1)
    return link_records(CERTAIN, chain(count), table).labels


def test_verified_strangers_stay_apart_in_a_small_component():
    found = labels(5)
    assert found[0] != found[4]


def test_verified_strangers_stay_apart_in_a_large_component():
    found = labels(SMALL_COMPONENT + 8)
    assert found[0] != found[-1]


def test_two_clusters_are_as_likely_one_as_their_pairs_are_on_average():
    labels = np.array([0, 0, 2, 2, 4], dtype=np.int32)
    a, b = np.array([0, 0, 1, 0, 2], dtype=np.int32), np.array([1, 2, 2, 4, 4], dtype=np.int32)
    whole = across(labels, a, b, np.array([0.9, 0.8, 0.4, 0.6, 0.1]))
    # four pairs between the first two clusters, two of them never scored
    np.testing.assert_allclose(whole, [0.9, 0.3, 0.3, 0.3, 0.05])


def family_of_two(probability):
    """Two rows of one source group that share neither a number nor a name."""
    text = {
        name: TextColumn.encode(pd.Series([None, None], dtype="str"))
        for name in ("nik", "sex", "kk", "verified_nik")
    }
    text["group"] = TextColumn.encode(pd.Series(["F", "F"], dtype="str"))
    text["joined"] = TextColumn.encode(pd.Series(["SITI", "SITY"], dtype="str"))
    columns = MatchColumns(text, {}, np.full((2, 3), 1, dtype=np.int16))
    model = replace(CERTAIN, intercept=float(np.log(probability / (1 - probability))))
    return link_records(model, columns, pd.DataFrame({"a": [0], "b": [1], "shared": [1]}))


def test_two_rows_of_one_group_unite_only_where_they_themselves_are_likely():
    likely, possible = family_of_two(COPIES + 0.05), family_of_two(COPIES - 0.05)
    assert likely.labels.tolist() == [0, 0]
    assert possible.labels.tolist() == [0, 1]
    assert possible.links["reason"].tolist() == ["same-group"]
