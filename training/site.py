"""From files of labels to a site's model document."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from resolver.errors import SettingError
from resolver.match.model import Model
from resolver.progress import Progress, silent
from training.dataset import Recipe, labelled_pairs
from training.labels.document import labels_digest, merged, read_labels
from training.labels.records import Load, labelled_rows, require_known
from training.site_fit import SiteFit, fit_records, fit_rows, held_figures
from training.thresholds import (
    Goal,
    Outcome,
    judge_pairs,
    judge_truth,
    outcomes,
    summed,
    with_thresholds,
)

HELD_RECIPES: tuple[Recipe, ...] = (
    Recipe(5_000, 301, "realistic", True),
    Recipe(5_000, 302, "realistic", False),
    Recipe(5_000, 303, "hard", True),
)
"""Synthetic registries that no model was trained on: thresholds are chosen on them."""


@dataclass(frozen=True)
class Extracts:
    """The load whose records the labels name.

    ``folder`` for messages; ``run`` a run's folder that knows other record ids; ``skip_unknown``
    passes over labels whose records are not in the load.
    """

    load: Load
    folder: Path
    run: Path | None = None
    skip_unknown: bool = False


def train_site(
    files: Sequence[Path],
    prior: Model,
    extracts: Extracts | None = None,
    goal: Goal | None = None,
    progress: Progress = silent,
) -> Model:
    """Fit a site's model on labels around a prior.

    Args:
        files: labels in dedupe's training format.
        prior: the model to start from.
        extracts: the labelled load; without it the records must carry their fields, and one of
            the two passes is fitted (:func:`training.site_fit.fit_records`).
        goal: what errors cost; None keeps the prior's thresholds.
        progress: told each step.

    Raises:
        LabelsError: the labels cannot be used.
        SettingError: no threshold reaches the goal, or there is no load to link.
    """
    if goal is not None and extracts is None:
        raise SettingError(
            "Thresholds are chosen with the guard on, which needs the whole load: give --extracts."
        )
    progress("read labels", f"{len(files)} files")
    labels = merged([read_labels(path) for path in files])
    facts = {
        "label_files": [
            {"file": path.name, "sha256": labels_digest(read_labels(path))} for path in files
        ],
        "label_digest": labels_digest(labels),
        "unsure": sum(label.answer == "unsure" for label in labels),
        "prior": prior.digest,
    }
    if extracts is None:
        fit, which = fit_records(prior, [one for one in labels if one.answer != "unsure"], progress)
        facts |= {"context": "as labelled" if which == "second" else "none", "passes": [which]}
    else:
        rows = labelled_rows(labels, extracts.load.clean, extracts.run)
        if not extracts.skip_unknown:
            require_known(rows, extracts.folder)
        a, b, match = rows.judged()
        fit = fit_rows(prior, extracts.load, a, b, match, progress)
        passes = ["first", "second"] if fit.model.first is not None else ["first"]
        facts |= {"context": "extracts", "passes": passes, "not_found": len(rows.unknown)}
    own = {} if fit.model.facts == prior.facts else fit.model.facts
    model = replace(fit.model, facts=own | facts | {"cross_validated": held_figures(fit)})
    if goal is None or extracts is None:
        return model
    progress("thresholds", "chosen on labels that the model of their fold did not see")
    tried = held_outcomes(fit, extracts.load, a, b, goal)
    return with_thresholds(model, tried, goal, f"{len(match):,} labels, cross-validated")


def held_outcomes(
    fit: SiteFit, load: Load, a: np.ndarray, b: np.ndarray, goal: Goal
) -> list[Outcome]:
    """What each threshold does to the labels, each judged by the model that did not see it."""
    parts = []
    for number, model in enumerate(fit.by_fold):
        rows = np.flatnonzero(fit.fold == number)
        judge = judge_pairs(a[rows], b[rows], fit.match[rows], fit.weight[rows])
        parts.append(outcomes(model, load.columns, load.pairs, judge, goal.grid()))
    return summed(parts)


def synthetic_thresholds(
    model: Model,
    goal: Goal,
    recipes: Sequence[Recipe] = HELD_RECIPES,
    progress: Progress = silent,
) -> Model:
    """Choose the thresholds of a model on synthetic registries that it was not trained on."""
    parts = []
    for recipe in recipes:
        progress("thresholds", f"{recipe.people:,} people, {recipe.level}, traps {recipe.traps}")
        held = labelled_pairs(recipe)
        judge = judge_truth(held.person)
        parts.append(outcomes(model, held.columns, held.pairs, judge, goal.grid()))
    told = "; ".join(str(asdict(recipe)) for recipe in recipes)
    return with_thresholds(model, summed(parts), goal, f"synthetic: {told}")
