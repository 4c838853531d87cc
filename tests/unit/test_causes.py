"""Why an entity changed: the signs of its records, and which of them counts."""

import pandas as pd
import pytest

from resolver.entities.causes import CAUSES, entity_causes, period_end, record_signs
from resolver.entities.changes import changes
from tests.fixtures.quarters import HERE, NEAR, People, standing, told

NO = pd.Series([], dtype="str")
PLAIN = {"nik": "1", "name_norm": "SITI", "birth_year": 1980, "birth_month": 5, "village": HERE,
         "kk": "7", "marital": "SINGLE", "presence": "LIVES_HERE"}  # fmt: skip


def clean(**records: dict[str, object]) -> pd.DataFrame:
    rows = [{"record_id": record, **PLAIN, **values} for record, values in records.items()]
    table = pd.DataFrame(rows, columns=["record_id", *PLAIN])
    numbers = {"birth_year": "int16", "birth_month": "int16"}
    return table.astype({name: numbers.get(name, "str") for name in table.columns})


def signs(
    before: pd.DataFrame, after: pd.DataFrame, decided: pd.Series = NO
) -> dict[str, set[str]]:
    table = record_signs(before, after, decided, "2026Q2").set_index("record_id")
    return {str(record): set(row[row].index) for record, row in table.iterrows()}


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"nik": "2"}, "correction"),
        ({"nik": None}, "correction"),
        ({"name_norm": "SITI A"}, "correction"),
        ({"birth_month": 6}, "correction"),
        ({"village": NEAR}, "life_event"),
        ({"kk": "8"}, "life_event"),
        ({"marital": "MARRIED"}, "life_event"),
        ({"presence": "DIED"}, "life_event"),
        ({"presence": "MOVED"}, "life_event"),
        ({"village": None}, None),
        ({"presence": "NOT_FOUND"}, None),
        ({}, None),
    ],
)
def test_what_a_changed_value_is_a_sign_of(change, sign):
    expected = {"a": {sign}} if sign else {}
    assert signs(clean(a={}), clean(a=change)) == expected


def test_new_withdrawn_and_decided_records():
    assert signs(clean(a={}), clean(b={})) == {"a": {"redelivery"}, "b": {"redelivery"}}
    assert signs(clean(a={}), clean(a={}), pd.Series(["a"], dtype="str")) == {"a": {"decision"}}
    baby = {"birth_year": 2026, "birth_month": 2}
    assert signs(clean(), clean(b=baby)) == {"b": {"redelivery", "life_event"}}
    assert signs(clean(), clean(b={**baby, "birth_year": 2024}))["b"] == {"redelivery"}
    assert signs(clean(b=baby), clean())["b"] == {"redelivery"}


def test_columns_that_are_missing_tell_nothing():
    ids = clean(a={})[["record_id"]]
    assert signs(ids, ids) == {}


@pytest.mark.parametrize(
    ("period", "month"),
    [("2026Q1", 3), ("2026Q4", 12), ("2026S1", 6), ("2026-07", 7), ("2026", 12), ("2026M1-2", 12)],
)
def test_where_a_period_ends(period, month):
    assert period_end(period) == month


MERGED: tuple[People, People] = (
    {
        "P-1": {"records": "ab", "family_id": "F-1", "household_id": "H-1"},
        "P-2": {"records": "c", "family_id": "F-1", "household_id": "H-1"},
    },
    {"P-1": {"records": "abc", "family_id": "F-1", "household_id": "H-1"}},
)


@pytest.mark.parametrize(
    ("change", "options", "cause"),
    [
        ({}, {"decided": "a", "model_changed": True}, "decision"),
        ({"nik": "2", "village": NEAR}, {"model_changed": True}, "correction"),
        ({"village": NEAR}, {}, "life_event"),
        ({}, {"model_changed": True}, "model"),
        ({}, {}, "neighbours"),
    ],
)
def test_the_cause_of_a_merge_is_found_on_either_side(change, options, cause):
    """What changed is a record of the one who stays; who was merged has the same cause."""
    before, after = MERGED
    rows = clean(a={}, b={}, c={}), clean(a=change, b={}, c={})
    found = told(before, after, clean=rows, **options)
    causes = dict(zip(found.causes["entity_id"], found.causes["cause"], strict=True))
    assert causes["P-2"] == causes["P-1"] == cause
    table = changes(standing("2026Q1", before), standing("2026Q2", after), found)
    assert table.set_index("entity_id").loc["P-2", ["what", "cause"]].tolist() == ["merged", cause]
    assert cause in CAUSES


def test_a_new_record_is_a_redelivery_unless_more_is_known():
    before, after = MERGED
    after = {"P-1": {**after["P-1"], "records": "abcd"}}
    rows = clean(a={}, b={}, c={}), clean(a={}, b={}, c={}, d={})
    found = told(before, after, clean=rows, model_changed=True).causes
    assert set(found["cause"]) == {"redelivery"}


def test_of_families_a_life_event_counts_before_a_correction():
    one, other = clean(a={}), clean(a={"nik": "2", "kk": "9"})
    table = record_signs(one, other, NO, "2026Q2")
    held = pd.DataFrame({"record_id": ["a"], "entity_id": ["X"]}, dtype="str")
    none = pd.DataFrame({"entity_id": [], "successor_id": []}, dtype="str")
    for kind, cause in (("P", "correction"), ("F", "life_event"), ("H", "life_event")):
        found = entity_causes(kind, table, held, held, none, model_changed=False)
        assert found["cause"].tolist() == [cause]
