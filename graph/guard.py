"""The over-merge guard: constrained union of links in falling probability.

A union is refused where the merged cluster would hold a pair that must not be
together, two members of one exclusive group that are not near copies, where
the two clusters as wholes are too weakly tied, or where one of them is sealed. What people
decided to be one stands first: only a forbidden pair is above it. The guard knows constraint
columns only; what they mean is the caller's affair.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

ACCEPTED: Final = 0
IMPLIED: Final = 1
FORBIDDEN: Final = 2
SAME_GROUP: Final = 3
WEAK_WHOLE: Final = 4
SEALED: Final = 5

VERDICTS: Final = {
    ACCEPTED: "accepted",
    IMPLIED: "implied",
    FORBIDDEN: "refused:forbidden",
    SAME_GROUP: "refused:same-group",
    WEAK_WHOLE: "refused:weak-whole",
    SEALED: "refused:sealed",
}

Ints = npt.NDArray[np.int32]


def _none() -> Ints:
    return np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Constraints:
    """What a cluster may not hold. All columns have one value per record.

    Attributes:
        group: exclusive group of the record, -1 = none: two records of one group may stand in
            one cluster only as near copies.
        copies: columns of which one must be equal (and ≥ 0) to make two records near copies;
            int32 of shape (records, columns).
        forbidden_a, forbidden_b: pairs of records that must never be together.
        mean_bound: least mean probability over all record pairs across two clusters; a pair
            without a known probability counts 0.
        required_a, required_b: pairs of records that are one whatever the links say; they are
            united first, in this order, unless that would join a forbidden pair.
        seal: a number per record (-1 = none; empty = none for all): a link never unites records
            of two numbers. A required pair has one number at both ends.
    """

    group: Ints
    copies: Ints
    forbidden_a: Ints
    forbidden_b: Ints
    mean_bound: float
    required_a: Ints = field(default_factory=_none)
    required_b: Ints = field(default_factory=_none)
    seal: Ints = field(default_factory=_none)


def constrained_union(
    count: int,
    a: Ints,
    b: Ints,
    probability: npt.NDArray[np.float64],
    accept: float,
    constraints: Constraints,
) -> tuple[Ints, npt.NDArray[np.int8]]:
    """Unite records along accepted links where the guard lets them.

    Args:
        count: number of records. Their numbers must follow a stable order (the record ids'),
            since ties of probability are broken by them.
        a, b: ends of all scored pairs, a < b, unique.
        probability: of each pair; all of them count for the mean, only those ≥ ``accept`` unite.
        accept: least probability of a uniting link.
        constraints: what a cluster may not hold.

    Returns:
        Cluster label per record (its smallest record), and a verdict per pair: one of
        :data:`VERDICTS` for accepted pairs, -1 for pairs below ``accept``. A required pair whose
        ends have two labels was refused, because of a forbidden pair.
    """
    verdict = np.full(len(a), -1, dtype=np.int8)
    wanted = np.flatnonzero(probability >= accept)
    # falling probability; equal ones by record number. Rounded, so that the order does not
    # hang on the last bit of a sum that another processor adds in another order.
    order = wanted[np.lexsort((b[wanted], a[wanted], -np.round(probability[wanted], 9)))]
    starts, ends, weights = _adjacency(count, a, b, probability)
    forbidden_starts, forbidden_ends, _ = _adjacency(
        count,
        constraints.forbidden_a,
        constraints.forbidden_b,
        np.zeros(len(constraints.forbidden_a)),
    )
    required = len(constraints.required_a)
    # A place behind the pairs for what became of the required ones: they are no scored pairs.
    every = np.append(verdict, np.zeros(required, dtype=np.int8))
    labels = _unite(
        count,
        np.concatenate([constraints.required_a, a[order]]),
        np.concatenate([constraints.required_b, b[order]]),
        required,
        starts,
        ends,
        weights,
        forbidden_starts,
        forbidden_ends,
        constraints.group,
        constraints.copies,
        constraints.mean_bound,
        constraints.seal if len(constraints.seal) else np.full(count, -1, dtype=np.int32),
        every,
        np.concatenate([len(a) + np.arange(required), order]),
    )
    return labels, every[: len(a)]


def _adjacency(
    count: int, a: Ints, b: Ints, weight: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], Ints, npt.NDArray[np.float64]]:
    """Both directions of the pairs as compressed rows."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(a, minlength=count) + np.bincount(b, minlength=count), out=starts[1:])
    ends, weights = _both_ways(starts, a, b, weight)
    return starts, ends, weights


@njit(cache=True)
def _both_ways(starts, a, b, weight):  # type: ignore[no-untyped-def]
    """The other ends and weights of each row: first of the pairs it begins, then of the others."""
    ends = np.empty(2 * len(a), dtype=np.int32)
    weights = np.empty(2 * len(a), dtype=np.float64)
    filled = starts.copy()
    for pair in range(len(a)):
        place = filled[a[pair]]
        ends[place], weights[place] = b[pair], weight[pair]
        filled[a[pair]] += 1
    for pair in range(len(a)):
        place = filled[b[pair]]
        ends[place], weights[place] = a[pair], weight[pair]
        filled[b[pair]] += 1
    return ends, weights


@njit(cache=True)
def _find(parent: Ints, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(cache=True)
def _unite(  # type: ignore[no-untyped-def]  # noqa: PLR0912 - numba compiles one flat kernel
    count,
    a,
    b,
    required,
    starts,
    ends,
    weights,
    forbidden_starts,
    forbidden_ends,
    group,
    copies,
    mean_bound,
    seal,
    verdict,
    order,
):
    parent = np.arange(count).astype(np.int32)
    size = np.ones(count, dtype=np.int32)
    # members of a cluster as a ring: next_[i] is the member after i
    next_ = np.arange(count).astype(np.int32)
    for step in range(len(a)):
        left = _find(parent, a[step])
        right = _find(parent, b[step])
        if left == right:
            verdict[order[step]] = IMPLIED
            continue
        if size[left] < size[right]:
            left, right = right, left
        reason = ACCEPTED
        if step >= required and seal[left] != seal[right]:
            # Links join equal seals only, so a cluster's root speaks for it.
            reason = SEALED
        total = 0.0
        member = right
        for _ in range(size[right]):
            for edge in range(starts[member], starts[member + 1]):
                if _find(parent, ends[edge]) == left:
                    total += weights[edge]
            for edge in range(forbidden_starts[member], forbidden_starts[member + 1]):
                if _find(parent, forbidden_ends[edge]) == left:
                    reason = FORBIDDEN
            member = next_[member]
        judged = reason == ACCEPTED and step >= required
        if judged and total < mean_bound * size[left] * size[right]:
            reason = WEAK_WHOLE
        if judged and reason == ACCEPTED:
            member = right
            for _ in range(size[right]):
                if group[member] >= 0:
                    other = left
                    for _ in range(size[left]):
                        if group[other] == group[member]:
                            near = False
                            for column in range(copies.shape[1]):
                                if (
                                    copies[member, column] >= 0
                                    and copies[member, column] == copies[other, column]
                                ):
                                    near = True
                            if not near:
                                reason = SAME_GROUP
                        other = next_[other]
                member = next_[member]
        verdict[order[step]] = reason
        if reason == ACCEPTED:
            parent[right] = left
            size[left] += size[right]
            next_[left], next_[right] = next_[right], next_[left]
    labels = np.empty(count, dtype=np.int32)
    smallest = np.full(count, count, dtype=np.int32)
    for node in range(count):
        root = _find(parent, node)
        smallest[root] = min(smallest[root], node)
    for node in range(count):
        labels[node] = smallest[_find(parent, node)]
    return labels
