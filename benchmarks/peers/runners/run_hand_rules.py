"""The frozen hand rules, on the raw rows: they clean for themselves. ``link RAW OUT``."""

import sys
from pathlib import Path

import pandas as pd

from training.hand_rules import hand_rules_clusters


def main(raw: Path, out: Path) -> None:
    rows = pd.read_parquet(raw)
    clusters = pd.DataFrame({"record_id": rows["record_id"], "cluster": hand_rules_clusters(rows)})
    clusters.to_parquet(out)


if __name__ == "__main__":
    main(Path(sys.argv[2]), Path(sys.argv[3]))
