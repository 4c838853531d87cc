"""Labelled candidate pairs from synthetic registries, whose truth is known."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.match.columns import MatchColumns, Rows, match_columns
from resolver.pipeline import find_candidates, read_and_normalise
from training.synthetic import LevelName, synthesise

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
    registry = synthesise(recipe.people, recipe.seed, recipe.level, recipe.traps)
    with tempfile.TemporaryDirectory() as folder:
        registry.write(Path(folder))
        clean = read_and_normalise(Path(folder), TRAINING_SECRET).clean
    for column in recipe.without:
        clean[column] = pd.Series(pd.NA, index=clean.index, dtype=clean[column].dtype)
    truth = clean[["source", "source_record_id"]].merge(
        registry.truth, on=["source", "source_record_id"], how="left", validate="one_to_one"
    )
    assert truth["person"].notna().all(), "a record without truth would count as a match"
    person = pd.factorize(truth["person"])[0].astype(np.int64)
    household = pd.factorize(truth["household"])[0].astype(np.int64)
    pairs = find_candidates(clean).pairs
    match = person[pairs["a"]] == person[pairs["b"]]
    return LabelledPairs(match_columns(clean), pairs, match, person, household, truth)
