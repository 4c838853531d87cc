"""What a graph store answers with."""

from dataclasses import dataclass

from graph.store.schema import Kind, NodeRef


@dataclass(frozen=True)
class PersonNode:
    """A person with the records that are of them, and the family and household they belong to."""

    person_id: str
    family_id: str | None
    household_id: str | None
    records: tuple[str, ...]


@dataclass(frozen=True)
class HouseholdNode:
    """A household with its families and the persons who live in it, each ordered by id."""

    household_id: str
    families: tuple[str, ...]
    persons: tuple[PersonNode, ...]


@dataclass(frozen=True)
class Node:
    """A node of a neighbourhood.

    Attributes:
        ref: its name.
        masked: what may be shown of a shared value; None for records and entities.
        degree: how many edges it has in the whole store.
    """

    ref: NodeRef
    masked: str | None
    degree: int


@dataclass(frozen=True)
class Edge:
    """An edge of a neighbourhood; its direction is that of its kind.

    Attributes:
        kind: its kind.
        source, target: its ends.
        probability, grade, model: of a LINK, else None.
        valid_from, valid_to: periods of a MEMBER_OF; `valid_to` None = still so.
    """

    kind: Kind
    source: NodeRef
    target: NodeRef
    probability: float | None = None
    grade: str | None = None
    model: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True)
class Neighbourhood:
    """Nodes around one or more nodes and all edges met on the way.

    Attributes:
        nodes: nearest first, ties in the order of their names.
        edges: ordered; both ends are always among `nodes`.
        truncated: whether the limit left something out.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    truncated: bool
