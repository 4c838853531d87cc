"""Where any id ever minted leads to: the live entities that hold what was its records."""

from typing import Final

import numpy as np
import pandas as pd

from resolver.entities.lineage import LineageError

STATES: Final = ("live", "merged", "split", "retired")
"""What an id is now: live; merged, one live successor (HTTP 308); split, several (410, listed);
retired, none (410)."""

_TELLING: Final = ("minted", "revived", "merged", "split", "retired")
"""Events that change what an id is; `kept` and `split_off` do not, and need not be stored."""


def redirects(events: pd.DataFrame, successors: pd.DataFrame) -> pd.DataFrame:
    """Resolve every id through all runs to the entities that are live after the last.

    In: the tables of :func:`resolver.entities.lineage_events.event_tables` of all runs, one below
    the other, with the column `sequence` (int: the runs' order) added to both. To read as of a run,
    give what was so far. Out: `entity_id`, `state` (:data:`STATES`), `successor_id` (a live id;
    its own for a live one, missing for a retired one), by both; one row a successor.

    An id's successors were live in the run that named them, so their own ends come later: no way
    leads back, and none is longer than there are runs. Raises LineageError when that is not so.
    """
    telling = events[events["event"].isin(_TELLING)].sort_values("sequence", kind="stable")
    last = telling.drop_duplicates("entity_id", keep="last").set_index("entity_id")
    live = last.index[last["event"].isin(("minted", "revived"))]
    key = ["entity_id", "sequence", "event"]
    steps = last.reset_index()[key].merge(successors[[*key, "successor_id"]], on=key)
    steps = steps[["entity_id", "successor_id"]].rename(
        columns={"entity_id": "via", "successor_id": "next"}
    )
    found = [pd.DataFrame({"entity_id": live, "successor_id": live}, dtype="str")]
    way = pd.DataFrame({"entity_id": last.index.difference(live)}, dtype="str")
    way["via"] = way["entity_id"]
    for _ in range(events["sequence"].nunique() + 1):
        way = way.merge(steps, on="via")[["entity_id", "next"]].drop_duplicates()
        way = way.rename(columns={"next": "via"})
        there = way["via"].isin(live)
        found.append(way[there].rename(columns={"via": "successor_id"}))
        way = way[~there]
        if way.empty:
            break
    else:
        raise LineageError("An id's successors lead back to it.")
    ends = pd.concat(found, ignore_index=True).drop_duplicates()
    lost = last.index[~last.index.isin(ends["entity_id"])]
    nowhere = pd.DataFrame({"entity_id": lost, "successor_id": pd.NA}, dtype="str")
    ends = pd.concat([ends, nowhere], ignore_index=True)
    many = ends.groupby("entity_id")["successor_id"].transform("count").to_numpy()
    state = np.select([ends["entity_id"].isin(live), many == 1, many > 1], STATES[:3], STATES[3])
    ends.insert(1, "state", pd.Series(state, index=ends.index, dtype="str"))
    return ends.sort_values(["entity_id", "successor_id"], ignore_index=True)
