"""Identity over time by examples: ties, what comes back, ids that are never minted twice."""

import pandas as pd
import pytest

from resolver.entities.lineage import LineageError, carry, inherit
from resolver.entities.redirects import redirects
from tests.fixtures.lineage import current_table, former_table


def names(founding: pd.Series) -> pd.Series:
    return "P-" + founding


def ids(result) -> dict[str, str]:
    return dict(zip(result.assignments["record_id"], result.assignments["entity_id"], strict=True))


def run(rows, parts, **options):
    return inherit("P", former_table(rows), current_table(parts), names, **options)


def test_most_records_keep_the_id_and_ties_go_to_the_older():
    rows = [("a", "P-1", 2, -1), ("b", "P-1", 2, -1), ("c", "P-1", 2, -1)]
    assert ids(run(rows, [{"a"}, {"b", "c"}])) == {"a": "P-a", "b": "P-1", "c": "P-1"}
    older = [("a", "P-2", 2, -1), ("b", "P-1", 1, -1), ("c", "P-0", 2, -1)]
    assert set(ids(run(older, [{"a", "b", "c"}])).values()) == {"P-1"}
    of_one_age = [("a", "P-2", 1, -1), ("b", "P-1", 1, -1)]
    assert set(ids(run(of_one_age, [{"a", "b"}])).values()) == {"P-1"}
    halves = [("a", "P-1", 1, -1), ("b", "P-1", 1, -1)]
    assert ids(run(halves, [{"b"}, {"a"}])) == {"a": "P-1", "b": "P-b"}


def test_of_two_that_lie_dormant_the_one_that_was_live_last_comes_back():
    rows = [("a", "P-old", 1, 3), ("a", "P-young", 2, 5)]
    assert ids(run(rows, [{"a"}])) == {"a": "P-young"}
    without = former_table(rows).drop(columns="ended")  # not told: the older
    assert ids(inherit("P", without, current_table([{"a"}]), names)) == {"a": "P-old"}


def test_what_comes_back_in_two_halves_or_among_others_revives_nothing():
    halves = run([("a", "P-1", 1, 2), ("b", "P-1", 1, 2)], [{"a"}, {"b"}])
    assert ids(halves) == {"a": "P-a", "b": "P-b"}
    assert halves.events.set_index("entity_id").loc["P-1", "event"] == "split"
    others = run([("a", "P-1", 1, 2), ("b", "P-2", 1, 2)], [{"a", "b"}])
    assert ids(others) == {"a": "P-a", "b": "P-a"}
    assert set(others.events.loc[others.events["event"] == "merged", "entity_id"]) == {"P-1", "P-2"}


def test_an_id_is_never_minted_twice():
    """The run is made again under its name: `a` has parted from its id, which `b` keeps."""
    rows = [(record, "P-a", 1, -1) for record in "abc"]
    again = ids(run(rows, [{"a"}, {"b", "c"}]))
    assert again == {"a": "P-a#1", "b": "P-a", "c": "P-a"}
    ended = run([("z", "P-a", 1, 2)], [{"a"}])
    assert ids(ended) == {"a": "P-a#1"}
    taken = run([], [{"a"}], taken=pd.Series(["P-a", "P-a#1"], dtype="str"))
    assert ids(taken) == {"a": "P-a#2"}
    with pytest.raises(LineageError, match="again and again"):
        inherit("P", former_table([]), current_table([{"a"}, {"b"}]), lambda f: f.str[:0] + "P-1")


@pytest.mark.parametrize(
    ("rows", "current", "why"),
    [
        ([("a", "P-1", 1, -1), ("a", "P-2", 1, -1)], [{"a"}], "two live ids"),
        ([("a", "P-1", 1, -1), ("b", "P-1", 2, -1)], [{"a"}], "minted in two runs"),
        ([], [{"a"}, {"a"}], "two components"),
    ],
)
def test_tables_that_contradict_themselves_are_refused(rows, current, why):
    with pytest.raises(LineageError, match=why):
        run(rows, current)


def test_what_is_carried_to_the_next_run():
    rows = [("a", "P-1", 1, -1), ("b", "P-1", 1, -1), ("c", "P-2", 1, -1), ("d", "P-3", 1, 1)]
    former = former_table(rows)
    result = run(rows, [{"a", "c"}])
    after = carry(former, result, 7).sort_values(["record_id", "entity_id"])
    assert list(after[["record_id", "entity_id", "minted", "ended"]].itertuples(index=False)) == [
        ("a", "P-1", 1, -1),
        ("b", "P-1", 1, 7),  # withdrawn
        ("c", "P-1", 1, -1),
        ("c", "P-2", 1, 7),  # merged
        ("d", "P-3", 1, 1),
    ]
    assert (after["live"] == (after["ended"] < 0)).all()


def test_ways_that_lead_back_are_refused():
    events = pd.DataFrame(
        {"entity_id": ["P-1", "P-2"], "event": ["merged", "merged"], "sequence": [1, 1]}
    )
    successors = events.assign(successor_id=["P-2", "P-1"])
    with pytest.raises(LineageError, match="lead back"):
        redirects(events, successors)
