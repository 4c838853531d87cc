"""Training the shipped model: labelled pairs → dedupe's fit → calibration → document."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from resolver.match.model import Model, Thresholds
from resolver.match.schema import SHIPPED, Schema
from resolver.progress import Progress, silent
from training.dataset import LabelledPairs, Recipe, labelled_pairs
from training.dedupe_fit import calibrate, fit, new_deduper, record_pairs

RECIPES: tuple[Recipe, ...] = (
    Recipe(10_000, 101, "realistic", False),
    Recipe(20_000, 102, "realistic", True),
    Recipe(10_000, 103, "hard", False),
    Recipe(10_000, 104, "hard", True),
    Recipe(5_000, 105, "easy", False),
    Recipe(3_000, 106, "realistic", True),
)
"""Registries to learn from: sizes, levels and traps mixed, so that no one of them is learnt."""

THRESHOLDS = Thresholds(certain=0.98, accept=0.35, review=0.2, mean_bound=0.4)


def train(
    recipes: Sequence[Recipe] = RECIPES,
    schema: Schema = SHIPPED,
    thresholds: Thresholds = THRESHOLDS,
    pairs_per_registry: int = 25_000,
    seed: int = 1,
    progress: Progress = silent,
) -> Model:
    """Train a model on synthetic registries.

    Args:
        recipes: which registries to make.
        schema: what to compare.
        thresholds: the grades of the document.
        pairs_per_registry: random candidate pairs labelled in each registry to fit on; as many
            again, of other households, to calibrate on.
        seed: of the sampling.
        progress: told each step.
    """
    rng = np.random.default_rng(seed)
    deduper = new_deduper(schema)
    fit_pairs, fit_match, logit_parts, held_match = [], [], [], []
    for recipe in recipes:
        progress("label", f"{recipe.people:,} people, {recipe.level}, traps {recipe.traps}")
        registry = labelled_pairs(recipe)
        fitting, held = split(registry, pairs_per_registry, rng)
        a, b = registry.ends
        fit_pairs += record_pairs(registry.columns, a[fitting], b[fitting])
        fit_match.append(registry.match[fitting])
        logit_parts.append(schema.matrix(registry.columns, a[held], b[held]))
        held_match.append(registry.match[held])
    progress("fit", f"{len(fit_pairs):,} labelled pairs")
    fitted = fit(deduper, fit_pairs, np.concatenate(fit_match))
    held_features = np.concatenate(logit_parts)
    raw = Model(
        schema,
        tuple(fitted.weights.tolist()),
        fitted.intercept,
        1.0,
        0.0,
        thresholds,
        tuple(held_features.mean(axis=0, dtype=np.float64).tolist()),
    )
    slope, offset = calibrate(raw.raw_logits(held_features), np.concatenate(held_match))
    facts = {
        "trained_with": "dedupe 3.0.3",
        "labels": len(fit_pairs),
        "matches": int(np.concatenate(fit_match).sum()),
        "regularisation": fitted.regularisation,
        "recipes": [
            {"people": r.people, "seed": r.seed, "level": r.level, "traps": r.traps}
            for r in recipes
        ],
    }
    return Model(schema, raw.weights, raw.intercept, slope, offset, thresholds, raw.means, facts)


def split(
    registry: LabelledPairs, wanted: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Choose random candidate pairs to fit on and, of other households, to calibrate on.

    Pairs across the two halves of the households are left out.
    """
    a, b = registry.ends
    half = rng.random(int(registry.household.max()) + 1) < 0.5
    left, right = half[registry.household[a]], half[registry.household[b]]
    sides = []
    for side in (left & right, ~left & ~right):
        rows = np.flatnonzero(side)
        sides.append(np.sort(rng.choice(rows, min(wanted, len(rows)), replace=False)))
    return sides[0], sides[1]
