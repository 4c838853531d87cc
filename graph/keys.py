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
"""One stable code per record; 0 = the record has no value here."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class KeySpec:
    """A kind of key: the columns that make it and what to do where it is a hub.

    Attributes:
        name: how the key is called in masks, reports and explanations.
        columns: the columns whose values together make the key.
        cap: largest number of records that one key value may tie directly.
        refine: columns added, one step after the other, to a key value that more than ``cap``
            records hold ("a hub key is refined by a second key").
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
    """Mix the codes of several columns into one per record; 0 where any of them is 0."""
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


def _edges_of(
    columns: Mapping[str, Codes], spec: KeySpec
) -> tuple[npt.NDArray[np.int32], Codes, dict[str, object]]:
    codes = combine([columns[name] for name in spec.columns])
    rows = np.flatnonzero(codes).astype(np.int32)
    hub = {
        "key_type": spec.name,
        "values": 0,
        "records": 0,
        "largest": 0,
        "dropped_records": 0,
    }
    kept_rows: list[npt.NDArray[np.int32]] = []
    kept_keys: list[Codes] = []
    names = spec.columns
    dropped = 0
    for step in range(len(spec.refine) + 1):
        keys = codes[rows]
        size, distinct_hubs = _group_sizes(keys, spec.cap)
        fits = (size >= 2) & (size <= spec.cap)
        kept_rows.append(rows[fits])
        kept_keys.append(keys[fits])
        above = size > spec.cap
        if step == 0:
            hub.update(
                values=distinct_hubs,
                records=int(above.sum()),
                largest=int(size.max(initial=0)),
            )
        rows = rows[above]
        if not len(rows):
            break
        if step == len(spec.refine):
            dropped += len(rows)
            break
        names = names + spec.refine[step]
        codes = np.zeros_like(codes)
        codes[rows] = combine([columns[name][rows] for name in names])
        # these lack the value that would refine them
        dropped += int((codes[rows] == 0).sum())
        rows = rows[codes[rows] != 0]
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
