"""Candidate pairs: two records that share a key.

The join is a portable SQL text; whoever calls runs it on an engine of its own
(:mod:`resolver.engine`) with the table ``keys`` of :class:`graph.keys.KeyEdges`.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

CANDIDATE_PAIRS = """
SELECT l."row" AS a, r."row" AS b,
       BIT_OR(CAST(POWER(2, l.key_type) AS BIGINT)) AS shared
FROM keys AS l
JOIN keys AS r ON l.key_type = r.key_type AND l."key" = r."key" AND l."row" < r."row"
GROUP BY l."row", r."row"
ORDER BY a, b
"""
"""Input: ``keys(row, key_type, key)``. Output: ``a < b``, ``shared`` = a bit per kind of key."""


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
    new = np.setdiff1d(wanted, known)
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


def cross_pairs(
    groups: npt.NDArray[np.int64],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    largest: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs of a member of one group and a member of another, for given pairs of groups.

    Args:
        groups: group of each record, below 0 = none.
        left, right: the pairs of groups.
        largest: pairs of groups with more pairs of members than this are left out.

    Returns:
        Two int64 arrays of records: the members of ``left`` and of ``right``.
    """
    order = np.argsort(groups, kind="stable").astype(np.int64)
    ordered = groups[order]
    left_start, right_start = np.searchsorted(ordered, left), np.searchsorted(ordered, right)
    left_size = np.searchsorted(ordered, left, side="right") - left_start
    right_size = np.searchsorted(ordered, right, side="right") - right_start
    pairs = left_size * right_size
    pairs[pairs > largest] = 0
    of = np.repeat(np.arange(len(left)), pairs)
    place = np.arange(len(of)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = right_size[of]
    return order[left_start[of] + place // width], order[right_start[of] + place % width]
