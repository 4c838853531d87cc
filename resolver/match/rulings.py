"""What people decided about records, as the linking step heeds it (design §3, *decision*)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from resolver.match.columns import Rows

DECIDED = np.int64(1) << np.int64(60)
"""Bit of ``shared`` for a pair that a person decided on; no key need tie it."""


@dataclass(frozen=True)
class Rulings:
    """Standing decisions in rows of a load.

    Attributes:
        must_a, must_b: int32, pairs that are one person.
        cannot_a, cannot_b: int32, pairs that are two.
        seal: int32, a number per row: the frozen person it stands in, -1 = none. What is frozen
            keeps the records it has: its own are in ``must``, and no link brings another.
    """

    must_a: Rows
    must_b: Rows
    cannot_a: Rows
    cannot_b: Rows
    seal: npt.NDArray[np.int32]

    @classmethod
    def none(cls, count: int) -> "Rulings":
        """No decisions on `count` records."""
        empty = np.zeros(0, dtype=np.int32)
        return cls(empty, empty, empty, empty, np.full(count, -1, dtype=np.int32))

    @classmethod
    def of(
        cls,
        record_id: pd.Series,
        must: pd.DataFrame,
        cannot: pd.DataFrame,
        frozen: pd.DataFrame | None = None,
    ) -> "Rulings":
        """Translate decisions on record ids; those on records that are not in the load wait.

        What was decided to be one holds through a record that is not there: the others of its
        cluster are one, and what was told apart from one of them is from all.

        Args:
            record_id: of every row, each once.
            must, cannot: ``record_a``, ``record_b``.
            frozen: ``record_id``, ``person``: the records of every frozen person, by any label.
        """
        rows = pd.Index(record_id)
        cluster = _clusters(must)
        must_a, must_b = _chains(rows, cluster)
        cannot_a, cannot_b = _ends(rows, _lifted(rows, cluster, cannot))
        seal = np.full(len(rows), -1, dtype=np.int32)
        if frozen is not None and len(frozen):
            place = rows.get_indexer(pd.Index(frozen["record_id"]))
            codes, _ = pd.factorize(frozen["person"], sort=True)
            here = place >= 0
            place, codes = place[here].astype(np.int32), codes[here].astype(np.int32)
            seal[place] = codes
            order = np.lexsort((place, codes))
            place, codes = place[order], codes[order]
            same = codes[1:] == codes[:-1]
            # A decision that would change a frozen person waits until it is free again.
            free = seal[must_a] == seal[must_b]
            must_a = np.concatenate([place[:-1][same], must_a[free]])
            must_b = np.concatenate([place[1:][same], must_b[free]])
            thawed = (seal[cannot_a] < 0) | (seal[cannot_a] != seal[cannot_b])
            cannot_a, cannot_b = cannot_a[thawed], cannot_b[thawed]
        return cls(must_a, must_b, cannot_a, cannot_b, seal)

    def with_candidates(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """The candidates (``a``, ``b``, ``shared``, ordered) with all decided pairs among them."""
        if not len(self.must_a) + len(self.cannot_a):
            return pairs
        own = pd.DataFrame(
            {
                "a": np.concatenate([self.must_a, self.cannot_a]),
                "b": np.concatenate([self.must_b, self.cannot_b]),
            }
        ).drop_duplicates()
        own = own[own["a"] != own["b"]]
        both = pd.concat([pairs, own.assign(shared=DECIDED)])
        merged = both.groupby(["a", "b"], sort=True)["shared"].agg("sum").reset_index()
        return merged.astype({"a": np.int32, "b": np.int32, "shared": np.int64})

    def refused(self, labels: npt.NDArray[np.int32], a: Rows, b: Rows) -> npt.NDArray[np.bool_]:
        """Tell per pair whether a person decided that these two are one, and they are not.

        Something stands above the decision: a conflict that SIAK verified.
        """
        if not len(self.must_a):
            return np.zeros(len(a), dtype=bool)
        said: npt.NDArray[np.bool_] = np.isin(_both(a, b), _both(self.must_a, self.must_b))
        found: npt.NDArray[np.bool_] = said & (labels[a] != labels[b])
        return found

    def united(self, labels: npt.NDArray[np.int32], a: Rows, b: Rows) -> npt.NDArray[np.bool_]:
        """Tell per pair whether a person decided that these two records are one, and they are."""
        if not len(self.must_a):
            return np.zeros(len(a), dtype=bool)
        said: npt.NDArray[np.bool_] = np.isin(_both(a, b), _both(self.must_a, self.must_b))
        found: npt.NDArray[np.bool_] = said & (labels[a] == labels[b])
        return found

    def apart(self, labels: npt.NDArray[np.int32], a: Rows, b: Rows) -> npt.NDArray[np.bool_]:
        """Tell per pair whether a person decided that its two clusters are two persons."""
        if not len(self.cannot_a):
            return np.zeros(len(a), dtype=bool)
        decided = _cluster_pairs(labels, self.cannot_a, self.cannot_b)
        found: npt.NDArray[np.bool_] = np.isin(_cluster_pairs(labels, a, b), decided)
        return found


def _clusters(must: pd.DataFrame) -> pd.Series:
    """Record id → number of its cluster, of all records that were decided to be one with others."""
    ends = pd.concat([must["record_a"], must["record_b"]], ignore_index=True)
    codes, names = pd.factorize(ends, sort=True)
    half = len(must)
    edges = coo_array((np.ones(half), (codes[:half], codes[half:])), shape=(len(names),) * 2)
    numbers = connected_components(edges, directed=False)[1] if half else []
    return pd.Series(numbers, index=pd.Index(names), dtype="int64")


def _chains(rows: pd.Index, cluster: pd.Series) -> tuple[Rows, Rows]:
    """Pairs of rows that tie the records of each cluster which are in the load."""
    place = rows.get_indexer(pd.Index(cluster.index))
    here = np.flatnonzero(place >= 0)
    numbers, found = cluster.to_numpy()[here], place[here].astype(np.int32)
    order = np.lexsort((found, numbers))
    numbers, found = numbers[order], found[order]
    same = numbers[1:] == numbers[:-1]
    return found[:-1][same], found[1:][same]


def _lifted(rows: pd.Index, cluster: pd.Series, cannot: pd.DataFrame) -> pd.DataFrame:
    """The pairs told apart, an end that is not in the load replaced by one of its cluster."""
    members = cluster[cluster.index.isin(rows)]
    standing = pd.Series(members.index, index=members.to_numpy())
    standing = standing[~standing.index.duplicated()]

    def end(name: str) -> pd.Series:
        given = cannot[name]
        other = given.map(cluster).map(standing)
        return given.where(given.isin(rows) | other.isna(), other)

    return pd.DataFrame({name: end(name) for name in ("record_a", "record_b")})


def _cluster_pairs(labels: npt.NDArray[np.int32], a: Rows, b: Rows) -> npt.NDArray[np.int64]:
    return _both(labels[a], labels[b])


def _both(a: Rows, b: Rows) -> npt.NDArray[np.int64]:
    """Two numbers as one, whatever their order."""
    left, right = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    return left << np.int64(32) | right


def _ends(rows: pd.Index, pairs: pd.DataFrame) -> tuple[Rows, Rows]:
    """Rows of both ends, the smaller first; ordered, each pair once."""
    left, right = (rows.get_indexer(pd.Index(pairs[name])) for name in ("record_a", "record_b"))
    here = (left >= 0) & (right >= 0)
    ends = np.column_stack([np.minimum(left, right)[here], np.maximum(left, right)[here]])
    ends = np.unique(ends.astype(np.int32), axis=0)
    return ends[:, 0].copy(), ends[:, 1].copy()
