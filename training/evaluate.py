"""Measure a resolved partition against exact truth: persons, families, households, and who pays.

Truth (docs/tables.md §6) is read here and nowhere on the road. A record of the truth that the
result does not hold (it was rejected) counts as a cluster of its own: what was lost is missed.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.errors import SatukanError
from training.metrics import (
    BCubed,
    Codes,
    PairScore,
    Shape,
    b_cubed,
    candidate_recall,
    dense,
    exact_share,
    pair_score,
    pair_score_touching,
    shape,
    wilson,
)

KEY: Final = ["source", "source_record_id"]
GROUPS: Final = ("sex", "mononym", "island", "elderly", "no_nik", "trap")


class TruthError(SatukanError):
    """The truth does not fit the result: a record without truth, or one id twice."""

    exit_code = 12
    code = "truth"


@dataclass(frozen=True)
class GroupScore:
    """Pairs with at least one record of a group of people (or with a kind of damage)."""

    column: str
    value: str
    records: int
    pairs: PairScore

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's 95 % bounds of the recall."""
        return wilson(self.pairs.both, self.pairs.true)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts, ratios and bounds, for JSON."""
        low, high = self.bounds
        return {
            "column": self.column,
            "value": self.value,
            "records": self.records,
            **self.pairs.as_dict(),
            "recall_low": low,
            "recall_high": high,
        }


@dataclass(frozen=True)
class Evaluation:
    """All measures of one result. `household` and `family` count rows of living people only;
    `household_exact` is the share of the true households found whole and alone."""

    records: int
    missing: int
    person: PairScore
    person_b_cubed: BCubed
    shape: Shape
    household: PairScore
    household_b_cubed: BCubed
    household_exact: float
    family: PairScore
    review_tasks: int | None
    candidate_recall: float | None
    groups: list[GroupScore] = field(default_factory=list)
    damage: list[GroupScore] = field(default_factory=list)

    @property
    def review_per_100(self) -> float | None:
        """Review tasks per 100 records."""
        if self.review_tasks is None:
            return None
        return 100 * self.review_tasks / max(self.records, 1)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return {
            "records": self.records,
            "missing": self.missing,
            "person": self.person.as_dict(),
            "person_b_cubed": self.person_b_cubed.as_dict(),
            "shape": asdict(self.shape),
            "household": self.household.as_dict(),
            "household_b_cubed": self.household_b_cubed.as_dict(),
            "household_exact": self.household_exact,
            "family": self.family.as_dict(),
            "review_tasks": self.review_tasks,
            "review_per_100": self.review_per_100,
            "candidate_recall": self.candidate_recall,
            "groups": [score.as_dict() for score in self.groups],
            "damage": [score.as_dict() for score in self.damage],
        }


def evaluate(
    memberships: pd.DataFrame,
    truth: pd.DataFrame,
    review: pd.DataFrame | None = None,
    candidates: pd.DataFrame | None = None,
) -> Evaluation:
    """Compare the memberships with the truth.

    In: `memberships` (docs/tables.md §5), `truth` (§6), the review tasks if any (their number
    counts), candidate pairs if any (`record_a`, `record_b` as record ids, any order). Raises
    TruthError when a record has no truth or an id stands twice.
    """
    table = joined(memberships, truth)
    true, predicted = dense(table["person"]), dense(table["person_id"])
    alive = table["alive"].to_numpy(dtype=bool)
    living = table.loc[alive]
    homes = dense(living["household"]), dense(living["household_id"])
    return Evaluation(
        records=len(memberships),
        missing=len(table) - len(memberships),
        person=pair_score(true, predicted),
        person_b_cubed=b_cubed(true, predicted),
        shape=shape(true, predicted),
        household=pair_score(*homes),
        household_b_cubed=b_cubed(*homes),
        household_exact=exact_share(*homes),
        family=pair_score(dense(living["family"]), dense(living["family_id"])),
        review_tasks=None if review is None else len(review),
        candidate_recall=None if candidates is None else _candidates(table, true, candidates),
        groups=group_scores(table, true, predicted),
        damage=damage_scores(table, true, predicted),
    )


def joined(memberships: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Return the truth with the result beside it; lost records get ids of their own."""
    for table, name in ((memberships, "result"), (truth, "truth")):
        if table.duplicated(KEY).any():
            raise TruthError(f"A record id stands twice in the {name}.")
    ids = memberships[[*KEY, "record_id", "person_id", "family_id", "household_id"]]
    table = truth.merge(ids, on=KEY, how="left")
    lost = table["person_id"].isna()
    if len(table) - int(lost.sum()) != len(memberships):
        raise TruthError(
            f"{len(memberships) - len(table) + int(lost.sum())} records of the result are not in "
            "the truth: was it made for these extracts?"
        )
    own = pd.Series([f"lost-{i}" for i in range(len(table))], index=table.index, dtype="str")
    for column in ("person_id", "family_id", "household_id"):
        table[column] = table[column].where(~lost, own)
    return table


def _candidates(table: pd.DataFrame, true: Codes, candidates: pd.DataFrame) -> float:
    """Return the share of the true pairs that stand among the candidates (by record id)."""
    position = pd.Index(table["record_id"])
    held = np.flatnonzero(position.notna())
    index = pd.Index(position[held])
    a, b = (held[index.get_indexer(candidates[c])] for c in ("record_a", "record_b"))
    return candidate_recall(true, a, b)


def group_scores(table: pd.DataFrame, true: Codes, predicted: Codes) -> list[GroupScore]:
    """Score the pairs that touch each group of people; empty trap names are no group."""
    scores = []
    for column in GROUPS:
        values = table[column].astype("str")
        for value in sorted(values.dropna().unique()):
            if value:
                mask = (values == value).to_numpy(dtype=bool, na_value=False)
                scores.append(_score(column, value, mask, true, predicted))
    return scores


def damage_scores(table: pd.DataFrame, true: Codes, predicted: Codes) -> list[GroupScore]:
    """Score the pairs that touch each kind of damage (`damage` holds kinds joined by ;)."""
    kinds, distinct = pd.factorize(table["damage"].fillna(""))
    sets = [set(text.split(";")) - {""} for text in distinct]
    scores = []
    for kind in sorted(set().union(*sets)):
        has = np.array([kind in members for members in sets], dtype=bool)
        scores.append(_score("damage", kind, has[kinds], true, predicted))
    return scores


def _score(
    column: str, value: str, mask: NDArray[np.bool_], true: Codes, predicted: Codes
) -> GroupScore:
    return GroupScore(column, value, int(mask.sum()), pair_score_touching(true, predicted, mask))
