"""Scored pairs to clusters, for peers that make none themselves, at many thresholds."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

RISING = 1.0
"""By how much the log odds asked for rise where a cluster is too large."""


def write_components(
    records: pd.Index, ends: tuple[np.ndarray, np.ndarray], probability: np.ndarray,
    folder: Path, thresholds: Sequence[float], largest: int,
) -> None:  # fmt: skip
    """Write the connected components at each threshold; too large ones are split.

    What a careful user would do by hand: clusters of more than *largest* records are joined
    again at rising thresholds until none is left, or nothing can be asked any more.
    """
    clipped = np.clip(probability, 1e-15, 1 - 1e-15)
    odds = np.log(clipped / (1 - clipped))
    for threshold in thresholds:
        kept = probability >= threshold
        cluster = components(len(records), ends[0][kept], ends[1][kept])
        least = np.log(threshold / (1 - threshold))
        while least < odds.max(initial=0.0):
            big = np.bincount(cluster)[cluster] > largest
            if not big.any():
                break
            least += RISING
            kept = (odds >= least) & big[ends[0]] & (cluster[ends[0]] == cluster[ends[1]])
            parts = components(len(records), ends[0][kept], ends[1][kept])
            mixed = np.where(big, parts + len(records), cluster)
            cluster = np.unique(mixed, return_inverse=True)[1]
        table = pd.DataFrame({"record_id": records, "cluster": cluster})
        table.to_parquet(folder / f"{threshold}.parquet")


def components(records: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(records, records))
    return connected_components(graph, directed=False)[1]
