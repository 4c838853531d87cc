"""Pair scores of two partitions of the same rows, written plainly."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class PairScore:
    """Pairs of rows: said to be one, truly one, and both."""

    said: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.said + self.true) if self.said + self.true else 1.0


def pair_score(true: np.ndarray, said: np.ndarray) -> PairScore:
    """Compare two labellings of the same rows, int codes each."""

    def pairs(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    table = pd.DataFrame({"true": true, "said": said})
    return PairScore(
        pairs(table.groupby("said").size()),
        pairs(table.groupby("true").size()),
        pairs(table.groupby(["said", "true"]).size()),
    )


def exact_share(true: np.ndarray, said: np.ndarray) -> float:
    """Share of the true groups that are found whole and with nobody else."""
    table = pd.DataFrame({"true": true, "said": said})
    table["size_true"] = table.groupby("true")["said"].transform("size")
    table["size_said"] = table.groupby("said")["true"].transform("size")
    table["size_both"] = table.groupby(["true", "said"])["said"].transform("size")
    whole = (table["size_both"] == table["size_true"]) & (table["size_both"] == table["size_said"])
    return float(whole.groupby(table["true"]).all().mean())
