"""The narrow protocol that every graph store keeps, and its one kind of failure."""

from typing import Protocol

from graph.store.schema import Counts, NodeRef, Projection
from graph.store.views import HouseholdNode, Neighbourhood, PersonNode


class GraphUnavailableError(Exception):
    """The store does not answer or refuses; the text says which and why, without secrets."""


class GraphStore(Protocol):
    """A projection of the registry for investigation: dropped and rebuilt at will.

    Every method raises :class:`GraphUnavailableError` where the store does not answer.
    Methods may be called from several threads at once, `rebuild` and `close` from one.
    """

    def rebuild(self, projection: Projection) -> None:
        """Replace everything that stands in the store by the projection's nodes and edges."""

    def counts(self) -> Counts:
        """Count nodes by label and edges by kind."""

    def person(self, person_id: str) -> PersonNode | None:
        """A person with their records; None if there is no such person."""

    def household(self, household_id: str) -> HouseholdNode | None:
        """A household with its families, persons and their records; None if there is none."""

    def neighbourhood(self, node: NodeRef, limit: int = 500) -> Neighbourhood:
        """What stands around a node, breadth first, at most `limit` nodes, hubs not opened.

        Empty if there is no such node.
        """

    def path(self, record_a: str, record_b: str, max_hops: int = 6) -> Neighbourhood | None:
        """The strongest chain of evidence between two records, from the first to the second.

        It has at most `max_hops` edges and leads through no hub; None if there is none.
        """

    def ping(self) -> None:
        """Return if the store answers, cheaply."""

    def close(self) -> None:
        """Give back connections; the store is not used afterwards."""
