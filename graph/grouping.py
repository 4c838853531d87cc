"""Rows that hold one key, brought together: one sort of packed numbers instead of a join.

The high bits of a key and the place of its entry make one 64-bit number, so that a plain sort
brings equal keys together without moving anything else. Two keys that agree in those bits alone
are told apart afterwards by the whole key, so nothing is lost by the cut.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

Codes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Groups:
    """Entries that share a key with another record.

    Attributes:
        place: int32, places of entries, group after group; within a group in rising order.
        starts: int64, where each group begins in ``place``, and its end.
        largest: records that hold the most frequent key (0 without entries).
    """

    place: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    largest: int


def group_entries(keys: Codes, rows: npt.NDArray[np.int32]) -> Groups:
    """Group the entries by key; a record with one key twice counts once, by its first entry.

    Args:
        keys: uint64, one per entry.
        rows: int32, the record of each entry; rising among the entries of one key.

    Returns:
        The groups of two records and more, in no order that says anything.
    """
    if not len(keys):
        none = np.zeros(0, dtype=np.int32)
        return Groups(none, np.zeros(1, dtype=np.int64), 0)
    low = np.uint64((1 << (len(keys) - 1).bit_length()) - 1)
    packed = keys & ~low
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    place, starts, count, groups, largest = _split(packed, low, keys, rows)
    return Groups(place[:count].copy(), starts[: groups + 1].astype(np.int64), int(largest))


@njit(cache=True)
def _split(packed, low, keys, rows):  # type: ignore[no-untyped-def]
    place = np.empty(len(packed), dtype=np.int32)
    starts = np.zeros(len(packed) // 2 + 2, dtype=np.int32)
    taken = np.zeros(len(packed), dtype=np.uint8)
    count, groups, largest = 0, 0, 0
    begin = 0
    while begin < len(packed):
        end = begin + 1
        while end < len(packed) and (packed[end] & ~low) == (packed[begin] & ~low):
            end += 1
        # mostly one key; keys that agree in the high bits only are taken one after the other
        left = end - begin
        first = begin
        while left > 0:
            while taken[first]:
                first += 1
            key = keys[packed[first] & low]
            size, last = 0, np.int64(-1)
            for at in range(first, end):
                entry = packed[at] & low
                if taken[at] or keys[entry] != key:
                    continue
                taken[at] = 1
                left -= 1
                if rows[entry] != last:
                    last = np.int64(rows[entry])
                    place[count + size] = entry
                    size += 1
            largest = max(largest, size)
            if size > 1:
                count += size
                groups += 1
                starts[groups] = count
        begin = end
    return place, starts, count, groups, largest


@njit(cache=True)
def pairs_of_row(rows, starts, count):  # type: ignore[no-untyped-def]
    """How many pairs each row begins: int64, one per record of *count*."""
    pairs = np.zeros(count, dtype=np.int64)
    for group in range(len(starts) - 1):
        for at in range(starts[group], starts[group + 1]):
            pairs[rows[at]] += starts[group + 1] - at - 1
    return pairs


@njit(cache=True)
def packed_pairs(rows, starts, bits, low, high, size):  # type: ignore[no-untyped-def]
    """The pairs whose smaller row is low ≤ row < high, each as (a - low, b, bit) in one number.

    Six bits hold the bit, 29 the second row.
    """
    packed = np.empty(size, dtype=np.uint64)
    count = 0
    for group in range(len(starts) - 1):
        end = starts[group + 1]
        for at in range(starts[group], end - 1):
            row = rows[at]
            if low <= row < high:
                head = (np.uint64(row - low) << np.uint64(35)) | np.uint64(bits[group])
                for other in range(at + 1, end):
                    packed[count] = head | (np.uint64(rows[other]) << np.uint64(6))
                    count += 1
    return packed


@njit(cache=True)
def unpacked_pairs(packed, low):  # type: ignore[no-untyped-def]
    """Sorted packed pairs as (a, b, mask), each pair once with all its bits."""
    total = 0
    for at in range(len(packed)):
        if at == 0 or packed[at] >> np.uint64(6) != packed[at - 1] >> np.uint64(6):
            total += 1
    a = np.empty(total, dtype=np.int32)
    b = np.empty(total, dtype=np.int32)
    mask = np.zeros(total, dtype=np.int64)
    place = -1
    for at in range(len(packed)):
        pair = packed[at] >> np.uint64(6)
        if at == 0 or pair != packed[at - 1] >> np.uint64(6):
            place += 1
            a[place] = np.int64(pair >> np.uint64(29)) + low
            b[place] = np.int64(pair & np.uint64((1 << 29) - 1))
        mask[place] |= np.int64(1) << np.int64(packed[at] & np.uint64(63))
    return a, b, mask
