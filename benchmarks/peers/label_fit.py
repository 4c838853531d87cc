"""satukan fitted to a user's own few labels, where people are unlike those it was shipped for."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.match.columns import MatchColumns, Rows, match_columns
from resolver.match.model import Model
from resolver.match.schema import SHIPPED, Schema
from resolver.match.shipped import shipped_model
from resolver.pipeline import find_candidates
from training.dedupe_fit import Fit, fit, new_deduper, record_pairs

STRENGTHS = (0.01, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Regularisations tried by log loss; a few labels that a line parts want a weak one."""
VARIES = 0.02
"""Standard deviation over the candidates below which a variable says nothing of this load."""
FIRST, ASKED, DOUBTFUL = 60, 35, 300
"""Labels drawn at random before the first fit, labels asked for after each, and among how many of
the most doubtful pairs."""


def fit_labels(clean: pd.DataFrame, labels: pd.DataFrame) -> Model:
    """Fit one pass with dedupe to labelled pairs: ``record_a``, ``record_b``, ``match``.

    The variables are those of the shipped first pass that vary in the load, without interactions:
    hundreds of labels cannot settle more. The thresholds stay as shipped.
    """
    place = pd.Series(np.arange(len(clean), dtype=np.int32), index=clean["record_id"])
    columns = match_columns(clean)
    a, b = (place[labels[name]].to_numpy() for name in ("record_a", "record_b"))
    schema = speaking_schema(columns, *_candidates(clean))
    fitted = _fit(schema, columns, a, b, labels["match"].to_numpy(bool))
    facts = {"trained_with": "dedupe 3.0.3", "labels": len(labels)}
    means = schema.matrix(columns, a, b).mean(axis=0, dtype=np.float64)
    return Model(
        schema,
        tuple(fitted.weights.tolist()),
        fitted.intercept,
        1.0,
        0.0,
        shipped_model().thresholds,
        tuple(means.tolist()),
        facts,
    )


def ask_labels(
    clean: pd.DataFrame, person: npt.NDArray[np.int64], budget: int, seed: int
) -> pd.DataFrame:
    """Labels as a user of ``satukan label`` gives them: of the pairs that are in doubt so far.

    Args:
        clean: the normalised records.
        person: their truth, which answers for the user.
        budget: how many labels.
        seed: of the draws.
    """
    drawn = np.random.default_rng(seed)
    columns = match_columns(clean)
    a, b = _candidates(clean)
    match = person[a] == person[b]
    schema = speaking_schema(columns, a, b)
    features = schema.matrix(columns, a, b).astype(np.float64)
    asked = drawn.choice(len(a), min(FIRST, budget, len(a)), replace=False)
    while len(asked) < min(budget, len(a)):
        fitted = _fit(schema, columns, a[asked], b[asked], match[asked])
        doubt = -np.abs(features @ fitted.weights + fitted.intercept)
        doubt[asked] = -np.inf
        pool = np.argsort(-doubt, kind="stable")[:DOUBTFUL]
        wanted = min(ASKED, budget - len(asked))
        asked = np.concatenate([asked, drawn.choice(pool, wanted, replace=False)])
    records = clean["record_id"]
    return pd.DataFrame(
        {
            "record_a": records.iloc[a[asked]].to_numpy(),
            "record_b": records.iloc[b[asked]].to_numpy(),
            "match": match[asked],
        }
    )


def speaking_schema(columns: MatchColumns, a: Rows, b: Rows) -> Schema:
    """The variables of the shipped first pass that differ among the candidates."""
    spread = SHIPPED.matrix(columns, a, b)[:, : len(SHIPPED.variables)].std(axis=0)
    chosen = [name for name, std in zip(SHIPPED.variables, spread, strict=True) if std > VARIES]
    return Schema(tuple(chosen), (), ())


def _candidates(clean: pd.DataFrame) -> tuple[Rows, Rows]:
    pairs = find_candidates(clean).pairs
    return pairs["a"].to_numpy(np.int32), pairs["b"].to_numpy(np.int32)


def _fit(
    schema: Schema, columns: MatchColumns, a: Rows, b: Rows, match: npt.NDArray[np.bool_]
) -> Fit:
    deduper = new_deduper(schema)
    deduper.classifier.param_grid = {"C": list(STRENGTHS)}
    return fit(deduper, record_pairs(columns, a, b), match)
