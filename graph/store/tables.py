"""The default store: nodes and edges as two tables of the registry's own database.

Nodes have dense whole numbers, so that an edge is a few bytes; the key of the edge table is
ordered as the batches come, which makes the load a plain append. Codes of labels and kinds are
their places in the enumerations.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Row,
    SmallInteger,
    String,
    Table,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError

from graph.store.bulk import insert_rows, replacing
from graph.store.protocol import GraphUnavailableError
from graph.store.schema import Counts, EdgeBatch, Kind, Label, NodeBatch, NodeRef, Projection
from graph.store.traverse import Traversal
from graph.store.views import Edge, HouseholdNode, Node, PersonNode

METADATA = MetaData()

NODE = Table(
    "node",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("label", SmallInteger, nullable=False),
    Column("key", String(64), nullable=False),
    Column("masked", String),
    Column("degree", Integer, nullable=False),
)
Index("node_name", NODE.c.label, NODE.c.key, unique=True)

EDGE = Table(
    "edge",
    METADATA,
    Column("kind", SmallInteger, primary_key=True),
    Column("source", Integer, primary_key=True),
    Column("target", Integer, primary_key=True),
    Column("probability", Float),
    Column("grade", String),
    Column("model", String),
    Column("valid_from", String),
    Column("valid_to", String),
    sqlite_with_rowid=False,
)
Index("edge_target", EDGE.c.target)

_COLUMN = {"from": "valid_from", "to": "valid_to"}
_LABELS = tuple(Label)
_KINDS = tuple(Kind)
_LABEL_CODE = {label: code for code, label in enumerate(_LABELS)}
_KIND_CODE = {kind: code for code, kind in enumerate(_KINDS)}


class TableStore(Traversal):
    """The graph in the tables `node` and `edge`; see :class:`graph.store.protocol.GraphStore`."""

    def __init__(self, engine: Engine) -> None:
        """Keep the graph behind `engine`, which belongs to the caller and is not disposed here."""
        self._engine = engine

    def rebuild(self, projection: Projection) -> None:
        """Replace all rows in one transaction; readers see the old graph until it is done."""
        firsts: dict[Label, int] = {}
        total = 0
        for batch in projection.nodes:
            firsts[batch.label] = total
            total += len(batch.keys)
        degrees = np.zeros(total, dtype=np.int64)
        ends = []
        for edges in projection.edges:
            sources = edges.sources + firsts[edges.source_label]
            targets = edges.targets + firsts[edges.target_label]
            degrees += np.bincount(sources, minlength=total)
            degrees += np.bincount(targets, minlength=total)
            ends.append((sources, targets))
        with self._connect(write=True) as connection, replacing(connection, (EDGE, NODE)):
            for batch in projection.nodes:
                _insert_nodes(connection, batch, firsts[batch.label], degrees)
            for edges, (sources, targets) in zip(projection.edges, ends, strict=True):
                _insert_edges(connection, edges, sources, targets)

    def counts(self) -> Counts:
        """Count nodes by label and edges by kind."""
        nodes = select(NODE.c.label, func.count()).group_by(NODE.c.label)
        edges = select(EDGE.c.kind, func.count()).group_by(EDGE.c.kind)
        with self._connect() as connection:
            return Counts(
                {_LABELS[code]: count for code, count in connection.execute(nodes)},
                {_KINDS[code]: count for code, count in connection.execute(edges)},
            )

    def person(self, person_id: str) -> PersonNode | None:
        """A person with their records; None if there is no such person."""
        with self._connect() as connection:
            number = _number(connection, NodeRef(Label.PERSON, person_id))
            return None if number is None else _persons(connection, [(number, person_id)])[0]

    def household(self, household_id: str) -> HouseholdNode | None:
        """A household with its families, persons and their records; None if there is none."""
        with self._connect() as connection:
            number = _number(connection, NodeRef(Label.HOUSEHOLD, household_id))
            if number is None:
                return None
            members = (
                select(NODE.c.id, NODE.c.label, NODE.c.key)
                .join(EDGE, EDGE.c.source == NODE.c.id)
                .where(
                    EDGE.c.kind == _KIND_CODE[Kind.MEMBER_OF],
                    EDGE.c.target == number,
                    EDGE.c.valid_to.is_(None),
                )
                .order_by(NODE.c.key)
            )
            found: dict[Label, list[tuple[int, str]]] = defaultdict(list)
            for member, code, key in connection.execute(members):
                found[_LABELS[code]].append((member, key))
            return HouseholdNode(
                household_id,
                tuple(key for _, key in found[Label.FAMILY]),
                tuple(_persons(connection, found[Label.PERSON])),
            )

    def node(self, ref: NodeRef) -> Node | None:
        """Look a node up by its name."""
        query = select(NODE).where(NODE.c.label == _LABEL_CODE[ref.label], NODE.c.key == ref.key)
        with self._connect() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _node(row)

    def open_nodes(
        self, refs: Sequence[NodeRef], kinds: frozenset[Kind], limit: int
    ) -> list[tuple[Edge, Node, Node]]:
        """Give the edges at these nodes; see :class:`graph.store.traverse.Traversal`."""
        codes = [_KIND_CODE[kind] for kind in kinds]
        with self._connect() as connection:
            numbers = [n for ref in refs if (n := _number(connection, ref)) is not None]
            outward = select(EDGE).where(EDGE.c.kind.in_(codes), EDGE.c.source.in_(numbers))
            inward = select(EDGE).where(EDGE.c.kind.in_(codes), EDGE.c.target.in_(numbers))
            both = outward.union(inward).subquery()
            query = select(both).order_by(both.c.kind, both.c.source, both.c.target).limit(limit)
            rows = connection.execute(query).all()
            ends = sorted({row.source for row in rows} | {row.target for row in rows})
            nodes: dict[int, Node] = {}
            for some in _chunks(ends):
                for row in connection.execute(select(NODE).where(NODE.c.id.in_(some))):
                    nodes[row.id] = _node(row)
            return [
                (
                    _edge(row, nodes[row.source].ref, nodes[row.target].ref),
                    nodes[row.source],
                    nodes[row.target],
                )
                for row in rows
            ]

    def ping(self) -> None:
        """Return if the database answers and has the tables."""
        with self._connect() as connection:
            connection.execute(select(NODE.c.id).limit(1))

    def close(self) -> None:
        """Nothing to give back: the engine belongs to the caller."""

    @contextmanager
    def _connect(self, *, write: bool = False) -> Iterator[Connection]:
        try:
            fresh = self._engine.connect().execution_options(write=write)
            with fresh as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise GraphUnavailableError(
                f"The registry's graph tables refuse: {error.orig}"
            ) from error


def _insert_nodes(
    connection: Connection, batch: NodeBatch, first: int, degrees: npt.NDArray[np.int64]
) -> None:
    count = len(batch.keys)
    rows = zip(
        range(first, first + count),
        repeat(_LABEL_CODE[batch.label], count),
        batch.keys,
        batch.masked or repeat(None, count),
        degrees[first : first + count].tolist(),
        strict=True,
    )
    insert_rows(connection, NODE, ("id", "label", "key", "masked", "degree"), rows)


def _insert_edges(
    connection: Connection,
    batch: EdgeBatch,
    sources: npt.NDArray[np.int64],
    targets: npt.NDArray[np.int64],
) -> None:
    # In the order of the table's key, so that the load appends.
    order = np.lexsort((targets, sources))
    columns = ["kind", "source", "target"]
    values: list[Sequence[object]] = [sources[order].tolist(), targets[order].tolist()]
    for name, column in batch.properties.items():
        columns.append(_COLUMN.get(name, name))
        values.append([column[place] for place in order.tolist()])
    kind = repeat(_KIND_CODE[batch.kind], len(sources))
    insert_rows(connection, EDGE, columns, zip(kind, *values, strict=True))


def _number(connection: Connection, ref: NodeRef) -> int | None:
    query = select(NODE.c.id).where(NODE.c.label == _LABEL_CODE[ref.label], NODE.c.key == ref.key)
    return connection.execute(query).scalar_one_or_none()


def _persons(connection: Connection, persons: Sequence[tuple[int, str]]) -> list[PersonNode]:
    """Read persons' records, families and households; `persons` are (number, id)."""
    numbers = [number for number, _ in persons]
    of_person, member_of = _KIND_CODE[Kind.OF_PERSON], _KIND_CODE[Kind.MEMBER_OF]
    records: dict[int, list[str]] = defaultdict(list)
    groups: dict[tuple[int, Label], str] = {}
    for some in _chunks(numbers):
        upward = (
            select(EDGE.c.target, NODE.c.key)
            .join(NODE, NODE.c.id == EDGE.c.source)
            .where(EDGE.c.kind == of_person, EDGE.c.target.in_(some))
            .order_by(NODE.c.key)
        )
        for number, key in connection.execute(upward):
            records[number].append(key)
        onward = (
            select(EDGE.c.source, NODE.c.label, NODE.c.key)
            .join(NODE, NODE.c.id == EDGE.c.target)
            .where(EDGE.c.kind == member_of, EDGE.c.source.in_(some), EDGE.c.valid_to.is_(None))
        )
        for number, code, key in connection.execute(onward):
            groups[number, _LABELS[code]] = key
    return [
        PersonNode(
            person_id,
            groups.get((number, Label.FAMILY)),
            groups.get((number, Label.HOUSEHOLD)),
            tuple(records[number]),
        )
        for number, person_id in persons
    ]


def _node(row: Row[tuple[int, int, str, str | None, int]]) -> Node:
    return Node(NodeRef(_LABELS[row.label], row.key), row.masked, row.degree)


def _edge(row: Row[tuple[object, ...]], source: NodeRef, target: NodeRef) -> Edge:
    return Edge(
        _KINDS[row.kind],
        source,
        target,
        row.probability,
        row.grade,
        row.model,
        row.valid_from,
        row.valid_to,
    )


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a list into pieces below every database's limit on parameters."""
    for first in range(0, len(numbers), 500):
        yield numbers[first : first + 500]
