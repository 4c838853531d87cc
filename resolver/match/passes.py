"""The two passes: candidates scored alone, then again in the context that the first pass gives."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.candidates import missing_pairs
from graph.components import components
from resolver.match.columns import MatchColumns, Rows
from resolver.match.context import FamilyContext
from resolver.match.model import Model, Probabilities
from resolver.match.propagate import propagated_pairs
from resolver.match.schema import Context
from resolver.match.scoring import score_pairs

SMALL_COMPONENT = 12
"""Components up to this many records are judged with all their pairs (design §4 (c))."""

PROPAGATED = np.int64(1) << np.int64(61)
"""Bit of ``shared`` for a pair that a shared family brought, no key."""
WITHIN = np.int64(1) << np.int64(62)
"""Bit of ``shared`` for a pair of a small component that no key ties, scored to judge the whole."""


BLOCK = 500_000
"""Pairs whose context is looked up at once, in one process."""

REUSED = ("name_apart", "first_word", "nik_near")
"""Comparisons of strings that a second pass takes over from the first, where both make them."""


@dataclass(frozen=True)
class FirstPass:
    """Pairs of records as the first pass leaves them.

    Attributes:
        a, b: int32, a < b, unique.
        shared: int64, a bit per kind of key that both hold, or :data:`PROPAGATED`, :data:`WITHIN`.
        probability: float64.
        kept: values of the variables of :data:`REUSED`.
    """

    a: Rows
    b: Rows
    shared: npt.NDArray[np.int64]
    probability: Probabilities
    kept: Context

    @classmethod
    def of(
        cls,
        model: Model,
        columns: MatchColumns,
        ends: tuple[Rows, Rows],
        shared: npt.NDArray[np.int64],
        processes: int = 1,
    ) -> "FirstPass":
        """Score pairs alone."""
        keep = tuple(name for name in REUSED if name in model.schema.variables)
        scores = score_pairs(model, columns, *ends, processes, keep=keep)
        return cls(*ends, shared, scores.probability, scores.kept)

    def plus(self, more: "FirstPass") -> "FirstPass":
        """Both one after the other."""
        return FirstPass(
            np.concatenate([self.a, more.a]),
            np.concatenate([self.b, more.b]),
            np.concatenate([self.shared, more.shared]),
            np.concatenate([self.probability, more.probability]),
            {name: np.concatenate([self.kept[name], more.kept[name]]) for name in self.kept},
        )


@dataclass(frozen=True)
class Scored:
    """Pairs of records with their probability.

    Attributes:
        a, b, shared: as in :class:`FirstPass`.
        probability: float64, of the last pass.
        first: float64, of the first pass.
        components: connected components of the likely links, before any guard.
    """

    a: Rows
    b: Rows
    shared: npt.NDArray[np.int64]
    probability: Probabilities
    first: Probabilities
    components: int


def score_candidates(
    model: Model, columns: MatchColumns, pairs: pd.DataFrame, processes: int = 1
) -> Scored:
    """Score candidate pairs, in two passes where the model has two.

    Args:
        model: the model document.
        columns: the encoded records.
        pairs: candidates: ``a``, ``b``, ``shared``; a < b, unique, ordered.
        processes: worker processes for the scoring.

    Returns:
        The candidates, those that propagation added, and the missing pairs of small components of
        likely links, each scored.
    """
    alone = model.first or model
    seen = first_pass(alone, columns, pairs, processes, propagate=model.first is not None)
    context = None
    if model.first is not None:
        context = FamilyContext.of(columns, seen.a, seen.b, seen.probability)
    probability = _last_pass(model, columns, seen, context, processes)

    likely = probability >= model.thresholds.accept
    wholes = components(len(columns), seen.a[likely], seen.b[likely])
    known = pd.DataFrame({"a": seen.a, "b": seen.b})
    ends = missing_pairs(wholes, known, SMALL_COMPONENT)
    within = FirstPass.of(alone, columns, ends, np.full(len(ends[0]), WITHIN, dtype=np.int64))
    more = _last_pass(model, columns, within, context)
    every = seen.plus(within)
    return Scored(
        every.a,
        every.b,
        every.shared,
        np.concatenate([probability, more]),
        every.probability,
        int((wholes == np.arange(len(wholes))).sum()),  # each has its smallest record's number
    )


def first_pass(
    model: Model,
    columns: MatchColumns,
    pairs: pd.DataFrame,
    processes: int = 1,
    propagate: bool = False,
) -> FirstPass:
    """Score candidates alone and add, scored, those that propagation finds.

    Without a second pass nothing should be propagated: only context tells such pairs apart.
    """
    ends = pairs["a"].to_numpy(np.int32), pairs["b"].to_numpy(np.int32)
    seen = FirstPass.of(model, columns, ends, pairs["shared"].to_numpy(np.int64), processes)
    if not propagate:
        return seen
    ends = propagated_pairs(columns, seen.a, seen.b, seen.probability)
    bits = np.full(len(ends[0]), PROPAGATED, dtype=np.int64)
    return seen.plus(FirstPass.of(model, columns, ends, bits, processes))


def _last_pass(
    model: Model,
    columns: MatchColumns,
    seen: FirstPass,
    context: FamilyContext | None,
    processes: int = 1,
) -> Probabilities:
    """The second pass's probabilities, or the first one's where there is no second."""
    if context is None:
        return seen.probability
    # a block at a time: the context's tables of a pair take more memory than its features
    size = BLOCK if processes <= 1 else max(len(seen.a), 1)
    found = [np.zeros(0, dtype=np.float64)]
    for start in range(0, len(seen.a), size):
        block = slice(start, start + size)
        a, b = seen.a[block], seen.b[block]
        fields = {
            **context.fields(a, b, seen.probability[block]),
            **{name: values[block] for name, values in seen.kept.items()},
        }
        found.append(score_pairs(model, columns, a, b, processes, fields).probability)
    return np.concatenate(found)
