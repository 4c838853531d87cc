"""Families and households on cases a steward would recognise."""

import pandas as pd

from resolver.entities.golden import LARGEST_CARD
from resolver.entities.unit_links import MOST_UNITS_OF_HOUSE
from tests.entities_table import build, listing, together

KK = [f"320101010101900{i}" for i in range(1, 10)]
HOME = {"village": "3201012001", "rt": "001", "rw": "002"}
HOUSE = {**HOME, "street": "JALAN MELATI", "house_no": "12"}


def groups(*people):
    return {frozenset(names.split()) for names in people}


def test_the_same_family_in_three_bases_is_one_household():
    rows = listing("DTKS", "d", "A B C", kk=KK[1], **HOME)
    rows += listing("REGSOSEK", "r", "A B C", kk=KK[1], **HOME)
    rows += listing("P3KE", "p", "A B", **HOME)
    assert together(rows, "household_id") == groups("A B C")
    assert together(rows, "family_id") == groups("A B C")


def test_one_kitchen_holds_two_families():
    rows = listing("DTKS", "d", "A B C", kk=KK[1], **HOME)
    rows += listing("DTKS", "d", "X Y", kk=KK[2], **HOME)
    rows += listing("REGSOSEK", "r1", "A B C", kk=KK[1], **HOME)
    rows += listing("REGSOSEK", "r2", "X Y", kk=KK[2], **HOME)
    assert together(rows, "household_id") == groups("A B C X Y")
    assert together(rows, "family_id") == groups("A B C", "X Y")
    assert build(rows).households["families"].tolist() == [2]


def test_one_house_with_two_kitchens_is_two_households():
    rows = []
    for source, name in (("DTKS", "d"), ("REGSOSEK", "r")):
        rows += listing(source, f"{name}1", "A B C", kk=KK[1], **HOUSE)
        rows += listing(source, f"{name}2", "X Y", kk=KK[2], **HOUSE)
    assert together(rows, "household_id") == groups("A B C", "X Y")


def test_a_house_that_a_base_divides_is_not_united_by_its_number():
    rows = listing("REGSOSEK", "r1", "A B", kk=KK[1], **HOUSE)
    rows += listing("REGSOSEK", "r2", "X Y", kk=KK[2], **HOUSE)
    assert together(rows, "household_id") == groups("A B", "X Y")


def test_one_rt_is_no_address():
    rows = listing("REGSOSEK", "r", "A B", **HOME) + listing("P3KE", "p", "X Y", **HOME)
    assert together(rows, "household_id") == groups("A B", "X Y")


def test_a_family_that_one_source_split_is_joined_by_its_card():
    rows = listing("REGSOSEK", "r1", "A B", kk=KK[1], **HOUSE)
    rows += listing("REGSOSEK", "r2", "C D", kk=KK[1], **HOUSE)
    assert together(rows, "household_id") == groups("A B C D")


def test_a_guest_lives_at_home():
    rows = listing("REGSOSEK", "r1", "A B C", kk=KK[1], **HOME)
    rows += listing("REGSOSEK", "r2", "X Y", kk=KK[2], **HOME)
    rows += listing("DTKS", "d2", "X Y", kk=KK[2], **HOME)
    rows += listing("P3KE", "p1", "A B C X", **HOME)
    assert together(rows, "household_id") == groups("A B C", "X Y")
    conflicts = build(rows).conflicts
    assert len(conflicts) == 1
    assert conflicts["group_id"].tolist() == ["P3KE:p1"]
    assert conflicts["household_id"][0] != conflicts["other_household_id"][0]


def test_a_man_with_two_wives_joins_no_two_households():
    rows = []
    for source, name in (("DTKS", "d"), ("REGSOSEK", "r")):
        rows += listing(source, f"{name}1", "H W1 C1 C2", kk=KK[1], **HOME)
        rows += listing(source, f"{name}2", "H2 W2 C3", kk=KK[2], village="3201012009")
    for row in rows:
        row["person"] = "H" if row["person"] == "H2" else row["person"]
    assert together(rows, "household_id") in (
        groups("H W1 C1 C2", "W2 C3"),
        groups("W1 C1 C2", "H W2 C3"),
    )


def test_a_listing_of_people_who_left_counts_for_little():
    rows = listing("REGSOSEK", "r1", "A B X", kk=KK[1], **HOME)
    rows[-1]["presence"] = "MOVED"
    rows += listing("P3KE", "p2", "X Z", village="3201012009")
    assert together(rows, "household_id") == groups("A B", "X Z")


def test_a_newer_listing_wins():
    rows = listing("REGSOSEK", "r1", "A B X", period="2025Q1", **HOME)
    rows += listing("P3KE", "p2", "X Y Z", period="2026Q1", village="3201012009")
    assert together(rows, "household_id") == groups("A B", "X Y Z")


def test_a_couple_that_a_stale_list_still_has_with_the_parents():
    """The list delivered last knows the bride as a child; the census saw her married."""
    rows = listing("DTKS", "d", "M F B", kk=KK[1], period="2026Q1", **HOME)
    rows += listing("REGSOSEK", "r1", "M F", kk=KK[1], period="2022Q4", **HOME)
    rows += listing("REGSOSEK", "r2", "G B", kk=KK[2], period="2022Q4", village="3201012009")
    for row in rows:
        row["relation"] = {"M": "HEAD", "F": "SPOUSE", "G": "HEAD", "B": "SPOUSE"}[row["person"]]
    rows[2]["relation"] = "CHILD"
    assert together(rows, "family_id") == groups("M F", "G B")
    assert together(rows, "household_id") == groups("M F", "G B")


def test_one_card_on_hundreds_unites_nobody():
    rows = []
    for i in range(LARGEST_CARD):
        rows += listing("DTKS", f"d{i}", f"A{i} B{i}", kk=KK[1], **HOME)
    assert len(together(rows, "household_id")) == LARGEST_CARD
    assert len(together(rows, "family_id")) == LARGEST_CARD


def test_an_office_address_unites_nobody():
    rows = []
    for i in range(MOST_UNITS_OF_HOUSE + 1):
        rows += listing(("DTKS", "REGSOSEK", "P3KE")[i % 3], f"g{i}", f"A{i}", kk=KK[i], **HOUSE)
    assert len(together(rows, "household_id")) == MOST_UNITS_OF_HOUSE + 1
    assert build(rows).counts["hub_houses"] == 1


def test_two_heads_in_one_family_listing_are_two_families_thrown_together():
    rows = listing("REGSOSEK", "r", "A B", kk=KK[1], **HOME)
    rows += listing("REGSOSEK", "r", "X Y", kk=KK[2], **HOME)
    rows[0]["relation"] = "HEAD"
    assert together(rows, "household_id") == groups("A B X Y")
    rows[2]["relation"] = "HEAD"
    assert together(rows, "household_id") == groups("A B", "X Y")


def test_two_families_thrown_together_in_a_household_listing_keep_their_addresses():
    rows = listing("DTKS", "d", "A B", kk=KK[1], **HOUSE)
    rows += listing("DTKS", "d", "X Y", kk=KK[2], **{**HOUSE, "house_no": "90", "rt": "009"})
    rows += listing("REGSOSEK", "r1", "A B", kk=KK[1], **HOUSE)
    rows += listing("REGSOSEK", "r2", "X Y", kk=KK[2], **{**HOUSE, "house_no": "90", "rt": "009"})
    assert together(rows, "household_id") == groups("A B", "X Y")


def test_the_cardless_of_a_mixed_listing_go_with_their_address():
    away = {**HOME, "rt": "009"}
    rows = listing("REGSOSEK", "r", "A B", kk=KK[1], address_norm="MELATI 12", **HOME)
    rows += listing("REGSOSEK", "r", "C", address_norm="MELATI 12", **HOME)
    rows += listing("REGSOSEK", "r", "X Y Z", address_norm="MAWAR 9", **away)
    rows += listing("DTKS", "d", "X Y Z", address_norm="MAWAR 9", **away)
    rows[0]["relation"] = rows[3]["relation"] = rows[6]["relation"] = "HEAD"
    assert together(rows, "household_id") == groups("A B C", "X Y Z")


def married_son(**house):
    """A son on a card of his own whom no base lists with his parents."""
    rows = listing("REGSOSEK", "r1", "F M", kk=KK[1], sex="M", **house)
    rows += listing("REGSOSEK", "r2", "S W C", kk=KK[2], sex="M", **house)
    for row in rows:
        if row["person"] in ("M", "W"):
            row["sex"] = "F"
        row["birth_year"] = {"F": 1958, "M": 1960, "S": 1985, "W": 1987}.get(row["person"], 2012)
        row["mother_norm"] = {"S": "M", "C": "W"}.get(row["person"], pd.NA)
    return rows


def test_a_married_son_in_the_house_of_his_parents_shares_their_kitchen():
    assert together(married_son(**HOUSE), "household_id") == groups("F M S W C")


def test_a_house_without_kin_is_no_kitchen():
    rows = married_son(**HOUSE)
    rows[2]["mother_norm"] = "N"
    assert together(rows, "household_id") == groups("F M", "S W C")


def test_records_without_a_group_say_nothing_against_a_kitchen():
    rows = married_son(**HOUSE)
    for row in rows[2:]:
        del row["group_id"]
    assert together(rows, "household_id") == groups("F M S W C")


def test_a_filler_in_the_group_column_is_no_household():
    names = " ".join(f"A{i}" for i in range(40))
    rows = listing("DTKS", "0", names, **HOME)
    assert len(together(rows, "household_id")) == 40
    assert build(rows).counts["groups_too_large"] == 1


def test_records_without_a_group_follow_their_card():
    rows = listing("DTKS", "d", "A B", kk=KK[1], **HOME)
    rows += listing("P3KE", "p", "X", **HOME)
    for row in rows:
        del row["group_id"]
    assert together(rows, "household_id") == groups("A B", "X")


def test_a_person_without_card_goes_with_the_listing():
    rows = listing("REGSOSEK", "r", "A B", kk=KK[1], **HOME) + listing("REGSOSEK", "r", "C", **HOME)
    assert together(rows, "family_id") == groups("A B C")
    families = build(rows).families
    assert families["kk"].tolist() == [KK[1]]
    assert families["members"].tolist() == [3]


def test_a_card_typed_wrong_in_a_family_listing_makes_no_family():
    rows = listing("REGSOSEK", "r", "A B", kk=KK[1], **HOME)
    rows += listing("REGSOSEK", "r", "C", kk=KK[2], **HOME)
    assert together(rows, "family_id") == groups("A B C")


def test_families_without_any_card_are_those_the_bases_list():
    rows = listing("DTKS", "d", "A B X Y Z", **HOME)
    rows += listing("REGSOSEK", "r1", "A B", **HOME) + listing("REGSOSEK", "r2", "X Y", **HOME)
    rows += listing("P3KE", "p1", "A B", **HOME) + listing("P3KE", "p2", "X Y", **HOME)
    found = together(rows, "family_id")
    assert groups("A B", "X Y Z") == found or groups("A B Z", "X Y") == found


def test_head_and_address_of_a_household():
    rows = listing("DTKS", "d", "A B", kk=KK[1], address_norm="JALAN MELATI 12", **HOUSE)
    rows += listing("REGSOSEK", "r", "A B", kk=KK[1], address_norm="JALAN MELATI", **HOUSE)
    rows += listing("P3KE", "p", "A B", address_norm="JALAN MELATI 12", **HOUSE)
    for row in rows:
        row["relation"] = "HEAD" if row["person"] == "B" else "SPOUSE"
    entities = build(rows)
    household, family = entities.households.iloc[0], entities.families.iloc[0]
    head = entities.persons.set_index("person_id").loc[household["head_person_id"]]
    assert head["name"] == "B"
    assert family["head_person_id"] == household["head_person_id"]
    assert household["address"] == "JALAN MELATI 12"
    assert (household["rt"], household["rw"], household["village"]) == (
        "001",
        "002",
        HOME["village"],
    )
    assert (household["members"], household["records"], household["families"]) == (2, 6, 1)


def test_the_dead_are_no_heads():
    rows = listing("REGSOSEK", "r", "A", relation="HEAD", presence="DIED", **HOME)
    rows += listing("REGSOSEK", "r", "B", relation="SPOUSE", **HOME)
    entities = build(rows)
    head = entities.persons.set_index("person_id").loc[entities.families["head_person_id"][0]]
    assert head["name"] == "B"


def test_another_scorer_may_decide():
    rows = listing("REGSOSEK", "r", "A B", **HOUSE) + listing("P3KE", "p", "X Y", **HOUSE)
    united = together(rows, "household_id", unit_scorer=lambda pairs: pairs.house.astype(float))
    assert united == groups("A B X Y")
