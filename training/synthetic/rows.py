"""Which rows a base holds: who is present, in which group, twice, elsewhere, or under an old KK."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.arrays import Bools, Ints, stream
from training.synthetic.people import People
from training.synthetic.rates import DTKS, PRESENT, RATES, REGSOSEK, SOURCES, Level

# a family is listed as a whole; single members go missing
MEMBER_LISTED = 0.97
BABIES_LISTED = (0.4, 0.8, 0.5, 0.95)
DEAD_LISTED = 0.85
DEAD_NOTED = (0.35, 0.3, 0.0, 1.0)


@dataclass
class Rows:
    """One entry per row of one base."""

    source: int
    person: Ints
    group: Ints  # dense number of the source group
    house: Ints  # where the row says the person lives
    kk_family: Ints  # whose KK the row carries
    old: Bools  # the row speaks of the time before the last move
    copy_of: Ints  # row whose content this one repeats exactly, or -1
    noted_dead: Bools
    guest: Bools  # stands in a group that is not the person's family
    twice: Bools  # the base holds the person more than once


def make_rows(seed: int, source: int, level: Level, p: People) -> Rows:
    """Draw the rows of one base (SIAK too, where groups and duplicates do not matter)."""
    rng = stream(seed, f"rows/{SOURCES[source]}")
    f = p.f
    n, families = len(f.family), len(f.village)
    low, high = PRESENT[source]
    chance = np.where(p.desil <= 4, low, high) / MEMBER_LISTED
    listed = (rng.random(families) < chance)[f.family] & (rng.random(n) < MEMBER_LISTED)
    listed &= ~p.baby | (rng.random(n) < BABIES_LISTED[source])
    listed &= p.alive | (rng.random(n) < DEAD_LISTED) | (source == 3)
    person = np.flatnonzero(listed)

    # the groups: DTKS counts households, the others families; some are cut, joined or hold a guest
    base = f.household if source == DTKS else np.arange(families)
    size = np.bincount(f.family, minlength=families)

    def hits(kind: str) -> Bools:
        return rng.random(families) < min(RATES[kind][source] * level.errors, 0.5)

    of_family = base.copy()
    joined = np.flatnonzero(hits("family_joined"))
    neighbour = np.minimum(joined + 1, families - 1)
    neighbour = np.where(f.village[neighbour] == f.village[joined], neighbour, joined)
    of_family[joined] = base[neighbour]
    group = of_family[f.family[person]]
    groups = int(base.max()) + 1
    split = hits("family_split")[f.family[person]] & (f.order[person] * 2 >= size[f.family[person]])
    split &= f.order[person] > 0
    group = np.where(split, groups + f.family[person], group)
    home = f.house[f.family]
    house, kk_family = home[person], f.family[person].copy()
    guests = hits("family_guest")[f.family[person]] & (
        f.order[person] == size[f.family[person]] - 1
    )
    guests &= f.order[person] > 0
    host = np.clip(f.family[person] + rng.integers(2, 40, len(person)), 0, families - 1)
    guests &= f.village[host] == f.village[f.family[person]]
    former = p.former_family[person]
    # a child taken in stands in the older bases where it was before
    left = (former >= 0) & (rng.random(len(person)) < (0.8 if source != REGSOSEK else 0.1))
    host = np.where(left, former, host)
    moved = guests | left
    group = np.where(moved, of_family[host], group)
    house = np.where(moved, f.house[host], house)
    kk_family = np.where(left, former, kk_family)
    away = p.away_house[person]
    only_away = (away >= 0) & (rng.random(len(person)) < (0.25 if source != REGSOSEK else 0.4))
    group = np.where(only_away, groups + 2 * families + person, group)
    house = np.where(only_away, away, house)
    guest = moved | only_away

    parts = [(person, group, house, kk_family, np.zeros(len(person), bool), guest)]

    def add(rows: Ints, in_group: Ints, in_house: Ints, kk: Ints, old: bool) -> None:
        flags = np.full(len(rows), old)
        parts.append((person[rows], in_group, in_house, kk, flags, np.full(len(rows), not old)))

    if source != 3:
        # men with a second family; workers counted at home and away
        rows = np.flatnonzero((p.second_family[person] >= 0) & (rng.random(len(person)) < 0.6))
        other = p.second_family[person[rows]]
        add(rows, of_family[other], f.house[other], other, False)
        rows = np.flatnonzero((away >= 0) & ~only_away & (rng.random(len(person)) < 0.35))
        add(rows, groups + 2 * families + person[rows], away[rows], kk_family[rows], False)
        # listed twice: half of them as whole families under the old card, half one by one
        rate = min(RATES["duplicate_fuzzy"][source] * level.errors, 0.3)
        again = (rng.random(families) < rate / 2)[f.family[person]]
        rows = np.flatnonzero(again)
        mine = f.family[person[rows]]
        add(rows, groups + families + mine, p.old_house[mine], mine, True)
        rows = np.flatnonzero(~again & (rng.random(len(person)) < rate / 2))
        same = rng.random(len(rows)) < 0.5
        alone = groups + 2 * families + n + person[rows]
        add(rows, np.where(same, group[rows], alone), house[rows], kk_family[rows], False)
    person, group, house, kk_family, old, guest = (
        np.concatenate([part[i] for part in parts]) for i in range(6)
    )
    copy_of = np.full(len(person), -1)
    rate = RATES["duplicate_exact"][source] * level.errors
    copied = np.flatnonzero(rng.random(len(person)) < rate)
    take = np.concatenate([np.arange(len(person)), copied])
    copy_of = np.concatenate([copy_of, copied])
    person = person[take]
    noted = ~p.alive[person] & (rng.random(len(person)) < DEAD_NOTED[source])
    count = np.bincount(person, minlength=n)
    return Rows(
        source=source, person=person, group=np.unique(group[take], return_inverse=True)[1],
        house=house[take], kk_family=kk_family[take], old=old[take], copy_of=copy_of,
        noted_dead=noted, guest=guest[take], twice=count[person] > 1,
    )  # fmt: skip
