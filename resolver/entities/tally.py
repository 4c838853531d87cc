"""Counting by key: the small columnar tools of the family and household steps."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Wide = NDArray[np.int64]


def distinct_pairs(left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """Return the distinct (left, right) pairs, ordered, without those that hold a -1."""
    known = (left >= 0) & (right >= 0)
    width = int(right.max()) + 1 if len(right) else 1
    keys = np.unique(left[known].astype(np.int64) * max(width, 1) + right[known])
    return (keys // max(width, 1)).astype(np.int32), (keys % max(width, 1)).astype(np.int32)


def heaviest(
    owner: Codes, value: Codes, owners: int, weight: NDArray[np.float64] | None = None
) -> Codes:
    """Return the value with the greatest total weight per owner (-1 = none; ties: lowest value).

    In: owner and value per row (-1 = left out), weight per row (default: each row counts 1).
    """
    known = np.flatnonzero((owner >= 0) & (value >= 0))
    result = np.full(owners, -1, dtype=np.int32)
    if not len(known):
        return result
    width = int(value[known].max()) + 1
    keys, place = np.unique(
        owner[known].astype(np.int64) * width + value[known], return_inverse=True
    )
    total = np.bincount(place, weights=None if weight is None else weight[known])
    of, what = keys // width, keys % width
    # Rounded, so that the order in which equal weights were added cannot break a tie.
    order = np.lexsort((what, -np.round(total, 6), of))
    first = order[np.r_[True, of[order][1:] != of[order][:-1]]]
    result[of[first]] = what[first]
    return result


def tied_pairs(owner: Codes, key: Codes, most: int) -> tuple[Codes, Codes, int]:
    """Return the pairs of owners that share a key, a pair per shared key (a < b).

    In: distinct (owner, key) rows. A key with more than `most` owners is a hub and ties nothing;
    the third value says how many keys were left out so.
    """
    left, right, hubs = tied_places(owner, key, most)
    return owner[left], owner[right], hubs


def tied_places(owner: Codes, key: Codes, most: int) -> tuple[Wide, Wide, int]:
    """As :func:`tied_pairs`, but return the places of the two rows instead of their owners."""
    order = np.lexsort((owner, key))
    keys = key[order]
    start = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, int)
    size = np.diff(np.r_[start, len(keys)])
    usable = np.repeat((size > 1) & (size <= most), size)
    order, keys = order[usable], keys[usable]
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for lag in range(1, most):
        same = np.flatnonzero(keys[lag:] == keys[:-lag])
        if not len(same):
            break
        lefts.append(order[same])
        rights.append(order[same + lag])
    return np.concatenate(lefts), np.concatenate(rights), int((size > most).sum())


def is_in(left: Codes, right: Codes, pairs: tuple[Codes, Codes]) -> NDArray[np.bool_]:
    """Tell, per row, whether (left, right) is among the pairs; a -1 is never."""
    width = np.int64(max(int(right.max(initial=0)), int(pairs[1].max(initial=0))) + 1)
    keys = pairs[0].astype(np.int64) * width + pairs[1]
    found: NDArray[np.bool_] = np.isin(left.astype(np.int64) * width + right, keys)
    return found & (left >= 0) & (right >= 0)
