"""The true people: numbers, families, and the cases that are hard to tell apart."""

import numpy as np
import pandas as pd
import pytest

from training.synthetic.areas import Areas, make_areas
from training.synthetic.families import CHILD, HEAD, SPOUSE, Families, make_families
from training.synthetic.people import People, make_people, make_welfare
from training.synthetic.programmes import make_programmes

N = 12_000


@pytest.fixture(scope="module")
def areas() -> Areas:
    return make_areas(3, N)


@pytest.fixture(scope="module")
def f(areas: Areas) -> Families:
    return make_families(3, N, areas)


@pytest.fixture(scope="module")
def p(areas: Areas, f: Families) -> People:
    return make_people(3, areas, f, make_welfare(3, areas, f), 1.0)


def test_there_are_as_many_people_as_asked(f: Families) -> None:
    assert len(f.family) == N
    assert (np.diff(f.family) >= 0).all()
    assert (f.relation[f.order == 0] == HEAD).all()


def test_niks_carry_birth_date_sex_and_a_serial_that_no_office_issues(p: People) -> None:
    nik = pd.Series(p.nik.tolist())
    assert nik.is_unique
    assert nik.str.fullmatch(r"\d{12}9\d{3}").all()
    assert not nik.str.endswith(("9000", "9999")).any()
    day = nik.str[6:8].astype(int).to_numpy()
    born = pd.to_datetime(p.born)
    expected = born.day + 40 * p.f.sex
    # the error model: .008 of the true NIKs disagree with the birth data
    assert 0.985 < (day == expected).mean() < 1.0


def test_second_niks_and_kks_are_distinct_too(p: People) -> None:
    second = [n for n in p.second_nik.tolist() if n]
    assert 0.002 < len(second) / N < 0.007
    assert not set(second) & set(p.nik.tolist())
    assert len(set(p.kk.tolist())) == len(p.kk)


def test_a_married_childs_old_kk_is_its_parents(p: People) -> None:
    grown = np.flatnonzero(p.f.parent_family >= 0)
    assert len(grown) > 50
    assert (p.old_kk[grown] == p.kk[p.f.parent_family[grown]]).all()


def test_houses_hold_one_kitchen_or_two(f: Families) -> None:
    households = pd.Series(f.household).groupby(f.house).nunique()
    families = pd.Series(f.house).groupby(f.household).size()
    assert (households == 2).any()
    assert (families == 2).any()
    # a household never stands in two houses
    assert (pd.Series(f.house).groupby(f.household).nunique() == 1).all()


def test_parents_are_older_than_their_children(f: Families) -> None:
    known = np.flatnonzero((f.mother >= 0) & (f.relation == CHILD))
    assert (f.age[f.mother[known]] - f.age[known] > 15).all()


def test_spouses_are_of_two_sexes(f: Families) -> None:
    wives = np.flatnonzero(f.relation == SPOUSE)
    assert (f.sex[wives] != f.sex[wives - 1]).all()


def test_villages_have_about_two_thousand_people_in_neighbourhoods(f: Families) -> None:
    people = np.bincount(f.village[f.family])
    assert people.min() > 800
    assert people.max() < 5000
    rts = pd.DataFrame({"v": f.village, "rw": f.rw, "rt": f.rt}).groupby(["v", "rw", "rt"]).size()
    assert 20 <= rts.median() <= 95


def test_hard_negatives_are_planted(p: People) -> None:
    f = p.f
    sibling = np.r_[False, (f.relation[1:] == CHILD) & (f.relation[:-1] == CHILD)]
    sibling &= np.r_[False, f.family[1:] == f.family[:-1]]
    twins = sibling & np.r_[False, p.born[1:] == p.born[:-1]]
    assert twins.sum() >= 10
    before = np.r_[[""], p.name[:-1]]
    rhymes = [
        (a, b)
        for a, b, s in zip(before, p.name, sibling, strict=True)
        if s and a != b and len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    ]
    assert len(rhymes) >= 20
    sons = np.flatnonzero(f.father >= 0)
    assert (p.name[sons] == p.name[f.father[sons]]).sum() >= 5
    for planted in (p.second_family, p.away_house, p.former_family):
        assert (planted >= 0).sum() >= 3


def test_names_are_skewed_and_rich(p: People) -> None:
    counts = pd.Series(p.name.tolist()).value_counts()
    assert counts.iloc[0] >= 0.001 * N
    assert (counts == 1).sum() > 0.3 * N
    assert "SITI AMINAH" in counts.index
    # two people of one village have one name about as often as in real villages
    by_village = pd.DataFrame({"v": p.f.village[p.f.family], "n": p.name.tolist()})
    same = by_village.groupby(["v", "n"]).size().pipe(lambda s: (s * (s - 1)).sum())
    pairs = by_village.groupby("v").size().pipe(lambda s: (s * (s - 1)).sum())
    assert 1e-4 < same / pairs < 2e-3
    mononyms = np.mean([" " not in name for name in p.name.tolist()])
    assert 0.05 < mononyms < 0.5


def test_aid_goes_to_the_low_deciles(p: People, areas: Areas) -> None:
    programmes = make_programmes(3, areas, p)
    assert p.desil[programmes.pkh == 1].max() <= 4
    assert p.desil[programmes.sembako == 1].max() <= 5
    assert programmes.pbi[p.desil <= 6].mean() > 0.5
    assert np.bincount(p.desil)[1:].min() > 0
