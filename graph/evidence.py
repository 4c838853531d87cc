"""Evidence: neighbourhoods as networkx graphs, and the strongest chain between two records."""

from itertools import pairwise
from math import log

import networkx as nx

from graph.store.schema import EVIDENCE, HUB_DEGREE, Kind, NodeRef
from graph.store.views import Edge, Neighbourhood

_KEY_COST = {Kind.HAS_NIK: 0.1, Kind.HAS_KK: 0.7, Kind.LIVES_AT: 1.0, Kind.SOUNDS_LIKE: 1.5}
"""What an edge to a shared value costs before its spread counts: a number for one person says
most, a number for a family less, a name least. Ranks for display; they decide no link."""

_LINK_COST = 0.05
"""So that of two chains of equal probability the shorter one is shown."""


def cost(edge: Edge, degree: int) -> float:
    """How little an edge says: -log probability of a link; for a key, its kind and its spread.

    Args:
        edge: an edge whose kind is evidence.
        degree: edges of its key node in the whole store; of no effect for a link.
    """
    if edge.kind is Kind.LINK:
        return _LINK_COST - log(min(max(edge.probability or 0.0, 1e-9), 1.0))
    # Two edges lead through a key, so each carries half of the log of its spread.
    return _KEY_COST[edge.kind] + log(max(degree, 1)) / 2


def to_networkx(neighbourhood: Neighbourhood) -> "nx.MultiGraph[NodeRef]":
    """Make a networkx graph: nodes carry `node`, edges `edge` and, where evidence, `cost`."""
    graph: nx.MultiGraph[NodeRef] = nx.MultiGraph()
    degrees = {node.ref: node.degree for node in neighbourhood.nodes}
    for node in neighbourhood.nodes:
        graph.add_node(node.ref, node=node)
    for edge in neighbourhood.edges:
        attributes = {"cost": cost(edge, degrees[edge.target])} if edge.kind in EVIDENCE else {}
        graph.add_edge(edge.source, edge.target, key=edge.kind, edge=edge, **attributes)
    return graph


def strongest_path(
    neighbourhood: Neighbourhood, start: NodeRef, end: NodeRef, max_hops: int
) -> Neighbourhood | None:
    """Find the chain of evidence of least cost with at most `max_hops` edges, through no hub.

    Args:
        neighbourhood: must hold every such chain, and both ends.
        start, end: the records to join.
        max_hops: most edges of the chain.

    Returns:
        The chain's nodes from start to end and its edges in that order, or None.
    """
    graph = to_networkx(neighbourhood)
    if start not in graph or end not in graph:
        return None
    steps = _layers(graph, start, end, max_hops)
    ends = [(hop, end) for hop in range(max_hops + 1) if (hop, end) in steps]
    if not ends:
        return None
    goal = (max_hops + 1, end)
    steps.add_edges_from((place, goal, {"cost": 0.0}) for place in ends)
    chain = [ref for _, ref in nx.dijkstra_path(steps, (0, start), goal, weight="cost")[:-1]]
    nodes = tuple(graph.nodes[ref]["node"] for ref in chain)
    edges = tuple(_best_edge(graph, a, b) for a, b in pairwise(chain))
    return Neighbourhood(nodes, edges, truncated=False)


def _layers(
    graph: "nx.MultiGraph[NodeRef]", start: NodeRef, end: NodeRef, max_hops: int
) -> "nx.DiGraph[tuple[int, NodeRef]]":
    """Unroll the graph by hops, so that a shortest path through it keeps the bound on hops."""
    layers: nx.DiGraph[tuple[int, NodeRef]] = nx.DiGraph()
    layers.add_node((0, start))
    frontier = [start]
    for hop in range(max_hops):
        reached: dict[NodeRef, None] = {}
        for ref in frontier:
            if ref == end or (ref != start and graph.nodes[ref]["node"].degree > HUB_DEGREE):
                continue
            for other in sorted(graph.adj[ref]):
                costs = [d["cost"] for d in graph.adj[ref][other].values() if "cost" in d]
                if costs and other != start:
                    layers.add_edge((hop, ref), (hop + 1, other), cost=min(costs))
                    reached[other] = None
        frontier = list(reached)
    return layers


def _best_edge(graph: "nx.MultiGraph[NodeRef]", a: NodeRef, b: NodeRef) -> Edge:
    """Choose the cheapest evidence between two neighbours; of equals the first by kind."""
    parallel = [d for d in graph.adj[a][b].values() if "cost" in d]
    edge: Edge = min(parallel, key=lambda d: (d["cost"], d["edge"].kind))["edge"]
    return edge
