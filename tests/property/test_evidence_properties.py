"""The strongest chain of evidence against an oracle that tries every chain."""

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from graph.evidence import cost, strongest_path
from graph.store.schema import HUB_DEGREE, Kind, Label, NodeRef
from graph.store.views import Edge, Neighbourhood, Node

RECORDS = [NodeRef(Label.RECORD, name) for name in "abcd"]
KEYS = [NodeRef(Label.NIK, "n"), NodeRef(Label.NAME_KEY, "s")]
KIND = {Label.NIK: Kind.HAS_NIK, Label.NAME_KEY: Kind.SOUNDS_LIKE}


@st.composite
def neighbourhoods(draw: st.DrawFn) -> Neighbourhood:
    degrees = st.sampled_from([2, 3, HUB_DEGREE, HUB_DEGREE + 1])
    nodes = tuple(Node(ref, None, draw(degrees)) for ref in (*RECORDS, *KEYS))
    edges = [
        Edge(KIND[key.label], record, key)
        for record in RECORDS
        for key in KEYS
        if draw(st.booleans())
    ]
    edges += [
        Edge(Kind.LINK, a, b, draw(st.floats(0.01, 1.0)), "probable", "m")
        for place, a in enumerate(RECORDS)
        for b in RECORDS[place + 1 :]
        if draw(st.booleans())
    ]
    edges += [Edge(Kind.OF_PERSON, ref, NodeRef(Label.PERSON, "P")) for ref in RECORDS]
    nodes += (Node(NodeRef(Label.PERSON, "P"), None, 4),)
    return Neighbourhood(nodes, tuple(edges), truncated=False)


def cheapest(around: Neighbourhood, start: NodeRef, end: NodeRef, max_hops: int) -> float | None:
    """Try every order of every choice of nodes between the ends."""
    degree = {node.ref: node.degree for node in around.nodes}
    step: dict[tuple[NodeRef, NodeRef], float] = {}
    for edge in around.edges:
        if edge.kind is not Kind.OF_PERSON:
            for ends in ((edge.source, edge.target), (edge.target, edge.source)):
                step[ends] = min(cost(edge, degree[edge.target]), step.get(ends, float("inf")))
    open_nodes = [node.ref for node in around.nodes if node.degree <= HUB_DEGREE]
    between = [ref for ref in open_nodes if ref not in (start, end)]
    totals = []
    for length in range(max_hops):
        for middle in permutations(between, length):
            chain = (start, *middle, end)
            steps = list(pairwise(chain))
            if all(pair in step for pair in steps):
                totals.append(sum(step[pair] for pair in steps))
    return min(totals, default=None)


@given(neighbourhoods(), st.integers(1, 5))
def test_no_chain_within_the_bound_is_stronger(around: Neighbourhood, max_hops: int) -> None:
    start, end = RECORDS[0], RECORDS[-1]
    found = strongest_path(around, start, end, max_hops)
    best = cheapest(around, start, end, max_hops)
    assert (found is None) == (best is None)
    if found is None or best is None:
        return
    degree = {node.ref: node.degree for node in around.nodes}
    assert abs(sum(cost(edge, degree[edge.target]) for edge in found.edges) - best) < 1e-9
    chain = [node.ref for node in found.nodes]
    assert (chain[0], chain[-1]) == (start, end)
    assert len(found.edges) == len(chain) - 1 <= max_hops
    for edge, ends in zip(found.edges, pairwise(chain), strict=True):
        assert {edge.source, edge.target} == set(ends)
