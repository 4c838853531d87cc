"""Scores of clusters against the truth, and the doubt about a difference of two."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from training.metrics import Codes, PairScore, dense, pair_score

RESAMPLES = 500


def read_clusters(path: Path, records: "pd.Series[str]") -> Codes:
    """Dense cluster codes in the order of *records*.

    Raises:
        ValueError: a record stands in no cluster, or in two.
    """
    table = pd.read_parquet(path, columns=["record_id", "cluster"])
    if table["record_id"].duplicated().any():
        raise ValueError(f"{path.name}: a record stands in two clusters")
    return dense(table.set_index("record_id")["cluster"].reindex(records).to_numpy())


def best_clusters(
    paths: dict[float, Path], records: "pd.Series[str]", person: Codes
) -> tuple[float, PairScore]:
    """The threshold whose clusters have the highest pair F1, and its score."""
    scores = {t: pair_score(person, read_clusters(path, records)) for t, path in paths.items()}
    best = max(scores, key=lambda t: scores[t].f1)
    return best, scores[best]


def f1_difference(
    person: Codes, ours: Codes, theirs: Codes, seed: int = 0
) -> tuple[float, float, float]:
    """F1 of *ours* less F1 of *theirs*: as measured, and the 2.5 % and 97.5 % of a bootstrap.

    True persons are drawn with replacement, the same for both. A pair belongs half to the person
    of each of its records, so that a wrong pair over two persons counts in both.
    """
    drawn = np.random.default_rng(seed)
    mine, other = _parts(person, ours), _parts(person, theirs)
    persons = int(person.max()) + 1
    # A weight of 1 each gives what was measured; a few persons in memory at a time are enough.
    differences = [_f1(mine, np.ones(persons)) - _f1(other, np.ones(persons))]
    for _ in range(RESAMPLES):
        weight = np.bincount(drawn.integers(0, persons, persons), minlength=persons)
        differences.append(_f1(mine, weight) - _f1(other, weight))
    low, high = np.quantile(differences[1:], [0.025, 0.975])
    return float(differences[0]), float(low), float(high)


Floats = npt.NDArray[np.float64]


def _parts(person: Codes, clusters: Codes) -> tuple[Floats, Floats]:
    """Each person's true and predicted pairs together, and those that are both."""
    _, cell = np.unique(person * (int(clusters.max()) + 1) + clusters, return_inverse=True)
    true, predicted, both = (
        np.bincount(person, weights=(np.bincount(codes)[codes] - 1) / 2)
        for codes in (person, clusters, cell)
    )
    return true + predicted, both


def _f1(parts: tuple[Floats, Floats], weight: npt.NDArray[np.generic]) -> float:
    every, both = parts
    return float(2 * (weight @ both) / max(float(weight @ every), 1.0))
