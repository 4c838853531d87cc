"""A pass fitted to a site's labels alone, for registers that the shipped model never saw.

Where a load has neither Kemendagri codes nor NIKs, the shipped weights speak of evidence that is
not there, and cross-validation over labels that a line parts cannot tell how far they mislead.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import cast

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from resolver.match.columns import MatchColumns, Rows
from resolver.match.key_values import NIK_DIGITS
from resolver.match.model import Model, Probabilities
from resolver.match.schema import SHIPPED, Schema
from resolver.normalise.area_list import VILLAGE_DIGITS
from resolver.normalise.elsewhere import none_known
from training.dedupe_fit import Fit, fit, new_deduper, record_pairs

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

STRENGTHS = (0.01, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Regularisations tried by log loss; a few labels that a line parts want a weak one."""
VARIES = 0.02
"""Standard deviation over the candidates below which a variable says nothing of this load."""


def of_other_registers(columns: MatchColumns) -> bool:
    """Tell whether no record of a load has a NIK or a Kemendagri code of a village."""
    return all(
        none_known(columns.text[field].texts, digits)
        for field, digits in (("nik", NIK_DIGITS), ("village", VILLAGE_DIGITS))
    )


def speaking_schema(columns: MatchColumns, a: Rows, b: Rows) -> Schema:
    """The variables of the shipped first pass that differ among the candidates, alone.

    Without interactions: hundreds of labels cannot settle more.
    """
    spread = SHIPPED.matrix(columns, a, b)[:, : len(SHIPPED.variables)].std(axis=0)
    chosen = [name for name, std in zip(SHIPPED.variables, spread, strict=True) if std > VARIES]
    return Schema(tuple(chosen), (), ())


def fit_alone(schema: Schema, columns: MatchColumns, a: Rows, b: Rows, match: Bools) -> Fit:
    """Fit dedupe's classifier on labelled rows, weakly regularised where that is better."""
    deduper = new_deduper(schema)
    cast(GridSearchCV, deduper.classifier).param_grid = {"C": list(STRENGTHS)}
    return fit(deduper, record_pairs(columns, a, b), match)


def own_model(
    prior: Model, schema: Schema, columns: MatchColumns, a: Rows, b: Rows, match: Bools
) -> tuple[Model, float]:
    """The model of one pass, with the thresholds of *prior*, and its regularisation."""
    fitted = fit_alone(schema, columns, a, b, match)
    features = schema.matrix(columns, a, b).astype(np.float64)
    facts = {
        "trained_with": f"dedupe {version('dedupe')}",
        "fit": "own",
        "strength": fitted.regularisation,
        "labels": len(match),
        "matches": int(match.sum()),
    }
    weights, means = tuple(fitted.weights.tolist()), tuple(features.mean(axis=0).tolist())
    model = Model(schema, weights, fitted.intercept, 1.0, 0.0, prior.thresholds, means, facts)
    return model, fitted.regularisation


def own_by_fold(
    model: Model,
    strength: float,
    columns: MatchColumns,
    ends: tuple[Rows, Rows],
    match: Bools,
    fold: Ints,
) -> tuple[Sequence[tuple[npt.NDArray[np.float64], float]], Probabilities]:
    """Weights and intercept without each fold, and every pair's probability by those."""
    features = model.schema.matrix(columns, *ends).astype(np.float64)
    numbers, held = [], np.zeros(len(match))
    for number in range(int(fold.max()) + 1):
        seen = fold != number
        without = LogisticRegression(C=strength, max_iter=5000).fit(features[seen], match[seen])
        numbers.append((without.coef_[0], float(without.intercept_[0])))
        held[~seen] = without.predict_proba(features[~seen])[:, 1]
    return numbers, held
