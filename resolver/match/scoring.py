"""Scoring of candidate pairs, a bounded chunk at a time, in one process or several."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from resolver.match.columns import MatchColumns, Rows
from resolver.match.model import Model, Probabilities
from resolver.match.schema import Context

Part = tuple[Rows, Rows, Context]

CHUNK = 100_000
"""Pairs compared at once: their features take about 30 MB."""


@dataclass(frozen=True)
class Scores:
    """What scoring gives: float64 probabilities, and float32 values of the variables kept."""

    probability: Probabilities
    kept: Context


def score_pairs(
    model: Model,
    columns: MatchColumns,
    a: Rows,
    b: Rows,
    processes: int = 1,
    context: Context | None = None,
    keep: Sequence[str] = (),
) -> Scores:
    """Calibrated probabilities of pairs of rows.

    Args:
        model: the model document.
        columns: the encoded records.
        a, b: int32 arrays of rows.
        processes: worker processes; they are spawned, never forked (DuckDB and Arrow run threads),
            and pay from about half a million pairs on. The result does not depend on it.
        context: the pairs' family context, for a second pass.
        keep: variables of the model whose values are wanted too: a second pass that compares the
            same strings need not do it again.
    """
    parts = [
        (a[part], b[part], {name: values[part] for name, values in (context or {}).items()})
        for part in (slice(start, start + CHUNK) for start in range(0, len(a), CHUNK))
    ]
    if processes <= 1 or len(parts) <= 1:
        scores = [_score(model, columns, tuple(keep), *part) for part in parts]
    else:
        scores = list(_in_processes(model, columns, tuple(keep), parts, processes))
    none = [np.zeros(0, dtype=np.float64)]
    return Scores(
        np.concatenate([one.probability for one in scores] or none),
        {
            name: np.concatenate([one.kept[name] for one in scores] or none).astype(np.float32)
            for name in keep
        },
    )


def _score(
    model: Model, columns: MatchColumns, keep: tuple[str, ...], a: Rows, b: Rows, context: Context
) -> Scores:
    features = model.schema.matrix(columns, a, b, context)
    place = {name: position for position, name in enumerate(model.schema.variables)}
    kept = {name: features[:, place[name]].copy() for name in keep}
    return Scores(model.probabilities(features), kept)


def _in_processes(
    model: Model,
    columns: MatchColumns,
    keep: tuple[str, ...],
    parts: Sequence[Part],
    processes: int,
) -> Iterator[Scores]:
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_set_up, initargs=(model, columns, keep)
    ) as pool:
        yield from pool.map(_score_part, parts)


_worker: list[tuple[Model, MatchColumns, tuple[str, ...]]] = []
"""What a worker process scores with; handed over once, at its start."""


def _set_up(model: Model, columns: MatchColumns, keep: tuple[str, ...]) -> None:
    _worker[:] = [(model, columns, keep)]


def _score_part(part: Part) -> Scores:
    model, columns, keep = _worker[0]
    return _score(model, columns, keep, *part)
