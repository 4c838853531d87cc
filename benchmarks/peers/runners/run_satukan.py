"""satukan, at its shipped thresholds.

    python run_satukan.py link CLEAN OUT [MODEL]
    python run_satukan.py train CLEAN MODEL LABELS

Without MODEL the shipped one links; ``train`` fits one to a user's own labels with dedupe.
"""

import sys
from pathlib import Path

import pandas as pd

from resolver.match.columns import match_columns
from resolver.match.link import link_records
from resolver.match.model import load_model
from resolver.match.shipped import shipped_model
from resolver.pipeline import find_candidates


def link(clean: Path, out: Path, model: Path | None = None) -> None:
    rows = pd.read_parquet(clean)
    pairs = find_candidates(rows).pairs
    known = load_model(model) if model else shipped_model()
    partition = link_records(known, match_columns(rows), pairs)
    clusters = pd.DataFrame({"record_id": rows["record_id"], "cluster": partition.labels})
    clusters.to_parquet(out)


def train(clean: Path, model: Path, labels: Path) -> None:
    from benchmarks.peers.label_fit import fit_labels  # noqa: PLC0415 - training alone needs dedupe

    fit_labels(pd.read_parquet(clean), pd.read_parquet(labels)).save(model)


if __name__ == "__main__":
    {"link": link, "train": train}[sys.argv[1]](*map(Path, sys.argv[2:]))
