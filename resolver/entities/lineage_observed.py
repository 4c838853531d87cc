"""What became of every id where the ids are given already: a run to publish, a state to return to.

The counterpart of :func:`resolver.entities.lineage.inherit`, which chooses the ids.
"""

import numpy as np
import pandas as pd

from resolver.entities.identity import Kind
from resolver.entities.lineage import Inheritance, encode, settled


def observe(kind: Kind, former: pd.DataFrame, given: pd.DataFrame) -> Inheritance:
    """Return what became of every id.

    In: the kind; *former* as of :func:`inherit`; *given*: `record_id` (unique), `entity_id`.
    Out: as of :func:`inherit`; a component is the number of its id among the sorted given ids.
    Raises LineageError.
    """
    part, names = pd.factorize(given["entity_id"], sort=True)
    current = pd.DataFrame(
        {"record_id": given["record_id"].reset_index(drop=True), "component": part.astype(np.int64)}
    )
    codes = encode(former, current)
    ids = np.asarray(names, dtype=object)[codes.labels]
    held = pd.Index(ids).get_indexer(pd.Index(codes.names)).astype(np.int64)
    return settled(kind, codes, held, ids, given["record_id"])
