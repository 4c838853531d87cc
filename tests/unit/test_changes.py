"""The change report's table on a hand-made village: each kind of change, its cause, who looks."""

import re

import pandas as pd
import pytest

from resolver.entities.changes import balance, changes, summary
from resolver.entities.changes_tables import COLUMNS, WHAT
from tests.fixtures.quarters import FAR, HERE, NEAR, People, standing, told, village


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    before, after = village()
    known = told(before, after, dormant={"P-back": "v"}, frozen=("P-fixed", "P-same"))
    return changes(
        standing("2026Q1", before, **{"H-1": "MELATI 1"}),
        standing("2026Q2", after, **{"H-1": "MELATI I"}),
        known,
    )


def of(rows: pd.DataFrame, entity: str) -> dict[str, dict[str, object]]:
    found = rows[rows["entity_id"] == entity].to_dict("records")
    return {str(row.pop("what")): row for row in found}


@pytest.mark.parametrize(
    ("entity", "what", "before", "after"),
    [
        ("P-died", "died", "LIVES_HERE", "DIED"),
        ("P-moved", "moved", HERE, FAR),
        ("P-near", "moved", HERE, NEAR),
        ("P-abroad", "moved", "LIVES_HERE", "ABROAD"),
        ("P-gone", "vanished", None, None),
        ("P-merged", "merged", None, "P-takes"),
        ("P-split", "split", None, "P-part"),
        ("P-part", "split", "P-split", None),
        ("P-weds", "kk_split", "F-1", "F-wed"),
        ("P-joins", "kk_joined", "F-1", "F-2"),
        ("P-card", "kk_changed", "3201••••••••••02", "3201••••••••••03"),
        ("P-fixed", "corrected", None, None),
        ("P-lazarus", "corrected", None, None),
        ("P-born", "born", None, None),
        ("P-new", "new", None, None),
        ("P-back", "revived", None, None),
        ("F-wed", "kk_split", "F-1", None),
        ("F-1", "kk_split", None, "F-2+F-wed"),
        ("F-2", "head_changed", "P-died", "P-widow"),
        ("F-3", "moved", HERE, FAR),
        ("F-4", "moved", HERE, NEAR),
        ("F-5", "kk_changed", "3201••••••••••02", "3201••••••••••03"),
        ("H-1", "corrected", None, None),
        ("H-1", "split", None, "H-2+H-wed"),
        ("H-2", "head_changed", "P-died", "P-widow"),
        ("H-3", "moved", HERE, FAR),
        ("H-4", "moved", HERE, NEAR),
        ("H-wed", "split", "H-1", None),
    ],
)
def test_each_kind_of_change_is_told(rows, entity, what, before, after):
    line = of(rows, entity)[what]
    assert (line["before"] if pd.notna(line["before"]) else None) == before
    assert (line["after"] if pd.notna(line["after"]) else None) == after


def test_nothing_else_is_told(rows):
    assert list(rows.columns) == list(COLUMNS)
    assert set(rows["what"]) <= set(WHAT)
    assert not rows.duplicated(["entity_id", "what"]).any()
    assert len(rows) == 28
    assert not {"P-same", "P-takes", "P-widow", "H-5"} & set(rows["entity_id"])


def test_a_correction_names_its_columns_and_no_value(rows):
    assert of(rows, "P-fixed")["corrected"]["fields"] == "name+nik"
    assert of(rows, "P-lazarus")["corrected"]["fields"] == "presence"
    assert of(rows, "H-1")["corrected"]["fields"] == "address"
    text = rows.to_csv()
    assert not re.search(r"\d{11,}", text)
    assert "MELATI" not in text
    assert "FIXED" not in text


@pytest.mark.parametrize(
    ("entity", "what", "reason"),
    [
        ("P-died", "died", "AID_DIED+HEAD_DIED"),
        ("P-moved", "moved", "AID_OTHER_REGENCY"),
        ("P-near", "moved", ""),
        ("P-gone", "vanished", "AID_VANISHED"),
        ("P-merged", "merged", "AID_MERGED"),
        ("P-fixed", "corrected", "FROZEN"),
        ("P-lazarus", "corrected", "ALIVE_AGAIN"),
        ("F-1", "kk_split", "AID_FAMILY"),
        ("F-wed", "kk_split", ""),
        ("P-new", "new", ""),
        ("P-split", "split", ""),
    ],
)
def test_who_should_be_looked_at(rows, entity, what, reason):
    line = of(rows, entity)[what]
    assert line["reason"] == reason
    assert line["look"] == (reason != "")


def test_a_vanished_head_and_a_split_person_with_aid():
    one = {"family_id": "F-1", "household_id": "H-1"}
    before: People = {
        "P-1": {"records": "ab", **one, "head": True, "pkh": "YES"},
        "P-2": {"records": "c", **one},
        "P-3": {"records": "d", **one, "pkh": "YES"},
    }
    after: People = {
        "P-1": {**before["P-1"], "records": "a"},
        "P-4": {"records": "b", **one},
        "P-2": before["P-2"],
    }
    first, second = standing("2026Q1", before), standing("2026Q2", after)
    rows = changes(first, second, told(before, after))
    assert of(rows, "P-1")["split"]["reason"] == "AID_SPLIT"
    assert of(rows, "P-3")["vanished"]["reason"] == "AID_VANISHED"
    headless = changes(second, standing("2026Q3", {"P-2": before["P-2"]}),
                       told(after, {"P-2": before["P-2"]}))  # fmt: skip
    assert of(headless, "P-1")["vanished"]["reason"] == "AID_VANISHED+HEAD_VANISHED"


def test_what_ends_is_in_its_old_place_and_sums_add_up(rows):
    table = summary(rows)
    whole = table[table["level"] == "ALL"]
    assert whole["count"].sum() == len(rows)
    assert whole["look"].sum() == rows["look"].sum() > 0
    for level in ("REGENCY", "DISTRICT", "VILLAGE"):
        assert table.loc[table["level"] == level, "count"].sum() == len(rows)
    far = table[(table["level"] == "REGENCY") & (table["area"] == FAR[:4])]
    assert dict(zip(far["entity_kind"], far["what"], strict=True)) == {
        "P": "moved", "F": "moved", "H": "moved",
    }  # fmt: skip
    assert of(rows, "P-gone")["vanished"]["village"] == HERE


def test_the_balance(rows):
    before, after = village()
    found = balance(standing("2026Q1", before), standing("2026Q2", after), rows)
    assert found["P"] == {"former": 15, "came": 4, "went": 2, "current": 17}
    assert found["F"] == {"former": 5, "came": 1, "went": 0, "current": 6}


def test_two_equal_quarters_have_no_change():
    before, _ = village()
    same = standing("2026Q1", before)
    rows = changes(same, standing("2026Q2", before), told(before, before))
    assert rows.empty
    assert list(rows.columns) == list(COLUMNS)
    assert rows["look"].dtype == bool
    assert summary(rows).empty


def test_from_nothing_and_to_nothing():
    before, _ = village()
    none, some = standing("", {}), standing("2026Q1", before)
    assert set(changes(none, some, told({}, before))["what"]) == {"new"}
    assert set(changes(some, none, told(before, {}))["what"]) == {"vanished"}


def test_a_birth_date_that_is_none_is_nobodys_birth():
    one = {"family_id": "F-1", "household_id": "H-1", "birth_date": "2026?"}
    after: People = {"P-1": {"records": "a", **one}}
    rows = changes(standing("2026Q1", {}), standing("2026Q2", after), told({}, after))
    assert of(rows, "P-1").keys() == {"new"}
