"""Memberships over time: any sequence of quarters can be read back as it was."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.entities.membership_history import (
    COLUMNS,
    advance,
    at,
    closed_and_opened,
    overlapping,
)

places = st.tuples(st.sampled_from(["F-1", "F-2", None]), st.sampled_from(["H-1", "H-2"]))
readings = st.dictionaries(st.sampled_from(["P-1", "P-2", "P-3"]), places)
quarters = st.lists(readings, min_size=1, max_size=6)
NOTHING = pd.DataFrame({name: pd.Series([], dtype="str") for name in COLUMNS})


def current(reading) -> pd.DataFrame:
    rows = [(person, *place) for person, place in sorted(reading.items())]
    return pd.DataFrame(rows, columns=["person_id", "family_id", "household_id"], dtype="str")


def played(history) -> list[pd.DataFrame]:
    table, tables = NOTHING, []
    for number, reading in enumerate(history):
        table = advance(table, current(reading), f"2026Q{number}")
        tables.append(table)
    return tables


@settings(max_examples=30, deadline=None)
@given(quarters)
def test_every_quarter_is_read_back_as_it_was(history):
    table = played(history)[-1]
    assert overlapping(table).empty
    assert list(table.columns) == list(COLUMNS)
    assert (table["valid_to"].isna() | (table["valid_from"] < table["valid_to"])).all()
    assert not table.duplicated(["person_id", "valid_from"]).any()
    for number, reading in enumerate(history):
        pd.testing.assert_frame_equal(at(table, f"2026Q{number}"), current(reading))
    # no row goes on with what the row before it said
    rows = table.fillna("")
    place = rows["person_id"] + rows["family_id"] + rows["household_id"]
    assert not ((rows["valid_from"] == rows["valid_to"].shift()) & (place == place.shift())).any()


@settings(max_examples=30, deadline=None)
@given(quarters, readings)
def test_a_quarter_read_again_replaces_its_first_reading(history, other):
    table, last = played(history)[-1], f"2026Q{len(history) - 1}"
    pd.testing.assert_frame_equal(advance(table, current(history[-1]), last), table)
    corrected = advance(table, current(other), last)
    pd.testing.assert_frame_equal(corrected, played([*history[:-1], other])[-1])


@settings(max_examples=30, deadline=None)
@given(quarters, readings)
def test_what_a_step_closes_and_opens_is_the_difference(history, reading):
    former = played(history)[-1]
    after = advance(former, current(reading), "2026Q9")
    closed, opened = closed_and_opened(former, after)
    assert (closed["valid_to"] == "2026Q9").all()
    assert opened["valid_to"].isna().all()
    assert (opened["valid_from"] == "2026Q9").all()
    key = ["person_id", "valid_from"]
    ended = pd.MultiIndex.from_frame(closed[key])
    kept = former[~pd.MultiIndex.from_frame(former[key]).isin(ended)]
    again = pd.concat([kept, closed, opened]).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(again, after)


def test_what_cannot_be_is_refused():
    table = advance(NOTHING, current({"P-1": ("F-1", "H-1")}), "2026Q2")
    with pytest.raises(ValueError, match="Memberships later than 2026Q1 stand"):
        advance(table, current({}), "2026Q1")
    twice = pd.concat([current({"P-1": ("F-1", "H-1")})] * 2)
    with pytest.raises(ValueError, match="two current"):
        advance(NOTHING, twice, "2026Q1")
    with pytest.raises(ValueError, match="two open"):
        advance(pd.concat([table, table]), current({}), "2026Q3")
    assert overlapping(pd.concat([table, table])).tolist() == ["P-1"]
