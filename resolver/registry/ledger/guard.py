"""The whole-cluster guard of people's decisions: what would contradict itself is refused.

Pure: it is given the links that hold the concerned records together and what keeps records
apart, and answers with the path that contradicts. Nobody writes a decision past it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import networkx as nx


class Conflict(StrEnum):
    """Why a decision is refused."""

    KEPT_APART = "kept-apart"
    HELD_TOGETHER = "held-together"
    DECIDED = "already-decided"
    STALE = "stale"
    FROZEN = "frozen"
    NOT_FROZEN = "not-frozen"
    NOT_STANDING = "not-standing"
    NOT_PROPOSED = "not-proposed"
    SAME_ACTOR = "same-actor"
    REQUEST_REUSED = "request-reused"


@dataclass(frozen=True, order=True)
class Tie:
    """Two records that a decision holds together or keeps apart."""

    record_a: str
    record_b: str
    decision: str


@dataclass(frozen=True)
class Split:
    """A standing split: records of different parts are kept apart."""

    decision: str
    parts: Mapping[str, int]


@dataclass(frozen=True)
class Contradiction:
    """The chain of records between two that are both held together and kept apart.

    Attributes:
        path: its records, from one of the two to the other.
        decisions: the decisions along the path (the new one left out) and, last, the one that
            keeps its ends apart, unless that is the new one.
    """

    path: tuple[str, ...]
    decisions: tuple[str, ...]


def held_together(records: Iterable[str], must: Iterable[Tie]) -> set[str]:
    """Every record that must-links tie to one of these, and these themselves."""
    graph = _graph(must)
    graph.add_nodes_from(records)
    return {other for record in records for other in nx.node_connected_component(graph, record)}


def against_union(
    record_a: str,
    record_b: str,
    must: Sequence[Tie],
    cannot: Iterable[Tie],
    splits: Iterable[Split],
) -> Contradiction | None:
    """Find what forbids that two records be held together; None if nothing does.

    Args:
        record_a, record_b: the new must-link.
        must: standing must-links, of the clusters of both at least.
        cannot: standing cannot-links, those within these clusters at least.
        splits: standing splits, likewise.
    """
    graph = _graph(must)
    graph.add_edge(record_a, record_b)
    whole = nx.node_connected_component(graph, record_a)
    for tie in sorted(_apart(whole, cannot, splits)):
        path = nx.shortest_path(graph, tie.record_a, tie.record_b)
        return Contradiction(tuple(path), (*_along(graph, path), tie.decision))
    return None


def against_apart(parts: Sequence[Sequence[str]], must: Sequence[Tie]) -> Contradiction | None:
    """Find the must-links that forbid keeping records of different parts apart; None if none do.

    Args:
        parts: a cannot-link has two parts of one record.
        must: standing must-links, of the clusters of all records at least.
    """
    graph = _graph(must)
    first: dict[str, tuple[int, str]] = {}
    for number, part in enumerate(parts):
        for record in part:
            if record not in graph:
                continue
            cluster = min(nx.node_connected_component(graph, record))
            other, met = first.setdefault(cluster, (number, record))
            if other != number:
                path = nx.shortest_path(graph, met, record)
                return Contradiction(tuple(path), _along(graph, path))
    return None


def _apart(whole: set[str], cannot: Iterable[Tie], splits: Iterable[Split]) -> Iterable[Tie]:
    for tie in cannot:
        if tie.record_a in whole and tie.record_b in whole:
            yield tie
    for split in splits:
        inside = sorted((part, record) for record, part in split.parts.items() if record in whole)
        if inside and inside[0][0] != inside[-1][0]:
            yield Tie(inside[0][1], inside[-1][1], split.decision)


def _graph(must: Iterable[Tie]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    # In a fixed order, so that of several shortest paths always the same one is told.
    for tie in sorted(must):
        graph.add_edge(tie.record_a, tie.record_b, decision=tie.decision)
    return graph


def _along(graph: "nx.Graph[str]", path: Sequence[str]) -> tuple[str, ...]:
    found = (graph.edges[step].get("decision") for step in pairwise(path))
    return tuple(decision for decision in found if decision is not None)
