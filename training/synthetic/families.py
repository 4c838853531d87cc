"""Who lives with whom: dwellings, households (one kitchen), families (one KK), their members.

Families come in the order of their villages and neighbourhoods. About an eighth shares a
dwelling with the family before it, mostly as the household of a married child; of these,
some cook apart (two households in one house).
"""

from dataclasses import dataclass

import numpy as np

from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Floats, Ints, Rng, order_within, pick_index, stream
from training.synthetic.lexicon import CULTURES

HEAD, SPOUSE, CHILD, IN_LAW, GRANDCHILD, PARENT, OTHER = range(7)
SHARED_HOUSE = 0.13
OWN_KITCHEN = 0.4  # of the families that share a house
LONE, COUPLE, NUCLEAR, ONE_PARENT, EXTENDED = range(5)
WOMEN_HEADS = (0.65, 0.02, 0.02, 0.8, 0.04)
KINDS = np.array([0.10, 0.13, 0.52, 0.10, 0.15])


@dataclass
class Families:
    """Family and person arrays; persons stand together by family, head first."""

    village: Ints
    house: Ints
    household: Ints
    parent_family: Ints  # family the head grew up in, where it is in the same house; else -1
    rt: Ints
    rw: Ints
    culture: Ints
    family: Ints  # of every person
    order: Ints  # position in the family
    relation: Ints
    sex: Ints  # 0 man, 1 woman
    age: Floats  # years at the reference day
    father: Ints  # person or -1
    mother: Ints
    birth_order: Ints


@dataclass
class _Heads:
    """Plans of families, one entry each: who heads them and how they live."""

    kind: Ints
    age: Floats
    sex: Ints
    spouse_age: Floats
    joins: Bools  # lives in the house of the family before
    grown: Bools  # and its head is that family's child


@dataclass
class _Members:
    """Persons by family, head first."""

    family: Ints
    relation: Ints
    nth: Ints  # among those of one relation
    age: Floats
    sex: Ints


def make_families(seed: int, people: int, areas: Areas) -> Families:
    """Exactly `people` persons in families, in the villages given."""
    rng = stream(seed, "families")
    # a family has more than 2.5 members on average: there are always enough of them
    heads = _heads(rng, int(people / 2.5) + 60)
    m = _members(rng, heads, people)
    families = int(m.family[-1]) + 1
    starts = np.r_[True, m.family[1:] != m.family[:-1]]
    first = np.flatnonzero(starts)
    village = _villages(rng, first, people, areas)
    together = heads.joins[:families] & (village == np.r_[-1, village[:-1]])
    house = np.cumsum(~together) - 1
    household = np.cumsum(~together | (rng.random(families) < OWN_KITCHEN)) - 1
    rt, rw = _neighbourhoods(rng, village, house)
    grown_here = heads.grown[:families] & together
    father, mother = _parents(first, m, grown_here)
    culture = _cultures(rng, village, areas)
    culture[grown_here] = culture[np.flatnonzero(grown_here) - 1]
    return Families(
        village=village, house=house, household=household,
        parent_family=np.where(grown_here, np.arange(families) - 1, -1),
        rt=rt, rw=rw, culture=culture, family=m.family, order=order_within(starts),
        relation=m.relation, sex=m.sex, age=m.age, father=father, mother=mother,
        birth_order=m.nth,
    )  # fmt: skip


def _heads(rng: Rng, n: int) -> _Heads:
    kind = pick_index(rng, KINDS, n)
    lone = kind == LONE
    age = np.clip(rng.normal(46, 14, n), 20, 88)
    # who lives alone is old, or young and not yet married
    age = np.where(lone, np.where(rng.random(n) < 0.75, rng.uniform(58, 90, n), age), age)
    age = np.where(lone & (age < 58), rng.uniform(20, 40, n), age)
    joins = rng.random(n) < SHARED_HOUSE
    joins[0] = False
    joins &= ~np.r_[False, joins[:-1]]  # two families in a house, seldom more
    before = np.r_[0.0, age[:-1]]
    grown = joins & (before > 40) & ~np.r_[False, lone[:-1]]
    age = np.where(grown, np.maximum(19.0, before - rng.uniform(19, 30, n)), age)
    grown &= before - age >= 18
    sex = (rng.random(n) < np.array(WOMEN_HEADS)[kind]).astype(np.int64)
    older = np.where(sex == 0, -1, 1) * rng.normal(3.5, 3.5, n)
    return _Heads(kind, age, sex, np.clip(age + older, 17, 95), joins, grown)


def _members(rng: Rng, h: _Heads, people: int) -> _Members:
    n = len(h.kind)
    has_spouse = np.isin(h.kind, (COUPLE, NUCLEAR, EXTENDED))
    with_children = np.isin(h.kind, (NUCLEAR, ONE_PARENT, EXTENDED))
    extended = h.kind == EXTENDED
    young = extended & (h.age < 46)
    old = extended & ~young
    # how many of each relation a family has
    counts = np.stack([
        np.ones(n, np.int64),
        has_spouse,
        np.where(with_children, 1 + np.minimum(rng.poisson(1.5, n), 7), 0),
        old,
        np.where(old, 1 + rng.integers(0, 3, n), 0),
        np.where(young, 1 + (rng.random(n) < 0.3), 0),
        (extended | (h.kind == COUPLE)) & (rng.random(n) < 0.25),
    ], axis=1).astype(np.int64)  # fmt: skip
    flat = counts.ravel()
    cell = np.repeat(np.arange(len(flat)), flat)
    family, relation = cell // 7, cell % 7
    nth = np.arange(len(cell)) - (np.cumsum(flat) - flat)[cell]
    head_age, spouse_age, head_sex = h.age[family], h.spouse_age[family], h.sex[family]
    size = len(cell)

    age = np.where(relation == SPOUSE, spouse_age, head_age)
    mother_age = np.where(
        head_sex == 1, head_age, np.where(has_spouse[family], spouse_age, head_age - 3)
    )
    kids = relation == CHILD
    age[kids] = _ages_of_children(rng, mother_age[kids], nth[kids] == 0)
    age = np.where(relation == IN_LAW, rng.uniform(19, 34, size), age)
    age = np.where(relation == GRANDCHILD, rng.uniform(0, 13, size), age)
    age = np.where(relation == OTHER, rng.uniform(3, 75, size), age)
    elder = np.minimum(head_age + rng.uniform(19, 36, size), 98)
    age = np.where(relation == PARENT, elder, age)
    sex = (rng.random(size) < 0.49).astype(np.int64)
    sex = np.where(relation == HEAD, head_sex, np.where(relation == SPOUSE, 1 - head_sex, sex))
    sex = np.where(relation == PARENT, nth == 0, sex).astype(np.int64)
    # the unborn go, and most of the grown children have left
    left = rng.random(size) < np.clip((age - 20) * 0.055, 0, 0.95)
    kept = ~kids | ((age >= 0) & ~left)
    kept[np.cumsum(kept) > people] = False
    return _Members(*(column[kept] for column in (family, relation, nth, age, sex)))


def _ages_of_children(rng: Rng, mother_age: Floats, starts: Bools) -> Floats:
    """Ages from the mother's: a first birth at 19 to 30, each next one 1 to 7 years later."""
    gap = 1.0 + rng.gamma(2.0, 1.1, len(starts))
    first = 19.0 + rng.gamma(2.2, 2.2, len(starts))
    step = np.where(starts, first, gap)
    total = np.cumsum(step)
    before = np.where(starts, total - step, 0.0)
    return np.asarray(mother_age - (total - np.maximum.accumulate(before)), dtype=np.float64)


def _villages(rng: Rng, first: Ints, people: int, areas: Areas) -> Ints:
    sizes = rng.lognormal(0, 0.25, len(areas.village))
    edges = np.cumsum(sizes) / sizes.sum() * people
    found = np.searchsorted(edges, first, side="right")
    return np.minimum(found, len(areas.village) - 1).astype(np.int64)


def _neighbourhoods(rng: Rng, village: Ints, house: Ints) -> tuple[Ints, Ints]:
    """RT of 30 to 90 families and RW of three to six RT; half of the villages restart RT per RW."""
    starts = np.r_[True, village[1:] != village[:-1]]
    villages = int(village[-1]) + 1
    size = rng.integers(30, 91, villages)[village]
    new_house = np.r_[True, house[1:] != house[:-1]]
    # a house's families stand in one RT: count from its first family
    nth = order_within(starts)
    nth = nth[np.maximum.accumulate(np.where(new_house, np.arange(len(village)), 0))]
    rt = nth // size
    per_rw = rng.integers(3, 7, villages)[village]
    restart = (rng.random(villages) < 0.5)[village]
    return np.where(restart, rt % per_rw, rt) + 1, rt // per_rw + 1


def _parents(first: Ints, m: _Members, grown_here: Bools) -> tuple[Ints, Ints]:
    """Father and mother of every person as person numbers, -1 where they are not among us."""
    families = len(first)
    pair = np.full((families, 2), -1)  # man, woman of the parental generation
    for who in (SPOUSE, HEAD):
        rows = np.flatnonzero(m.relation == who)
        pair[m.family[rows], m.sex[rows]] = rows
    out = np.full((len(m.family), 2), -1)
    kids = m.relation == CHILD
    out[kids] = pair[m.family[kids]]
    elders = np.full((families, 2), -1)
    rows = np.flatnonzero((m.relation == PARENT) & (m.nth < 2))
    elders[m.family[rows], m.sex[rows]] = rows
    out[first] = elders
    mine = np.flatnonzero(grown_here)
    out[first[mine]] = pair[mine - 1]
    return out[:, 0], out[:, 1]


def _cultures(rng: Rng, village: Ints, areas: Areas) -> Ints:
    out = np.zeros(len(village), np.int64)
    edges = np.searchsorted(village, np.arange(len(areas.village) + 1))
    for v, mix in enumerate(areas.cultures):
        codes = np.array([CULTURES.index(name) for name in mix])
        rows = slice(edges[v], edges[v + 1])
        out[rows] = codes[rng.integers(0, len(codes), edges[v + 1] - edges[v])]
    return out
