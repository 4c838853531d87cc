"""The investigator's store: Neo4j, reached by its own driver.

Works on Community: one database, UNIQUE constraints only, neither GDS nor APOC. Every node
carries its name as `id` (a record's or entity's id, or the keyed hash of a shared value) and,
where it is a shared value, `masked`; a NIK or KK number itself is never sent.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, repeat
from typing import Any

from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity, RoutingControl
from neo4j.exceptions import DriverError, Neo4jError

from graph.store.protocol import GraphUnavailableError
from graph.store.schema import (
    PROPERTIES,
    Counts,
    EdgeBatch,
    Kind,
    Label,
    NodeBatch,
    NodeRef,
    Projection,
)
from graph.store.traverse import Traversal
from graph.store.views import Edge, HouseholdNode, Node, PersonNode

_SCHEMES = tuple(
    f"{name}{secure}://" for name in ("bolt", "neo4j") for secure in ("", "+s", "+ssc")
)

_BATCH = 10_000
"""Rows per UNWIND: below 5 k the round trips cost, above 20 k the transaction's memory."""

_PERSON_MAP = """{
  person: p.id,
  family: head([(p)-[in_family:MEMBER_OF]->(own:Family) WHERE in_family.to IS NULL | own.id]),
  household: head([(p)-[lives:MEMBER_OF]->(home:Household) WHERE lives.to IS NULL | home.id]),
  records: [(r:Record)-[:OF_PERSON]->(p) | r.id]
}"""


class Neo4jStore(Traversal):
    """The graph in a Neo4j server; see :class:`graph.store.protocol.GraphStore`."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Prepare a driver; it connects on first use.

        Raises:
            ValueError: the URL is not one of bolt or neo4j.
        """
        if not url.startswith(_SCHEMES):
            raise ValueError(f"{url} is no address of a Neo4j server; give bolt:// or neo4j://.")
        try:
            # The driver's default keeps trying for 30 s, far longer than a caller waits.
            self._driver: Driver = GraphDatabase.driver(
                url,
                auth=(user, password),
                max_transaction_retry_time=1.0,
                connection_timeout=3.0,
                connection_acquisition_timeout=10.0,
                # It warns of labels and properties that a graph happens not to hold.
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            )
        except DriverError as error:
            raise ValueError(f"{url} is no address of a Neo4j server: {error}") from error

    def rebuild(self, projection: Projection) -> None:
        """Replace the graph, batch by batch; while this runs, readers see a part of it."""
        with self._errors():
            with self._driver.session() as session:
                for label in Label:
                    session.run(
                        f"CREATE CONSTRAINT {label.name.lower()}_id IF NOT EXISTS "
                        f"FOR (n:{label}) REQUIRE n.id IS UNIQUE"
                    ).consume()
                # Only our labels: the database may hold an investigator's own nodes.
                for label in Label:
                    session.run(
                        f"MATCH (n:{label}) CALL (n) {{ DETACH DELETE n }} "
                        f"IN TRANSACTIONS OF {_BATCH} ROWS"
                    ).consume()
            keys = {batch.label: batch.keys for batch in projection.nodes}
            for nodes in projection.nodes:
                self._create(
                    f"UNWIND $rows AS row CREATE (n:{nodes.label}) "
                    "SET n.id = row[0], n.masked = row[1]",
                    _node_rows(nodes),
                )
            for edges in projection.edges:
                self._create(_edge_query(edges), _edge_rows(edges, keys))

    def counts(self) -> Counts:
        """Count nodes by label and edges by kind (both are kept by the server)."""
        nodes = {label: self._one(f"MATCH (n:{label}) RETURN count(n) AS n") for label in Label}
        edges = {kind: self._one(f"MATCH ()-[e:{kind}]->() RETURN count(e) AS n") for kind in Kind}
        return Counts(
            {label: n for label, n in nodes.items() if n},
            {kind: n for kind, n in edges.items() if n},
        )

    def person(self, person_id: str) -> PersonNode | None:
        """A person with their records; None if there is no such person."""
        rows = self._read(
            f"MATCH (p:Person {{id: $id}}) RETURN {_PERSON_MAP} AS person", id=person_id
        )
        return _person(rows[0]["person"]) if rows else None

    def household(self, household_id: str) -> HouseholdNode | None:
        """A household with its families, persons and their records; None if there is none."""
        rows = self._read(
            "MATCH (h:Household {id: $id}) RETURN "
            "[(f:Family)-[m:MEMBER_OF]->(h) WHERE m.to IS NULL | f.id] AS families, "
            "COLLECT { MATCH (p:Person)-[m:MEMBER_OF]->(h) WHERE m.to IS NULL "
            f"RETURN {_PERSON_MAP} }} AS persons",
            id=household_id,
        )
        if not rows:
            return None
        persons = sorted((_person(p) for p in rows[0]["persons"]), key=lambda p: p.person_id)
        return HouseholdNode(household_id, tuple(sorted(rows[0]["families"])), tuple(persons))

    def node(self, ref: NodeRef) -> Node | None:
        """Look a node up by its name."""
        rows = self._read(
            f"MATCH (n:{ref.label} {{id: $id}}) "
            "RETURN labels(n)[0] AS label, n.id AS id, n.masked AS masked, "
            "COUNT { (n)--() } AS degree",
            id=ref.key,
        )
        return _node(rows[0]) if rows else None

    def open_nodes(
        self, refs: Sequence[NodeRef], kinds: frozenset[Kind], limit: int
    ) -> list[tuple[Edge, Node, Node]]:
        """Give the edges at these nodes; see :class:`graph.store.traverse.Traversal`."""
        start = "{label: labels(a)[0], id: a.id, masked: a.masked, degree: COUNT { (a)--() }}"
        end = "{label: labels(b)[0], id: b.id, masked: b.masked, degree: COUNT { (b)--() }}"
        found: list[tuple[Edge, Node, Node]] = []
        for label in sorted({ref.label for ref in refs}):
            rows = self._read(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[e:{'|'.join(sorted(kinds))}]-() "
                "WITH DISTINCT e, startNode(e) AS a, endNode(e) AS b "
                "ORDER BY type(e), a.id, b.id LIMIT $limit "
                "RETURN type(e) AS kind, properties(e) AS properties, "
                f"{start} AS source, {end} AS target",
                ids=[ref.key for ref in refs if ref.label is label],
                limit=limit - len(found),
            )
            for row in rows:
                source, target = _node(row["source"]), _node(row["target"])
                found.append(
                    (_edge(row["kind"], row["properties"], source, target), source, target)
                )
        return found

    def ping(self) -> None:
        """Return if the server answers and lets us in."""
        with self._errors():
            self._driver.verify_connectivity()

    def close(self) -> None:
        """Close the driver's connections."""
        self._driver.close()

    # Queries are made of our labels and kinds; every value goes by parameter.
    def _read(self, query: str, **parameters: object) -> list[dict[str, Any]]:
        with self._errors():
            records, _, _ = self._driver.execute_query(
                query, parameters_=parameters, routing_=RoutingControl.READ
            )
            return [record.data() for record in records]

    def _one(self, query: str) -> int:
        return int(self._read(query)[0]["n"])

    def _create(self, query: str, rows: Iterator[Sequence[object]]) -> None:
        while batch := list(islice(rows, _BATCH)):
            self._driver.execute_query(query, parameters_={"rows": batch})

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (DriverError, Neo4jError) as error:
            raise GraphUnavailableError(f"Neo4j does not answer or refuses: {error}") from error


def _node_rows(batch: NodeBatch) -> Iterator[Sequence[object]]:
    yield from zip(batch.keys, batch.masked or repeat(None, len(batch.keys)), strict=True)


def _edge_query(batch: EdgeBatch) -> str:
    properties = ", ".join(
        f"`{name}`: row[{place}]" for place, name in enumerate(_properties(batch), start=2)
    )
    return (
        f"UNWIND $rows AS row MATCH (a:{batch.source_label} {{id: row[0]}}) "
        f"MATCH (b:{batch.target_label} {{id: row[1]}}) "
        f"CREATE (a)-[:{batch.kind} {{{properties}}}]->(b)"
    )


def _edge_rows(batch: EdgeBatch, keys: dict[Label, Sequence[str]]) -> Iterator[Sequence[object]]:
    sources, targets = keys[batch.source_label], keys[batch.target_label]
    yield from zip(
        (sources[place] for place in batch.sources),
        (targets[place] for place in batch.targets),
        *(batch.properties[name] for name in _properties(batch)),
        strict=True,
    )


def _properties(batch: EdgeBatch) -> list[str]:
    return [name for name in PROPERTIES.get(batch.kind, ()) if name in batch.properties]


def _person(row: dict[str, Any]) -> PersonNode:
    return PersonNode(row["person"], row["family"], row["household"], tuple(sorted(row["records"])))


def _node(row: dict[str, Any]) -> Node:
    return Node(NodeRef(Label(row["label"]), row["id"]), row["masked"], row["degree"])


def _edge(kind: str, properties: dict[str, Any], source: Node, target: Node) -> Edge:
    get = properties.get
    return Edge(
        Kind(kind),
        source.ref,
        target.ref,
        probability=get("probability"),
        grade=get("grade"),
        model=get("model"),
        valid_from=get("from"),
        valid_to=get("to"),
    )
