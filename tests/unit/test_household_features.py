"""Each piece of evidence of the household model, on the smallest case that shows it."""

import numpy as np
import pandas as pd
import pytest

from resolver.entities.kin import MOST_UNITS_OF_NAME
from resolver.entities.part_links import part_features
from resolver.entities.unit_links import unit_features
from tests.entities_table import listing
from tests.fixtures.household_pairs import part_pairs_of, unit_pairs_of

KK = [f"320101010101900{i}" for i in range(1, 10)]
HOME = {"village": "3201012001", "rt": "001", "rw": "002"}
FAR = {"village": "3201012009", "rt": "001", "rw": "002"}


def part(rows, **expected):
    features = part_features(part_pairs_of(rows))
    return {name: features[name].tolist() for name in expected} == {
        name: [value] for name, value in expected.items()
    }


def unit(rows):
    """The features of the only pair of units."""
    pairs, units = unit_pairs_of(rows)
    assert len(pairs.a) == 1, (pairs.a, pairs.b, units.person)
    return {name: float(values[0]) for name, values in unit_features(pairs).items()}


def two(left=None, right=None, *, apart=True, **common):
    """Two families on cards of their own: listed together by DTKS, and, if `apart`, apart by
    Regsosek."""
    left, right = {"kk": KK[1], **common, **(left or {})}, {"kk": KK[2], **common, **(right or {})}
    rows = listing("DTKS", "d", "A B", **left) + listing("DTKS", "d", "X Y", **right)
    if apart:
        rows += listing("REGSOSEK", "r1", "A B", **left) + listing("REGSOSEK", "r2", "X Y", **right)
    return rows


def test_people_that_two_parts_share():
    rows = listing("DTKS", "d", "A B C D") + listing("P3KE", "p", "A B")
    assert part(rows, shared_of_larger=0.5, two_shared=1, one_of_several=0, lone=0)
    rows = listing("DTKS", "d", "A B C D") + listing("P3KE", "p", "A X")
    assert part(rows, shared_of_larger=0.25, two_shared=0, one_of_several=1)
    rows = listing("DTKS", "d", "A B C D") + listing("P3KE", "p", "A")
    assert part(rows, shared_of_larger=0.25, one_of_several=0, lone=1, same_source=0)


def test_cards_of_two_parts():
    split = listing("DTKS", "d1", "A B", kk=KK[1]) + listing("DTKS", "d2", "C", kk=KK[1])
    assert part(split, shared_of_larger=0, same_kk=1, other_kk=0, same_source=1)
    unknown = listing("DTKS", "d1", "A") + listing("P3KE", "d2", "A")
    assert part(unknown, same_kk=0, other_kk=0)


@pytest.mark.parametrize(
    ("place", "same", "other"),
    [(HOME, 1, 0), ({**HOME, "rt": "009"}, 0, 1), (FAR, 0, 1), ({"rt": "001"}, 0, 0)],
)
def test_places_of_two_parts(place, same, other):
    rows = listing("DTKS", "d", "A B", **HOME) + listing("P3KE", "p", "A B", **place)
    assert part(rows, same_rt_rw=same, other_rt_rw=other)


def test_heads_of_two_parts():
    rows = listing("DTKS", "d", "A B") + listing("P3KE", "p", "A B")
    assert part(rows, other_head=0, headless=0)
    rows[0]["relation"] = "HEAD"
    assert part(rows, other_head=0, headless=1)
    rows[2]["relation"] = "HEAD"
    assert part(rows, other_head=0, headless=0)
    rows[2]["relation"], rows[3]["relation"] = "CHILD", "HEAD"
    assert part(rows, other_head=1, headless=0)


def test_listed_together_and_apart():
    found = unit(two())
    assert (found["household_together"], found["household_apart"]) == (1, 0)
    assert (found["family_together"], found["family_apart"]) == (0, 1)
    assert (found["other_kk"], found["same_kk"], found["old_kk"]) == (1, 0, 0)


def test_a_household_base_that_lists_one_of_two():
    """A base rooted in households that lists one family and nobody of the other speaks against
    one kitchen; a family base, or a listing of both, does not."""
    house = {**HOME, "street": "MELATI", "house_no": "1"}
    left, right = {"kk": KK[1], **house}, {"kk": KK[2], **house}
    census = listing("REGSOSEK", "r1", "A B", **left) + listing("REGSOSEK", "r2", "X Y", **right)
    assert unit(census)["household_alone"] == 0
    one = unit(census + listing("DTKS", "d", "A B", **left))
    assert (one["household_alone"], one["household_neither"]) == (1, 0)
    strangers = unit(census + listing("DTKS", "d", "S T", kk=KK[5]))
    assert (strangers["household_alone"], strangers["household_neither"]) == (0, 1)
    # a load without such a base says nothing of whom it would have listed
    assert unit(census)["household_neither"] == 0
    assert unit(census + listing("P3KE", "p", "A B", **left))["household_alone"] == 0
    assert unit(two(**house))["household_alone"] == 0
    elsewhere = listing("DTKS", "d", "A B", presence="MOVED", **left)
    assert unit(census + elsewhere)["household_alone"] == 0


def test_half_a_couple_listed_with_another_family_counts_less_than_half():
    couple = listing("REGSOSEK", "r1", "A B", kk=KK[1]) + listing("REGSOSEK", "r2", "X Y", kk=KK[2])
    rows = couple + listing("DTKS", "d", "A", kk=KK[1]) + listing("DTKS", "d", "X Y", kk=KK[2])
    found = unit(rows)
    assert found["household_together"] == pytest.approx(0.5)
    assert found["household_whole"] == pytest.approx(0.25)
    assert unit(two())["household_whole"] == 1


def test_a_guest_moves_no_family():
    rows = two(apart=False)[:2] + listing("REGSOSEK", "r1", "A B C", kk=KK[1])
    rows += listing("REGSOSEK", "r2", "X Y Z", kk=KK[2]) + listing("DTKS", "d", "X", kk=KK[2])
    assert unit(rows)["household_together"] == pytest.approx(1 / 3)


def test_groups_made_of_cards_say_nothing():
    house = {**HOME, "street": "MELATI", "house_no": "1"}
    rows = two(**house)
    for row in rows:
        del row["group_id"]
    found = unit(rows)
    assert found["household_apart"] == found["family_apart"] == found["household_together"] == 0
    assert found["same_house"] == 1


def test_two_heads_in_one_family_listing():
    rows = listing("REGSOSEK", "r", "A B", kk=KK[1]) + listing("REGSOSEK", "r", "X Y", kk=KK[2])
    assert (unit(rows)["two_heads"], unit(rows)["headless_in_family"]) == (0, 0)
    rows[0]["relation"] = "HEAD"
    assert (unit(rows)["two_heads"], unit(rows)["headless_in_family"]) == (0, 1)
    rows[2]["relation"] = "HEAD"
    assert (unit(rows)["two_heads"], unit(rows)["headless_in_family"]) == (1, 0)


def test_an_old_card_on_any_listing():
    rows = two()
    rows[2]["kk"] = KK[1]
    found = unit(rows)
    assert (found["old_kk"], found["same_kk"], found["other_kk"]) == (1, 0, 1)


HOUSE = {**HOME, "street": "MELATI", "house_no": "1"}


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ({}, {"same_house"}),
        ({"house_no": "2"}, {"other_house"}),
        ({"house_no": pd.NA}, {"same_lane"}),
        ({"street": "MAWAR"}, {"other_lane"}),
        ({"street": pd.NA, "house_no": pd.NA}, set()),
    ],
)
def test_houses_and_lanes(right, expected):
    found = unit(two(HOUSE, {**HOUSE, **right}))
    places = ("same_house", "other_house", "same_lane", "other_lane")
    assert {name for name in places if found[name]} == expected


def test_hamlets_count_where_no_street_is_known():
    place = {**HOME, "hamlet": "KRAJAN"}
    assert unit(two(place, place))["same_lane"] == 1
    assert unit(two(place, {**place, "hamlet": "BARU"}))["other_lane"] == 1
    assert unit(two({**place, "street": "MELATI"}, place))["same_lane"] == 1


def test_a_house_of_many_says_less():
    rows = []
    for i in range(3):
        rows += listing("REGSOSEK", f"r{i}", f"A{i} B{i}", kk=KK[i], **HOUSE)
    pairs, _ = unit_pairs_of(rows)
    assert unit_features(pairs)["same_house"].tolist() == [0.5] * 3


def kin(women="M", **mother):
    rows = listing("REGSOSEK", "r1", "S", kk=KK[1], sex="M", birth_year=1985, **HOME)
    rows[0]["mother_norm"] = mother.pop("told", "M")
    for i, name in enumerate(women.split()):
        rows += listing(
            "REGSOSEK", f"m{i}", f"W{i}", kk=KK[2 + i],
            **{**HOME, "sex": "F", "birth_year": 1960, **mother, "name_norm": name},
        )  # fmt: skip
    pairs, _ = unit_pairs_of(rows)
    features = unit_features(pairs)
    return {name: features[name].tolist() for name in ("kin", "kin_rare", "kin_same_rt_rw")}


def test_a_mother_in_another_unit():
    assert kin() == {"kin": [1], "kin_rare": [1], "kin_same_rt_rw": [1]}


def test_a_name_of_two_women_is_worth_half():
    assert kin("M M")["kin_rare"] == [0.5, 0.5]


def test_a_name_of_many_women_is_worth_nothing():
    assert kin(" ".join("M" * (MOST_UNITS_OF_NAME + 1)))["kin"] == []


@pytest.mark.parametrize(
    "mother",
    [{"sex": "M"}, {"birth_year": 1980}, {"village": "3201012009"}, {"rt": "009"}, {"told": "N"}],
)
def test_what_is_no_mother(mother):
    assert kin(**mother)["kin"] == []


def test_an_unknown_birth_year_is_no_contradiction():
    assert kin(birth_year=0)["kin"] == [1]


def test_a_mother_at_home_is_looked_for_nowhere_else():
    rows = listing("REGSOSEK", "r1", "S M1", kk=KK[1], **HOME)
    rows += listing("REGSOSEK", "r2", "M2", kk=KK[2], **HOME)
    rows[0]["mother_norm"] = "M"
    for row in rows[1:]:
        row["sex"], row["name_norm"] = "F", "M"
    pairs, _ = unit_pairs_of(rows)
    assert len(pairs.a) == 0


def test_nothing_known_is_no_evidence():
    rows = listing("DTKS", "d", "A B", kk=KK[1]) + listing("DTKS", "d", "X Y", kk=KK[2])
    found = {name for name, value in unit(rows).items() if value}
    assert found == {"household_together", "household_whole", "other_kk"}


def test_every_feature_is_finite_and_bounded():
    pairs, _ = unit_pairs_of(two(HOUSE, HOUSE))
    for values in unit_features(pairs).values():
        assert values.dtype == np.float64
        assert ((values >= 0) & (values <= 3)).all()
