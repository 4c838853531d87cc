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

    Attributes:
        table: ``row`` int32, ``key_type`` int8 (position of the spec), ``key`` int64; only keys
            that at least two records hold.
        hubs: one line a kind of key: ``key_type`` (name), ``values`` above the cap, ``records``
            in them, ``largest``, ``dropped_records`` (without the value that would refine them, or
            still above the cap after every refinement: these edges are left out).
    """

    table: pd.DataFrame
    hubs: pd.DataFrame = field(repr=False)


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
    hashed = pd.util.hash_array(np.asarray(distinct, dtype=object), categorize=False)
    hashed = np.append(hashed, np.uint64(0))
    hashed[:-1][hashed[:-1] == 0] = np.uint64(1)
    return np.asarray(hashed[positions], dtype=np.uint64)


def key_edges(columns: Mapping[str, Codes], specs: Sequence[KeySpec]) -> KeyEdges:
    """Make the edges record → key of every spec.

    Args:
        columns: stable codes by column name, one per record (see :func:`stable_codes`).
        specs: the kinds of keys, in the order of their ``key_type``.
    """
    parts: list[pd.DataFrame] = []
    hubs: list[dict[str, object]] = []
    for position, spec in enumerate(specs):
        rows, keys, hub = _edges_of(columns, spec)
        hubs.append(hub)
        kind = np.full(len(rows), position, dtype=np.int8)
        parts.append(pd.DataFrame({"row": rows, "key_type": kind, "key": keys.view(np.int64)}))
    return KeyEdges(pd.concat(parts, ignore_index=True), pd.DataFrame(hubs))


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

    def take(self, keep: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "_Entries":
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


def _edges_of(
    columns: Mapping[str, Codes], spec: KeySpec
) -> tuple[npt.NDArray[np.int32], Codes, dict[str, object]]:
    entries = _Entries.of(columns, spec.columns)
    keys = entries.codes(spec.columns)
    if entries.choice:
        # Two values of a record may be one: an edge is counted once.
        order = np.lexsort((entries.row, keys))
        entries, keys = entries.take(order), keys[order]
        first = np.ones(len(keys), dtype=bool)
        first[1:] = (keys[1:] != keys[:-1]) | (entries.row[1:] != entries.row[:-1])
        entries, keys = entries.take(first), keys[first]
    size, above_cap = _group_sizes(keys, spec.cap)
    hub: dict[str, object] = {
        "key_type": spec.name,
        "values": above_cap,
        "records": int((size > spec.cap).sum()),
        "largest": int(size.max(initial=0)),
    }
    kept_rows: list[npt.NDArray[np.int32]] = []
    kept_keys: list[Codes] = []
    names, dropped = spec.columns, 0
    for more in (*spec.refine, None):
        fits = (size >= 2) & (size <= spec.cap)
        kept_rows.append(entries.row[fits])
        kept_keys.append(keys[fits])
        above = size > spec.cap
        entries = entries.take(above)
        if more is None or not len(entries.row):
            dropped += len(entries.row)
            break
        names = names + more
        keys = entries.codes(names)
        some = keys != 0
        dropped += int((~some).sum())
        entries, keys = entries.take(some), keys[some]
        size, _ = _group_sizes(keys, spec.cap)
    hub["dropped_records"] = dropped
    return np.concatenate(kept_rows), np.concatenate(kept_keys), hub


def _group_sizes(keys: Codes, cap: int) -> tuple[npt.NDArray[np.int64], int]:
    """How many records hold each record's key, and how many key values exceed the cap."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), 0
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    lengths = np.diff(np.r_[starts, len(ordered)])
    sizes = np.empty(len(keys), dtype=np.int64)
    sizes[order] = np.repeat(lengths, lengths)
    return sizes, int((lengths > cap).sum())
