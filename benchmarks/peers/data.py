"""The sets that all linkers get: cleaned rows, raw rows, and apart from them the truth."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.pipeline import Normalised, find_candidates, read_and_normalise
from training.dataset import TRAINING_SECRET
from training.metrics import dense
from training.synthetic import LevelName, synthesise

BUDGETS = (200, 2000)
"""How many labelled pairs the learning peers get, beside none."""


@dataclass(frozen=True)
class LinkageSet:
    """One set in a folder.

    Attributes:
        kind: ``registry`` or ``febrl``: which of its configurations a peer takes.
        name, seed: for the table.
        folder: holds ``clean.parquet`` (docs/tables.md §3), ``raw.parquet`` (§2, for the hand
            rules, which clean for themselves) and, of FEBRL, ``plain.parquet``: its own columns
            beside ``record_id`` and ``source``, what its peers' documentation works on.
        records: the record ids in the order of the rows.
        person: their truth as dense codes.
    """

    kind: str
    name: str
    seed: int
    folder: Path
    records: "pd.Series[str]"
    person: npt.NDArray[np.int64]

    @property
    def clean(self) -> Path:
        """The cleaned rows."""
        return self.folder / "clean.parquet"

    @property
    def raw(self) -> Path:
        """The rows as they came."""
        return self.folder / "raw.parquet"

    @property
    def rows(self) -> Path:
        """What the peers read."""
        return self.folder / "plain.parquet" if self.kind == "febrl" else self.clean

    def labels(self, budget: int, how: str = "drawn") -> Path:
        """The labelled pairs of a budget: ``record_a``, ``record_b``, ``match``."""
        return self.folder / f"labels-{budget}-{how}.parquet"


def registry_set(
    folder: Path, people: int, seed: int, level: LevelName, traps: bool, budgets: tuple[int, ...]
) -> LinkageSet:
    """Make a registry, normalise it once, and write what the linkers read into *folder*."""
    registry = synthesise(people, seed, level, traps)
    with tempfile.TemporaryDirectory() as extracts:
        registry.write(Path(extracts))
        load = read_and_normalise(Path(extracts), TRAINING_SECRET)
    name = level + (" with traps" if traps else "")
    return write_set(folder, "registry", name, seed, load, registry.truth, budgets)


def outside_set(
    tree: Path, folder: Path, people: int, seed: int, level: str, budgets: tuple[int, ...]
) -> LinkageSet:
    """Make an independently written population (``benchmarks/outside`` of *tree*).

    Raises:
        subprocess.CalledProcessError: it could not be made.
    """
    make = [sys.executable, "-m", "benchmarks.outside", "make", str((folder / "made").resolve())]
    arguments = ["--people", str(people), "--seed", str(seed), "--level", level]
    environment = os.environ | {"PYTHONPATH": str(tree)}
    subprocess.run([*make, *arguments], check=True, cwd=tree, env=environment)
    (truth,) = (folder / "made" / "truth").glob("*.parquet")
    extracts = folder / "made" / "extracts"
    load = read_and_normalise(extracts, TRAINING_SECRET, mapping=extracts / "mapping.toml")
    name = f"outside, {level}"
    return write_set(folder, "registry", name, seed, load, pd.read_parquet(truth), budgets)


def write_set(
    folder: Path,
    kind: str,
    name: str,
    seed: int,
    load: Normalised,
    truth: pd.DataFrame,
    budgets: tuple[int, ...],
) -> LinkageSet:
    """Write a normalised load, and labels for the budgets, into *folder*.

    Args:
        truth: ``source``, ``source_record_id``, ``person``, a line for each row of the load.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = ["source", "source_record_id"]
    joined = load.clean[keys].merge(
        truth[[*keys, "person"]], on=keys, how="left", validate="one_to_one"
    )
    person = dense(joined["person"].to_numpy())
    result = LinkageSet(kind, name, seed, folder, load.clean["record_id"], person)
    load.clean.to_parquet(result.clean)
    load.raw.assign(record_id=load.clean["record_id"]).to_parquet(result.raw)
    for budget in budgets:
        draw_labels(load.clean, person, budget, seed).to_parquet(result.labels(budget))
    return result


def draw_labels(
    clean: pd.DataFrame, person: npt.NDArray[np.int64], budget: int, seed: int
) -> pd.DataFrame:
    """Pairs drawn at random from satukan's candidates, with the truth."""
    pairs = find_candidates(clean).pairs
    drawn = np.random.default_rng(seed).choice(len(pairs), min(budget, len(pairs)), replace=False)
    a, b = pairs["a"].to_numpy()[drawn], pairs["b"].to_numpy()[drawn]
    records = clean["record_id"]
    return pd.DataFrame(
        {
            "record_a": records.iloc[a].to_numpy(),
            "record_b": records.iloc[b].to_numpy(),
            "match": person[a] == person[b],
        }
    )
