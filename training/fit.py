"""Training the shipped model: labelled pairs → dedupe's fit → calibration → document.

The second pass learns from registries that the first one never saw, so that the first pass's
answers are as good there as they will be in the field, and no better.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from resolver.match.columns import MatchColumns, Rows
from resolver.match.context import FamilyContext
from resolver.match.model import Model, Thresholds
from resolver.match.passes import first_pass
from resolver.match.schema import SECOND, SHIPPED, Context, Schema
from resolver.progress import Progress, silent
from training.dataset import LabelledPairs, Recipe, labelled_pairs
from training.dedupe_fit import RecordPair, calibrate, fit, new_deduper, record_pairs
from training.synthetic.rates import LevelName, Times

HABITS: tuple[tuple[LevelName, bool, Times, tuple[str, ...]], ...] = (
    ("realistic", True, (("date_", 4.0), ("name_", 0.6)), ("twins", "one_day")),
    ("hard", True, (("name_", 0.5), ("nik_", 1.6)), ("no_place", "kin_nik", "heap")),
    ("realistic", False, (("name_", 4.0), ("duplicate_", 5.0)), ("no_groups",)),
    ("hard", False, (("date_", 0.5), ("duplicate_", 2.0)), ("two_bases", "called")),
    ("realistic", True, (("nik_", 4.0), ("kk_", 3.0)), ("misheard", "village_kk", "lent_nik")),
    ("hard", True, (), ("no_nik", "first_day")),
    ("hard", True, (("name_", 1.3),), ("twins", "wife_of", "village_date", "year_off")),
    ("realistic", True, (), ("one_base", "heap")),
    (
        "easy",
        True,
        (("family_", 4.0), ("kk_", 4.0), ("address_", 3.0), ("relation_", 3.0)),
        ("twins", "lent_nik", "no_mother", "heap"),
    ),
)
"""Registries in which other things go wrong, in other proportions (level, traps, times, habits):
what learns from one error model alone learns its proportions."""


def _elsewhere(seed: int) -> tuple[Recipe, ...]:
    return tuple(
        Recipe(12_000, seed + place, level, traps, (), times, habits)
        for place, (level, traps, times, habits) in enumerate(HABITS, start=1)
    )


RECIPES: tuple[Recipe, ...] = (
    Recipe(10_000, 101, "realistic", False),
    Recipe(20_000, 102, "realistic", True),
    Recipe(10_000, 103, "hard", False),
    Recipe(10_000, 104, "hard", True),
    Recipe(5_000, 105, "easy", False),
    Recipe(3_000, 106, "realistic", True),
    *_elsewhere(110),
)
"""Registries to learn from: sizes, levels, traps, habits mixed, so that none of them is learnt."""

SECOND_RECIPES: tuple[Recipe, ...] = (
    Recipe(10_000, 201, "realistic", False),
    Recipe(20_000, 202, "realistic", True),
    Recipe(10_000, 203, "hard", False),
    Recipe(10_000, 204, "hard", True),
    Recipe(5_000, 205, "easy", False),
    Recipe(5_000, 206, "hard", True),
    Recipe(20_000, 207, "realistic", False),
    *_elsewhere(210),
)
"""Registries that the second pass learns from; doubtful pairs are rare where all else is clean."""

THRESHOLDS = Thresholds(certain=0.98, accept=0.4, review=0.25, mean_bound=0.4)


@dataclass(frozen=True)
class _Labelled:
    """The pairs of one registry as one pass sees them, with their truth."""

    columns: MatchColumns
    a: Rows
    b: Rows
    context: Context | None
    match: npt.NDArray[np.bool_]
    household: npt.NDArray[np.int64]

    def sides(self, wanted: int, rng: np.random.Generator) -> "tuple[_Labelled, _Labelled]":
        """Random pairs to fit on and, of other households, to calibrate on."""
        fitting, held = split(self.household, self.a, self.b, wanted, rng)
        return self._take(fitting), self._take(held)

    def _take(self, rows: npt.NDArray[np.int64]) -> "_Labelled":
        context = self.context and {name: values[rows] for name, values in self.context.items()}
        return _Labelled(
            self.columns, self.a[rows], self.b[rows], context, self.match[rows], self.household
        )


def train(
    recipes: Sequence[Recipe] = RECIPES,
    second_recipes: Sequence[Recipe] = SECOND_RECIPES,
    thresholds: Thresholds = THRESHOLDS,
    pairs_per_registry: int = 40_000,
    seed: int = 1,
    progress: Progress = silent,
) -> Model:
    """Train a model of two passes on synthetic registries.

    Args:
        recipes: which registries to make for the first pass.
        second_recipes: others, for the second pass; without any the model has one pass.
        thresholds: the grades of the document.
        pairs_per_registry: random candidate pairs labelled in each registry to fit on; as many
            again, of other households, to calibrate on.
        seed: of the sampling.
        progress: told each step.
    """
    rng = np.random.default_rng(seed)

    def samples(
        wanted: Sequence[Recipe], see: Callable[[LabelledPairs], _Labelled]
    ) -> Iterator[tuple[_Labelled, _Labelled]]:
        for recipe in wanted:
            progress("label", f"{recipe.people:,} people, {recipe.level}, traps {recipe.traps}")
            yield see(labelled_pairs(recipe)).sides(pairs_per_registry, rng)

    first = _fit_pass(SHIPPED, samples(recipes, _alone), thresholds, progress)
    first = replace(first, facts=first.facts | {"recipes": [asdict(recipe) for recipe in recipes]})
    if not second_recipes:
        return first
    seen = samples(second_recipes, partial(_in_context, first))
    second = _fit_pass(SECOND, seen, thresholds, progress, first)
    facts = second.facts | {"recipes": [asdict(recipe) for recipe in second_recipes]}
    return replace(second, facts=facts)


def _alone(registry: LabelledPairs) -> _Labelled:
    """The candidates as the first pass sees them."""
    a, b = registry.ends
    return _Labelled(registry.columns, a, b, None, registry.match, registry.household)


def _in_context(first: Model, registry: LabelledPairs) -> _Labelled:
    """The candidates and the propagated pairs as the second pass sees them."""
    scored = first_pass(first, registry.columns, registry.pairs, propagate=True)
    a, b = scored.a, scored.b
    context = FamilyContext.of(registry.columns, a, b, scored.probability).fields(
        a, b, scored.probability
    )
    match = registry.person[a] == registry.person[b]
    return _Labelled(registry.columns, a, b, context, match, registry.household)


def _fit_pass(
    schema: Schema,
    samples: Iterator[tuple[_Labelled, _Labelled]],
    thresholds: Thresholds,
    progress: Progress,
    first: Model | None = None,
) -> Model:
    """Fit one pass with dedupe and calibrate it on the pairs held back."""
    pairs: list[RecordPair] = []
    match, held_features, held_match = [], [], []
    for fitting, held in samples:
        pairs += record_pairs(fitting.columns, fitting.a, fitting.b, fitting.context)
        match.append(fitting.match)
        held_features.append(schema.matrix(held.columns, held.a, held.b, held.context))
        held_match.append(held.match)
    progress("fit", f"{len(pairs):,} labelled pairs")
    fitted = fit(new_deduper(schema), pairs, np.concatenate(match))
    features = np.concatenate(held_features)
    facts = {
        "trained_with": "dedupe 3.0.3",
        "labels": len(pairs),
        "matches": int(np.concatenate(match).sum()),
        "regularisation": fitted.regularisation,
    }
    raw = Model(
        schema,
        tuple(fitted.weights.tolist()),
        fitted.intercept,
        1.0,
        0.0,
        thresholds,
        tuple(features.mean(axis=0, dtype=np.float64).tolist()),
        facts,
        first,
    )
    slope, offset = calibrate(raw.raw_logits(features), np.concatenate(held_match))
    return replace(raw, slope=slope, offset=offset)


def split(
    household: npt.NDArray[np.int64], a: Rows, b: Rows, wanted: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Choose random pairs to fit on and, of other households, to calibrate on.

    *household* is the code of each record's. Pairs across the two halves of the households are
    left out: half of those of two households. So half of those of one household are left out too,
    or matches would be twice as common as they are.
    """
    half = rng.random(int(household.max()) + 1) < 0.5
    left, right = half[household[a]], half[household[b]]
    kept = (household[a] != household[b]) | (rng.random(len(a)) < 0.5)
    sides = []
    for side in (kept & left & right, kept & ~left & ~right):
        rows = np.flatnonzero(side)
        sides.append(np.sort(rng.choice(rows, min(wanted, len(rows)), replace=False)))
    return sides[0], sides[1]
