"""A logistic regression that knows a former model, for dedupe to fit on few labels.

Few labels cannot settle a hundred weights. So the former model (the shipped one) is the prior, and
cross-validated log loss says how far the labels may lead away from it: not at all, in two numbers
(slope and offset), in every weight but shrunk towards the former one, or freely.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from resolver.errors import MissingPartError

try:
    from sklearn import config_context
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import make_scorer
    from sklearn.model_selection import GridSearchCV, PredefinedSplit
except ImportError as error:
    raise MissingPartError(
        "Training needs scikit-learn, which comes with dedupe: "
        "pip install --require-hashes -r requirements/dev.lock"
    ) from error

Kind = Literal["prior", "recalibrated", "shrunk", "free"]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CALIBRATING = 10.0
"""Variance allowed to slope and offset around 1 and 0: a weak prior."""
SHRUNK = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
FREE = (0.03, 0.1, 0.3, 1.0, 3.0)


class PriorLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression around a prior; scikit-learn's interface, so that dedupe can use it.

    Args:
        prior_coef, prior_intercept: the former model's log odds on the same features.
        kind: ``prior`` keeps them; ``recalibrated`` fits slope and offset on top;
            ``shrunk`` fits every weight, penalised by the squared distance to the prior's;
            ``free`` is scikit-learn's own, penalised by the squared weights.
        strength: variance that a weight may have (``C`` of scikit-learn).
    """

    def __init__(
        self,
        prior_coef: Floats,
        prior_intercept: float,
        kind: Kind = "prior",
        strength: float = 1.0,
    ) -> None:
        self.prior_coef = prior_coef
        self.prior_intercept = prior_intercept
        self.kind = kind
        self.strength = strength

    def fit(
        self, features: Floats, match: Bools, sample_weight: Floats | None = None
    ) -> "PriorLogistic":
        """Fit on (pairs, features), one truth per pair and, if need be, a weight per pair."""
        self.classes_ = np.array([0, 1])
        y = np.asarray(match).astype(np.float64)
        coef, intercept = np.asarray(self.prior_coef, dtype=np.float64), self.prior_intercept
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
        known = features @ coef + intercept
        if self.kind == "recalibrated":
            columns = np.column_stack([known, np.ones(len(y))])
            slope, offset = _around(columns, y, weight, known, CALIBRATING)
            coef, intercept = (1.0 + slope) * coef, (1.0 + slope) * intercept + offset
        elif self.kind == "shrunk":
            columns = np.column_stack([features, np.ones(len(y))])
            change = _around(columns, y, weight, known, self.strength)
            coef, intercept = coef + change[:-1], intercept + change[-1]
        elif self.kind == "free":
            fitted = LogisticRegression(C=self.strength, max_iter=5000).fit(features, y, weight)
            coef, intercept = fitted.coef_[0], fitted.intercept_[0]
        self.coef_, self.intercept_ = coef[None, :], np.array([intercept])
        return self

    def decision_function(self, features: Floats) -> Floats:
        """Log odds."""
        return np.asarray(features @ self.coef_[0] + self.intercept_[0])

    def predict_proba(self, features: Floats) -> Floats:
        """Probability of no match and of a match, a row per pair."""
        p = expit(self.decision_function(features))
        return np.column_stack([1.0 - p, p])

    def predict(self, features: Floats) -> npt.NDArray[np.int64]:
        """1 where a match is likelier than none."""
        return (self.decision_function(features) > 0).astype(np.int64)


def prior_search(
    coef: Floats, intercept: float, folds: npt.NDArray[np.int64], free: bool = True
) -> "GridSearchCV":
    """The search that dedupe's classifier is: every kind and strength, by log loss.

    Args:
        coef, intercept: the prior's.
        folds: fold of each pair to be fitted on; pairs of one family must share theirs.
        free: whether to try fits without the prior.
    """
    grid: list[dict[str, list[Any]]] = [
        {"kind": ["prior"]},
        {"kind": ["recalibrated"]},
        {"kind": ["shrunk"], "strength": list(SHRUNK)},
    ]
    if free:
        grid.append({"kind": ["free"], "strength": list(FREE)})
    scoring = make_scorer(
        log_loss_of_classes, greater_is_better=False, response_method="predict_proba"
    )
    with config_context(enable_metadata_routing=True):  # weights reach the folds' fits and scores
        model = PriorLogistic(coef, intercept).set_fit_request(sample_weight=True)
        scoring = scoring.set_score_request(sample_weight=True)
    return GridSearchCV(
        model,
        grid,
        scoring=scoring,
        cv=PredefinedSplit(folds),
        refit=nearest_to_prior,
        n_jobs=1,
        error_score="raise",
    )


def log_loss_of_classes(
    match: Bools, probability: Floats, sample_weight: Floats | None = None
) -> float:
    """scikit-learn's log loss, also of a fold that happens to hold one class only."""
    said = probability[:, 1] if probability.ndim == 2 else probability
    return log_loss(said, np.asarray(match).astype(bool), sample_weight)


def log_loss(probability: Floats, match: Bools, weight: Floats | None = None) -> float:
    """Mean negative log probability of what is true; probabilities are cut at 1e-12."""
    said = np.clip(np.where(match, probability, 1.0 - probability), 1e-12, None)
    return float(np.average(-np.log(said), weights=weight))


def nearest_to_prior(results: Mapping[str, Any]) -> int:
    """Choose among the candidates of a ``GridSearchCV``; see :func:`nearest`."""
    count = sum(1 for name in results if name.startswith("split") and name.endswith("_test_score"))
    return nearest(-np.column_stack([results[f"split{fold}_test_score"] for fold in range(count)]))


def nearest(losses: Floats) -> int:
    """Choose the first candidate that is as good as the best; they stand by their freedom.

    As good: its loss, fold by fold, is worse than the best one's by no more than one standard
    error of that difference (the rule of Breiman et al., CART, 1984, on paired folds).

    Args:
        losses: (candidates, folds).
    """
    behind = losses - losses[int(losses.mean(axis=1).argmin())]
    error = behind.std(axis=1, ddof=1) / np.sqrt(losses.shape[1])
    return int(np.flatnonzero(behind.mean(axis=1) <= error + 1e-12)[0])


def _around(columns: Floats, y: Floats, weight: Floats, known: Floats, variance: float) -> Floats:
    """Minimise log loss of ``known + columns · change`` with a ridge on the change."""
    sign = 1.0 - 2.0 * y  # log loss = log(1 + exp(sign · log odds))

    def loss(change: Floats) -> tuple[float, Floats]:
        odds = sign * (known + columns @ change)
        slope = columns.T @ (weight * sign * expit(odds)) + change / variance
        return float(weight @ np.logaddexp(0.0, odds) + change @ change / (2 * variance)), slope

    found = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B", tol=1e-10)
    return np.asarray(found.x)
