"""Marriages, grown children who leave, divorces: people who get into another family."""

import numpy as np

from training.synthetic.arrays import Bools, Ints, Rng
from training.synthetic.families import CHILD, GRANDCHILD, HEAD, IN_LAW, OTHER, SPOUSE
from training.synthetic.life.log import Log
from training.synthetic.life.news import News
from training.synthetic.life.often import DIVORCE, MARRIAGE, SPLIT
from training.synthetic.life.truth import Truth
from training.synthetic.people import DIVORCED, MARRIED, SINGLE

WITH_PARENTS = 0.5  # of new couples
ONE_KITCHEN = 0.6  # of those
FAR = 0.12  # another regency


def marry(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Single people of one regency marry and found a family under a new card."""
    p, f = t.p, t.p.f
    living = int(p.alive.sum())
    n = int(rng.binomial(living, min(MARRIAGE * times, 0.5))) // 2
    single = p.alive[: len(t.age)] & (p.marital[: len(t.age)] == SINGLE)
    single &= (t.age >= 19) & (t.age < 36)
    single &= np.isin(f.relation[: len(t.age)], (CHILD, OTHER, GRANDCHILD))
    couples = _couples(rng, t, np.flatnonzero(single), n)
    if not len(couples):
        return []
    man, woman = couples.T
    at = np.where(rng.random(len(man)) < 0.6, f.family[man], f.family[woman])
    with_parents = rng.random(len(man)) < WITH_PARENTS
    house = f.house[at].copy()
    house[~with_parents] = _homes(rng, t, f.village[at[~with_parents]])
    together = with_parents & (rng.random(len(man)) < ONE_KITCHEN)
    household = f.household[at].copy()
    household[~together] = t.new_households(int((~together).sum()))
    origin = f.family[man]
    return _leave(rng, t, log, "MARRIAGE", couples, origin, house, household)


def _couples(rng: Rng, t: Truth, single: Ints, n: int) -> Ints:
    """`n` pairs man and woman of one regency, of families that nothing else happens to."""
    f = t.p.f
    single = rng.permutation(single)
    regency = t.areas.regency_of[f.village[f.family[single]]]
    women: dict[int, list[int]] = {}
    for person, place in zip(single.tolist(), regency.tolist(), strict=True):
        if f.sex[person] == 1:
            women.setdefault(place, []).append(person)
    pairs: list[tuple[int, int]] = []
    for person, place in zip(single.tolist(), regency.tolist(), strict=True):
        if len(pairs) == n:
            break
        own = int(f.family[person])
        if f.sex[person] == 1 or not t.free(own):
            continue
        waiting = women.get(place, [])
        for at, woman in enumerate(waiting[:8]):
            hers = int(f.family[woman])
            # a household would be emptied otherwise than by a move
            if hers != own and t.free(hers) and abs(t.age[woman] - t.age[person]) < 10:
                pairs.append((person, woman))
                t.busy.update((own, hers))
                del waiting[at]
                break
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def part(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Grown children found a family of their own, with husband or wife and children if any."""
    f = t.p.f
    goal = int(rng.binomial(int(t.p.alive.sum()), min(SPLIT * times, 0.5)))
    grown = np.flatnonzero(
        (t.age >= 21) & t.p.alive[: len(t.age)] & (f.relation[: len(t.age)] == CHILD)
    )
    leavers, origins, gone = [], [], 0
    for person in rng.permutation(grown).tolist():
        if gone >= goal:
            break
        family = int(f.family[person])
        if not t.free(family):
            continue
        members = t.members(family)
        if f.relation[members[0]] != HEAD:
            continue
        unit = _unit(t, person, members)
        t.busy.add(family)
        leavers.append(unit)
        origins.append(family)
        gone += len(unit)
    if not leavers:
        return []
    origin = np.array(origins, dtype=np.int64)
    stays = np.array([len(unit) > 1 for unit in leavers]) & (rng.random(len(leavers)) < 0.5)
    house = f.house[origin].copy()
    house[~stays] = _homes(rng, t, f.village[origin[~stays]])
    household = t.new_households(len(origin))
    return _leave(rng, t, log, "SPLIT", leavers, origin, house, household)


def _unit(t: Truth, child: int, members: Ints) -> Ints:
    """Who leaves with a grown child: the one who married in, and their children."""
    f = t.p.f
    married_in = members[(f.relation[members] == IN_LAW) & (f.sex[members] != f.sex[child])]
    if t.p.marital[child] != MARRIED and not len(married_in):
        return np.array([child])
    partner = married_in[:1]
    mother = np.array([child]) if f.sex[child] == 1 else partner
    small = members[f.relation[members] == GRANDCHILD]
    theirs = (
        small[np.isin(f.mother[small], mother) | (f.mother[small] < 0)]
        if len(partner)
        else small[:0]
    )
    return np.concatenate([[child], partner, theirs]).astype(np.int64)


def divorce(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """The head's husband or wife leaves, the small children mostly with the mother."""
    p, f = t.p, t.p.f
    goal = int(rng.binomial(int(p.alive.sum()), min(DIVORCE * times, 0.5)))
    spouses = np.flatnonzero((f.relation == SPOUSE) & p.alive & (p.marital == MARRIED))
    leavers, origins, gone = [], [], 0
    for person in rng.permutation(spouses).tolist():
        if gone >= goal:
            break
        family = int(f.family[person])
        members = t.members(family)
        if not t.free(family) or person not in members or f.relation[members[0]] != HEAD:
            continue
        small = members[(f.mother[members] == person) & (t.age[members] < 12)]
        small = small[rng.random(len(small)) < (0.8 if f.sex[person] == 1 else 0.2)]
        t.busy.add(family)
        p.marital[members[0]] = DIVORCED
        p.marital[person] = DIVORCED
        leavers.append(np.concatenate([[person], small]).astype(np.int64))
        origins.append(family)
        gone += 1 + len(small)
    if not leavers:
        return []
    origin = np.array(origins, dtype=np.int64)
    house = _homes(rng, t, f.village[origin])
    household = t.new_households(len(origin))
    return _leave(rng, t, log, "DIVORCE", leavers, origin, house, household)


def _homes(rng: Rng, t: Truth, village: Ints) -> Ints:
    far: Bools = np.asarray(rng.random(len(village)) < FAR)
    return t.new_houses(rng, t.near(rng, village, far))


def _leave(
    rng: Rng, t: Truth, log: Log, kind: str, leavers: Ints | list[Ints], origin: Ints,
    house: Ints, household: Ints,
) -> list[News]:  # fmt: skip
    """Put each group of leavers, its new head first, into a family of its own."""
    regency = t.areas.regency_of
    before = t.p.f.family.copy()
    old_village = t.p.f.village
    families = t.found(rng, origin, house, household)
    p, f = t.p, t.p.f
    news = []
    for unit, family in zip(leavers, families.tolist(), strict=True):
        left = list(dict.fromkeys(before[unit].tolist()))
        left_households = list(dict.fromkeys(f.household[left].tolist()))
        f.family[unit] = family
        f.relation[unit] = CHILD
        f.relation[unit[0]] = HEAD
        if kind == "MARRIAGE":
            f.relation[unit[1]] = SPOUSE
            p.marital[unit] = MARRIED
        elif kind == "SPLIT" and len(unit) > 1:
            f.relation[unit[1]] = SPOUSE
            p.marital[unit[:2]] = MARRIED
        households = [*left_households, f.household[family]]
        event = log.add(kind, unit, [*left, family], dict.fromkeys(households))
        far = bool(regency[f.village[family]] != regency[old_village[left[0]]])
        news.append(News(event, np.asarray(unit), family, far))
    return news
