"""Which family units belong to one household: candidate pairs and what speaks for and against."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Groups, Parts
from resolver.entities.kin import Kin, Mothers, kin_links
from resolver.entities.part_links import Signs, agreement
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import distinct_pairs, heaviest, is_in, tied_pairs
from resolver.entities.unit_listings import co_listing, list_units, unit_key
from resolver.entities.units import Units

# More units under one number are an office, a boarding house or a block of flats.
MOST_UNITS_OF_HOUSE: Final = 4
MOST_UNITS_OF_KK: Final = 6
# A mother's name that more units of the village have is no reason to compare, unless in one RT.
_FEW_OF_NAME: Final = 3

Values = NDArray[np.float64]


@dataclass(frozen=True)
class UnitPairs:
    """Candidate pairs of units (a < b, ordered, unique) and what speaks for one household.

    `together`: per kind of listing (0 household, 1 family), the share of each unit's people that
    a source lists in a group with the other unit – the lesser of the two shares, so that a guest
    stays a guest where his family is not listed; `apart`: the share of the people of both that a
    source lists, but not together; `alone`: a source lists people of one of the two and nobody of
    the other; `neither`: a source of the load lists nobody of both; all summed over sources.
    `two_heads`: a family base that lists them as one family names a head in each.
    `kk` (of most of its people), `village`, `rt_rw`, `street`, `hamlet`, `house` are 1 (agree),
    -1 (differ) or 0 (unknown); `old_kk`: their cards differ, but listings of both bear one card;
    `house_share`: one over the number of other units in the house they share, else 0;
    `kin`: one over the number of units of the village that have a woman of the name that people
    of the one give as their mother's, and the other has one; else 0; `headless`: one of the two
    is never named a head, the other is; `lone`: one of the two is a single person.
    """

    a: Codes
    b: Codes
    together: Values
    apart: Values
    alone: Values
    neither: Values
    two_heads: NDArray[np.bool_]
    kk: Signs
    old_kk: NDArray[np.bool_]
    village: Signs
    rt_rw: Signs
    street: Signs
    hamlet: Signs
    house: Signs
    house_share: Values
    kin: Values
    headless: NDArray[np.bool_]
    lone: NDArray[np.bool_]
    houses_dropped: int


class UnitScorer(Protocol):
    """Scores pairs of units; a pair at or above 0 is united unless the guard refuses it."""

    def __call__(self, pairs: UnitPairs) -> Values:
        """Return a score per pair."""


@dataclass(frozen=True)
class _Places:
    """Where each unit lives, by most of its own listings (-1 = unknown)."""

    village: Codes
    rt_rw: Codes
    street: Codes
    hamlet: Codes
    house: Codes
    houses_dropped: int

    @classmethod
    def of(cls, rows: Rows, parts: Parts, units: Units) -> "_Places":
        # Where a unit lives is what its own listings say, not those that its members visit.
        own = np.flatnonzero(~rows.away() & (units.part[parts.row] == units.person[rows.person]))
        owner = units.part[parts.row[own]]
        village, rt_rw, house = (
            heaviest(owner, column[parts.row[own]], units.count)
            for column in (parts.village, parts.rt_rw, parts.house)
        )
        street, hamlet = (
            heaviest(owner, rows.codes(column)[own], units.count) for column in ("street", "hamlet")
        )
        house, dropped = rare_houses(house)
        return cls(village, rt_rw, street, hamlet, house, dropped)


def rare_houses(house: Codes) -> tuple[Codes, int]:
    """Return the houses without the hubs (-1), and how many hubs there were."""
    hub = np.bincount(house[house >= 0], minlength=1) > MOST_UNITS_OF_HOUSE
    return np.where((house >= 0) & ~hub[house], house, -1).astype(np.int32), int(hub.sum())


def unit_pairs(
    rows: Rows, groups: Groups, parts: Parts, units: Units, kk: Codes, names: Mothers
) -> UnitPairs:
    """Find the units that a group lists together, or that share a rare house, a KK on any listing
    or a mother; compare them.

    In: kk = the current KK per person, the names of women and of mothers.
    """
    place = _Places.of(rows, parts, units)
    card = heaviest(units.person, kk, units.count)
    # The card of any listing: an old one tells which family a child's came from.
    cards = distinct_pairs(units.person[rows.person], rows.codes("kk"))
    kin = kin_links(names, units.person, units.count, place.village)
    listing = list_units(rows, groups, units)
    lines = listing.unit[listing.left], listing.unit[listing.right]
    by_card = tied_pairs(*cards, MOST_UNITS_OF_KK)[:2]
    ties = [lines, by_card, _near(kin, place)]
    for key, most in ((place.house, MOST_UNITS_OF_HOUSE), (card, MOST_UNITS_OF_KK)):
        known = np.flatnonzero(key >= 0).astype(np.int32)
        ties.append(tied_pairs(known, key[known], most)[:2])
    width = np.int64(max(units.count, 1))
    unique = np.unique(np.concatenate([unit_key(*tie, units.count) for tie in ties]))
    a, b = (unique // width).astype(np.int32), (unique % width).astype(np.int32)
    pair = np.searchsorted(unique, unit_key(*lines, units.count))
    together, apart, alone, neither = co_listing(groups, listing, unique, pair)
    two_heads = np.zeros(len(unique), dtype=bool)
    odd = listing.headed[listing.left] & listing.headed[listing.right]
    odd &= ~groups.household[listing.group[listing.left]]
    two_heads[pair[odd]] = True
    headed = np.zeros(units.count, dtype=bool)
    headed[units.person[rows.person[rows.has("relation", "HEAD")]]] = True
    of_house = np.bincount(place.house[place.house >= 0], minlength=1)
    same_house = agreement(place.house[a], place.house[b])
    same_card = agreement(card[a], card[b])
    return UnitPairs(
        a=a,
        b=b,
        together=together,
        apart=apart,
        alone=alone,
        neither=neither,
        two_heads=two_heads,
        kk=same_card,
        old_kk=is_in(a, b, by_card) & (same_card <= 0),
        village=agreement(place.village[a], place.village[b]),
        rt_rw=agreement(place.rt_rw[a], place.rt_rw[b]),
        street=agreement(place.street[a], place.street[b]),
        hamlet=agreement(place.hamlet[a], place.hamlet[b]),
        house=same_house,
        house_share=np.where(same_house > 0, 1.0 / np.maximum(of_house[place.house[a]] - 1, 1), 0),
        kin=_of_pairs(kin, unique, units.count),
        headless=headed[a] != headed[b],
        lone=np.minimum(listing.size[a], listing.size[b]) == 1,
        houses_dropped=place.houses_dropped,
    )


def _near(kin: Kin, place: _Places) -> tuple[Codes, Codes]:
    """The kin worth comparing: not said to live in different RT, the name rare or the RT one."""
    same = agreement(place.rt_rw[kin.a], place.rt_rw[kin.b])
    near = (same > 0) | ((same == 0) & (kin.share * _FEW_OF_NAME > 1 - 1e-9))
    return kin.a[near], kin.b[near]


def _of_pairs(kin: Kin, pairs: NDArray[np.int64], units: int) -> Values:
    """The share of kin of each pair (a * units + b, ordered), 0 without."""
    found = np.zeros(len(pairs))
    keys = unit_key(kin.a, kin.b, units)
    place = np.minimum(np.searchsorted(pairs, keys), max(len(pairs) - 1, 0))
    known = np.flatnonzero(pairs[place] == keys) if len(pairs) else np.zeros(0, np.int64)
    found[place[known]] = kin.share[known]
    return found


def unit_features(pairs: UnitPairs) -> dict[str, Values]:
    """What a trained scorer weighs, by name; what is unknown counts 0 for and against.

    A street, or a hamlet where one of the two has no street, says something only as long as the
    houses are not known to differ; RT and RW likewise within a village.
    """
    lane = np.where(pairs.street != 0, pairs.street, pairs.hamlet)
    near = np.where(pairs.village < 0, -1, pairs.rt_rw)
    kin = pairs.kin > 0
    flags = {
        "two_heads": pairs.two_heads,
        "same_kk": pairs.kk > 0,
        "other_kk": pairs.kk < 0,
        "old_kk": pairs.old_kk,
        "other_house": (pairs.house < 0) & (lane > 0),
        "same_lane": (pairs.house == 0) & (lane > 0),
        "other_lane": lane < 0,
        "same_rt_rw": near > 0,
        "other_rt_rw": near < 0,
        "kin": kin,
        "kin_same_rt_rw": kin & (near > 0),
        "headless": pairs.headless,
        "headless_in_family": pairs.headless & (pairs.together[:, 1] > 0),
        "lone": pairs.lone,
    }
    return {
        "household_together": pairs.together[:, 0],
        "household_whole": np.square(pairs.together[:, 0]),
        "household_apart": pairs.apart[:, 0],
        "household_alone": pairs.alone[:, 0],
        "household_neither": pairs.neither[:, 0],
        "family_together": pairs.together[:, 1],
        "family_apart": pairs.apart[:, 1],
        "same_house": pairs.house_share,
        "kin_rare": pairs.kin,
        "kin_listed": kin * pairs.together[:, 0],
        **{name: flag.astype(np.float64) for name, flag in flags.items()},
    }
