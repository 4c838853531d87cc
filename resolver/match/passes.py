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
from resolver.match.scoring import score_pairs

SMALL_COMPONENT = 12
"""Components up to this many records are judged with all their pairs (design §4 (c))."""

PROPAGATED = np.int64(1) << np.int64(61)
"""Bit of ``shared`` for a pair that a shared family brought, no key."""
WITHIN = np.int64(1) << np.int64(62)
"""Bit of ``shared`` for a pair of a small component that no key ties, scored to judge the whole."""


@dataclass(frozen=True)
class Scored:
    """Pairs of records with their probability.

    Attributes:
        a, b: int32, a < b, unique.
        shared: int64, a bit per kind of key that both hold, or :data:`PROPAGATED`, :data:`WITHIN`.
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

    def plus(self, a: Rows, b: Rows, bit: np.int64, first: Probabilities) -> "Scored":
        """The same with more pairs, not yet scored by the last pass."""
        return Scored(
            np.concatenate([self.a, a]),
            np.concatenate([self.b, b]),
            np.concatenate([self.shared, np.full(len(a), bit, dtype=np.int64)]),
            self.probability,
            np.concatenate([self.first, first]),
            self.components,
        )


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
    scored = first_pass(model.first or model, columns, pairs, processes, model.first is not None)
    if model.first is None:
        context = None
        probability = scored.first
    else:
        context = FamilyContext.of(columns, scored.a, scored.b, scored.first)
        fields = context.fields(scored.a, scored.b, scored.first)
        probability = score_pairs(model, columns, scored.a, scored.b, processes, fields)
        del fields

    likely = probability >= model.thresholds.accept
    wholes = components(len(columns), scored.a[likely], scored.b[likely])
    known = pd.DataFrame({"a": scored.a, "b": scored.b})
    a, b = missing_pairs(wholes, known, SMALL_COMPONENT)
    first = score_pairs(model.first or model, columns, a, b)
    more = (
        first
        if context is None
        else score_pairs(model, columns, a, b, context=context.fields(a, b, first))
    )
    whole = scored.plus(a, b, WITHIN, first)
    return Scored(
        whole.a,
        whole.b,
        whole.shared,
        np.concatenate([probability, more]),
        whole.first,
        len(np.unique(wholes)),
    )


def first_pass(
    model: Model,
    columns: MatchColumns,
    pairs: pd.DataFrame,
    processes: int = 1,
    propagate: bool = False,
) -> Scored:
    """Score candidates alone and add, scored, those that propagation finds; no last pass yet.

    Without a second pass nothing should be propagated: only context tells such pairs apart.
    """
    a, b = pairs["a"].to_numpy(np.int32), pairs["b"].to_numpy(np.int32)
    first = score_pairs(model, columns, a, b, processes)
    none = np.zeros(0, dtype=np.float64)
    scored = Scored(a, b, pairs["shared"].to_numpy(np.int64), none, first, 0)
    if not propagate:
        return scored
    more_a, more_b = propagated_pairs(columns, a, b, first)
    more = score_pairs(model, columns, more_a, more_b, processes)
    return scored.plus(more_a, more_b, PROPAGATED, more)
