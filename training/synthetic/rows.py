"""Which rows a base holds: who is present, in which group, twice, elsewhere, or under an old KK."""

from dataclasses import dataclass, fields

import numpy as np

from training.synthetic.arrays import Bools, Ints, Rng, stream
from training.synthetic.families import Families
from training.synthetic.people import People
from training.synthetic.rates import DTKS, PRESENT, REGSOSEK, SIAK, SOURCES, Level

# a family is listed as a whole; single members go missing
MEMBER_LISTED = 0.97
BABIES_LISTED = (0.4, 0.8, 0.5, 0.95)
DEAD_LISTED = (0.85, 0.85, 0.85, 1.0)
DEAD_NOTED = (0.35, 0.3, 0.0, 1.0)
# a child taken in stands in the older bases where it was before
STILL_FORMER = (0.8, 0.1, 0.8, 0.0)
ONLY_AWAY = (0.25, 0.4, 0.25, 0.0)
ALSO_AWAY = 0.35
SECOND_FAMILY_LISTED = 0.6


@dataclass
class Rows:
    """One entry per row of one base."""

    person: Ints
    group: Ints  # number of the source group
    house: Ints  # where the row says the person lives
    kk_family: Ints  # whose KK the row carries
    old: Bools  # the row speaks of the time before the last move
    guest: Bools  # stands in a group that is not the person's family
    copy_of: Ints  # row whose content this one repeats exactly, or -1

    def take(self, rows: Ints) -> "Rows":
        """These rows, as new ones."""
        return Rows(*(getattr(self, field.name)[rows].copy() for field in fields(self)))


def make_rows(seed: int, source: int, level: Level, p: People) -> Rows:
    """Draw the rows of one base (for SIAK simply who is registered)."""
    rng = stream(seed, f"rows/{SOURCES[source]}")
    f = p.f
    person = _listed(rng, source, p)
    family = f.family[person]
    nobody = np.zeros(len(person), bool)
    rows = Rows(
        person=person, group=family.copy(), house=f.house[family], kk_family=family.copy(),
        old=nobody, guest=nobody.copy(), copy_of=np.full(len(person), -1),
    )  # fmt: skip
    if source == SIAK:
        return rows
    of_family, split = _groups(rng, source, level, f)
    groups = _Numbers(len(f.village), len(f.family))
    late = (f.order[person] > 0) & (f.order[person] * 2 >= np.bincount(f.family)[family])
    rows.group = np.where(split[family] & late, groups.split(family), of_family[family])
    _move(rng, source, level, p, rows, of_family, groups)
    parts = [rows, *_again(rng, source, level, p, rows, of_family, groups)]
    rows = _joined(parts)
    copied = np.flatnonzero(rng.random(len(rows.person)) < level.rate("duplicate_exact", source))
    copies = rows.take(copied)
    copies.copy_of = copied
    rows = _joined([rows, copies])
    rows.group = np.unique(rows.group, return_inverse=True)[1]
    return rows


@dataclass(frozen=True)
class _Numbers:
    """Numbers for groups beside those of families and households, which lie below `families`."""

    families: int
    people: int

    def split(self, family: Ints) -> Ints:
        return self.families + family

    def second(self, family: Ints) -> Ints:
        return 2 * self.families + family

    def away(self, person: Ints) -> Ints:
        return 3 * self.families + person

    def alone(self, person: Ints) -> Ints:
        return 3 * self.families + self.people + person


def _listed(rng: Rng, source: int, p: People) -> Ints:
    low, high = PRESENT[source]
    n = len(p.f.family)
    chance = np.where(p.desil <= 4, low, high) / MEMBER_LISTED
    listed = (rng.random(len(chance)) < chance)[p.f.family] & (rng.random(n) < MEMBER_LISTED)
    if source == SIAK:
        listed = rng.random(n) < np.where(p.desil <= 4, low, high)[p.f.family]
    listed &= ~p.baby | (rng.random(n) < BABIES_LISTED[source])
    listed &= p.alive | (rng.random(n) < DEAD_LISTED[source])
    return np.flatnonzero(listed)


def _groups(rng: Rng, source: int, level: Level, f: Families) -> tuple[Ints, Bools]:
    """Group of every family (DTKS counts households), and which families are cut in two."""
    families = len(f.village)

    def struck(kind: str) -> Bools:
        return np.asarray(rng.random(families) < min(level.rate(kind, source), 0.5))

    base = f.household if source == DTKS else np.arange(families)
    joined = np.flatnonzero(struck("family_joined"))
    neighbour = np.minimum(joined + 1, families - 1)
    neighbour = np.where(f.village[neighbour] == f.village[joined], neighbour, joined)
    of_family = base.copy()
    of_family[joined] = base[neighbour]
    return of_family, struck("family_split")


def _move(
    rng: Rng, source: int, level: Level, p: People, rows: Rows, of_family: Ints, groups: _Numbers
) -> None:
    """Guests, children taken in and workers away: their rows stand elsewhere (in place)."""
    f, person = p.f, rows.person
    n, families = len(person), len(f.village)
    family = f.family[person]
    hosted = rng.random(families) < min(level.rate("family_guest", source), 0.5)
    last = (f.order[person] > 0) & (f.order[person] == np.bincount(f.family)[family] - 1)
    host = np.clip(family + rng.integers(2, 40, n), 0, families - 1)
    guest = hosted[family] & last & (f.village[host] == f.village[family])
    former = p.former_family[person]
    left = (former >= 0) & (rng.random(n) < STILL_FORMER[source])
    host = np.where(left, former, host)
    moved = guest | left
    rows.group = np.where(moved, of_family[host], rows.group)
    rows.house = np.where(moved, f.house[host], rows.house)
    rows.kk_family = np.where(left, former, rows.kk_family)
    gone = (p.away_house[person] >= 0) & (rng.random(n) < ONLY_AWAY[source])
    rows.group = np.where(gone, groups.away(person), rows.group)
    rows.house = np.where(gone, p.away_house[person], rows.house)
    rows.guest = moved | gone


def _again(
    rng: Rng, source: int, level: Level, p: People, rows: Rows, of_family: Ints, groups: _Numbers
) -> list[Rows]:
    """Further rows of persons already there."""
    f, n = p.f, len(rows.person)
    # men with a second family
    second = p.second_family[rows.person]
    twice = rows.take(np.flatnonzero((second >= 0) & (rng.random(n) < SECOND_FAMILY_LISTED)))
    twice.kk_family = p.second_family[twice.person]
    twice.group, twice.house = of_family[twice.kk_family], f.house[twice.kk_family]
    twice.guest[:] = True
    # workers counted at home and where they work, mostly by the census
    share = ALSO_AWAY if source == REGSOSEK else ALSO_AWAY / 3
    home = (p.away_house[rows.person] >= 0) & (rows.house != p.away_house[rows.person])
    away = rows.take(np.flatnonzero(home & (rng.random(n) < share)))
    away.group, away.house = groups.away(away.person), p.away_house[away.person]
    away.guest[:] = True
    # listed twice: half of them as whole families under the old card, half one by one
    rate = min(level.rate("duplicate_fuzzy", source), 0.3) / 2
    whole = (rng.random(len(f.village)) < rate)[f.family[rows.person]]
    listed = rows.take(np.flatnonzero(whole))
    mine = f.family[listed.person]
    listed.group, listed.house, listed.kk_family = groups.second(mine), p.old_house[mine], mine
    listed.old[:] = True
    listed.guest[:] = False
    single = rows.take(np.flatnonzero(~whole & (rng.random(n) < rate)))
    apart = rng.random(len(single.person)) < 0.5
    single.group = np.where(apart, groups.alone(single.person), single.group)
    return [twice, away, listed, single]


def _joined(parts: list[Rows]) -> Rows:
    return Rows(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Rows))
    )
