"""Which part of all records can be judged alone."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def closure(former: pd.DataFrame, records: pd.Series) -> pd.Series:
    """Return the records whose fate may hang together with that of *records*, these among them.

    Records that share an id, live or dormant, hang together. Where components of this run do not
    leave the closure, `inherit` on that part equals `inherit` on everything.
    """
    every = pd.concat([former["record_id"], records], ignore_index=True)
    codes, names = pd.factorize(every)
    ids, distinct = pd.factorize(former["entity_id"])
    size = len(names) + len(distinct)
    edges = (codes[: len(former)], ids + len(names))
    graph = coo_array((np.ones(len(former), np.int8), edges), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    wanted = np.zeros(int(part.max(initial=-1)) + 1, dtype=bool)
    wanted[part[codes[len(former) :]]] = True
    found = pd.Series(names[wanted[part[: len(names)]]], dtype="str")
    return found.sort_values(ignore_index=True)
