"""Family units: the parts of source groups that are one family's, then one unit per person.

A person listed with several families belongs where the newest, best-attested evidence says; the
other listings stay out of the partition.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Parts
from resolver.entities.part_links import PartPairs
from resolver.entities.rows import LIVING_TRUST, Codes, Rows
from resolver.entities.tally import distinct_pairs, heaviest
from resolver.entities.unite import unite

# Parts of one source in one unit: a split family, its duplicate, an old listing, a member away.
MOST_PARTS_OF_SOURCE: Final = 5

# Persons and units of one household. The largest households of censuses hold some 30 people.
MOST_PERSONS: Final = 30
MOST_UNITS: Final = 8

# Weights of one listing as evidence of where the person belongs.
_VERIFIED: Final = 0.5
_OLD: Final = 0.5  # per period behind the newest, at most two
_SAME_KK: Final = 0.75  # others there hold the person's current KK
_COMPANY: Final = 0.25  # listed with anyone at all
_AWAY: Final = 0.2  # factor: the source itself says the person no longer lives there
_TRUST: Final = 0.05  # per step of source trust: only breaks ties


@dataclass(frozen=True)
class Units:
    """`person`: unit per person (0 …, no gaps, by first person); `part`: the unit that each part
    stands for, -1 where all its people belong elsewhere; `refused`: unions the guard refused."""

    person: Codes
    count: int
    part: Codes
    refused: int


def listing_weight(
    rows: Rows, parts: Parts, person_kk: Codes, component: Codes
) -> NDArray[np.float64]:
    """Return, per record, how strongly it says that its person belongs to its part's component."""
    place = component[parts.row]
    weight = np.ones(rows.size)
    weight += _TRUST * rows.trust(LIVING_TRUST).level
    weight += _VERIFIED * rows.has("siak", "VERIFIED")
    age = rows.newest().level
    weight -= _OLD * np.minimum(age.max(initial=0) - age, 2)
    weight += _COMPANY * (parts.size[parts.row] > 1)

    # Distinct people per (component, KK): beside the person, is there another of the same card?
    lives, who = distinct_pairs(component[parts.member[0]], parts.member[1])
    card = person_kk[who]
    width = np.int64(person_kk.max(initial=0) + 1)
    cards, holders = np.unique(
        lives[card >= 0].astype(np.int64) * width + card[card >= 0], return_counts=True
    )
    own = person_kk[rows.person]
    family = np.isin(place.astype(np.int64) * width + own, cards[holders > 1]) & (own >= 0)
    weight += _SAME_KK * family
    return np.where(rows.away(), _AWAY * weight, weight)


def family_units(
    rows: Rows, parts: Parts, pairs: PartPairs, score: NDArray[np.float64], person_kk: Codes
) -> Units:
    """Partition the persons into family units.

    In: prepared rows, the parts of their groups, the scored pairs, the current KK per person.
    """
    if not rows.size:
        empty = np.zeros(0, np.int32)
        return Units(empty, 0, empty, 0)
    sources = int(parts.source.max()) + 1
    holds = np.zeros((parts.count, sources), dtype=np.int32)
    holds[np.arange(parts.count), parts.source] = 1
    limit = np.full(sources, MOST_PARTS_OF_SOURCE, dtype=np.int32)
    component, refused = unite(pairs.a, pairs.b, score, holds, limit)
    weight = listing_weight(rows, parts, person_kk, component)
    chosen = heaviest(rows.person, component[parts.row], rows.persons, weight)
    # Persons are numbered by first record, so numbering units by first person is canonical.
    first = np.full(parts.count, rows.persons, dtype=np.int64)
    np.minimum.at(first, chosen, np.arange(rows.persons))
    starts, person = np.unique(first[chosen], return_inverse=True)
    unit_of_component = np.full(parts.count, -1, dtype=np.int32)
    unit_of_component[chosen[starts]] = np.arange(len(starts))
    return Units(person.astype(np.int32), len(starts), unit_of_component[component], refused)


def join_units(units: Units, a: Codes, b: Codes, score: NDArray[np.float64]) -> Units:
    """Unite units, best link first; a union of more people or units than a house explains is
    refused (one office address or one KK on hundreds must not unite strangers).

    In: pairs of units and their score, as :func:`resolver.entities.unite.unite` takes them.
    """
    if not units.count:
        return units
    holds = np.ones((units.count, 2), dtype=np.int32)
    holds[:, 0] = np.bincount(units.person, minlength=units.count)
    limit = np.array([MOST_PERSONS, MOST_UNITS], dtype=np.int32)
    root, refused = unite(a, b, score, holds, limit)
    # Units are numbered by their first person, and a root is its first unit.
    roots, of_unit = np.unique(root, return_inverse=True)
    person = of_unit[units.person].astype(np.int32)
    part = np.where(units.part >= 0, of_unit[units.part], -1).astype(np.int32)
    return Units(person, len(roots), part, refused)
