"""Sets of whole numbers as sorted arrays."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def distinct(values: Ints) -> Ints:
    """The values, each once, in rising order (a sort beats numpy's hash table by far)."""
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]]


def stands_in(ordered: Ints, wanted: Ints) -> npt.NDArray[np.bool_]:
    """Tell which of the wanted values stand among the sorted ones."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.asarray(ordered[at] == wanted)


def without(values: Ints, known: Ints) -> Ints:
    """The distinct values that are not among *known*, in rising order."""
    new = distinct(values)
    return new[~stands_in(np.sort(known), new)]
