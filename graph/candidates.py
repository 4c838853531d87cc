"""Candidate pairs: two records that share a key.

:func:`candidate_pairs` is the hot path on one machine. :data:`CANDIDATE_PAIRS` says the same as a
portable SQL text, for an engine over many (:mod:`resolver.engine`), and is what the tests hold the
hot path to; its input is :attr:`graph.keys.KeyEdges.table`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.codes import without
from graph.grouping import packed_pairs, pairs_of_row, unpacked_pairs
from graph.keys import KeyEdges

CANDIDATE_PAIRS = """
SELECT l."row" AS a, r."row" AS b,
       BIT_OR(CAST(POWER(2, l.key_type) AS BIGINT)) AS shared
FROM keys AS l
JOIN keys AS r ON l.key_type = r.key_type AND l."key" = r."key" AND l."row" < r."row"
GROUP BY l."row", r."row"
ORDER BY a, b
"""
"""Input: ``keys(row, key_type, key)``. Output: ``a < b``, ``shared`` = a bit per kind of key."""


AT_ONCE = 1 << 23
"""Pairs brought together at once, before those that several keys tie are made one: 64 MB."""

MOST_ROWS = 1 << 29
"""Records that the packed pairs can tell apart."""


def candidate_pairs(edges: KeyEdges, count: int) -> pd.DataFrame:
    """All pairs of records that share a key, as :data:`CANDIDATE_PAIRS` gives them.

    Args:
        edges: who holds which key; at most 63 kinds of keys.
        count: number of records, below :data:`MOST_ROWS`.

    Returns:
        ``a``, ``b`` (int32, a < b, ordered), ``shared`` (int64, a bit per kind of key).
    """
    if count > MOST_ROWS:
        raise ValueError(f"{count:,} records are more than one machine's pairs can hold.")
    begun = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(pairs_of_row(edges.rows, edges.starts, count), out=begun[1:])
    parts = [(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64))]
    low = 0
    while low < count and begun[low] < begun[-1]:
        high = int(np.searchsorted(begun, begun[low] + AT_ONCE, side="right")) - 1
        high = min(max(high, low + 1), count)
        size = int(begun[high] - begun[low])
        packed = packed_pairs(edges.rows, edges.starts, edges.kinds, low, high, size)
        packed.sort()
        parts.append(unpacked_pairs(packed, low))
        low = high
    a, b, shared = (np.concatenate(part) for part in zip(*parts, strict=True))
    return pd.DataFrame({"a": a, "b": b, "shared": shared})


def missing_pairs(
    labels: npt.NDArray[np.int32], pairs: pd.DataFrame, largest: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The pairs within small components that no key ties, so that a whole can be judged.

    Args:
        labels: component of each record.
        pairs: candidate pairs (``a``, ``b``), ordered.
        largest: components of more records than this are left out.

    Returns:
        Two int32 arrays (a, b), a < b, ordered.
    """
    a, b = pairs_within(labels, 3, largest)
    count = np.int64(len(labels))
    wanted = np.minimum(a, b) * count + np.maximum(a, b)
    known = pairs["a"].to_numpy(np.int64) * count + pairs["b"].to_numpy(np.int64)
    new = without(wanted, known)
    return (new // count).astype(np.int32), (new % count).astype(np.int32)


def pairs_within(
    labels: npt.NDArray[np.int32], smallest: int, largest: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs of positions with one label, for labels held by ``smallest`` … ``largest`` of them.

    Returns:
        Two int64 arrays (a, b), a < b, in no particular order.
    """
    order = np.argsort(labels, kind="stable").astype(np.int64)
    ordered = labels[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(labels) else order
    lengths = np.diff(np.r_[starts, len(ordered)])
    left: list[npt.NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    right: list[npt.NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for size in np.unique(lengths[(lengths >= smallest) & (lengths <= largest)]).tolist():
        first = starts[lengths == size]
        members = order[first[:, None] + np.arange(size)]
        upper, lower = np.triu_indices(size, 1)
        left.append(members[:, upper].ravel())
        right.append(members[:, lower].ravel())
    return np.concatenate(left), np.concatenate(right)


@dataclass(frozen=True)
class Members:
    """Who stands in each group: the records of group *g* are ``rows[starts[g]:starts[g + 1]]``."""

    rows: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, groups: npt.NDArray[np.int64]) -> "Members":
        """From the group of each record, below 0 = none."""
        rows = np.flatnonzero(groups >= 0)
        rows = rows[np.argsort(groups[rows], kind="stable")]
        starts = np.zeros(int(groups.max(initial=-1)) + 2, dtype=np.int64)
        np.cumsum(np.bincount(groups[rows], minlength=len(starts) - 1), out=starts[1:])
        return cls(rows, starts)


def cross_pairs(
    members: Members,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    largest: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs of a member of one group and a member of another, for given pairs of groups.

    Args:
        members: who stands in each group.
        left, right: the pairs of groups.
        largest: pairs of groups with more pairs of members than this are left out.

    Returns:
        Two int64 arrays of records: the members of ``left`` and of ``right``.
    """
    left_start, right_start = members.starts[left], members.starts[right]
    left_size = members.starts[left + 1] - left_start
    right_size = members.starts[right + 1] - right_start
    pairs = left_size * right_size
    pairs[pairs > largest] = 0
    of = np.repeat(np.arange(len(left)), pairs)
    place = np.arange(len(of)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = right_size[of]
    rows = members.rows
    return rows[left_start[of] + place // width], rows[right_start[of] + place % width]
