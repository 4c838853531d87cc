"""Training the household model: scikit-learn's logistic regression on labelled links.

    python -m training.household_fit [OUT]

Its three scorers (resolver/entities/link_model.py) learn in their order, each on what the one
before it leaves, and all on the partition that the shipped person model gives: what they meet in
the field are its persons, not the true ones. Calibration is on registries of other seeds.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from resolver.entities.golden import Golden, golden_values
from resolver.entities.groups import HOUSEHOLD_SOURCES, Groups, Parts, group_parts, source_groups
from resolver.entities.kin import Mothers, mothers
from resolver.entities.link_model import SHIPPED_HOUSEHOLDS, HouseholdModel, LinkModel
from resolver.entities.part_links import PartPairs, part_features, part_pairs
from resolver.entities.rows import Codes, Rows, prepare
from resolver.entities.tally import heaviest
from resolver.entities.unit_links import UnitPairs, unit_features, unit_pairs
from resolver.entities.units import Units, family_units, join_units
from resolver.match.columns import match_columns
from resolver.match.link import link_records
from resolver.match.model import Model
from resolver.match.shipped import shipped_model
from resolver.pipeline import find_candidates, read_and_normalise
from resolver.progress import Progress, silent
from training.dataset import TRAINING_SECRET, Recipe
from training.dedupe_fit import calibrate
from training.synthetic import synthesise

_PLACE: Final = ("street", "hamlet", "house_no", "address_norm")


@dataclass(frozen=True)
class HomeRecipe(Recipe):
    """A registry to learn households from.

    `listing`: the household bases list by `families`, as the synthetic ones do (each family of a
    kitchen is drawn by itself); `whole`: a household whole or not at all, as a base rooted in
    households that visits the house; or `none`: the load has no such base.
    """

    listing: Literal["families", "whole", "none"] = "families"


RECIPES: Final = (
    HomeRecipe(20_000, 301, "realistic", True),
    HomeRecipe(20_000, 302, "hard", True, listing="whole"),
    HomeRecipe(20_000, 303, "realistic", False),
    HomeRecipe(20_000, 304, "hard", False, listing="whole"),
    HomeRecipe(20_000, 305, "easy", False, listing="none"),
    HomeRecipe(10_000, 321, "realistic", True, _PLACE, listing="whole"),
    HomeRecipe(10_000, 322, "hard", False, (*_PLACE, "rt", "rw")),
    HomeRecipe(10_000, 323, "realistic", False, ("relation", "mother_norm"), listing="whole"),
    HomeRecipe(10_000, 324, "realistic", False, _PLACE, listing="none"),
    HomeRecipe(10_000, 325, "hard", True, ("kk", "kk_digits"), listing="whole"),
)
"""Registries to learn from: levels, traps and ways of listing mixed, so that no one of them is
learnt, and some without columns that other places lack, so that what is unknown is not taken for a
difference."""

HELD: Final = (
    HomeRecipe(20_000, 306, "realistic", True),
    HomeRecipe(20_000, 307, "hard", True, listing="whole"),
    HomeRecipe(20_000, 308, "realistic", False, listing="none"),
    HomeRecipe(20_000, 309, "hard", False, listing="whole"),
)
"""Registries to calibrate on."""

ACCEPT: Final = {"parts": 0.8, "fragments": 0.9, "kitchens": 0.5}
"""Accepting lines, chosen on seeds 311-315: at the first two, what is not sure waits for the next
scorer, which knows more."""

Features = Mapping[str, NDArray[np.float64]]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Listings:
    """One registry on the road to households, with the truth per person of the partition: the
    family and the household of most of its rows."""

    rows: Rows
    golden: Golden
    groups: Groups
    parts: Parts
    pairs: PartPairs
    names: Mothers
    family: Codes
    household: Codes

    def part_match(self) -> Mask:
        """Tell of each pair of parts whether most people of the two are of one family."""
        part, person = self.parts.member
        most = heaviest(part, self.family[person], self.parts.count)
        a, b = most[self.pairs.a], most[self.pairs.b]
        return np.asarray((a == b) & (a >= 0))

    def units(self, parts: LinkModel) -> Units:
        """The family units that a scorer of parts leads to."""
        score = parts.scores(part_features(self.pairs))
        return family_units(self.rows, self.parts, self.pairs, score, self.golden.kk)

    def unit_pairs(self, units: Units) -> UnitPairs:
        """The candidate pairs of units."""
        return unit_pairs(self.rows, self.groups, self.parts, units, self.golden.kk, self.names)

    def unit_match(self, units: Units, pairs: UnitPairs) -> Mask:
        """Tell of each pair of units whether most people of the two share a kitchen."""
        most = heaviest(units.person, self.household, units.count)
        return np.asarray(most[pairs.a] == most[pairs.b])


def kept_rows(recipe: HomeRecipe, clean: pd.DataFrame, truth: pd.DataFrame) -> Mask:
    """Tell of each record whether it stays under the recipe's way of listing: where households are
    listed whole, one of which a household base misses a family goes from that base.

    In: the clean table, the truth of all its records.
    """
    keys = ["source", "source_record_id"]
    told = clean[keys].merge(truth, on=keys, how="left", validate="one_to_one")
    listed = told["source"].isin(list(HOUSEHOLD_SOURCES))
    if recipe.listing == "families":
        return np.ones(len(clean), dtype=bool)
    if recipe.listing == "none":
        return ~listed.to_numpy(bool)
    families = listed.groupby([told["household"], told["family"]]).any()
    known = families.groupby("household").agg(["any", "all"])
    partly = known.index[known["any"] & ~known["all"]]
    return ~(listed & told["household"].isin(partly)).to_numpy(bool)


def listings(recipe: HomeRecipe, model: Model) -> Listings:
    """Make a registry, resolve its persons, and gather what its sources list."""
    registry = synthesise(recipe.people, recipe.seed, recipe.level, recipe.traps)
    with tempfile.TemporaryDirectory() as folder:
        registry.write(Path(folder))
        load = read_and_normalise(Path(folder), TRAINING_SECRET)
    kept = kept_rows(recipe, load.clean, registry.truth)
    clean, raw = (table[kept].reset_index(drop=True) for table in (load.clean, load.raw))
    for column in recipe.without:
        clean[column] = pd.Series(pd.NA, index=clean.index, dtype=clean[column].dtype)
    partition = link_records(model, match_columns(clean), find_candidates(clean).pairs)
    return gather(clean, raw, partition.labels, registry.truth)


def gather(
    clean: pd.DataFrame, raw: pd.DataFrame, labels: NDArray[np.int32], truth: pd.DataFrame
) -> Listings:
    """Take a partition of persons down the road to pairs of parts."""
    rows = prepare(clean, raw, labels)
    keys = ["source", "source_record_id"]
    told = rows.table[keys].merge(truth, on=keys, how="left", validate="one_to_one")
    assert told["person"].notna().all(), "a record without truth would count as a household"
    golden = golden_values(rows)
    groups = source_groups(rows, golden.kk)
    parts = group_parts(rows, groups, golden.kk)
    family, household = (
        heaviest(rows.person, told[column].to_numpy(np.int32), rows.persons)
        for column in ("family", "household")
    )
    names = mothers(rows, golden.values["sex"], golden.choices["birth_date"].row)
    return Listings(rows, golden, groups, parts, part_pairs(parts), names, family, household)


def train_households(
    recipes: Sequence[HomeRecipe] = RECIPES,
    held: Sequence[HomeRecipe] = HELD,
    person_model: Model | None = None,
    accept: Mapping[str, float] = ACCEPT,
    progress: Progress = silent,
) -> HouseholdModel:
    """Train the three scorers.

    Args:
        recipes: registries to fit on.
        held: others, to calibrate on.
        person_model: what resolves the persons; the shipped one by default.
        accept: the accepting probability of each scorer.
        progress: told each step.
    """
    person_model = person_model or shipped_model()
    registries = []
    for recipe in (*recipes, *held):
        progress("label", f"{recipe.people:,} people, {recipe.level}, traps {recipe.traps}")
        registries.append(listings(recipe, person_model))
    return fit_households(registries[: len(recipes)], registries[len(recipes) :], accept, {
        "trained_with": "scikit-learn's LogisticRegression",
        "persons": person_model.digest,
        "recipes": [asdict(recipe) for recipe in recipes],
        "held": [asdict(recipe) for recipe in held],
    })  # fmt: skip


def fit_households(
    fitting: Sequence[Listings],
    held: Sequence[Listings],
    accept: Mapping[str, float] = ACCEPT,
    facts: Mapping[str, object] | None = None,
) -> HouseholdModel:
    """Fit the scorers one after the other. In: registries to fit and, others, to calibrate on."""
    labels: dict[str, int] = {}

    def learn(name: str, given: list[tuple[Features, Mask]]) -> LinkModel:
        fit, calibration = given[: len(fitting)], given[len(fitting) :]
        labels[name] = sum(len(match) for _, match in fit)
        return fit_links(fit, calibration, accept[name])

    both = [*fitting, *held]
    parts = learn("parts", [(part_features(one.pairs), one.part_match()) for one in both])
    units = [one.units(parts) for one in both]
    pairs = [one.unit_pairs(of) for one, of in zip(both, units, strict=True)]
    fragments = learn("fragments", _labelled(both, units, pairs))
    units = [
        join_units(of, found.a, found.b, fragments.scores(unit_features(found)))
        for of, found in zip(units, pairs, strict=True)
    ]
    pairs = [one.unit_pairs(of) for one, of in zip(both, units, strict=True)]
    kitchens = learn("kitchens", _labelled(both, units, pairs))
    return HouseholdModel(parts, fragments, kitchens, {**(facts or {}), "labels": labels})


def _labelled(
    registries: Sequence[Listings], units: Sequence[Units], pairs: Sequence[UnitPairs]
) -> list[tuple[Features, Mask]]:
    return [
        (unit_features(found), one.unit_match(of, found))
        for one, of, found in zip(registries, units, pairs, strict=True)
    ]


def fit_links(
    given: Sequence[tuple[Features, Mask]], held: Sequence[tuple[Features, Mask]], accept: float
) -> LinkModel:
    """Fit one scorer on features and truth, and calibrate it on others."""
    names = list(given[0][0])
    matrix, match = _stacked(names, given)
    # thousands of links for two dozen weights: a weak pull to zero is enough
    found = LogisticRegression(C=3.0, max_iter=5000).fit(matrix, match)
    weights = dict(zip(names, found.coef_[0].tolist(), strict=True))
    raw = LinkModel(weights, float(found.intercept_[0]), 1.0, 0.0, accept)
    logits = np.concatenate([raw.logits(features) for features, _ in held])
    slope, offset = calibrate(logits, np.concatenate([truth for _, truth in held]))
    return replace(raw, slope=slope, offset=offset)


def _stacked(
    names: list[str], given: Sequence[tuple[Features, Mask]]
) -> tuple[NDArray[np.float64], Mask]:
    rows = [np.column_stack([features[name] for name in names]) for features, _ in given]
    return np.concatenate(rows), np.concatenate([match for _, match in given])


def main() -> None:
    """Train and write the document; print its digest, which resolver/entities/link_model pins."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED_HOUSEHOLDS
    model = train_households(progress=lambda step, detail="": print(step, detail, flush=True))
    model.save(out)
    print(out.name, model.digest)


if __name__ == "__main__":
    main()
