"""What a model card tells, measured: nothing in it is typed in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.match.columns import Rows
from resolver.match.context import FamilyContext
from resolver.match.link import link_records
from resolver.match.model import Model, Probabilities
from resolver.match.passes import score_candidates
from resolver.match.scoring import score_pairs
from resolver.progress import Progress, silent
from training.dataset import LabelledPairs, Recipe, labelled_pairs
from training.evaluate import GROUPS
from training.folds import stands_for
from training.labels.document import LabelsError, labels_digest, merged, read_labels
from training.labels.records import Load, labelled_rows, require_known
from training.metrics import pair_score_touching, wilson
from training.prior import log_loss
from training.thresholds import GRID, Judge, Outcome, judge_pairs, judge_truth, outcomes, summed

CARD_RECIPES: tuple[Recipe, ...] = (
    Recipe(5_000, 311, "realistic", True),
    Recipe(5_000, 312, "hard", True),
)
"""Synthetic registries of the card: no model was trained, no threshold chosen on them."""

BINS = 10
ELDERLY = 60
ISLANDS = {"1": "SUMATERA", "2": "SUMATERA", "3": "JAWA", "5": "BALI-NUSRA", "6": "KALIMANTAN",
           "7": "SULAWESI", "8": "MALUKU-PAPUA", "9": "MALUKU-PAPUA"}  # fmt: skip
"""Islands by the first digit of Kemendagri's province codes."""


@dataclass(frozen=True)
class Bin:
    """Pairs of like probability: their number, the mean probability said, how many match."""

    pairs: int
    said: float
    matches: int

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's 95 % bounds of the share that matches."""
        return wilson(self.matches, self.pairs)


@dataclass(frozen=True)
class GroupErrors:
    """Pairs that touch a group: put together and how many wrongly, true and how many missed."""

    column: str
    value: str
    together: int
    wrong: int
    true: int
    missed: int

    def __add__(self, other: "GroupErrors") -> "GroupErrors":
        return GroupErrors(self.column, self.value, self.together + other.together,
                           self.wrong + other.wrong, self.true + other.true,
                           self.missed + other.missed)  # fmt: skip


@dataclass(frozen=True)
class Feature:
    """A feature of a pass: what its weight moves on the pairs measured (log odds)."""

    name: str
    weight: float
    spread: float

    @property
    def effect(self) -> float:
        """Weight × standard deviation of the feature."""
        return self.weight * self.spread


@dataclass(frozen=True)
class Figures:
    """The measured part of a card.

    ``measured_on`` one text per registry or file; ``synthetic`` whether it is invented data.
    """

    measured_on: list[str]
    synthetic: bool
    pairs: int
    log_loss: float
    bins: list[Bin]
    tried: list[Outcome]
    groups: list[GroupErrors]
    features: dict[str, list[Feature]]

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: mean distance of said and true over the bins, by pairs."""
        far = sum(abs(one.said * one.pairs - one.matches) for one in self.bins)
        return far / max(sum(one.pairs for one in self.bins), 1)


def measure_synthetic(
    model: Model, recipes: Sequence[Recipe] = CARD_RECIPES, progress: Progress = silent
) -> Figures:
    """Measure a model on synthetic registries, all of whose pairs are known."""
    said, match, tried, groups, matrices = [], [], [], [], []
    for recipe in recipes:
        progress("measure", f"{recipe.people:,} people, {recipe.level}, traps {recipe.traps}")
        held = labelled_pairs(recipe)
        scored = score_candidates(model, held.columns, held.pairs)
        said.append(scored.probability)
        match.append(held.person[scored.a] == held.person[scored.b])
        judge = judge_truth(held.person)
        tried.append(_tried(model, Load(held.truth, held.columns, held.pairs), judge))
        groups.append(_true_groups(model, held))
        load = Load(held.truth, held.columns, held.pairs)
        matrices.append(_matrices(model, load, scored.a, scored.b))
    return Figures(
        [", ".join(f"{name} {value}" for name, value in asdict(one).items() if name != "without")
         for one in recipes],
        True,
        sum(map(len, said)),
        log_loss(np.concatenate(said), np.concatenate(match)),
        reliability(np.concatenate(said), np.concatenate(match)),
        summed(tried),
        _by_name([one for some in groups for one in some]),
        _features(model, matrices),
    )  # fmt: skip


def measure_labels(
    model: Model, files: Sequence[Path], load: Load, folder: Path, progress: Progress = silent
) -> Figures:
    """Measure a model on labels held back from its training.

    Raises:
        LabelsError: the model was trained on these labels, or a record is not in the load.
    """
    read = [read_labels(path) for path in files]
    learnt = {one["sha256"] for one in model.facts.get("label_files", ())}
    for path, labels in zip(files, read, strict=True):
        if labels_digest(labels) in learnt:
            raise LabelsError(
                f"{path}: the model was trained on these labels, so they would flatter it. Give "
                "labels that were held back, or leave --labels out (the document tells what "
                "cross-validation says of them)."
            )
    rows = labelled_rows(merged(read), load.clean)
    require_known(rows, folder)
    a, b, match = rows.judged()
    if not len(match):
        raise LabelsError("The labels hold no pair that somebody could judge.")
    progress("measure", f"{len(match):,} labels")
    first = model.first
    context = None
    every = score_candidates(model, load.columns, load.pairs)
    if first is not None:
        whole = FamilyContext.of(load.columns, every.a, every.b, every.first)
        context = whole.fields(a, b, score_pairs(first, load.columns, a, b).probability)
    said = score_pairs(model, load.columns, a, b, context=context).probability
    judge = judge_pairs(a, b, match, stands_for(said, every.probability))
    labels_of = link_records(model, load.columns, load.pairs).labels
    together = labels_of[a] == labels_of[b]
    return Figures(
        [path.name for path in files],
        False,
        len(match),
        log_loss(said, match),
        reliability(said, match),
        _tried(model, load, judge),
        _label_groups(load.clean, a, b, match, together),
        _features(model, [_matrices(model, load, a, b)]),
    )


def reliability(probability: Probabilities, match: npt.NDArray[np.bool_]) -> list[Bin]:
    """Ten equal bins of probability, the empty ones too."""
    at = np.minimum((probability * BINS).astype(int), BINS - 1)
    pairs = np.bincount(at, minlength=BINS)
    said = np.bincount(at, weights=probability, minlength=BINS) / np.maximum(pairs, 1)
    matches = np.bincount(at, weights=match, minlength=BINS)
    return [Bin(int(n), float(p), int(m)) for n, p, m in zip(pairs, said, matches, strict=True)]


def _tried(model: Model, load: Load, judge: Judge) -> list[Outcome]:
    return outcomes(model, load.columns, load.pairs, judge, GRID)


def _true_groups(model: Model, held: LabelledPairs) -> list[GroupErrors]:
    labels = link_records(model, held.columns, held.pairs).labels.astype(np.int64)
    found = []
    for column in GROUPS:
        values = held.truth[column].astype("str")
        for value in sorted(values.dropna().unique()):
            if value and column != "trap":
                mask = (values == value).to_numpy(dtype=bool, na_value=False)
                score = pair_score_touching(held.person, labels, mask)
                found.append(GroupErrors(column, value, score.predicted,
                                         score.predicted - score.both, score.true,
                                         score.true - score.both))  # fmt: skip
    return found


def _label_groups(
    clean: pd.DataFrame,
    a: Rows,
    b: Rows,
    match: npt.NDArray[np.bool_],
    together: npt.NDArray[np.bool_],
) -> list[GroupErrors]:
    """The groups as the records themselves tell them: no truth is known but the labels."""
    year = pd.to_numeric(clean["period"].str.slice(0, 4)).max()
    born = clean["birth_year"].where(clean["birth_year"] > 0)
    values = {
        "sex": clean["sex"],
        "mononym": ~clean["name_norm"].str.contains(" ", na=False),
        "island": clean["regency"].str.slice(0, 1).map(ISLANDS),
        "elderly": (year - born) >= ELDERLY,
        "no_nik": clean["nik"].isna(),
    }
    found = []
    for column, series in values.items():
        text = series.astype("str")
        for value in sorted(text.dropna().unique()):
            mask = (text == value).to_numpy(dtype=bool, na_value=False)
            touched = mask[a] | mask[b]
            found.append(GroupErrors(
                column, value, int((touched & together).sum()),
                int((touched & together & ~match).sum()), int((touched & match).sum()),
                int((touched & match & ~together).sum())))  # fmt: skip
    return found


def _by_name(groups: Sequence[GroupErrors]) -> list[GroupErrors]:
    summed_up: dict[tuple[str, str], GroupErrors] = {}
    for one in groups:
        key = (one.column, one.value)
        summed_up[key] = summed_up[key] + one if key in summed_up else replace(one)
    return list(summed_up.values())


def _matrices(model: Model, load: Load, a: Rows, b: Rows) -> dict[str, npt.NDArray[np.float64]]:
    """Count, sum and sum of squares of the features of each pass."""
    parts = {}
    if model.first is not None:
        first = model.first.schema.matrix(load.columns, a, b)
        p = model.first.probabilities(first)
        context = FamilyContext.of(load.columns, a, b, p).fields(a, b, p)
        parts["first"] = _moments(first)
        parts["second"] = _moments(model.schema.matrix(load.columns, a, b, context))
    else:
        parts["first"] = _moments(model.schema.matrix(load.columns, a, b))
    return parts


def _moments(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    wide = matrix.astype(np.float64)
    return np.array([np.full(wide.shape[1], len(wide)), wide.sum(axis=0), (wide**2).sum(axis=0)])


def _features(
    model: Model, parts: Sequence[dict[str, npt.NDArray[np.float64]]]
) -> dict[str, list[Feature]]:
    """The features of each pass, strongest first."""
    result = {}
    for name, one in (("first", model.first or model), ("second", model)):
        if name not in parts[0]:
            continue
        count, total, squares = np.sum([part[name] for part in parts], axis=0)
        spread = np.sqrt(np.maximum(squares / count - (total / count) ** 2, 0.0))
        features = [
            Feature(feature, one.slope * weight, float(width))
            for feature, weight, width in zip(one.schema.features, one.weights, spread, strict=True)
        ]
        result[name] = sorted(features, key=lambda f: -abs(f.effect))
    return result
