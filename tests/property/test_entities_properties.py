"""What always holds of persons, families and households, whatever the records."""

import json

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.entities.build import build_entities
from resolver.entities.partition import partition_hash
from resolver.entities.survivorship import Criterion, attesting_sources, choose
from tests.entities_table import SECRET, tables

maybe = st.sampled_from


def text(*values):
    return st.sampled_from([pd.NA, *values])


records = st.fixed_dictionaries(
    {
        "source": maybe(["DTKS", "REGSOSEK", "P3KE"]),
        "period": maybe(["2025Q4", "2026Q1"]),
        "group_id": text("g1", "g2", "g3"),
        "kk": text("3201010101019001", "3201010101019002"),
        "nik": text("3201015705809001", "3201015705809002"),
        "name": text("SITI", "BUDI", "YANTI"),
        "mother_norm": text("SITI", "YANTI"),
        "address_norm": text("MELATI 1", "MAWAR 2"),
        "sex": text("M", "F"),
        "relation": text("HEAD", "CHILD"),
        "presence": text("LIVES_HERE", "MOVED", "DIED"),
        "siak": text("VERIFIED", "NOT_FOUND"),
        "village": text("3201012001", "3201012002"),
        "rt": text("001", "002"),
        "rw": text("001"),
        "house_no": text("1", "2"),
        "street": text("JALAN MELATI"),
        "birth_month": maybe([0, 5]),
        "desil": maybe([0, 1, 4]),
        "pkh": text("YES", "NO"),
    }
)
histories = st.lists(st.tuples(records, st.integers(0, 5)), min_size=1, max_size=14)


def prepared(history):
    rows = []
    for number, (row, _) in enumerate(history):
        group = row["group_id"]
        rows.append({**row, "id": number})
        if not pd.isna(group):
            rows[-1]["group_id"] = f"{row['source']}:{group}"
    return tables(rows), np.array([label for _, label in history], np.int32)


def run(clean, raw, labels):
    return build_entities(clean, raw, labels, SECRET, "run-1")


@settings(max_examples=30, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_row_order_and_label_names_change_nothing(history, random):
    (clean, raw), labels = prepared(history)
    order = list(range(len(clean)))
    random.shuffle(order)
    straight = run(clean, raw, labels)
    shuffled = run(
        clean.take(order).reset_index(drop=True),
        raw.take(order).reset_index(drop=True),
        (90 - 3 * labels)[order],
    )
    for table in ("memberships", "persons", "families", "households", "conflicts"):
        pd.testing.assert_frame_equal(getattr(straight, table), getattr(shuffled, table))
    assert straight.counts == shuffled.counts
    assert partition_hash(labels, clean["record_id"]) == partition_hash(
        (90 - 3 * labels)[order], clean["record_id"].take(order)
    )


@settings(max_examples=30, deadline=None)
@given(histories)
def test_each_person_has_one_family_in_one_household(history):
    (clean, raw), labels = prepared(history)
    entities = run(clean, raw, labels)
    members = entities.memberships
    assert len(members) == len(clean)
    assert members["person_id"].nunique() == len(set(labels.tolist())) == len(entities.persons)
    assert (members.groupby("person_id")["family_id"].nunique() == 1).all()
    assert (members.groupby("family_id")["household_id"].nunique() == 1).all()
    for table, key in (
        (entities.persons, "person_id"),
        (entities.families, "family_id"),
        (entities.households, "household_id"),
    ):
        assert table[key].is_unique
        counted = members.groupby(key).size().sort_index()
        assert table.set_index(key)["records"].sort_index().tolist() == counted.tolist()
    assert entities.families["members"].sum() == len(entities.persons)
    assert entities.households["families"].sum() == len(entities.families)
    for table in (entities.families, entities.households):
        key = table.columns[0]
        heads = table.merge(
            entities.persons, left_on="head_person_id", right_on="person_id", suffixes=("", "_head")
        )
        assert len(heads) == len(table)
        own = heads[key + "_head"] if key + "_head" in heads else heads[key]
        assert (own == heads[key]).all()


@settings(max_examples=30, deadline=None)
@given(histories)
def test_every_golden_value_is_its_records_own(history):
    (clean, raw), labels = prepared(history)
    entities = run(clean, raw, labels)
    by_id = clean.set_index("record_id")
    person_of = entities.memberships.set_index("record_id")["person_id"]
    fields = ["name", "sex", "nik", "kk", "relation", "presence", "village", "pkh"]
    for person in entities.persons.to_dict("records"):
        why = json.loads(person["provenance"])
        for name in fields:
            if pd.isna(person[name]):
                assert name not in why
                mates = person_of[person_of == person["person_id"]].index
                assert by_id.loc[mates, name].isna().all()
            else:
                assert by_id.loc[why[name]["record_id"], name] == person[name]
                assert person_of[why[name]["record_id"]] == person["person_id"]


rows_of_choice = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(-1, 2),
        st.integers(0, 2),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=20,
)


@given(rows_of_choice)
def test_choosing_equals_sorting(rows):
    entity, value, source, first, second = (
        np.array(column, np.int32) for column in (zip(*rows, strict=True) if rows else [()] * 5)
    )
    criteria = [
        Criterion("first", first.astype(np.int64), 2),
        Criterion("second", second.astype(np.int64), 2),
    ]
    choice = choose(entity, 4, value, criteria)
    attested = attesting_sources(entity, value, source)
    for owner in range(4):
        mine = [i for i in range(len(rows)) if entity[i] == owner and value[i] >= 0]
        if not mine:
            assert choice.row[owner] == -1
            continue
        ranked = sorted(mine, key=lambda i: (-first[i], -second[i], i))
        assert choice.row[owner] == ranked[0]
        rivals = [i for i in ranked if value[i] != value[ranked[0]]]
        rule = choice.rules[choice.rule[owner]]
        if not rivals:
            assert rule == ("only" if len(mine) == 1 else "unanimous")
        elif first[rivals[0]] < first[ranked[0]]:
            assert rule == "first"
        elif second[rivals[0]] < second[ranked[0]]:
            assert rule == "second"
        else:
            assert rule == "record-id"
        for i in mine:
            assert attested[i] == len({source[j] for j in mine if value[j] == value[i]})
