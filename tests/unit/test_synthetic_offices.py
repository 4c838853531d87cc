"""Habits of other offices: each does what its name says, in one base, and nothing unasked."""

import numpy as np
import pytest

from training.dataset import LISTS, Recipe, clean_records
from training.synthetic.offices import HABITS
from training.synthetic.rates import DTKS
from training.synthetic.world import make_world

PEOPLE, SEED = 600, 4


def written(*habits: str):
    world = make_world(PEOPLE, SEED, "realistic", False, (), habits)
    return {source: base for source, base in world.bases.items() if source < 3}


@pytest.fixture(scope="module")
def plain():
    return written()


COLUMN = {
    "cut": "name", "misheard": "name", "called": "name", "wife_of": "name",
    "no_nik": "nik", "no_kk": "kk", "kin_nik": "nik", "lent_nik": "nik",
    "no_mother": "mother", "no_place": "where", "one_day": "dates", "first_day": "dates",
    "year_off": "dates", "village_date": "dates", "village_kk": "kk",
}  # fmt: skip


COPIED = ("no_nik", "kin_nik", "lent_nik")
"""Wrong numbers that P3KE takes over from DTKS, or no longer."""


def column(base, name):
    if name == "where":
        return base.where.address
    if name == "dates":
        return base.dates.year * 10_000 + base.dates.month * 100 + base.dates.day
    return getattr(base, name)


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_changes_its_column_in_one_base_alone(plain, habit):
    changed = written(habit)
    touched = [
        source
        for source, base in changed.items()
        if (column(base, COLUMN[habit]) != column(plain[source], COLUMN[habit])).any()
    ]
    if habit in COPIED and touched[0] == DTKS:
        touched = touched[:1]
    assert len(touched) == 1


def test_times_multiplies_one_kind_of_error_and_no_other():
    def share(times, kind):
        base = make_world(3_000, SEED, "realistic", False, times).bases[1]
        return np.mean([kind in note for note in base.damage.tolist()])

    assert share((("date_year", 4.0),), "date_year") > 2.5 * share((), "date_year")
    assert share((("date_year", 4.0),), "name_typo") == pytest.approx(share((), "name_typo"), 0.3)


def test_twins_of_other_families_have_numbers_that_follow_each_other():
    p = make_world(3_000, SEED, "easy", False, (), ("twins",)).people
    before = make_world(3_000, SEED, "easy", False).people
    second = np.flatnonzero(p.nik != before.nik)
    by_nik = {nik: place for place, nik in enumerate(p.nik.tolist())}
    assert len(second) > 5
    for one in second.tolist():
        near = [by_nik.get(str(int(p.nik[one]) + step)) for step in (-3, -2, -1, 1, 2)]
        twins = [other for other in near if other is not None and p.born[other] == p.born[one]]
        assert twins
        assert all(p.f.family[other] != p.f.family[one] for other in twins)


@pytest.mark.parametrize(("habit", "bases"), [("no_groups", 3), ("two_bases", 2), ("one_base", 1)])
def test_habits_of_lists(habit, bases):
    clean, truth = clean_records(Recipe(300, SEED, "easy", False, habits=(habit,)))
    assert habit in LISTS
    assert clean["source"].nunique() == bases
    assert len(clean) == len(truth)
    alone = clean.groupby("source")["group_id"].apply(lambda ids: ids.isna().all())
    assert alone.sum() == (habit == "no_groups")
