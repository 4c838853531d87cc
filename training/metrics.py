"""Agreement of two labelings of the same records, counted exactly from their contingency table.

A labeling is an integer code per record; records of one code are one cluster. No pair is ever
enumerated: pairs are counted from cluster sizes, in integers.
"""

from dataclasses import asdict, dataclass
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int64]


def ratio(part: float, whole: float) -> float:
    """Return part / whole, and 1 where there is nothing to get wrong (whole = 0)."""
    return part / whole if whole else 1.0


def f1_score(precision: float, recall: float) -> float:
    """Return the harmonic mean of the two, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def dense(labels: ArrayLike) -> Codes:
    """Number the distinct labels 0, 1, … by first appearance; a missing one is an error."""
    codes, _ = pd.factorize(pd.Series(labels))
    if (codes < 0).any():
        raise ValueError("a record without a label: give every record a cluster of its own")
    return codes.astype(np.int64)


def cells(true: Codes, predicted: Codes) -> tuple[Codes, Codes, Codes]:
    """Return the non-empty cells of the contingency table: true code, predicted code, records."""
    width = int(predicted.max()) + 1 if len(predicted) else 1
    keys, counts = np.unique(true * width + predicted, return_counts=True)
    return keys // width, keys % width, counts.astype(np.int64)


def pairs_in(counts: Codes) -> int:
    """Return the number of unordered pairs inside clusters of these sizes."""
    return int((counts * (counts - 1) // 2).sum())


@dataclass(frozen=True)
class PairScore:
    """Pairs of records: how many are together in truth, in the result, and in both."""

    true: int
    predicted: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the result's pairs that are true."""
        return ratio(self.both, self.predicted)

    @property
    def recall(self) -> float:
        """Share of the true pairs that the result has."""
        return ratio(self.both, self.true)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return f1_score(self.precision, self.recall)

    def minus(self, other: "PairScore") -> "PairScore":
        """Return the counts without the pairs counted in `other`."""
        return PairScore(
            self.true - other.true, self.predicted - other.predicted, self.both - other.both
        )

    def as_dict(self) -> dict[str, float]:
        """Return counts and ratios, for JSON."""
        return asdict(self) | {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def pair_score(true: Codes, predicted: Codes) -> PairScore:
    """Compare two labelings (dense codes, one per record) by the pairs they put together."""
    _, _, together = cells(true, predicted)
    return PairScore(
        pairs_in(np.bincount(true)), pairs_in(np.bincount(predicted)), pairs_in(together)
    )


def pair_score_touching(true: Codes, predicted: Codes, mask: NDArray[np.bool_]) -> PairScore:
    """Compare by the pairs with at least one record in `mask`: all pairs less those outside."""
    outside = ~mask
    return pair_score(true, predicted).minus(pair_score(true[outside], predicted[outside]))


@dataclass(frozen=True)
class BCubed:
    """Precision and recall per record, averaged: large clusters do not drown the small."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return f1_score(self.precision, self.recall)

    def as_dict(self) -> dict[str, float]:
        """Return the three ratios, for JSON."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def b_cubed(true: Codes, predicted: Codes) -> BCubed:
    """Return, over records, the mean share of its cluster that is its person, and the reverse."""
    of_true, of_predicted, counts = cells(true, predicted)
    squares = counts.astype(np.float64) ** 2
    records = len(true)
    return BCubed(
        ratio(float((squares / np.bincount(predicted)[of_predicted]).sum()), records),
        ratio(float((squares / np.bincount(true)[of_true]).sum()), records),
    )


def exact_share(true: Codes, predicted: Codes) -> float:
    """Return the share of the true clusters that are found whole and with nothing else in them."""
    of_true, of_predicted, counts = cells(true, predicted)
    sizes = np.bincount(true)
    whole = (sizes[of_true] == counts) & (np.bincount(predicted)[of_predicted] == counts)
    return ratio(int(whole.sum()), int((sizes > 0).sum()))


@dataclass(frozen=True)
class Shape:
    """What went wrong, in clusters: `over_merges` hold two true ones or more, `splits` are true
    clusters found in two or more places."""

    clusters: int
    true_clusters: int
    largest: int
    over_merges: int
    over_merged_records: int
    splits: int

    def as_dict(self) -> dict[str, int]:
        """Return the counts, for JSON."""
        return asdict(self)


def shape(true: Codes, predicted: Codes) -> Shape:
    """Count clusters, over-merges (and the records in them), splits, and the largest cluster."""
    of_true, of_predicted, _ = cells(true, predicted)
    sizes = np.bincount(predicted)
    mixed = np.bincount(of_predicted) > 1
    return Shape(
        clusters=len(sizes),
        true_clusters=len(np.bincount(true)),
        largest=int(sizes.max()) if len(sizes) else 0,
        over_merges=int(mixed.sum()),
        over_merged_records=int(sizes[mixed].sum()),
        splits=int((np.bincount(of_true) > 1).sum()),
    )


def wilson(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's bounds of a share (95 % by default); no trial says nothing: (0, 1).

    Pairs of one cluster depend on each other, so read the bounds as a lower limit of the doubt.
    """
    if not trials:
        return 0.0, 1.0
    share = hits / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def candidate_recall(true: Codes, a: Codes, b: Codes) -> float:
    """Return the share of the true pairs that stand among candidates (record positions a, b).

    A pair counts once, whatever its direction or repetitions; a record with itself is no pair.
    """
    low, high = np.minimum(a, b), np.maximum(a, b)
    real = (low != high) & (true[low] == true[high])
    hits = len(np.unique(low[real] * np.int64(len(true)) + high[real]))
    return ratio(hits, pairs_in(np.bincount(true)))
