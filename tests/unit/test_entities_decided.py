"""People's decisions on households, families and golden values, at the entities step."""

import json

import pandas as pd

from resolver.entities.decided import Decided
from tests.entities_table import build, listing, record_id


def memberships(*rows):
    return pd.DataFrame(rows, columns=["record", "level", "other"], dtype="str")


def values(*rows):
    return pd.DataFrame(rows, columns=["record", "field", "value", "decision"], dtype="str")


def of(rows, person):
    row = next(row for row in rows if row["person"] == person)
    return record_id(row["source"], row["id"])


def home(entities, rows, person, column="household_id"):
    table = entities.memberships.set_index("record_id")
    return table.loc[of(rows, person), column]


ROWS = listing("DTKS", "d", "A B C") + listing("DTKS", "e", "X Y")


def test_a_person_lives_where_somebody_decided():
    moved = Decided(memberships=memberships((of(ROWS, "C"), "household", of(ROWS, "X"))))
    before, after = build(ROWS), build(ROWS, decided=moved)
    assert home(before, ROWS, "C") == home(before, ROWS, "A")
    assert home(after, ROWS, "C") == home(after, ROWS, "Y")
    assert sorted(after.households["members"]) == [2, 3]
    assert sorted(after.households["records"]) == [2, 3]


def test_a_person_belongs_to_the_family_somebody_decided_and_lives_with_it():
    moved = Decided(memberships=memberships((of(ROWS, "C"), "family", of(ROWS, "X"))))
    after = build(ROWS, decided=moved)
    assert home(after, ROWS, "C", "family_id") == home(after, ROWS, "X", "family_id")
    assert home(after, ROWS, "C") == home(after, ROWS, "X")
    assert sorted(after.families["members"]) == [2, 3]


def test_of_two_decisions_on_one_person_the_newest_holds():
    rows = [*ROWS, *listing("DTKS", "f", "Q")]
    moved = Decided(
        memberships=memberships(
            (of(rows, "C"), "household", of(rows, "Q")),
            (of(rows, "C"), "household", of(rows, "X")),
        )
    )
    after = build(rows, decided=moved)
    assert home(after, rows, "C") == home(after, rows, "X")


def test_a_household_that_everybody_left_is_gone():
    moved = Decided(
        memberships=memberships(
            *((of(ROWS, name), "household", of(ROWS, "A")) for name in ("X", "Y"))
        )
    )
    after = build(ROWS, decided=moved)
    assert after.households["members"].tolist() == [5]
    assert after.counts["households"] == 1


def test_a_golden_value_is_what_somebody_decided_and_says_so():
    known = values(
        (of(ROWS, "A"), "name", "OLD", "D-1"),
        (of(ROWS, "A"), "name", "SITI AMINAH", "D-2"),
        (of(ROWS, "A"), "desil", "3", "D-3"),
        (of(ROWS, "A"), "no_such_field", "3", "D-4"),
        ("0" * 32, "name", "NOBODY", "D-5"),
    )
    after = build(ROWS, decided=Decided(values=known))
    person = home(after, ROWS, "A", "person_id")
    row = after.persons.set_index("person_id").loc[person]
    assert (row["name"], row["desil"]) == ("SITI AMINAH", 3)
    told = json.loads(row["provenance"])
    assert told["name"] == {"record_id": of(ROWS, "A"), "rule": "decision D-2"}
    untouched = build(ROWS).persons.set_index("person_id").drop(index=person)
    pd.testing.assert_frame_equal(
        after.persons.set_index("person_id").drop(index=person), untouched
    )
