"""What the household model learns from: bases that list households in different ways."""

import pandas as pd
import pytest

from training.household_fit import HELD, RECIPES, HomeRecipe, kept_rows

ROWS = [
    # source, family, household: both families known / one of two known / a family by itself
    ("DTKS", 1, 1), ("DTKS", 2, 1), ("REGSOSEK", 1, 1),
    ("DTKS", 3, 2), ("REGSOSEK", 3, 2), ("REGSOSEK", 4, 2), ("P3KE", 3, 2),
    ("DTKS", 5, 3), ("REGSOSEK", 5, 3),
]  # fmt: skip


@pytest.mark.parametrize(("listing", "gone"), [("families", ""), ("whole", "3"), ("none", "0137")])
def test_what_goes_from_the_household_base_and_from_no_other(listing, gone):
    truth = pd.DataFrame(ROWS, columns=["source", "family", "household"])
    truth["source_record_id"] = truth.index.astype("str")
    clean = truth[["source", "source_record_id"]].sample(frac=1, random_state=3)
    recipe = HomeRecipe(20, 1, "easy", False, listing=listing)
    kept = kept_rows(recipe, clean.reset_index(drop=True), truth)
    assert sorted(clean["source_record_id"][~kept]) == list(gone)


def test_every_way_of_listing_is_learnt_and_calibrated_on():
    for recipes in (RECIPES, HELD):
        assert {recipe.listing for recipe in recipes} == {"families", "whole", "none"}
    assert not {recipe.seed for recipe in RECIPES} & {recipe.seed for recipe in HELD}
