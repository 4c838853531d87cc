"""Small helpers over arrays: named random streams, weighted picks, digits as text.

Text lives in object arrays while it is made: taking from a pool by index shares
the pool's strings, so a column costs one pointer per row.
"""

import zlib
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Texts: TypeAlias = npt.NDArray[Any]
Rng: TypeAlias = np.random.Generator

TWO: Texts = np.array([f"{i:02d}" for i in range(100)], dtype=object)
THREE: Texts = np.array([f"{i:03d}" for i in range(1000)], dtype=object)
YEARS: Texts = np.array([str(i) for i in range(2101)], dtype=object)


def stream(seed: int, name: str) -> Rng:
    """A generator of its own for every named step, so that a change in one leaves the others."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def texts(values: Iterable[str]) -> Texts:
    """An object array of strings."""
    items = list(values)
    out = np.empty(len(items), dtype=object)
    out[:] = items
    return out


def fill(n: int, value: str = "") -> Texts:
    """`n` times one string."""
    return np.full(n, value, dtype=object)


def zipf(n: int, exponent: float = 0.75, shift: float = 3.0) -> Floats:
    """Weights of ranks 1..n that fall like the frequencies of names do; they sum to 1."""
    weights = (np.arange(n) + shift) ** -exponent
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def pick_index(rng: Rng, weights: Floats, n: int) -> Ints:
    """`n` indices drawn by weight (which need not sum to 1)."""
    edges = np.cumsum(weights)
    drawn: Ints = np.searchsorted(edges, rng.random(n) * edges[-1], side="right").astype(np.int64)
    return np.minimum(drawn, len(weights) - 1)


def pick(rng: Rng, pool: Texts, n: int, weights: Floats | None = None) -> Texts:
    """`n` strings from a pool, evenly or by weight."""
    if weights is None:
        return pool[rng.integers(0, len(pool), n)]
    return pool[pick_index(rng, weights, n)]


def order_within(starts: Bools) -> Ints:
    """Position inside its run of every element, where `starts` marks a run's first one."""
    positions = np.arange(len(starts))
    first = np.maximum.accumulate(np.where(starts, positions, 0))
    return np.asarray(positions - first, dtype=np.int64)


def change(values: Texts, chosen: Bools | Ints, rng: Rng, rule: Callable[[str, int], str]) -> None:
    """Apply a rule to the chosen strings in place; each call gets a random number of 62 bits."""
    rows = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
    if not len(rows):
        return
    dice = rng.integers(0, 1 << 62, len(rows)).tolist()
    values[rows] = texts(rule(v, d) for v, d in zip(values[rows].tolist(), dice, strict=True))


def opaque_ids(rng: Rng, n: int, prefix: str, base: int) -> Texts:
    """`n` distinct identifiers in random order that tell nothing about what they name."""
    step = 89
    numbers = base + rng.permutation(n) * step + rng.integers(0, step, n)
    return texts(prefix + str(i) for i in numbers.tolist())
