"""What became of every id where the ids are given already: a run to publish, a state to return to.

The counterpart of :func:`resolver.entities.lineage.inherit`, which chooses the ids.
"""

import numpy as np
import pandas as pd

from resolver.entities.identity import Kind
from resolver.entities.lineage import Inheritance, encode
from resolver.entities.lineage_events import Fates, event_tables


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
    ids = pd.Series(np.asarray(names, dtype=object)[codes.labels], dtype="str")
    known = pd.Index(codes.names)
    held = pd.Index(ids).get_indexer(known).astype(np.int64)
    fresh = np.flatnonzero(known.get_indexer(pd.Index(ids)) < 0)
    was_live = np.zeros(len(known), dtype=bool)
    was_live[codes.entity[codes.live]] = True
    how = np.full(len(ids), "minted", dtype=object)
    keeping = np.flatnonzero(held >= 0)
    how[held[keeping]] = np.where(was_live[keeping], "kept", "revived")
    sizes = np.bincount(codes.component, minlength=len(ids)).astype(np.int64)
    fates = Fates(
        entity=codes.entity,
        live=codes.live,
        record=codes.row_record,
        component=codes.row_component,
        held=held,
        names=codes.names,
        component_ids=ids,
        sizes=sizes,
        fresh=fresh,
    )
    events, successors = event_tables(kind, fates)
    table = pd.DataFrame(
        {
            "component": codes.labels,
            "entity_id": ids,
            "how": pd.array(how, dtype="str"),
            "founding": codes.founding.astype("str"),
            "records": sizes,
        }
    )
    return Inheritance(
        ids=table.sort_values("component", ignore_index=True),
        events=events,
        successors=successors,
        assignments=given[["record_id", "entity_id"]].reset_index(drop=True).astype("str"),
    )
