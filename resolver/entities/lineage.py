"""Identity over time: which component of this run keeps which entity id of the runs before.

The rule (decision 0014): an id is kept by the component that holds most of its records. Pairs of
id and component are taken by falling overlap, equal overlaps the older id first (minted earlier,
then the smaller id), then the component with more records that never were another id's, then the
smaller founding record; a pair counts only while both are free. The rest is minted.

An id that is not live keeps the records it had last, as *dormant* rows. A component that no live
id keeps revives a dormant id when it holds more than half of what is left of the id's records,
and these are more than half of all its records that ever had an id: so an unmerge gives back the
id that the merge took, and no id passes to other people. Of several such ids the one with most
records is revived, then the one that was live last, then the older.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.identity import Kind
from resolver.entities.lineage_events import FORMER_COLUMNS, Fates, event_tables
from resolver.errors import SatukanError

Index = NDArray[np.int64]
MintNew = Callable[[pd.Series], pd.Series]

_ATTEMPTS: Final = 8


class LineageError(SatukanError):
    """The tables given to the lineage contradict themselves."""

    code = "lineage"


@dataclass(frozen=True)
class Inheritance:
    """Which id each component has, and what became of every id.

    `ids`: `component` (int64), `entity_id`, `how` (`kept`, `revived`, `minted`), `founding` (its
    smallest record id), `records` (int64), by component. `events`, `successors`: see
    :func:`resolver.entities.lineage_events.event_tables`. `assignments`: `record_id`, `entity_id`,
    in the order of *current*.
    """

    ids: pd.DataFrame
    events: pd.DataFrame
    successors: pd.DataFrame
    assignments: pd.DataFrame


@dataclass(frozen=True)
class Codes:
    """Former and current as integers: ids by age, components by founding record."""

    entity: Index  # of each former row
    live: NDArray[np.bool_]
    ended: Index  # entity code → when it was live last, of ids that are live the highest
    row_component: Index  # of each former row, -1 = its record is not in this run
    row_record: Index
    component: Index  # of each current record
    names: pd.Series  # entity code → id
    labels: Index  # component code → the caller's label
    founding: pd.Series  # component code → smallest record id
    records: int


def inherit(
    kind: Kind,
    former: pd.DataFrame,
    current: pd.DataFrame,
    mint_new: MintNew,
    *,
    taken: pd.Series | None = None,
) -> Inheritance:
    """Give every component an id, kept, revived or minted.

    In: the kind; *former*: `record_id`, `entity_id` (str), `live` (bool: False for a dormant row),
    `minted` (int: the order of the run that minted the id) and `ended` (int: the order of the run
    that ended a dormant row, -1 for a live one; where the column is missing, none was last), at
    most one live row a record; *current*: `record_id` (unique), `component` (int); *mint_new*:
    founding record ids → ids (:func:`resolver.entities.identity.mint`); *taken*: ids that exist
    beside those of *former*. A part of all records may be given where it is closed
    (:func:`resolver.entities.lineage_part.closure`). The result does not depend on the order of
    rows nor on the components' numbers. Raises LineageError.
    """
    codes = encode(former, current)
    held = _match(codes)
    of_component = np.full(len(codes.labels), -1, dtype=np.int64)
    of_component[held[held >= 0]] = np.flatnonzero(held >= 0)
    fresh = np.flatnonzero(of_component < 0)
    ids = codes.names.reindex(of_component).to_numpy(dtype=object)
    ids[fresh] = _mint(codes, fresh, mint_new, taken).to_numpy(dtype=object)
    return settled(kind, codes, held, ids, current["record_id"])


def settled(
    kind: Kind, codes: Codes, held: Index, ids: NDArray[np.object_], record_id: pd.Series
) -> Inheritance:
    """Return what became of every id, once it is known which component holds which.

    In: the kind; :func:`encode`'s codes; the component of each former id (-1 = none); the id of
    each component; the current records' ids.
    """
    of_component = np.full(len(ids), -1, dtype=np.int64)
    of_component[held[held >= 0]] = np.flatnonzero(held >= 0)
    was_live = np.zeros(len(codes.names) + 1, dtype=bool)  # the last place stands for no id
    was_live[codes.entity[codes.live]] = True
    how = np.full(len(ids), "minted", dtype=object)
    how[of_component >= 0] = "revived"
    how[(of_component >= 0) & was_live[of_component]] = "kept"
    sizes = np.bincount(codes.component, minlength=len(ids)).astype(np.int64)
    table = pd.DataFrame(
        {
            "component": codes.labels,
            "entity_id": pd.array(ids, dtype="str"),
            "how": pd.array(how, dtype="str"),
            "founding": codes.founding.astype("str"),
            "records": sizes,
        }
    )
    fates = Fates(
        entity=codes.entity,
        live=codes.live,
        record=codes.row_record,
        component=codes.row_component,
        held=held,
        names=codes.names,
        component_ids=table["entity_id"],
        sizes=sizes,
        fresh=np.flatnonzero(of_component < 0),
    )
    events, successors = event_tables(kind, fates)
    return Inheritance(
        ids=table.sort_values("component", ignore_index=True),
        events=events,
        successors=successors,
        assignments=pd.DataFrame(
            {
                "record_id": record_id.reset_index(drop=True).astype("str"),
                "entity_id": table["entity_id"].take(codes.component).reset_index(drop=True),
            }
        ),
    )


def carry(former: pd.DataFrame, result: Inheritance, sequence: int) -> pd.DataFrame:
    """Return the *former* of the next run: what is live now, and what lies dormant.

    In: the former table, this run's inheritance, and this run's place in the order of runs. Rows
    of ids that are no longer live, and of records that are not in this run, lie dormant. The live
    rows come first, in the order of *current*.
    """
    now = result.assignments
    codes, names = pd.factorize(pd.concat([former["entity_id"], now["entity_id"]]))
    was, is_ = codes[: len(former)], codes[len(former) :]
    minted = np.full(len(names), sequence, dtype=np.int64)
    minted[was] = former["minted"].to_numpy(dtype=np.int64)
    alive = np.zeros(len(names), dtype=bool)
    alive[is_] = True
    live = now.assign(live=True, minted=minted[is_], ended=np.int64(-1))
    here = pd.Index(now["record_id"]).get_indexer(pd.Index(former["record_id"])) >= 0
    gone = ~alive[was] | ~here
    ended = np.where(former["live"], sequence, _ended(former))
    dormant = former.assign(ended=ended, live=False).loc[gone, list(FORMER_COLUMNS)]
    dormant = dormant.sort_values(["ended", "record_id", "entity_id"])
    dormant = dormant.drop_duplicates(["record_id", "entity_id"], keep="last")
    former_of_next: pd.DataFrame = pd.concat([live, dormant], ignore_index=True)
    return former_of_next


def encode(former: pd.DataFrame, current: pd.DataFrame) -> Codes:
    """Number records, ids and components so that comparing numbers is comparing by the rule."""
    if current["record_id"].duplicated().any():
        raise LineageError("A record stands in two components.")
    live = former["live"].to_numpy(dtype=bool)
    ended = _ended(former)
    if former.loc[live, "record_id"].duplicated().any():
        raise LineageError("A record has two live ids.")
    ages = former[["entity_id", "minted"]].drop_duplicates()
    if ages["entity_id"].duplicated().any():
        raise LineageError("An id was minted in two runs.")
    ages = ages.sort_values(["minted", "entity_id"], ignore_index=True)
    place = pd.Series(np.arange(len(ages)), index=pd.Index(ages["entity_id"], dtype="str"))
    entity = place.reindex(former["entity_id"]).to_numpy(dtype=np.int64)

    both = pd.concat([current["record_id"], former["record_id"]], ignore_index=True)
    record, names = pd.factorize(both, sort=True)
    here, there = record[: len(current)], record[len(current) :]
    labels, part = np.unique(current["component"].to_numpy(dtype=np.int64), return_inverse=True)
    first = np.full(len(labels), len(names), dtype=np.int64)
    np.minimum.at(first, part, here)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(labels), dtype=np.int64)
    rank[order] = np.arange(len(labels))
    component = rank[part]
    last = np.full(len(ages), -1, dtype=np.int64)
    np.maximum.at(last, entity, np.where(live, np.iinfo(np.int64).max, ended))
    of_record = np.full(len(names), -1, dtype=np.int64)
    of_record[here] = component
    return Codes(
        entity=entity,
        live=live,
        ended=last,
        row_component=of_record[there],
        row_record=there.astype(np.int64),
        component=component,
        names=ages["entity_id"].astype("str"),
        labels=labels[order],
        founding=pd.Series(names[first[order]], dtype="str"),
        records=len(names),
    )


def _ended(former: pd.DataFrame) -> Index:
    """The run that ended each row; -1 for live rows and where that is not told."""
    if "ended" not in former:
        return np.full(len(former), -1, dtype=np.int64)
    return former["ended"].fillna(-1).to_numpy(dtype=np.int64)


def _match(codes: Codes) -> Index:
    """Return the component that keeps or revives each id (-1 = none)."""
    width = np.int64(max(len(codes.labels), 1))
    held = np.full(len(codes.names), -1, dtype=np.int64)
    here = codes.row_component >= 0
    live = here & codes.live
    key = codes.entity[live] * width + codes.row_component[live]
    pairs, place, overlap = np.unique(key, return_inverse=True, return_counts=True)
    own = np.bincount(place, weights=~_once_anothers(codes)[live], minlength=len(pairs))
    entity, component = pairs // width, pairs % width
    order = np.lexsort((component, -own, entity, -overlap))
    take_best(entity[order], component[order], held, len(codes.labels))

    # Dormant ids: rows of records that are here, each record counted once an id.
    rows = np.unique(
        np.stack([codes.entity[here], codes.row_component[here], codes.row_record[here]]), axis=1
    )
    free = np.ones(len(codes.labels), dtype=bool)
    free[held[held >= 0]] = False
    left_of_id = np.bincount(rows[0], minlength=len(codes.names))
    known = np.unique(rows[1:], axis=1)[0]
    known_in = np.bincount(known, minlength=len(codes.labels))
    pairs, overlap = np.unique(rows[0] * width + rows[1], return_counts=True)
    entity, component = pairs // width, pairs % width
    good = (held[entity] < 0) & free[component]
    good &= (2 * overlap > left_of_id[entity]) & (2 * overlap > known_in[component])
    entity, component, overlap = entity[good], component[good], overlap[good]
    order = np.lexsort((component, entity, -codes.ended[entity], -overlap))
    take_best(entity[order], component[order], held, len(codes.labels))
    return held


def _once_anothers(codes: Codes) -> NDArray[np.bool_]:
    """Tell, per former row, whether its record lies dormant under another id too."""
    count = np.zeros(codes.records, dtype=np.int64)
    dormant = ~codes.live
    of_live = np.full(codes.records, -1, dtype=np.int64)
    of_live[codes.row_record[codes.live]] = codes.entity[codes.live]
    other = dormant & (of_live[codes.row_record] != codes.entity)
    np.add.at(count, codes.row_record[other], 1)
    found: NDArray[np.bool_] = count[codes.row_record] > 0
    return found


def take_best(entity: Index, component: Index, held: Index, components: int) -> None:
    """Match ids and components greedily in the given order, into *held*.

    In rounds: a pair that is the first of its id and of its component would be taken by going
    through the list one by one, too; so the rounds give the same, without going one by one.
    """
    size = len(held)
    taken = np.zeros(components, dtype=bool)
    left = np.arange(len(entity))
    while len(left):
        e, c = entity[left], component[left]
        first_e = np.zeros(size, dtype=np.int64)
        first_c = np.zeros(components, dtype=np.int64)
        first_e[e[::-1]] = left[::-1]  # of equal places the last written stays: the first pair
        first_c[c[::-1]] = left[::-1]
        won = (first_e[e] == left) & (first_c[c] == left)
        held[e[won]] = c[won]
        taken[c[won]] = True
        left = left[(held[e] < 0) & ~taken[c]]


def _mint(codes: Codes, fresh: Index, mint_new: MintNew, taken: pd.Series | None) -> pd.Series:
    """Mint an id per fresh component; one that exists already is minted again, never reused."""
    founding = codes.founding.take(fresh).reset_index(drop=True)
    ids = mint_new(founding).astype("str") if len(fresh) else founding
    known = set(codes.names) | (set(taken) if taken is not None else set())
    for attempt in range(1, _ATTEMPTS):
        again = ids.isin(known) | ids.duplicated()
        if not again.any():
            return ids
        # A run that is made again under its name would mint what it minted before.
        ids = ids.mask(again, mint_new(founding + f"#{attempt}"))
    raise LineageError("The same id is minted again and again.")
