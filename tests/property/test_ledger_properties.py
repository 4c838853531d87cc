"""Whatever is decided in whatever order: no contradiction stands, and the chain tells all of it."""

from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.errors import ConflictError
from resolver.registry import open_registry
from resolver.registry.ledger import Ledger, Query
from tests.fixtures.ledgers import (
    SECRET,
    A,
    B,
    C,
    D,
    E,
    cannot,
    died,
    freeze,
    must,
    split,
    unfreeze,
)

RECORDS = (A, B, C, D, E)
ACTORS = st.sampled_from(["ani", "budi"])
pairs = st.sampled_from(list(combinations(RECORDS, 2)))
records = st.sampled_from(RECORDS)
decisions = st.one_of(
    st.builds(lambda p, who: must(*p, who), pairs, ACTORS),
    st.builds(lambda p, who: must(*p, who, reason="DUPLICATE_BENEFIT"), pairs, ACTORS),
    st.builds(lambda p, who: cannot(*p, who, note="SITI"), pairs, ACTORS),
    st.builds(
        lambda order, at: split(tuple(order[:at]), tuple(order[at:])),
        st.permutations(RECORDS).map(lambda order: order[:3]),
        st.integers(1, 2),
    ),
    st.builds(died, records, ACTORS),
    st.builds(freeze, records),
    st.builds(unfreeze, records),
)
about = st.tuples(st.sampled_from(["reverse", "approve", "refuse", "erase"]), st.integers(), ACTORS)


def act(ledger: Ledger, what: str, number: int, actor: str) -> None:
    known = ledger.find(Query())
    if not known:
        return
    target = known[number % len(known)].decision_id
    match what:
        case "reverse":
            ledger.reverse(target, actor=actor, reason="MISTAKE", note="keliru")
        case "approve":
            ledger.approve(target, actor=actor)
        case "refuse":
            ledger.refuse(target, actor=actor, reason="NOT_PROVEN")
        case "erase":
            ledger.erase(actor=actor, reason="RETENTION", decision_id=target)


@given(st.lists(st.one_of(decisions, about), min_size=1, max_size=25))
@settings(max_examples=40)
def test_no_contradiction_ever_stands_and_the_chain_is_whole(steps: list[object]) -> None:
    with TemporaryDirectory() as folder:
        engine = open_registry(f"sqlite:///{Path(folder) / 'registry.sqlite'}")
        ledger = Ledger(engine, SECRET)
        seal, taken = ledger.seal(), 0
        for step in steps:
            before = ledger.find(Query())
            try:
                act(ledger, *step) if isinstance(step, tuple) else ledger.decide(step)
            except ConflictError:
                assert ledger.find(Query()) == before
                continue
            taken = len(ledger.find(Query()))
            assert taken - len(before) in (0, 1)
            check(ledger)
        # Also that what stands is what follows from the rows.
        assert ledger.verify(seal) == []
        assert ledger.standing().version == taken
        engine.dispose()


def check(ledger: Ledger) -> None:
    found = ledger.standing()
    together = nx.Graph(list(zip(found.must["record_a"], found.must["record_b"], strict=True)))
    together.add_nodes_from(RECORDS)
    apart = list(zip(found.cannot["record_a"], found.cannot["record_b"], strict=True))
    for _, rows in found.splits.groupby("decision"):
        parts = [part["record"].tolist() for _, part in rows.groupby("part")]
        for one, other in combinations(parts, 2):
            apart += list(product(one, other))
    assert not [pair for pair in apart if nx.has_path(together, *pair)]
    assert not found.must.duplicated(["record_a", "record_b"]).any()
    for view in ledger.find(Query()):
        if view.state == "standing" and view.reason in ("DECEASED", "DUPLICATE_BENEFIT"):
            assert view.approved_by not in (None, view.actor)
