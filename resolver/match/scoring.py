"""Scoring of candidate pairs, a bounded chunk at a time, in one process or several."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from resolver.match.columns import MatchColumns, Rows
from resolver.match.model import Model, Probabilities
from resolver.match.schema import Context

Part = tuple[Rows, Rows, Context]

CHUNK = 100_000
"""Pairs compared at once: their features take about 30 MB."""


def score_pairs(
    model: Model,
    columns: MatchColumns,
    a: Rows,
    b: Rows,
    processes: int = 1,
    context: Context | None = None,
) -> Probabilities:
    """Calibrated probabilities of pairs of rows.

    Args:
        model: the model document.
        columns: the encoded records.
        a, b: int32 arrays of rows.
        processes: worker processes; they are spawned, never forked (DuckDB and Arrow run threads),
            and pay from about half a million pairs on. The result does not depend on it.
        context: the pairs' family context, for a second pass.

    Returns:
        float64 array, one probability per pair.
    """
    parts = [
        (a[part], b[part], {name: values[part] for name, values in (context or {}).items()})
        for part in (slice(start, start + CHUNK) for start in range(0, len(a), CHUNK))
    ]
    if not parts:
        return np.zeros(0, dtype=np.float64)
    if processes <= 1 or len(parts) == 1:
        return np.concatenate([_score(model, columns, *part) for part in parts])
    return np.concatenate(list(_in_processes(model, columns, parts, processes)))


def _score(
    model: Model, columns: MatchColumns, a: Rows, b: Rows, context: Context
) -> Probabilities:
    return model.probabilities(model.schema.matrix(columns, a, b, context))


def _in_processes(
    model: Model, columns: MatchColumns, parts: Sequence[Part], processes: int
) -> Iterator[Probabilities]:
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_set_up, initargs=(model, columns)
    ) as pool:
        yield from pool.map(_score_part, parts)


_worker: list[tuple[Model, MatchColumns]] = []
"""What a worker process scores with; handed over once, at its start."""


def _set_up(model: Model, columns: MatchColumns) -> None:
    _worker[:] = [(model, columns)]


def _score_part(part: Part) -> Probabilities:
    model, columns = _worker[0]
    return _score(model, columns, *part)
