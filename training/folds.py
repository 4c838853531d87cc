"""Which labels are held back together, and how many pairs each of them stands for."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

from resolver.match.model import Probabilities
from training.labels.document import LabelsError

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

FOLDS = 5
LEAST = 10
"""Least number of matches, and of distinct pairs, that say anything beyond the prior."""
BANDS = np.array([0.001, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999])
"""Bands of probability within which labelled pairs stand for all."""


def stands_for(probability: Probabilities, every: Probabilities) -> Probabilities:
    """How many pairs of the load each labelled pair stands for, by bands of the prior's say.

    Within a band the labelled pairs are taken for a sample (post-stratification).

    Args:
        probability: of the labelled pairs, by the prior.
        every: of all scored pairs of the load.
    """
    band, bands = np.searchsorted(BANDS, probability), np.searchsorted(BANDS, every)
    sizes = np.bincount(bands, minlength=len(BANDS) + 1)
    labelled = np.bincount(band, minlength=len(BANDS) + 1)
    return np.asarray(np.maximum(sizes, labelled)[band] / labelled[band])


def folds_of(left: Ints, right: Ints, match: Bools) -> Ints:
    """Fold of each pair: pairs that share a family, over however many steps, share a fold.

    Args:
        left, right: family (or record) of the pairs' ends, as codes.
        match: the truth; both answers are spread over the folds.

    Raises:
        LabelsError: too few labels of one kind.
    """
    for word, count in (("matches", int(match.sum())), ("distinct pairs", int((~match).sum()))):
        if count < LEAST:
            raise LabelsError(
                f"The labels hold {count} {word}; at least {LEAST} are needed to learn from. "
                "Label more pairs (satukan label), or use the shipped model."
            )
    codes = np.unique(np.concatenate([left, right]), return_inverse=True)[1]
    ends = codes[: len(left)], codes[len(left) :]
    size = int(codes.max()) + 1
    tied = coo_array((np.ones(len(left)), ends), shape=(size, size))
    component = connected_components(tied, directed=False)[1][ends[0]]
    fold = np.zeros(len(match), dtype=np.int64)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    for number, (_, held) in enumerate(splitter.split(match, match, component)):
        fold[held] = number
    return np.unique(fold, return_inverse=True)[1].astype(np.int64)
