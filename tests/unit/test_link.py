"""Linking: SIAK's verified conflicts hold through any number of records between."""

import numpy as np
import pandas as pd

from resolver.match import link
from resolver.match.columns import MatchColumns, TextColumn
from resolver.match.shipped import shipped_model


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


def labels(count, monkeypatch):
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if (a, b) != (0, count - 1)]
    table = pd.DataFrame(pairs, columns=["a", "b"]).assign(shared=1)
    monkeypatch.setattr(link, "score_pairs", lambda model, columns, a, b, *_: np.full(len(a), 0.95))
    return link.link_records(shipped_model(), chain(count), table).labels


def test_verified_strangers_stay_apart_in_a_small_component(monkeypatch):
    found = labels(5, monkeypatch)
    assert found[0] != found[4]


def test_verified_strangers_stay_apart_in_a_large_component(monkeypatch):
    found = labels(link.SMALL_COMPONENT + 8, monkeypatch)
    assert found[0] != found[-1]
