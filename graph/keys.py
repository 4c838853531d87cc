"""Edges record → key: which records share a value that is worth a look.

A key is a combination of columns, coded as a stable 64-bit hash, so that the
same value has the same code in every load. A collision costs one needless
comparison (at 2 million values: one chance in ten million), never a wrong link.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.grouping import group_entries

Codes = npt.NDArray[np.uint64]
"""One stable code per record; 0 = the record has no value here.

With two dimensions, (records, n): up to n values a record, each of which is worth a look (the
date written and the date in a number). A key then has an edge for every combination.
"""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class KeySpec:
    """A kind of key: the columns that make it and what to do where it is a hub.

    Attributes:
        name: how the key is called in masks, reports and explanations.
        columns: the columns whose values together make the key.
        cap: largest number of records that one key value may tie directly.
        refine: columns (of one value a record) added, one step after the other, to a key value
            that more than ``cap`` records hold ("a hub key is refined by a second key").
    """

    name: str
    columns: tuple[str, ...]
    cap: int = 12
    refine: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class KeyEdges:
    """The edges of all kinds of keys, with what the caps did.

    Only keys that at least two records hold, one group of records after the other.

    Attributes:
        rows: int32, the records of each key, in rising order.
        starts: int64, where each key begins in ``rows``, and its end.
        kinds: int8, kind of each key: the position of its spec.
        hubs: one line a kind of key: ``key_type`` (name), ``values`` above the cap, ``records``
            in them, ``largest``, ``dropped_records`` (without the value that would refine them, or
            still above the cap after every refinement: these edges are left out).
    """

    rows: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int8]
    hubs: pd.DataFrame = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def table(self) -> pd.DataFrame:
        """The edges as a table for an engine: ``row`` int32, ``key_type`` int8, ``key`` int64."""
        size = np.diff(self.starts)
        return pd.DataFrame(
            {
                "row": self.rows,
                "key_type": np.repeat(self.kinds, size),
                "key": np.repeat(np.arange(len(size)), size),
            }
        )


def combine(columns: Sequence[Codes]) -> Codes:
    """Mix the codes of several columns (n,) into one per record; 0 where any of them is 0."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    present = np.ones(len(columns[0]), dtype=bool)
    for position, codes in enumerate(columns):
        mixed = (mixed ^ (codes + np.uint64(position + 1))) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
        present &= codes != 0
    mixed[mixed == 0] = np.uint64(1)
    mixed[~present] = 0
    return mixed


def stable_codes(values: pd.Series) -> Codes:
    """Hash text or whole numbers to stable 64-bit codes (the same in every process); NA → 0."""
    positions, distinct = pd.factorize(values)
    return hashed(np.asarray(distinct, dtype=object))[positions]


def hashed(distinct: npt.NDArray[np.object_]) -> Codes:
    """Stable codes of distinct values, with a last place, 0, for "no value" (position -1)."""
    codes = np.append(pd.util.hash_array(distinct, categorize=False), np.uint64(0))
    codes[:-1][codes[:-1] == 0] = np.uint64(1)
    return np.asarray(codes, dtype=np.uint64)


def key_edges(columns: Mapping[str, Codes], specs: Sequence[KeySpec]) -> KeyEdges:
    """Make the edges record → key of every spec.

    Args:
        columns: stable codes by column name, one per record (see :func:`stable_codes`).
        specs: the kinds of keys, in the order of their ``key_type``.
    """
    rows: list[npt.NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
    sizes: list[npt.NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    kinds: list[npt.NDArray[np.int8]] = [np.zeros(0, dtype=np.int8)]
    hubs: list[dict[str, object]] = []
    for position, spec in enumerate(specs):
        found, hub = _edges_of(columns, spec)
        hubs.append(hub)
        for held, size in found:
            rows.append(held)
            sizes.append(size)
            kinds.append(np.full(len(size), position, dtype=np.int8))
    starts = np.zeros(sum(map(len, sizes)) + 1, dtype=np.int64)
    np.cumsum(np.concatenate(sizes), out=starts[1:])
    return KeyEdges(np.concatenate(rows), starts, np.concatenate(kinds), pd.DataFrame(hubs))


@dataclass
class _Entries:
    """Records that may hold a key: a record with several values has an entry for each.

    ``row`` is the record, ``choice`` which of its values in each column of several.
    """

    columns: Mapping[str, Codes]
    row: npt.NDArray[np.int32]
    choice: dict[str, npt.NDArray[np.int8]]

    @classmethod
    def of(cls, columns: Mapping[str, Codes], names: Sequence[str]) -> "_Entries":
        """Every combination of the values of the columns *names*; none where one has no value."""
        one = [columns[name] for name in names if columns[name].ndim == 1]
        present = np.ones(len(columns[names[0]]), dtype=bool)
        for codes in one:
            present &= codes != 0
        row = np.flatnonzero(present).astype(np.int32)
        choice: dict[str, npt.NDArray[np.int8]] = {}
        for name in names:
            if columns[name].ndim > 1:
                at, chosen = np.nonzero(columns[name][row])
                row = row[at]
                choice = {other: values[at] for other, values in choice.items()}
                choice[name] = chosen.astype(np.int8)
        return cls(columns, row, choice)

    def take(self, keep: npt.NDArray[np.bool_] | npt.NDArray[np.integer]) -> "_Entries":
        choice = {name: values[keep] for name, values in self.choice.items()}
        return _Entries(self.columns, self.row[keep], choice)

    def codes(self, names: Sequence[str]) -> Codes:
        """The combined code of the columns *names*, one per entry."""
        return combine(
            [
                self.columns[name][self.row, self.choice[name]]
                if name in self.choice
                else self.columns[name][self.row]
                for name in names
            ]
        )


_Held = tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]
"""Records of keys, one key after the other, and how many hold each."""


def _edges_of(columns: Mapping[str, Codes], spec: KeySpec) -> tuple[list[_Held], dict[str, object]]:
    entries = _Entries.of(columns, spec.columns)
    keys = entries.codes(spec.columns)
    found: list[_Held] = []
    hub: dict[str, object] = {"key_type": spec.name}
    names, dropped = spec.columns, 0
    for more in (*spec.refine, None):
        groups = group_entries(keys, entries.row)
        size = np.diff(groups.starts)
        above = size > spec.cap
        if len(hub) == 1:
            hub |= {
                "values": int(above.sum()),
                "records": int(size[above].sum()),
                "largest": groups.largest,
            }
        hubs = np.repeat(above, size)
        found.append((entries.row[groups.place[~hubs]], size[~above]))
        entries = entries.take(groups.place[hubs])
        if more is None or not len(entries.row):
            dropped += len(entries.row)
            break
        names = names + more
        keys = entries.codes(names)
        some = keys != 0
        dropped += int((~some).sum())
        entries, keys = entries.take(some), keys[some]
    return found, hub | {"dropped_records": dropped}
