"""Looking up many keys that are made of two numbers: by the first one's place, then a short search.

A binary search over millions of keys misses the cache at every step; here the first number, a
record or a group, leads straight to the few keys that begin with it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SortedKeys:
    """Unique sorted keys ``head × base + rest``, 0 ≤ rest < base.

    Attributes:
        keys: int64, rising.
        base: what the heads were multiplied with.
        starts: int64, where each head's keys begin, and the end of the last.
    """

    keys: Ints
    base: int
    starts: Ints

    @classmethod
    def of(cls, keys: Ints, base: int) -> "SortedKeys":
        """Index sorted keys."""
        base = max(int(base), 1)
        size = np.bincount(keys // base) if len(keys) else np.zeros(0, dtype=np.int64)
        starts = np.zeros(len(size) + 1, dtype=np.int64)
        np.cumsum(size, out=starts[1:])
        return cls(keys, base, starts)

    def find(self, wanted: Ints) -> Ints:
        """Place of each wanted key; -1 where it is not there."""
        return np.asarray(_find(self.keys, self.base, self.starts, wanted))


@njit(cache=True)
def _find(keys, base, starts, wanted):  # type: ignore[no-untyped-def]
    places = np.full(len(wanted), -1, dtype=np.int64)
    for at in range(len(wanted)):
        head = wanted[at] // base
        if 0 <= head < len(starts) - 1:
            low, high = starts[head], starts[head + 1]
            while low < high:
                middle = (low + high) // 2
                if keys[middle] < wanted[at]:
                    low = middle + 1
                else:
                    high = middle
            if low < starts[head + 1] and keys[low] == wanted[at]:
                places[at] = low
    return places


def best_two(
    head: Ints, rest: Ints, base: int, other: Ints, score: Floats
) -> tuple[Ints, Floats, Ints, Floats]:
    """For each key ``head × base + rest``: the best score, whose it is, and the second best.

    Args:
        head, rest: int64, the key's parts, one per entry; few entries share a head.
        base: more than any *rest*.
        other: int64, whom the entry's score is of; of equal scores the smaller one is best.
        score: float64.

    Returns:
        Keys in rising order, best score, its *other*, second best score (0 without one).
    """
    starts = np.zeros(int(head.max(initial=-1)) + 2, dtype=np.int64)
    np.cumsum(np.bincount(head, minlength=len(starts) - 1), out=starts[1:])
    key, best, who, second, count = _best_two(head, rest, base, other, score, starts)
    return key[:count].copy(), best[:count].copy(), who[:count].copy(), second[:count].copy()


@njit(cache=True)
def _best_two(head, rest, base, other, score, starts):  # type: ignore[no-untyped-def]
    # entries by head, each head's in the order: rest, falling score, other
    entries = np.empty(len(head), dtype=np.int64)
    filled = starts[:-1].copy()
    for entry in range(len(head)):
        first, at = starts[head[entry]], filled[head[entry]]
        filled[head[entry]] += 1
        while at > first:
            before = entries[at - 1]
            if rest[before] < rest[entry]:
                break
            if rest[before] == rest[entry]:
                if score[before] > score[entry]:
                    break
                if score[before] == score[entry] and other[before] < other[entry]:
                    break
            entries[at] = before
            at -= 1
        entries[at] = entry
    key = np.empty(len(head), dtype=np.int64)
    best = np.empty(len(head), dtype=np.float64)
    who = np.empty(len(head), dtype=np.int64)
    second = np.zeros(len(head), dtype=np.float64)
    count, rank = 0, 0
    for at in range(len(entries)):
        entry = entries[at]
        code = head[entry] * base + rest[entry]
        if count and key[count - 1] == code:
            rank += 1
            if rank == 1:
                second[count - 1] = score[entry]
            continue
        key[count], best[count], who[count] = code, score[entry], other[entry]
        count, rank = count + 1, 0
    return key, best, who, second, count
