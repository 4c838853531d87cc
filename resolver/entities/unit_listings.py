"""Which groups list which people of which family units, together and apart."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Groups
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import distinct_pairs, tied_places
from resolver.entities.units import Units

MOST_UNITS_OF_GROUP: Final = 12


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


def unit_key(a: Codes, b: Codes, units: int) -> NDArray[np.int64]:
    """One number per pair (a, b) of `units` units."""
    key: NDArray[np.int64] = a.astype(np.int64) * max(units, 1) + b
    return key


def list_units(rows: Rows, groups: Groups, units: Units) -> Listing:
    """Count the persons of each unit in each group; who is said to live elsewhere is not.

    Groups that we made ourselves, for records without any, say nothing beyond their KK.
    """
    told = groups.given[groups.row] & ~rows.away() if rows.size else rows.away()
    here = np.where(told, groups.row, -1).astype(np.int32)
    group, person = distinct_pairs(here, rows.person)
    unit = units.person[person]
    width = np.int64(max(units.count, 1))
    keys, persons = np.unique(unit_key(group, unit, units.count), return_counts=True)
    sources = int(rows.source.max(initial=-1)) + 1
    # a listing of very many units ties none of them, so it parts none either
    few = np.bincount(keys // width, minlength=len(groups.source)) <= MOST_UNITS_OF_GROUP
    telling = few[group]
    source, listed = distinct_pairs(groups.source[group[telling]], person[telling])
    people = np.bincount(
        units.person[listed].astype(np.int64) * sources + source, minlength=units.count * sources
    ).reshape(units.count, sources)
    of_group, of_unit = (keys // width).astype(np.int32), (keys % width).astype(np.int32)
    left, right, _ = tied_places(of_unit, of_group, MOST_UNITS_OF_GROUP)
    named = rows.has("relation", "HEAD") & (here >= 0)
    head_lines = unit_key(here[named], units.person[rows.person[named]], units.count)
    headed: NDArray[np.bool_] = np.isin(keys, head_lines)
    size = np.bincount(units.person, minlength=units.count)
    return Listing(of_group, of_unit, persons, headed, people, size, left, right)


def co_listing(
    groups: Groups, listing: Listing, wanted: NDArray[np.int64], pair: NDArray[np.int64]
) -> tuple[NDArray[np.float64], ...]:
    """Return `together`, `apart`, `alone`, `neither` (each pairs x kinds of listing).

    In: the pairs as a * units + b, and the place among them of each pair of lines.
    """
    units, sources = listing.people.shape
    width = np.int64(max(units, 1))
    left, right = listing.left, listing.right
    cell = pair * sources + groups.source[listing.group[left]]
    shares, whole, known = [], [], np.ones((len(wanted), sources), dtype=bool)
    either = np.zeros((len(wanted), sources), dtype=bool)
    for side, of_pair in ((left, wanted // width), (right, wanted % width)):
        met = np.bincount(cell, listing.persons[side], minlength=len(wanted) * sources)
        listed = listing.people[of_pair]
        known &= listed > 0
        either |= listed > 0
        met = met.reshape(len(wanted), sources)
        shares.append(np.minimum(met / np.maximum(listed, 1), 1.0))
        whole.append(np.minimum(met / listing.size[of_pair][:, None], 1.0))
    least = np.where(known, np.minimum(*whole), 0.0)
    parted = np.where(known, 1.0 - np.maximum(*shares), 0.0)
    households = np.zeros(sources, dtype=bool)
    households[groups.source[groups.household]] = True

    def by_kind(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([values[:, kind].sum(axis=1) for kind in (households, ~households)])

    one = (either & ~known).astype(np.float64)
    return by_kind(least), by_kind(parted), by_kind(one), by_kind((~either).astype(np.float64))
