"""Thresholds from what errors cost, chosen on held-out pairs with the guard on.

A wrong merge makes a person vanish, a wrong split pays twice: they do not cost the same. Two
clusters are worth uniting where the mean probability p over the pairs across them satisfies
p · cost of a split ≥ (1 - p) · cost of a merge, so one number is both the accepting threshold and
the guard's bound on the mean; which one is tried out, since probabilities are never quite right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from resolver.errors import SettingError
from resolver.match.columns import MatchColumns, Rows
from resolver.match.link import link_records
from resolver.match.model import Model, Thresholds
from training.metrics import pair_score, ratio

GRID = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Goal:
    """What is wanted of a threshold.

    Attributes:
        cost_merge, cost_split: of a wrong pair in a person, of a true pair torn apart; only their
            ratio counts.
        target_precision: least precision of the pairs put together that must hold at
            :data:`CONFIDENCE`; None = whatever the costs say.
    """

    cost_merge: float = 1.0
    cost_split: float = 1.0
    target_precision: float | None = None

    def __post_init__(self) -> None:
        if not (self.cost_merge > 0 and self.cost_split > 0):
            raise SettingError("--cost-merge and --cost-split must be above 0.")
        if self.target_precision is not None and not 0 < self.target_precision < 1:
            raise SettingError("--target-precision must lie between 0 and 1, such as 0.995.")

    @property
    def fair(self) -> float:
        """Probability at which both errors cost the same, if probabilities are right."""
        return self.cost_merge / (self.cost_merge + self.cost_split)

    def grid(self) -> tuple[float, ...]:
        """The thresholds to try."""
        return tuple(sorted({*GRID, round(self.fair, 4)}))


@dataclass(frozen=True)
class Outcome:
    """What one threshold does to held-out pairs.

    ``right``, ``wrong`` pairs put together that are one person and that are not, ``torn`` true
    pairs left apart (sums of weights); ``squares`` of the weights of those put together.
    """

    accept: float
    right: float
    wrong: float
    torn: float
    squares: float

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.accept,
            self.right + other.right,
            self.wrong + other.wrong,
            self.torn + other.torn,
            self.squares + other.squares,
        )

    @property
    def precision(self) -> float:
        """Share of the pairs put together that are one person."""
        return ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the true pairs put together."""
        return ratio(self.right, self.right + self.torn)

    @property
    def trials(self) -> float:
        """Kish's effective number of the pairs put together: (sum of weights)² / sum of squares
        (Survey Sampling, 1965); their number where all weigh the same."""
        return ratio((self.right + self.wrong) ** 2, self.squares) if self.squares else 0.0

    @property
    def bound(self) -> float:
        """Lower bound of the precision at :data:`CONFIDENCE`."""
        return lower_bound(self.precision * self.trials, self.trials)

    def cost(self, goal: Goal) -> float:
        """What the errors cost."""
        return goal.cost_merge * self.wrong + goal.cost_split * self.torn

    def as_dict(self, goal: Goal) -> dict[str, float]:
        """The counts and what follows from them, for the document."""
        own = {name: round(value, 4) for name, value in asdict(self).items() if name != "squares"}
        derived = {
            "precision": self.precision,
            "precision_bound": self.bound,
            "recall": self.recall,
            "cost": self.cost(goal),
        }
        return own | {name: round(value, 6) for name, value in derived.items()}


def lower_bound(hits: float, trials: float, confidence: float = CONFIDENCE) -> float:
    """One-sided exact lower bound of a share (Clopper & Pearson, Biometrika 26, 1934).

    The beta quantile holds for whole numbers; with effective (weighted) ones it is their
    continuation. No trial says nothing: 0.
    """
    if trials <= 0 or hits <= 0:
        return 0.0
    return float(beta.ppf(1.0 - confidence, hits, trials - min(hits, trials) + 1.0))


Judge = Callable[[npt.NDArray[np.int64]], Outcome]
"""Compares a partition (a label per record) with what is known of it; ``accept`` is filled in."""


def judge_truth(person: npt.NDArray[np.int64]) -> Judge:
    """Judge by the true person of every record."""

    def judge(labels: npt.NDArray[np.int64]) -> Outcome:
        score = pair_score(person, labels)
        wrong = score.predicted - score.both
        return Outcome(0.0, score.both, wrong, score.true - score.both, score.predicted)

    return judge


def judge_pairs(
    a: Rows, b: Rows, match: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64]
) -> Judge:
    """Judge by labelled pairs, each of which stands for *weight* pairs."""

    def judge(labels: npt.NDArray[np.int64]) -> Outcome:
        together = labels[a] == labels[b]
        right, wrong, torn = together & match, together & ~match, ~together & match
        squares = float((weight[together] ** 2).sum())
        sums = [float(weight[kind].sum()) for kind in (right, wrong, torn)]
        return Outcome(0.0, sums[0], sums[1], sums[2], squares)

    return judge


def outcomes(
    model: Model,
    columns: MatchColumns,
    pairs: Any,
    judge: Judge,
    grid: Sequence[float],
) -> list[Outcome]:
    """Link a load at every threshold, guard and all, and judge the partition."""
    result = []
    for accept in grid:
        tried = replace(model, thresholds=thresholds_at(model.thresholds, accept))
        labels = link_records(tried, columns, pairs).labels.astype(np.int64)
        result.append(replace(judge(labels), accept=accept))
    return result


def summed(parts: Iterable[Sequence[Outcome]]) -> list[Outcome]:
    """Outcomes of several loads or folds, threshold by threshold."""
    lists = list(parts)
    return [sum(column[1:], column[0]) for column in zip(*lists, strict=True)]


def choose(tried: Sequence[Outcome], goal: Goal) -> Outcome:
    """Choose the outcome of least cost, of equal ones the higher threshold (the safer one), among
    those whose precision is bound to reach the target.

    Raises:
        SettingError: none reaches it; says how far they come.
    """
    allowed = list(tried)
    if goal.target_precision is not None:
        allowed = [one for one in tried if one.bound >= goal.target_precision]
    if not allowed:
        best = max(tried, key=lambda one: one.bound)
        raise SettingError(
            f"No threshold is sure to reach a precision of {goal.target_precision}: the best bound "
            f"is {best.bound:.4f} at {best.accept} ({best.trials:,.0f} pairs put together, "
            f"precision {best.precision:.4f}). Label more pairs, or ask for less."
        )
    return min(allowed, key=lambda one: (one.cost(goal), -one.accept))


def thresholds_at(prior: Thresholds, accept: float) -> Thresholds:
    """All thresholds for an accepting one: *certain* and *possible* stay unless it crosses them."""
    return Thresholds(max(prior.certain, accept), accept, min(prior.review, accept), accept)


def with_thresholds(model: Model, tried: Sequence[Outcome], goal: Goal, measured_on: str) -> Model:
    """The model with chosen thresholds, and how they came about among its facts."""
    chosen = choose(tried, goal)
    told = {
        "cost_merge": goal.cost_merge,
        "cost_split": goal.cost_split,
        "target_precision": goal.target_precision,
        "bound": f"Clopper-Pearson, one-sided, {CONFIDENCE}",
        "measured_on": measured_on,
        "guard": True,
        "tried": [one.as_dict(goal) for one in tried],
    }
    at = thresholds_at(model.thresholds, chosen.accept)
    return replace(model, thresholds=at, facts=model.facts | {"thresholds": told})
