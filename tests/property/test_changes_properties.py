"""The change report on random pairs of quarters: every entity that differs, nothing else."""

from collections import defaultdict

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.entities.changes import balance, changes, summary
from resolver.entities.changes_tables import COMPARED, KEYS, WHAT
from tests.fixtures.quarters import FAR, HERE, NEAR, People, held, standing, told

IDS = ("P-1", "P-2", "P-3", "P-4", "P-5")
RECORDS = "abcdefg"
persons = st.fixed_dictionaries(
    {
        "family_id": st.sampled_from(["F-1", "F-2", "F-3"]),
        "village": st.sampled_from([None, HERE, NEAR, FAR]),
        "presence": st.sampled_from([None, "LIVES_HERE", "DIED", "MOVED"]),
        "nik": st.sampled_from([None, "3201011705809001", "3201011705809002"]),
        "kk": st.sampled_from([None, "3201012001019002", "3201012001019003"]),
        "birth_date": st.sampled_from([None, "1980", "2026-02", "2026-02-03"]),
        "pkh": st.sampled_from([None, "YES", "NO"]),
        "head": st.booleans(),
    }
)
HOMES = st.fixed_dictionaries(
    {name: st.sampled_from(["H-1", "H-2"]) for name in ("F-1", "F-2", "F-3")}
)


@st.composite
def quarters(draw) -> People:
    owner = draw(st.lists(st.sampled_from(["", *IDS]), min_size=7, max_size=7))
    homes = draw(HOMES)
    people: People = {}
    for record, person in zip(RECORDS, owner, strict=True):
        if person and person not in people:
            values = draw(persons)
            people[person] = {**values, "household_id": homes[values["family_id"]], "records": ""}
        if person:
            people[person]["records"] += record
    return people


def differing(kind: str, before: People, after: People, one, other) -> set[str]:
    """The entities that differ, found one by one."""
    key = KEYS[kind]
    old = {row[key]: row for row in one.of(kind).to_dict("records")}
    new = {row[key]: row for row in other.of(kind).to_dict("records")}
    was = held(before, key).set_index("record_id")["entity_id"].to_dict()
    now = held(after, key).set_index("record_id")["entity_id"].to_dict()
    found = set(old) ^ set(new)
    for entity in set(old) & set(new):
        for column in COMPARED[kind]:
            a, b = old[entity][column], new[entity][column]
            if not ((pd.isna(a) and pd.isna(b)) or (pd.notna(a) and pd.notna(b) and a == b)):
                found.add(entity)
    return found | {e for r, e in was.items() if e in new and now.get(r, e) != e}


@settings(max_examples=30, deadline=None)
@given(quarters(), quarters(), st.sets(st.sampled_from(IDS)))
def test_every_entity_that_differs_and_nothing_else(before, after, frozen):
    one, other = standing("2026Q1", before), standing("2026Q2", after)
    rows = changes(one, other, told(before, after, frozen=tuple(frozen)))
    assert set(rows["what"]) <= set(WHAT)
    assert not rows.duplicated(["entity_id", "what"]).any()
    by_kind = defaultdict(set)
    for kind, entity in zip(rows["entity_kind"], rows["entity_id"], strict=True):
        by_kind[kind].add(entity)
    for kind in KEYS:
        assert by_kind[kind] == differing(kind, before, after, one, other)
    # former + came − went = current, and the sums over areas are the whole
    for figures in balance(one, other, rows).values():
        assert figures["former"] + figures["came"] - figures["went"] == figures["current"]
    table = summary(rows)
    for level in ("ALL", "REGENCY", "DISTRICT", "VILLAGE"):
        assert table.loc[table["level"] == level, "count"].sum() == len(rows)
        assert table.loc[table["level"] == level, "look"].sum() == rows["look"].sum()
    assert (rows["look"] == (rows["reason"] != "")).all()
    assert rows.loc[rows["entity_id"].isin(frozen), "look"].all()
    # who receives aid never goes without a mark
    aided = {p for some in (before, after) for p, v in some.items() if v["pkh"] == "YES"}
    went = rows["entity_kind"].eq("P") & rows["what"].isin(["vanished", "merged", "died"])
    assert rows.loc[went & rows["entity_id"].isin(aided), "look"].all()


@settings(max_examples=10, deadline=None)
@given(quarters(), quarters(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(before, after, random):
    def shuffled(people: People) -> People:
        return dict(random.sample(list(people.items()), len(people)))

    known = told(before, after)
    straight = changes(standing("2026Q1", before), standing("2026Q2", after), known)
    again = changes(
        standing("2026Q1", shuffled(before)), standing("2026Q2", shuffled(after)), known
    )
    pd.testing.assert_frame_equal(straight, again)
