"""Which family units share a kitchen: candidate pairs, features, an additive score."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Groups, Parts
from resolver.entities.part_links import Signs, agreement
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import distinct_pairs, heaviest, tied_pairs, tied_places
from resolver.entities.units import Units

# More units under one number are an office, a boarding house or a block of flats.
MOST_UNITS_OF_HOUSE: Final = 4
MOST_UNITS_OF_GROUP: Final = 12
MOST_UNITS_OF_KK: Final = 6


@dataclass(frozen=True)
class UnitPairs:
    """Candidate pairs of units (a < b, ordered, unique) and what speaks for one kitchen.

    `together`: per kind of listing (0 household, 1 family), the share of each unit's people that
    a source lists in a group with the other unit – the lesser of the two shares, so that a guest
    stays a guest where his family is not listed; `apart`: the share of the people of both that a
    source lists, but not together; both summed over sources.
    `two_heads`: a family base that lists them as one family names a head in each.
    `kk`, `village`, `rt_rw`, `house` are 1 (agree), -1 (differ) or 0 (unknown).
    """

    a: Codes
    b: Codes
    together: NDArray[np.float64]
    apart: NDArray[np.float64]
    two_heads: NDArray[np.bool_]
    kk: Signs
    village: Signs
    rt_rw: Signs
    house: Signs
    houses_dropped: int


class UnitScorer(Protocol):
    """Scores pairs of units; a pair at or above 0 shares a kitchen unless the guard refuses it."""

    def __call__(self, pairs: UnitPairs) -> NDArray[np.float64]:
        """Return a score per pair."""


def unit_pairs(rows: Rows, groups: Groups, parts: Parts, units: Units, kk: Codes) -> UnitPairs:
    """Find the units that a group lists together, or that share a rare house or a KK; compare.

    In: kk = the current KK per person.
    """
    # Where a unit lives is what its own listings say, not those that its members visit.
    own = np.flatnonzero(~rows.away() & (units.part[parts.row] == units.person[rows.person]))
    owner = units.part[parts.row[own]]
    village, rt_rw, house = (
        heaviest(owner, column[parts.row[own]], units.count)
        for column in (parts.village, parts.rt_rw, parts.house)
    )
    house, dropped = rare_houses(house)
    card = heaviest(units.person, kk, units.count)
    listing = list_units(rows, groups, units)
    ties = [(listing.unit[listing.left], listing.unit[listing.right])]
    for key, most in ((house, MOST_UNITS_OF_HOUSE), (card, MOST_UNITS_OF_KK)):
        known = np.flatnonzero(key >= 0).astype(np.int32)
        ties.append(tied_pairs(known, key[known], most)[:2])
    width = np.int64(max(units.count, 1))
    unique = np.unique(np.concatenate([_key(a, b, units.count) for a, b in ties]))
    a, b = (unique // width).astype(np.int32), (unique % width).astype(np.int32)
    pair = np.searchsorted(
        unique, _key(listing.unit[listing.left], listing.unit[listing.right], units.count)
    )
    together, apart = co_listing(groups, listing, unique, pair)
    two_heads = np.zeros(len(unique), dtype=bool)
    odd = listing.headed[listing.left] & listing.headed[listing.right]
    odd &= ~groups.household[listing.group[listing.left]]
    two_heads[pair[odd]] = True
    return UnitPairs(
        a=a,
        b=b,
        together=together,
        apart=apart,
        two_heads=two_heads,
        kk=agreement(card[a], card[b]),
        village=agreement(village[a], village[b]),
        rt_rw=agreement(rt_rw[a], rt_rw[b]),
        house=agreement(house[a], house[b]),
        houses_dropped=dropped,
    )


def _key(a: Codes, b: Codes, units: int) -> NDArray[np.int64]:
    key: NDArray[np.int64] = a.astype(np.int64) * max(units, 1) + b
    return key


def rare_houses(house: Codes) -> tuple[Codes, int]:
    """Return the houses without the hubs (-1), and how many hubs there were."""
    hub = np.bincount(house[house >= 0], minlength=1) > MOST_UNITS_OF_HOUSE
    return np.where((house >= 0) & ~hub[house], house, -1).astype(np.int32), int(hub.sum())


@dataclass(frozen=True)
class Listing:
    """Which groups list how many people of which unit, is one of them `headed` (named head), and
    the pairs of lines (left, right) of one group.

    `people` (units x sources) counts the persons of a unit that a source lists at all, `size` all.
    """

    group: Codes
    unit: Codes
    persons: NDArray[np.int64]
    headed: NDArray[np.bool_]
    people: NDArray[np.int64]
    size: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]


def list_units(rows: Rows, groups: Groups, units: Units) -> Listing:
    """Count the persons of each unit in each group; who is said to live elsewhere is not."""
    here = np.where(rows.away(), -1, groups.row).astype(np.int32)
    group, person = distinct_pairs(here, rows.person)
    unit = units.person[person]
    width = np.int64(max(units.count, 1))
    keys, persons = np.unique(_key(group, unit, units.count), return_counts=True)
    sources = int(rows.source.max(initial=-1)) + 1
    source, listed = distinct_pairs(groups.source[group], person)
    people = np.bincount(
        units.person[listed].astype(np.int64) * sources + source, minlength=units.count * sources
    ).reshape(units.count, sources)
    of_group, of_unit = (keys // width).astype(np.int32), (keys % width).astype(np.int32)
    left, right, _ = tied_places(of_unit, of_group, MOST_UNITS_OF_GROUP)
    named = rows.has("relation", "HEAD") & (here >= 0)
    head_lines = _key(here[named], units.person[rows.person[named]], units.count)
    headed: NDArray[np.bool_] = np.isin(keys, head_lines)
    size = np.bincount(units.person, minlength=units.count)
    return Listing(of_group, of_unit, persons, headed, people, size, left, right)


def co_listing(
    groups: Groups, listing: Listing, wanted: NDArray[np.int64], pair: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `together` and `apart` (pairs x kinds of listing) of the wanted pairs.

    In: the pairs as a * units + b, and the place among them of each pair of lines.
    """
    units, sources = listing.people.shape
    width = np.int64(max(units, 1))
    left, right = listing.left, listing.right
    cell = pair * sources + groups.source[listing.group[left]]
    shares, whole, known = [], [], np.ones((len(wanted), sources), dtype=bool)
    for side, of_pair in ((left, wanted // width), (right, wanted % width)):
        met = np.bincount(cell, listing.persons[side], minlength=len(wanted) * sources)
        listed = listing.people[of_pair]
        known &= listed > 0
        met = met.reshape(len(wanted), sources)
        shares.append(np.minimum(met / np.maximum(listed, 1), 1.0))
        whole.append(np.minimum(met / listing.size[of_pair][:, None], 1.0))
    least = np.where(known, np.minimum(*whole), 0.0)
    parted = np.where(known, 1.0 - np.maximum(*shares), 0.0)
    households = np.zeros(sources, dtype=bool)
    households[groups.source[groups.household]] = True
    return (
        np.column_stack((least[:, households].sum(axis=1), least[:, ~households].sum(axis=1))),
        np.column_stack((parted[:, households].sum(axis=1), parted[:, ~households].sum(axis=1))),
    )


def kitchen_score(pairs: UnitPairs) -> NDArray[np.float64]:
    """Return points per pair; 0 and more = one kitchen.

    | evidence | points |
    |---|---|
    | to begin with | -1.25 |
    | a household base lists them together / apart (by share) | up to 3 / -2.5 |
    | a family base lists them together / apart (by share), per base | up to 2 / -0.25 |
    | a family base that lists them as one family names a head in each | -2.5 |
    | same KK | 3.5 |
    | same house (street and number, few families) / another | 1.25 / -1.5 |
    | other RT or RW of the village / another village | -1.5 / -2.5 |

    So a household base decides, one guest moves no household, and neither a house nor a listing
    by a family base that is contradicted by the address unites two families alone.
    """
    score: NDArray[np.float64] = np.full(len(pairs.a), -1.25)
    score += pairs.together @ np.array([3.0, 2.0]) - pairs.apart @ np.array([2.5, 0.25])
    score += 3.5 * (pairs.kk > 0) - 2.5 * pairs.two_heads
    score += np.select([pairs.house > 0, pairs.house < 0], [1.25, -1.5], 0.0)
    score -= np.select([pairs.village < 0, pairs.rt_rw < 0], [2.5, 1.5], 0.0)
    return score
