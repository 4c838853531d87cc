"""Families: the people of one household who share a current KK.

A KK that one person alone holds in the household, on one source's word, while a family listing
puts that person among holders of another card, is taken for a typing error or an old card: the
person goes with the listing. Persons without a KK go with the family their listings belong to;
where no one in reach has a card, a family is what the family bases list together.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from resolver.entities.groups import Groups, Parts
from resolver.entities.households import Households
from resolver.entities.part_links import PartPairs
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import distinct_pairs, heaviest, is_in

# A family base's listing says more of a family than a household that may hold several.
_FAMILY_LISTING: Final = 2.0
_HOUSEHOLD_LISTING: Final = 1.0


def stray_cards(
    rows: Rows, groups: Groups, homes: Households, kk: Codes, attested: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell, per person, whether its KK is to be doubted (see above).

    In: current KK per person (-1 = none), and how many sources attest it.
    """
    house, card = homes.person, kk
    width = np.int64(max(int(card.max(initial=0)) + 1, 1))
    keys, place, holders = np.unique(
        house.astype(np.int64) * width + card, return_inverse=True, return_counts=True
    )
    lone = (card >= 0) & (holders[place] == 1) & (attested <= 1)
    main = groups.kk[groups.row]
    own = kk[rows.person]
    among_others = (
        ~groups.household[groups.row]
        & ~homes.conflict
        & (main >= 0)
        & (main != own)
        & np.isin(house[rows.person].astype(np.int64) * width + main, keys)
    )
    doubted = np.zeros(rows.persons, dtype=bool)
    doubted[rows.person[among_others]] = True
    result: NDArray[np.bool_] = lone & doubted
    return result


def by_listing(rows: Rows, groups: Groups, homes: Households, kk: Codes) -> Codes:
    """Return, per person, the card of the family it is listed with in its household (-1 = none)."""
    main = groups.kk[groups.row]
    held = distinct_pairs(homes.person, kk)
    usable = ~homes.conflict & is_in(homes.person[rows.person], main, held)
    weight = np.where(groups.household[groups.row], _HOUSEHOLD_LISTING, _FAMILY_LISTING)
    return heaviest(rows.person, np.where(usable, main, -1).astype(np.int32), rows.persons, weight)


def family_listings(
    rows: Rows,
    groups: Groups,
    parts: Parts,
    homes: Households,
    links: tuple[PartPairs, NDArray[np.float64]],
) -> Codes:
    """Return, per person, the component of family listings it stands in inside its household.

    Persons whom only household listings name go with the largest such component (-1 = none).
    """
    pairs, score = links
    of_family = ~groups.household[parts.group]
    linked = (score >= 0) & (pairs.shared > 0) & of_family[pairs.a] & of_family[pairs.b]
    linked &= homes.group[parts.group[pairs.a]] == homes.group[parts.group[pairs.b]]
    a, b = pairs.a[linked], pairs.b[linked]
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(parts.count, parts.count))
    _, component = connected_components(graph, directed=False)
    usable = of_family[parts.row] & ~homes.conflict
    place = np.where(usable, component[parts.row], -1).astype(np.int32)
    own = heaviest(rows.person, place, rows.persons)
    largest = heaviest(homes.person, own, homes.count)
    return np.where(own >= 0, own, largest[homes.person]).astype(np.int32)


def families(
    rows: Rows,
    groups: Groups,
    parts: Parts,
    homes: Households,
    *,
    links: tuple[PartPairs, NDArray[np.float64]],
    kk: Codes,
    attested: NDArray[np.int64],
) -> tuple[Codes, Codes]:
    """Partition the persons of each household into families.

    Out: family per person (0 …, no gaps, by first person) and the KK code per family (-1 = none).
    """
    if not rows.persons:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    certain = np.where(stray_cards(rows, groups, homes, kk, attested), -1, kk).astype(np.int32)
    listed = by_listing(rows, groups, homes, certain)
    card = np.where(certain >= 0, certain, listed)
    # A doubted card with nothing to go to stays.
    card = np.where(card >= 0, card, kk).astype(np.int64)
    rest = family_listings(rows, groups, parts, homes, links).astype(np.int64)
    key = np.where(card >= 0, card, int(kk.max(initial=-1)) + 2 + rest)
    width = int(key.max()) + 1
    _, place = np.unique(homes.person.astype(np.int64) * width + key, return_inverse=True)
    first = np.full(int(place.max()) + 1, rows.persons, dtype=np.int64)
    np.minimum.at(first, place, np.arange(rows.persons))
    founders, family = np.unique(first[place], return_inverse=True)
    return family.astype(np.int32), card[founders].astype(np.int32)
