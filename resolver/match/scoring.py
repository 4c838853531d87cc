"""Scoring of candidate pairs, a bounded chunk at a time, in one process or several."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from resolver.match.columns import MatchColumns, Rows
from resolver.match.model import Model, Probabilities

CHUNK = 100_000
"""Pairs compared at once: their features take about 30 MB."""


def score_pairs(
    model: Model, columns: MatchColumns, a: Rows, b: Rows, processes: int = 1
) -> Probabilities:
    """Calibrated probabilities of pairs of rows.

    Args:
        model: the model document.
        columns: the encoded records.
        a, b: int32 arrays of rows.
        processes: worker processes; they are spawned, never forked (DuckDB and Arrow run threads),
            and pay from about half a million pairs on. The result does not depend on it.

    Returns:
        float64 array, one probability per pair.
    """
    parts = [
        (a[start : start + CHUNK], b[start : start + CHUNK]) for start in range(0, len(a), CHUNK)
    ]
    if not parts:
        return np.zeros(0, dtype=np.float64)
    if processes <= 1 or len(parts) == 1:
        return np.concatenate([_score(model, columns, left, right) for left, right in parts])
    return np.concatenate(list(_in_processes(model, columns, parts, processes)))


def _score(model: Model, columns: MatchColumns, a: Rows, b: Rows) -> Probabilities:
    return model.probabilities(model.schema.matrix(columns, a, b))


def _in_processes(
    model: Model, columns: MatchColumns, parts: list[tuple[Rows, Rows]], processes: int
) -> Iterator[Probabilities]:
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_set_up, initargs=(model, columns)
    ) as pool:
        yield from pool.map(_score_part, parts)


_worker: list[tuple[Model, MatchColumns]] = []
"""What a worker process scores with; handed over once, at its start."""


def _set_up(model: Model, columns: MatchColumns) -> None:
    _worker[:] = [(model, columns)]


def _score_part(part: tuple[Rows, Rows]) -> Probabilities:
    model, columns = _worker[0]
    return _score(model, columns, *part)
