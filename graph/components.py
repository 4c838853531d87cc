"""Connected components of accepted links."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def components(
    count: int, a: npt.NDArray[np.integer], b: npt.NDArray[np.integer]
) -> npt.NDArray[np.int32]:
    """Label the connected components of an undirected graph.

    Args:
        count: number of nodes, numbered 0 … count - 1.
        a, b: ends of the edges.

    Returns:
        int32 array of labels: each component's is its smallest node, so that labels do not
        depend on the order of the edges.
    """
    if count == 0:
        return np.zeros(0, dtype=np.int32)
    edges = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    _, labels = connected_components(edges, directed=False)
    smallest = np.full(int(labels.max()) + 1, count, dtype=np.int64)
    np.minimum.at(smallest, labels, np.arange(count))
    result: npt.NDArray[np.int32] = smallest[labels].astype(np.int32)
    return result
