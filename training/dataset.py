"""Labelled candidate pairs from synthetic registries, whose truth is known."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.match.columns import MatchColumns, Rows, match_columns
from resolver.pipeline import find_candidates, read_and_normalise
from training.synthetic import LevelName, synthesise
from training.synthetic.rates import Times

TRAINING_SECRET = b"synthetic data only"
"""Key of the record ids of training sets; they are thrown away after training."""


@dataclass(frozen=True)
class Recipe:
    """Which synthetic registry to make; see :func:`training.synthetic.synthesise`."""

    people: int
    seed: int
    level: LevelName
    traps: bool
    without: tuple[str, ...] = ()
    """Columns of the clean table (docs/tables.md §3) that are blanked: what other places lack."""
    times: Times = ()
    """What the rates of single kinds of error are multiplied by, by the beginnings of names."""
    habits: tuple[str, ...] = ()
    """Kinds of damage beyond the level's: of :mod:`training.synthetic.offices`, or of lists
    (:data:`LISTS`)."""


@dataclass(frozen=True)
class LabelledPairs:
    """The candidate pairs of one registry with their truth.

    Attributes:
        columns: the encoded records.
        pairs: the candidates as :data:`graph.candidates.CANDIDATE_PAIRS` gives them.
        match: whether a pair is one person.
        person: true person of each record, as dense codes.
        household: true household of each record, as dense codes: what a split must not cut.
        truth: the truth's line of each record (docs/tables.md §6).
    """

    columns: MatchColumns
    pairs: pd.DataFrame
    match: npt.NDArray[np.bool_]
    person: npt.NDArray[np.int64]
    household: npt.NDArray[np.int64]
    truth: pd.DataFrame

    @property
    def ends(self) -> tuple[Rows, Rows]:
        """The rows of the pairs."""
        return self.pairs["a"].to_numpy(np.int32), self.pairs["b"].to_numpy(np.int32)


def labelled_pairs(recipe: Recipe) -> LabelledPairs:
    """Make a registry, take it down the road to candidate pairs, and label them by the truth."""
    clean, truth = clean_records(recipe)
    person = pd.factorize(truth["person"])[0].astype(np.int64)
    household = pd.factorize(truth["household"])[0].astype(np.int64)
    pairs = find_candidates(clean).pairs
    match = person[pairs["a"]] == person[pairs["b"]]
    return LabelledPairs(match_columns(clean), pairs, match, person, household, truth)


def clean_records(recipe: Recipe) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make a registry and normalise it: the clean table (docs/tables.md §3) and its truth (§6)."""
    registry = synthesise(
        recipe.people, recipe.seed, recipe.level, recipe.traps, recipe.times, recipe.habits
    )
    with tempfile.TemporaryDirectory() as folder:
        registry.write(Path(folder))
        clean = read_and_normalise(Path(folder), TRAINING_SECRET).clean
    for column in recipe.without:
        clean[column] = pd.Series(pd.NA, index=clean.index, dtype=clean[column].dtype)
    truth = clean[["source", "source_record_id"]].merge(
        registry.truth, on=["source", "source_record_id"], how="left", validate="one_to_one"
    )
    assert truth["person"].notna().all(), "a record without truth would count as a match"
    rng = np.random.default_rng(recipe.seed)
    for habit, change in LISTS.items():
        if habit in recipe.habits:
            change(clean, rng)
    return clean, truth


def _no_groups(clean: pd.DataFrame, rng: np.random.Generator) -> None:
    """One base does not say who is listed with whom."""
    sources = np.unique(clean["source"].to_numpy(object))
    clean.loc[(clean["source"] == rng.choice(sources)).to_numpy(), "group_id"] = pd.NA


def _two_bases(clean: pd.DataFrame, rng: np.random.Generator) -> None:
    """A base was pasted into another: their rows meet as rows of one."""
    sources = rng.permutation(np.unique(clean["source"].to_numpy(object)))
    clean.loc[(clean["source"] == sources[0]).to_numpy(), "source"] = str(sources[1])


def _one_base(clean: pd.DataFrame, rng: np.random.Generator) -> None:
    """All were pasted into one list."""
    clean["source"] = str(rng.choice(np.unique(clean["source"].to_numpy(object))))


LISTS: Final[dict[str, Callable[[pd.DataFrame, np.random.Generator], None]]] = {
    "no_groups": _no_groups,
    "two_bases": _two_bases,
    "one_base": _one_base,
}
"""Habits of whole lists, by their names in a recipe."""
