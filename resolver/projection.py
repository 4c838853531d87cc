"""From a run's tables to the graph: nodes and edges in batches, by which a store is rebuilt."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.store.protocol import GraphStore, GraphUnavailableError
from graph.store.schema import EdgeBatch, Kind, Label, NodeBatch, Projection
from resolver.errors import StoreError

KEYS: dict[str, tuple[Label, Kind]] = {
    "NIK": (Label.NIK, Kind.HAS_NIK),
    "KK": (Label.KK, Kind.HAS_KK),
    "ADDRESS": (Label.ADDRESS, Kind.LIVES_AT),
    "NAME": (Label.NAME_KEY, Kind.SOUNDS_LIKE),
}
"""The node and the edge that each `key_type` of the table `keys` becomes."""

Places = npt.NDArray[np.int64]


def project(outputs: Mapping[str, pd.DataFrame], store: GraphStore, period: str) -> None:
    """Rebuild the store from a run's tables.

    Args:
        outputs: tables of docs/tables.md section 5 by name (`memberships`, `persons`,
            `families`, `households`, `links`, `keys`). Keys come hashed and masked already.
        store: what is rebuilt.
        period: since when the memberships hold (`2026Q1`).

    Raises:
        StoreError: the store does not answer or refuses.
    """
    try:
        store.rebuild(projection(outputs, period))
    except GraphUnavailableError as error:
        raise StoreError(str(error)) from error


def projection(outputs: Mapping[str, pd.DataFrame], period: str) -> Projection:
    """Make the batches of nodes and edges; arguments as of :func:`project`.

    Raises:
        KeyError: a table or a column is missing, or a row names an id that no other table has.
    """
    ids = {
        Label.RECORD: _sorted_ids(outputs["memberships"]["record_id"]),
        Label.PERSON: _sorted_ids(outputs["persons"]["person_id"]),
        Label.FAMILY: _sorted_ids(outputs["families"]["family_id"]),
        Label.HOUSEHOLD: _sorted_ids(outputs["households"]["household_id"]),
    }
    nodes = [NodeBatch(label, keys.to_pylist()) for label, keys in ids.items()]
    edges: list[EdgeBatch] = []
    for key_type, (label, kind) in KEYS.items():
        keys = outputs["keys"]
        shared, holders = _shared_keys(keys[keys["key_type"] == key_type], ids, label, kind)
        nodes.append(shared)
        edges.append(holders)
    edges.append(_links(outputs["links"], ids))
    edges.append(_edges(Kind.OF_PERSON, outputs["memberships"], "record_id", "person_id", ids))
    for table, member, group in (
        ("persons", "person_id", "family_id"),
        ("persons", "person_id", "household_id"),
        ("families", "family_id", "household_id"),
    ):
        edges.append(_edges(Kind.MEMBER_OF, outputs[table], member, group, ids, since=period))
    return Projection(nodes, edges)


_LABEL_OF = {
    "record_id": Label.RECORD,
    "record_a": Label.RECORD,
    "record_b": Label.RECORD,
    "person_id": Label.PERSON,
    "family_id": Label.FAMILY,
    "household_id": Label.HOUSEHOLD,
}


def _edges(
    kind: Kind,
    table: pd.DataFrame,
    source: str,
    target: str,
    ids: Mapping[Label, pa.Array],
    since: str | None = None,
) -> EdgeBatch:
    """Make one edge per row of which both columns have a value."""
    whole = table[[source, target]].dropna()
    properties: dict[str, Sequence[str | float | None]] = (
        {} if since is None else {"from": [since] * len(whole)}
    )
    return EdgeBatch(
        kind,
        _LABEL_OF[source],
        _LABEL_OF[target],
        _places(whole[source], ids[_LABEL_OF[source]]),
        _places(whole[target], ids[_LABEL_OF[target]]),
        properties,
    )


def _links(links: pd.DataFrame, ids: Mapping[Label, pa.Array]) -> EdgeBatch:
    batch = _edges(Kind.LINK, links, "record_a", "record_b", ids)
    batch.properties["probability"] = links["probability"].tolist()
    batch.properties["grade"] = _text(links["grade"]).to_pylist()
    batch.properties["model"] = _text(links["model"]).to_pylist()
    return batch


def _shared_keys(
    keys: pd.DataFrame, ids: Mapping[Label, pa.Array], label: Label, kind: Kind
) -> tuple[NodeBatch, EdgeBatch]:
    """Make one node per distinct key and one edge per record that holds it."""
    whole = keys.drop_duplicates(["record_id", "key_hash"])
    hashes = _text(whole["key_hash"])
    distinct = _sorted_ids(hashes)
    targets = _places(hashes, distinct)
    # Any row's masked form will do: it follows from the value.
    holder = np.zeros(len(distinct), dtype=np.int64)
    holder[targets] = np.arange(len(targets))
    masked = (
        _text(whole["masked"]).take(pa.array(holder)) if len(whole) else pa.array([], pa.string())
    )
    sources = _places(whole["record_id"], ids[Label.RECORD])
    nodes = NodeBatch(label, distinct.to_pylist(), masked.to_pylist())
    return nodes, EdgeBatch(kind, Label.RECORD, label, sources, targets)


def _text(column: "pd.Series[Any] | pa.Array") -> pa.Array:
    """Give a column as one plain Arrow text array, whatever it was encoded as."""
    array = column if isinstance(column, pa.Array) else pa.Array.from_pandas(column)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pa.large_string())


def _sorted_ids(column: "pd.Series[Any] | pa.Array") -> pa.Array:
    distinct = pc.unique(_text(column))
    return distinct.take(pc.sort_indices(distinct))


def _places(column: "pd.Series[Any] | pa.Array", ids: pa.Array) -> Places:
    """Give each value's place among sorted distinct ids; KeyError where one is not there."""
    found = pc.index_in(_text(column), value_set=ids)
    if found.null_count:
        raise KeyError(f"{found.null_count} ids of one table stand in no other")
    places: Places = found.to_numpy(zero_copy_only=False).astype(np.int64)
    return places
