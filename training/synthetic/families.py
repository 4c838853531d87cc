"""Who lives with whom: dwellings, households (one kitchen), families (one KK), their members.

Families come in the order of their villages and neighbourhoods. About an eighth shares a
dwelling with the family before it, mostly as the household of a married child; of these,
some cook apart (two households in one house).
"""

from dataclasses import dataclass

import numpy as np

from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Ints, Rng, order_within, pick_index, stream
from training.synthetic.lexicon import CULTURES

HEAD, SPOUSE, CHILD, IN_LAW, GRANDCHILD, PARENT, OTHER = range(7)
SHARED_HOUSE = 0.13
OWN_KITCHEN = 0.4  # of the families that share a house
# lone, couple, nuclear, one parent, extended
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
    age: np.ndarray  # years at the reference day, float64
    father: Ints  # person or -1
    mother: Ints
    birth_order: Ints


def _ages_of_children(rng: Rng, mother_age: np.ndarray, starts: Bools) -> np.ndarray:
    """Age of every child from its mother's: a first birth at 19 to 30, the next 1 to 7 years later."""
    gap = 1.0 + rng.gamma(2.0, 1.1, len(starts))
    first = 19.0 + rng.gamma(2.2, 2.2, len(starts))
    step = np.where(starts, first, gap)
    total = np.cumsum(step)
    before = np.where(starts, total - step, 0.0)
    return np.asarray(mother_age - (total - np.maximum.accumulate(before)))


def make_families(seed: int, people: int, areas: Areas) -> Families:
    """Exactly `people` persons in families, in the villages given."""
    rng = stream(seed, "families")
    n = int(people / 2.5) + 60
    kind = pick_index(rng, KINDS, n)
    lone, couple, nuclear, single, extended = (kind == k for k in range(5))
    old_lone = lone & (rng.random(n) < 0.75)
    head_age = np.clip(rng.normal(46, 14, n), 20, 88)
    head_age = np.where(old_lone, rng.uniform(58, 90, n), head_age)
    head_age = np.where(lone & ~old_lone, rng.uniform(20, 40, n), head_age)
    joins = rng.random(n) < SHARED_HOUSE
    joins[0] = False
    joins &= ~np.r_[False, joins[:-1]]  # two families in a house, seldom more
    grown = joins & (np.r_[0, head_age[:-1]] > 40) & ~np.r_[False, lone[:-1]]
    gap = rng.uniform(19, 30, n)
    head_age = np.where(grown, np.maximum(19.0, np.r_[0, head_age[:-1]] - gap), head_age)
    grown &= np.r_[0, head_age[:-1]] - head_age >= 18
    head_sex = (rng.random(n) < np.choose(kind, [0.65, 0.02, 0.02, 0.8, 0.04])).astype(np.int64)
    has_spouse = couple | nuclear | extended
    spouse_age = np.clip(
        head_age + np.where(head_sex == 0, -1, 1) * rng.normal(3.5, 3.5, n), 17, 95
    )
    mother_age = np.where(head_sex == 1, head_age, np.where(has_spouse, spouse_age, head_age - 3))
    children = np.where(
        nuclear | single | extended, 1 + np.minimum(rng.poisson(1.5, n), 7), 0
    ).astype(np.int64)
    young_head = extended & (head_age < 46)
    parents = np.where(young_head, 1 + (rng.random(n) < 0.3), 0)
    in_laws = np.where(extended & ~young_head, 1, 0)
    grandchildren = np.where(extended & ~young_head, 1 + rng.integers(0, 3, n), 0)
    others = np.where((extended | couple) & (rng.random(n) < 0.25), 1, 0)

    # one block of persons per relation, sorted into families below
    ids = np.arange(n)
    counts = [np.ones(n, np.int64), has_spouse.astype(np.int64), children, in_laws, grandchildren]
    counts += [parents, others]
    family = np.concatenate([np.repeat(ids, c) for c in counts])
    relation = np.repeat(np.arange(7), [int(c.sum()) for c in counts])
    nth = np.concatenate(
        [np.arange(c.sum()) - np.repeat(np.cumsum(c) - c, c) for c in counts]
    ).astype(np.int64)
    sorted_ = np.lexsort((nth, relation, family))
    family, relation, nth = family[sorted_], relation[sorted_], nth[sorted_]
    age = np.zeros(len(family))
    age[relation == HEAD] = head_age
    age[relation == SPOUSE] = spouse_age[family[relation == SPOUSE]]
    kids = relation == CHILD
    age[kids] = _ages_of_children(rng, mother_age[family[kids]], nth[kids] == 0)
    age[relation == IN_LAW] = rng.uniform(19, 34, int(in_laws.sum()))
    age[relation == GRANDCHILD] = rng.uniform(0, 13, int(grandchildren.sum()))
    age[relation == PARENT] = np.minimum(
        head_age[family[relation == PARENT]] + rng.uniform(19, 36, int(parents.sum())), 98
    )
    age[relation == OTHER] = rng.uniform(3, 75, int(others.sum()))
    sex = (rng.random(len(family)) < 0.49).astype(np.int64)
    sex[relation == HEAD] = head_sex
    sex[relation == SPOUSE] = 1 - head_sex[family[relation == SPOUSE]]
    sex[relation == PARENT] = np.where(nth[relation == PARENT] == 0, 1, 0)
    # the unborn go, and most of the grown children have left
    leaves = np.clip((age - 20) * 0.055, 0, 0.95)
    kept = ~kids | ((age >= 0) & (rng.random(len(family)) >= leaves))
    kept[np.cumsum(kept) > people] = False
    family, relation, nth, age, sex = (a[kept] for a in (family, relation, nth, age, sex))
    families = int(family[-1]) + 1

    starts = np.r_[True, family[1:] != family[:-1]]
    order = order_within(starts)
    first = np.flatnonzero(starts)
    village = _villages(rng, first, people, areas)
    together = joins[:families] & (village == np.r_[-1, village[:-1]])
    house = np.cumsum(~together) - 1
    household = np.cumsum(~together | (rng.random(families) < OWN_KITCHEN)) - 1
    household = np.cumsum(np.r_[False, (household[1:] != household[:-1])])
    rt, rw = _neighbourhoods(rng, village, house)
    grown_here = grown[:families] & together
    father, mother = _parents(first, family, relation, nth, sex, grown_here)
    culture = _cultures(rng, village, areas)
    culture[grown_here] = culture[np.flatnonzero(grown_here) - 1]
    return Families(
        village=village, house=house, household=household,
        parent_family=np.where(grown_here, np.arange(families) - 1, -1),
        rt=rt, rw=rw, culture=culture, family=family, order=order, relation=relation,
        sex=sex, age=age, father=father, mother=mother, birth_order=nth,
    )  # fmt: skip


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


def _parents(
    first: Ints, family: Ints, relation: Ints, nth: Ints, sex: Ints, grown_here: Bools
) -> tuple[Ints, Ints]:
    """Father and mother of every person as person numbers, -1 where they are not among us."""
    families = len(first)
    pair = np.full((families, 2), -1)  # man, woman of the parental generation
    for who in (SPOUSE, HEAD):
        rows = np.flatnonzero(relation == who)
        pair[family[rows], sex[rows]] = rows
    out = np.full((len(family), 2), -1)
    kids = relation == CHILD
    out[kids] = pair[family[kids]]
    elders = np.full((families, 2), -1)
    rows = np.flatnonzero((relation == PARENT) & (nth < 2))
    elders[family[rows], sex[rows]] = rows
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
