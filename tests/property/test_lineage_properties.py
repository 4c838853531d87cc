"""Identity over time on random histories: the rule, its oracle, and what must never happen."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.entities.identity import mint
from resolver.entities.lineage import Inheritance, carry, inherit, take_best
from resolver.entities.lineage_events import ENDS
from resolver.entities.lineage_part import closure
from resolver.entities.redirects import redirects
from tests.fixtures.lineage import (
    Book,
    Parts,
    current_table,
    former_table,
    slow_carry,
    slow_inherit,
)

RECORDS = "abcdefgh"


def parts_of(labels: list[int]) -> Parts:
    """Record k is in part labels[k]; 0 = withdrawn."""
    found: dict[int, set[str]] = {}
    for record, label in zip(RECORDS, labels, strict=True):
        if label:
            found.setdefault(label, set()).add(record)
    return list(found.values())


partitions = st.lists(st.integers(0, 4), min_size=len(RECORDS), max_size=len(RECORDS)).map(parts_of)
histories = st.lists(partitions, min_size=1, max_size=6)


def minting(run: int):
    return lambda founding: mint("P", founding, b"secret", f"run-{run}")


def play(history: list[Parts]) -> list[tuple[pd.DataFrame, Parts, Inheritance]]:
    """former, partition and inheritance of each run."""
    former = former_table([])
    told = []
    for run, parts in enumerate(history):
        result = inherit("P", former, current_table(parts), minting(run))
        told.append((former, parts, result))
        former = carry(former, result, run)
    return told


def history_of(told, column: str) -> pd.DataFrame:
    frames = [getattr(result, column).assign(sequence=n) for n, (_, _, result) in enumerate(told)]
    return pd.concat(frames, ignore_index=True)


@settings(max_examples=100, deadline=None)
@given(histories)
def test_the_fast_rule_is_the_slow_one(history):
    book = Book()
    for run, (former, parts, result) in enumerate(play(history)):
        key = ["record_id", "entity_id"]
        pd.testing.assert_frame_equal(
            book.former().sort_values(key, ignore_index=True),
            former.sort_values(key, ignore_index=True),
        )
        ids = slow_inherit(book, parts, lambda r, run=run: minting(run)(pd.Series([r]))[0])
        assert ids == dict(zip(result.ids["component"], result.ids["entity_id"], strict=True))
        book = slow_carry(book, parts, ids, run)


pair_lists = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=25)


@given(pair_lists)
def test_taking_in_rounds_is_taking_one_by_one(pairs):
    held = np.full(6, -1, np.int64)
    e, c = (np.array(x, np.int64) for x in (zip(*pairs, strict=True) if pairs else ((), ())))
    take_best(e, c, held, 6)
    slow = {}
    for one, other in pairs:
        if one not in slow and other not in slow.values():
            slow[one] = other
    assert {n: int(x) for n, x in enumerate(held) if x >= 0} == slow


@settings(max_examples=40, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_neither_order_nor_names_of_components_matter(history, random):
    former, parts, result = play(history)[-1]
    shuffled = list(range(len(former)))
    random.shuffle(shuffled)
    numbers = random.sample(range(50), len(parts))
    current = current_table(parts).sample(frac=1, random_state=random.randrange(999))
    current["component"] = current["component"].map(dict(enumerate(numbers)))
    again = inherit("P", former.take(shuffled), current, minting(len(history) - 1))
    one = dict(zip(result.assignments["record_id"], result.assignments["entity_id"], strict=True))
    other = dict(zip(again.assignments["record_id"], again.assignments["entity_id"], strict=True))
    assert one == other
    pd.testing.assert_frame_equal(result.events, again.events)
    pd.testing.assert_frame_equal(result.successors, again.successors)


@settings(max_examples=40, deadline=None)
@given(histories)
def test_the_same_again_keeps_every_id(history):
    told = play([*history, history[-1]])
    events = told[-1][2].events
    assert (events["event"] == "kept").all()
    before, after = told[-2][2].assignments, told[-1][2].assignments
    pd.testing.assert_frame_equal(before, after)


@settings(max_examples=40, deadline=None)
@given(histories)
def test_what_always_holds(history):
    ever: set[str] = set()
    for former, parts, result in play(history):
        ids = result.ids["entity_id"]
        assert ids.is_unique
        assert len(ids) == len(parts)
        new = set(ids[result.ids["how"] == "minted"])
        assert not new & ever  # never reused
        ever |= new
        live = set(former.loc[former["live"], "entity_id"])
        events = result.events
        plain = events[events["event"] != "split_off"]
        assert plain["entity_id"].is_unique
        assert not events.duplicated().any()
        # each id that was live has one fate; the ids that are live now have theirs
        assert live <= set(plain["entity_id"])
        alive = plain[plain["event"].isin(["minted", "kept", "revived"])]
        assert set(alive["entity_id"]) == set(ids)
        assert live & set(ids) == set(plain.loc[plain["event"] == "kept", "entity_id"])
        ended = plain[plain["event"].isin(ENDS)]
        assert live - set(ids) <= set(ended["entity_id"])
        # counts: former − ended + new = now
        assert len(live) - len(set(ended["entity_id"]) & live) + (
            plain["event"].isin(["minted", "revived"]).sum()
        ) == len(ids)
        # successors are live now, and hold so many of its records
        now = result.assignments.set_index("record_id")["entity_id"]
        assert set(result.successors["successor_id"]) <= set(ids)
        assert (result.successors["successor_id"] != result.successors["entity_id"]).all()
        counts = result.successors.groupby("entity_id").size()
        kinds = plain.set_index("entity_id")["event"]
        for entity, number in counts.items():
            assert (kinds[entity] in ("kept", "revived")) or (
                kinds[entity] == ("merged" if number == 1 else "split")
            )
        for entity in kinds[kinds == "retired"].index:
            records = former.loc[former["entity_id"].eq(entity), "record_id"]
            assert not records.isin(now.index).any()
            assert entity not in counts
        for row in result.successors.itertuples():
            own = former.loc[former["entity_id"] == row.entity_id, "record_id"].drop_duplicates()
            held = now.reindex(own).eq(row.successor_id).sum()
            assert held == row.records > 0


@settings(max_examples=40, deadline=None)
@given(histories)
def test_every_id_leads_to_live_ones_or_is_gone(history):
    told = play(history)
    events, successors = history_of(told, "events"), history_of(told, "successors")
    ends = redirects(events, successors)
    live = set(told[-1][2].ids["entity_id"])
    assert set(ends["entity_id"]) == set(events["entity_id"])
    assert set(ends["successor_id"].dropna()) <= live
    by_id = {entity: set(some) for entity, some in ends.groupby("entity_id")["successor_id"]}
    states = ends.drop_duplicates("entity_id").set_index("entity_id")["state"]
    now = dict(zip(*(told[-1][2].assignments[c] for c in ("record_id", "entity_id")), strict=True))
    final = carry(told[-1][0], told[-1][2], len(history))
    for entity, found in by_id.items():
        assert (states[entity] == "live") == (entity in live)
        if entity in live:
            assert found == {entity}
            continue
        # A record is always a way in: those it had last lead to the same places.
        records = final.loc[final["entity_id"] == entity, "record_id"]
        holders = {now[r] for r in records if r in now}
        assert holders <= found or not holders
        if states[entity] == "retired":
            assert not holders
    # kept and split_off need not be stored
    telling = events[~events["event"].isin(["kept", "split_off"])]
    pd.testing.assert_frame_equal(redirects(telling, successors), ends)


@settings(max_examples=40, deadline=None)
@given(partitions.filter(lambda parts: len(parts) > 1), st.data())
def test_merge_then_unmerge_gives_back_every_id(parts, data):
    one, other = data.draw(st.permutations(range(len(parts))))[:2]
    merged = [p for n, p in enumerate(parts) if n not in (one, other)] + [parts[one] | parts[other]]
    told = play([parts, merged, parts])
    pd.testing.assert_frame_equal(told[0][2].assignments, told[2][2].assignments)
    events = told[2][2].events
    assert sorted(events["event"].unique()) in (["kept", "revived", "split_off"],)


@settings(max_examples=40, deadline=None)
@given(histories)
def test_withdrawn_and_back_gives_back_every_id(history):
    told = play([*history, [], history[-1]])
    pd.testing.assert_frame_equal(told[-3][2].assignments, told[-1][2].assignments)


@settings(max_examples=40, deadline=None)
@given(histories, st.sets(st.sampled_from(RECORDS), min_size=1))
def test_a_closed_part_alone_is_as_in_the_whole(history, touched):
    """Only components of the touched records change: the rest of the last run is as before."""
    former, parts, _ = play(history)[-1]
    records = pd.Series(sorted(touched), dtype="str")
    while True:  # until no component of this run leaves the part
        found = set(closure(former, records))
        wider = found.union(*(part for part in parts if part & found))
        if wider == set(records):
            break
        records = pd.Series(sorted(wider), dtype="str")
    inside = set(records)
    run = minting(len(history) - 1)
    whole = inherit("P", former, current_table(parts), run)
    some = inherit(
        "P",
        former[former["record_id"].isin(inside)],
        current_table([part for part in parts if part & inside]),
        run,
    )
    mine = whole.assignments[whole.assignments["record_id"].isin(inside)].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, some.assignments)
    of_part = set(former.loc[former["record_id"].isin(inside), "entity_id"]) | set(
        some.assignments["entity_id"]
    )
    told = whole.events[whole.events["entity_id"].isin(of_part)].reset_index(drop=True)
    pd.testing.assert_frame_equal(told, some.events)
