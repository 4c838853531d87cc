"""Fitting with dedupe: only this module and the active learner's process import it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from resolver.errors import MissingPartError
from resolver.match.columns import MatchColumns, Rows
from resolver.match.comparators import COMPARATORS
from resolver.match.schema import CONTEXT, Context, Schema

try:
    import dedupe
    from dedupe.variables import Custom, Exact, Interaction
    from sklearn import config_context
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
except ImportError as error:
    raise MissingPartError(
        "Training needs dedupe, which is not installed here. Install a C compiler "
        "(apt-get install build-essential python3-dev), then: "
        "pip install --require-hashes -r requirements/dev.lock"
    ) from error

RecordPair = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Fit:
    """What dedupe's classifier learnt: log odds = features · weights + intercept."""

    weights: npt.NDArray[np.float64]
    intercept: float
    regularisation: float


def new_deduper(schema: Schema) -> "dedupe.Dedupe":
    """A ``dedupe.Dedupe`` whose variables are those of the schema.

    Its classifier is a grid search by log loss: dedupe's default, by F1, can settle on a useless
    regularisation where several tie, and answers with a probability of about 0.5 for all.
    """
    deduper = dedupe.Dedupe(variables(schema), num_cores=1)
    deduper.classifier = GridSearchCV(
        # exact, and by far the fastest where pairs are many and features few
        LogisticRegression(solver="newton-cholesky", max_iter=200),
        {"C": [0.01, 0.1, 1.0, 3.0, 10.0, 100.0]},
        scoring="neg_log_loss",
        n_jobs=1,
    )
    return deduper


def variables(schema: Schema) -> list[Any]:
    """The schema as dedupe's variable objects, in the same order."""
    result: list[Any] = []
    for name in schema.variables:
        if name in CONTEXT:
            # dedupe compares two records; both carry what is said of the pair
            result.append(Custom(name, _of_the_pair, name=name))
            continue
        comparator = COMPARATORS[name]
        missing = name in schema.missing
        if name == "nik_equal":  # dedupe wants one variable that it can block by
            result.append(Exact(comparator.field, name=name, has_missing=missing))
        else:
            result.append(
                Custom(comparator.field, comparator.scalar, name=name, has_missing=missing)
            )
    return result + [Interaction(*names) for names in schema.interactions]


def _of_the_pair(value: float, same: float) -> float:
    del same
    return value


def record_pairs(
    columns: MatchColumns, a: Rows, b: Rows, context: Context | None = None
) -> list[RecordPair]:
    """Pairs of rows as dedupe's pairs of record dictionaries.

    With the pairs' *context* both dictionaries of a pair carry its values.
    """
    rows = np.unique(np.concatenate([a, b]))
    records = dict(zip(rows.tolist(), columns.dedupe_records(rows.tolist()), strict=True))
    pairs = [
        (records[left], records[right]) for left, right in zip(a.tolist(), b.tolist(), strict=True)
    ]
    return pairs if context is None else with_context(pairs, context)


def with_context(pairs: Sequence[RecordPair], context: Context) -> list[RecordPair]:
    """Pairs of record dictionaries with the pairs' context beside the fields."""
    values = zip(*(context[name].astype(float).tolist() for name in CONTEXT), strict=True)
    beside = (dict(zip(CONTEXT, row, strict=True)) for row in values)
    return [
        (left | fields, right | fields) for (left, right), fields in zip(pairs, beside, strict=True)
    ]


def fit(
    deduper: "dedupe.Dedupe",
    pairs: Sequence[RecordPair],
    match: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64] | None = None,
) -> Fit:
    """Fit dedupe's classifier on labelled pairs, weighted where a weight is given.

    The classifier is fitted directly on dedupe's own distances: its ``prepare_training`` and
    block learning are made for a handful of labels, not for tens of thousands.
    """
    # dedupe stores float32; the solver stops early on it, so fit in float64
    distances = deduper.data_model.distances(pairs).astype(np.float64)
    search = cast("GridSearchCV", deduper.classifier)
    if weight is None:
        search.fit(distances, match)
    else:
        with config_context(enable_metadata_routing=True):
            search.fit(distances, match, sample_weight=weight)
    best = search.best_estimator_
    strength = float(search.best_params_.get("C", search.best_params_.get("strength", 1.0)))
    return Fit(best.coef_[0].astype(np.float64), float(best.intercept_[0]), strength)


def calibrate(logits: npt.NDArray[np.float64], match: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Platt scaling on a random labelled sample at the true base rate: slope and offset."""
    model = LogisticRegression(C=1e6, max_iter=1000).fit(logits[:, None], match)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
