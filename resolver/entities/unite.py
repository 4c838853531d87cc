"""Constrained union: links in falling score, and a limit on what one cluster may hold."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Codes = NDArray[np.int32]


@njit(cache=True)
def _unite(links, holds, limit):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    nodes, kinds = holds.shape
    parent = np.arange(nodes)
    held = holds.copy()
    refused = 0
    for link in range(len(links)):
        x, y = links[link, 0], links[link, 1]
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        while parent[y] != y:
            parent[y] = parent[parent[y]]
            y = parent[y]
        if x == y:
            continue
        fits = True
        for kind in range(kinds):
            if held[x, kind] + held[y, kind] > limit[kind]:
                fits = False
        if not fits:
            refused += 1
            continue
        low, high = min(x, y), max(x, y)
        parent[high] = low
        held[low] += held[high]
    for node in range(nodes):
        root = node
        while parent[root] != root:
            root = parent[root]
        parent[node] = root
    return parent.astype(np.int32), refused


def unite(
    a: Codes,
    b: Codes,
    score: NDArray[np.float64],
    holds: NDArray[np.int32],
    limit: NDArray[np.int32],
) -> tuple[Codes, int]:
    """Unite the ends of the links at or above 0, best first (ties: lowest nodes).

    In: links, what each node holds of each kind (nodes x kinds), the most a cluster may hold.
    Out: the first node of each node's cluster, and how many unions the limit refused.
    """
    linked = np.flatnonzero(score >= 0)
    order = linked[np.lexsort((b[linked], a[linked], -np.round(score[linked], 6)))]
    links = np.column_stack((a[order], b[order]))
    parent, refused = _unite(links, holds, limit)
    return parent, int(refused)
