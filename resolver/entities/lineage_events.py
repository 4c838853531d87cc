"""What became of every id in a run: kept, merged, split, retired, revived, minted."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.identity import Kind

FORMER_COLUMNS: Final = ("record_id", "entity_id", "live", "minted", "ended")

EVENTS: Final = ("minted", "kept", "revived", "split_off", "merged", "split", "retired")
"""`minted`, `kept`, `revived`: the id is live. `split_off` stands beside one of these: some of the
id's records are now with others. `merged`, `split`, `retired`: the id is live no more, its records
are now with one other, with several, or gone. An id that was live no more before has a new
`merged` or `split` when its records are elsewhere than its successors."""

ENDS: Final = ("merged", "split", "retired")
"""Events after which an id is not live."""

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Fates:
    """Former rows and this run's components as codes, and which id holds which component.

    `entity`, `live`, `record`, `component`: per former row (component -1: the record is not in
    this run). `held`: component per id (-1 = none). `names`: id per code. `component_ids`, `sizes`:
    per component. `fresh`: components whose id is minted.
    """

    entity: Index
    live: NDArray[np.bool_]
    record: Index
    component: Index
    held: Index
    names: pd.Series
    component_ids: pd.Series
    sizes: Index
    fresh: Index


def event_tables(kind: Kind, fates: Fates) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events of a run and the successors that they name.

    Out: *events*: `entity_id`, `entity_kind`, `event`, `records_before` (live records of the run
    before), `records_now` (of the id, 0 where it is not live), `withdrawn` (of those before, not in
    this run), by id and event; each id once, and beside it at most one `split_off`; ids that were
    not live and whose fate is as before have none. *successors*: `entity_id`, `event`, `place`
    (0 …), `successor_id`, `records` (how many of the id's records it holds), most records first.
    """
    count, width = len(fates.names), np.int64(max(len(fates.sizes), 1))
    before = np.bincount(fates.entity[fates.live], minlength=count)
    away = fates.live & (fates.component < 0)
    withdrawn = np.bincount(fates.entity[away], minlength=count)
    was_live = before > 0

    # Where an id's last records are now, each record counted once.
    here = fates.component >= 0
    rows = np.unique(
        np.stack([fates.entity[here], fates.record[here], fates.component[here]]), axis=1
    )
    pairs, overlap = np.unique(rows[0] * width + rows[2], return_counts=True)
    entity, component = pairs // width, pairs % width
    elsewhere = component != fates.held[entity]
    others = np.bincount(entity[elsewhere], minlength=count)

    ended = (fates.held < 0) & (was_live | _moved_on(fates, pairs, width, was_live))
    alive = fates.held >= 0
    event = np.select(
        [alive & was_live, alive, ended & (others == 0), ended & (others == 1), ended],
        ["kept", "revived", "retired", "merged", "split"], "",
    ).astype(object)  # fmt: skip
    now = np.append(fates.sizes, 0)[fates.held]  # held -1 reads the last place
    ids = fates.names.to_numpy(dtype=object)
    told = np.flatnonzero(event != "")
    parted = np.flatnonzero((fates.held >= 0) & (others > 0))
    new = fates.component_ids.to_numpy(dtype=object)[fates.fresh]
    nothing = np.zeros(len(new), dtype=np.int64)
    events = pd.DataFrame(
        {
            "entity_id": _text(ids[told], ids[parted], new),
            "entity_kind": pd.array([kind] * (len(told) + len(parted) + len(new)), dtype="str"),
            "event": _text(event[told], np.full(len(parted), "split_off", dtype=object),
                           np.full(len(new), "minted", dtype=object)),
            "records_before": np.concatenate([before[told], before[parted], nothing]),
            "records_now": np.concatenate([now[told], now[parted], fates.sizes[fates.fresh]]),
            "withdrawn": np.concatenate([withdrawn[told], withdrawn[parted], nothing]),
        }
    )  # fmt: skip
    named = elsewhere & (
        (event[entity] != "") & (fates.held[entity] < 0) | (fates.held[entity] >= 0)
    )
    successors = pd.DataFrame(
        {
            "entity_id": _text(ids[entity[named]]),
            "event": _text(
                np.where(fates.held[entity[named]] >= 0, "split_off", event[entity[named]])
            ),
            "successor_id": fates.component_ids.take(component[named]).reset_index(drop=True),
            "records": overlap[named].astype(np.int64),
        }
    )
    order = np.lexsort(
        (successors["successor_id"], -successors["records"], successors["entity_id"])
    )
    successors = successors.take(order).reset_index(drop=True)
    place = successors.groupby("entity_id", sort=False).cumcount().astype(np.int64)
    successors.insert(2, "place", place)
    return events.sort_values(["entity_id", "event"], ignore_index=True), successors


def _moved_on(
    fates: Fates, now: Index, width: np.int64, was_live: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which dormant ids have their records elsewhere than their successors' fates say.

    In: the pairs (id * width + component) that have records in common.
    """
    count = len(fates.names)
    went = pd.DataFrame({"holder": now // width, "component": now % width})
    now = now[~was_live[now // width] & (fates.held[now // width] < 0)]
    if not len(now):
        return np.zeros(count, dtype=bool)
    holder = np.full(int(fates.record.max(initial=-1)) + 1, -1, dtype=np.int64)
    holder[fates.record[fates.live]] = fates.entity[fates.live]
    dormant = ~was_live[fates.entity] & (holder[fates.record] >= 0)
    links = np.unique(
        np.stack([fates.entity[dormant], holder[fates.record[dormant]]]), axis=1
    )  # dormant id → the live id of the run before that held some of its records
    # The fate of those: the component they keep, else those their records went to.
    kept = fates.held[links[1]] >= 0
    via_kept = links[0][kept] * width + fates.held[links[1][kept]]
    lost = pd.DataFrame({"dormant": links[0][~kept], "holder": links[1][~kept]})
    via = lost.merge(went, on="holder")
    implied = np.unique(
        np.concatenate(
            [
                via_kept,
                via["dormant"].to_numpy(np.int64) * width + via["component"].to_numpy(np.int64),
            ]
        )
    )
    implied = implied[np.isin(implied // width, now // width)]
    differing = np.setxor1d(now, implied, assume_unique=True)
    found = np.zeros(count, dtype=bool)
    found[differing // width] = True
    return found


def _text(*parts: NDArray[np.object_]) -> "pd.api.extensions.ExtensionArray":
    return pd.array(np.concatenate(parts), dtype="str")
