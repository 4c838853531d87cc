"""The guard alone, over drawn links, against a slow and obvious judge."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from resolver.registry.ledger.guard import (
    Split,
    Tie,
    against_apart,
    against_union,
    held_together,
)

RECORDS = "abcdefg"
pairs = st.sets(st.sampled_from(list(combinations(RECORDS, 2))), max_size=8)


def ties(chosen: set[tuple[str, str]], name: str) -> list[Tie]:
    return [Tie(a, b, f"{name}-{a}{b}") for a, b in chosen]


def clusters(must: set[tuple[str, str]]) -> dict[str, str]:
    """Every record's cluster, by painting over until nothing changes."""
    colour = {record: record for record in RECORDS}
    for _ in RECORDS:
        for a, b in must:
            colour[a] = colour[b] = min(colour[a], colour[b])
    return colour


@given(pairs, pairs, st.sampled_from(list(combinations(RECORDS, 2))))
def test_a_union_is_refused_where_it_would_hold_a_pair_that_is_kept_apart(
    must: set[tuple[str, str]], cannot: set[tuple[str, str]], new: tuple[str, str]
) -> None:
    after = clusters(must | {new})
    whole = {record for record in RECORDS if after[record] == after[new[0]]}
    wrong = [pair for pair in cannot if set(pair) <= whole]
    found = against_union(*new, ties(must, "m"), ties(cannot, "c"), [])
    assert (found is not None) == bool(wrong)
    if found is not None:
        ends = (found.path[0], found.path[-1])
        assert tuple(sorted(ends)) in wrong
        steps = {tuple(sorted(step)) for step in zip(found.path, found.path[1:], strict=False)}
        assert steps <= must | {new}
        assert found.decisions[-1].startswith("c-")
        assert len(found.decisions) == len(steps - {new} | steps & must) + 1


@given(pairs, st.lists(st.sampled_from(RECORDS), min_size=2, unique=True), st.integers(1, 6))
def test_keeping_apart_is_refused_where_must_links_tie_the_parts(
    must: set[tuple[str, str]], records: list[str], cut: int
) -> None:
    parts = [part for part in (records[:cut], records[cut:]) if part]
    colour = clusters(must)
    tied = len(parts) > 1 and {colour[r] for r in parts[0]} & {colour[r] for r in parts[1]}
    found = against_apart(parts, ties(must, "m"))
    assert (found is not None) == bool(tied)
    if found is not None:
        assert {found.path[0] in part for part in parts} == {True, False}
        assert (found.path[0] in parts[0]) != (found.path[-1] in parts[0])
        assert len(found.decisions) == len(found.path) - 1


@given(pairs, st.dictionaries(st.sampled_from(RECORDS), st.integers(0, 2)))
def test_a_split_keeps_records_of_different_parts_apart(
    must: set[tuple[str, str]], parts: dict[str, int]
) -> None:
    after = clusters(must | {("a", "b")})
    inside = {part for record, part in parts.items() if after[record] == after["a"]}
    found = against_union("a", "b", ties(must, "m"), [], [Split("s", parts)])
    assert (found is not None) == (len(inside) > 1)


@given(pairs, st.sets(st.sampled_from(RECORDS)))
def test_held_together_is_the_whole_cluster(must: set[tuple[str, str]], records: set[str]) -> None:
    colour = clusters(must)
    wanted = {r for r in RECORDS if colour[r] in {colour[one] for one in records}}
    assert held_together(records, ties(must, "m")) == wanted


def test_of_several_contradictions_always_the_same_is_told() -> None:
    must = [Tie("a", "b", "1"), Tie("c", "d", "2")]
    cannot = [Tie("b", "d", "3"), Tie("a", "c", "4")]
    told = {against_union("b", "c", must, some, []) for some in (cannot, cannot[::-1])}
    assert len(told) == 1
