"""A naive rule for orientation: the same NIK, or the same name and the same birth date."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def naive_labels(said: pd.DataFrame) -> np.ndarray:
    """Label rows that a chain of equal NIKs, or equal name and date, ties.

    Args:
        said: what the rows say, text: ``nik`` (as written), ``name``, ``birth``; blank = not told.
    """
    at = np.arange(len(said))
    nik = said["nik"].where(
        said["nik"].str.fullmatch(r"\d{16}") & ~said["nik"].str.fullmatch(r"(\d)\1+"), ""
    )
    both = (said["name"].str.upper() + "|" + said["birth"]).where(
        (said["name"] != "") & (said["birth"] != ""), ""
    )
    heads, tails = [], []
    for key in (nik, both):
        first = pd.Series(at).groupby(key.to_numpy()).transform("first").to_numpy()
        told = (key != "").to_numpy()
        heads.append(at[told])
        tails.append(first[told])
    head, tail = np.concatenate(heads), np.concatenate(tails)
    graph = coo_matrix((np.ones(len(head)), (head, tail)), shape=(len(said), len(said)))
    return np.asarray(connected_components(graph, directed=False)[1])
