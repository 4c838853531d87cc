"""Neighbourhoods and paths, over the one step that a store can do: open nodes by their edges."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from graph.evidence import strongest_path
from graph.store.schema import EVIDENCE, HUB_DEGREE, Kind, Label, NodeRef
from graph.store.views import Edge, Neighbourhood, Node

_OPENED_AT_ONCE = 50
"""Nodes per query: with hubs left out, at most 50 x 50 edges come back."""

_PATH_NODES = 5_000
"""Bound on the nodes looked at from each end of a path, so that a query ends in any graph."""


class Traversal(ABC):
    """The part of the protocol that both stores share."""

    @abstractmethod
    def node(self, ref: NodeRef) -> Node | None:
        """Look a node up by its name."""

    @abstractmethod
    def open_nodes(
        self, refs: Sequence[NodeRef], kinds: frozenset[Kind], limit: int
    ) -> list[tuple[Edge, Node, Node]]:
        """Give the edges of these kinds at these nodes, with their source and target.

        At most `limit` of them, in a fixed order; an edge between two of the nodes may come twice.
        """

    def neighbourhood(self, node: NodeRef, limit: int = 500) -> Neighbourhood:
        """See :meth:`graph.store.protocol.GraphStore.neighbourhood`."""
        return self._ball(node, frozenset(Kind), limit, radius=limit)

    def path(self, record_a: str, record_b: str, max_hops: int = 6) -> Neighbourhood | None:
        """See :meth:`graph.store.protocol.GraphStore.path`."""
        start, end = NodeRef(Label.RECORD, record_a), NodeRef(Label.RECORD, record_b)
        # A chain of n edges lies within the two balls of half that radius around its ends.
        near = self._ball(start, EVIDENCE, _PATH_NODES, radius=(max_hops + 1) // 2)
        far = self._ball(end, EVIDENCE, _PATH_NODES, radius=max_hops // 2)
        nodes = {node.ref: node for node in (*near.nodes, *far.nodes)}
        edges = dict.fromkeys((*near.edges, *far.edges))
        both = Neighbourhood(tuple(nodes.values()), tuple(edges), near.truncated or far.truncated)
        return strongest_path(both, start, end, max_hops)

    def _ball(
        self, start: NodeRef, kinds: frozenset[Kind], limit: int, radius: int
    ) -> Neighbourhood:
        """Search breadth first; nodes beyond the limit are left out, edges among the rest not."""
        first = self.node(start)
        if first is None:
            return Neighbourhood((), (), truncated=False)
        found, edges, truncated = {start: first}, set[Edge](), False
        frontier = [first]
        for _ in range(radius):
            to_open = [n.ref for n in frontier if n.ref == start or n.degree <= HUB_DEGREE]
            opened: list[tuple[Edge, Node, Node]] = []
            for refs in _batches(to_open):
                # Only the start may be a hub; it is never opened further than the limit needs.
                bound = max(limit, HUB_DEGREE * len(refs)) + 1
                batch = self.open_nodes(refs, kinds, bound)
                truncated |= len(batch) == bound
                opened += batch
            reached = {n.ref: n for _, *ends in opened for n in ends if n.ref not in found}
            kept = sorted(reached)[: limit - len(found)]
            truncated |= len(kept) < len(reached)
            frontier = [reached[ref] for ref in kept]
            found |= {node.ref: node for node in frontier}
            edges.update(e for e, *_ in opened if e.source in found and e.target in found)
            if not frontier:
                break
        return Neighbourhood(
            tuple(found.values()), tuple(sorted(edges, key=_edge_order)), truncated
        )


def _batches(refs: Sequence[NodeRef]) -> Iterable[Sequence[NodeRef]]:
    for first in range(0, len(refs), _OPENED_AT_ONCE):
        yield refs[first : first + _OPENED_AT_ONCE]


def _edge_order(edge: Edge) -> tuple[str, NodeRef, NodeRef]:
    return edge.kind, edge.source, edge.target
