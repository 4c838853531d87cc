"""satukan fitted to a user's own few labels, where people are unlike those it was shipped for."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.match.columns import Rows, match_columns
from resolver.match.model import Model
from resolver.match.shipped import shipped_model
from resolver.pipeline import find_candidates
from training.labels.records import Load
from training.own_fit import fit_alone, speaking_schema
from training.site_fit import fit_rows

FIRST, ASKED, DOUBTFUL = 60, 35, 300
"""Labels drawn at random before the first fit, labels asked for after each, and among how many of
the most doubtful pairs."""


def fit_labels(clean: pd.DataFrame, labels: pd.DataFrame) -> Model:
    """What ``satukan train`` makes of labelled pairs: ``record_a``, ``record_b``, ``match``.

    The thresholds stay as shipped.
    """
    place = pd.Series(np.arange(len(clean), dtype=np.int32), index=clean["record_id"])
    load = Load(clean, match_columns(clean), find_candidates(clean).pairs)
    ends = np.column_stack([place[labels[name]].to_numpy() for name in ("record_a", "record_b")])
    ends.sort(axis=1)
    return fit_rows(
        shipped_model(), load, ends[:, 0], ends[:, 1], labels["match"].to_numpy(bool)
    ).model


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
        fitted = fit_alone(schema, columns, a[asked], b[asked], match[asked])
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


def _candidates(clean: pd.DataFrame) -> tuple[Rows, Rows]:
    pairs = find_candidates(clean).pairs
    return pairs["a"].to_numpy(np.int32), pairs["b"].to_numpy(np.int32)
