"""Kin across family units: whose mother, by name, is a woman of another unit nearby.

A married child who lives with the parents stands on a card of its own; what ties the two is that
the child's mother, as a base writes her, is a woman of the parents' unit. So are children whom a
base split off from their mother. A name alone is weak where it is common: what counts is how many
units of the village have a woman of that name.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import distinct_pairs, is_in

# A name that women of more units of one village bear says nothing of kin.
MOST_UNITS_OF_NAME: Final = 6
# Years between a mother and her child.
YOUNGEST: Final = 13
OLDEST: Final = 52

Wide = NDArray[np.int64]


@dataclass(frozen=True)
class Mothers:
    """Who could be whose mother, as told by all bases: distinct (person, name) pairs.

    `woman` bears the name `borne`; `child` has a mother of the name `told`; `year` of birth per
    person (0 = unknown).
    """

    woman: Codes
    borne: Codes
    child: Codes
    told: Codes
    year: Wide


@dataclass(frozen=True)
class Kin:
    """Pairs of units (a < b, ordered, each once) and `share`: one over the number of units of the
    village that have a woman of the mother's name."""

    a: Codes
    b: Codes
    share: NDArray[np.float64]


def mothers(rows: Rows, sex: pd.Series, birth_row: Wide) -> Mothers:
    """Gather the names of women and of mothers.

    In: the golden sex per person, the record that gives each person's birth date (-1 = none).
    """
    table = rows.table
    both = pd.concat([table["name_norm"], table["mother_norm"]], ignore_index=True)
    names = pd.factorize(both)[0].astype(np.int32)
    is_woman = (sex == "F").to_numpy(bool, na_value=False)
    woman, borne = distinct_pairs(
        rows.person, np.where(is_woman[rows.person], names[: rows.size], -1).astype(np.int32)
    )
    child, told = distinct_pairs(rows.person, names[rows.size :])
    year = np.append(table["birth_year"].to_numpy(np.int64), 0)[birth_row]
    return Mothers(woman, borne, child, told, year)


def kin_links(names: Mothers, unit: Codes, units: int, village: Codes) -> Kin:
    """Find the mothers of each unit's people among the women of other units of its village.

    In: unit per person, village per unit (-1 = unknown, ties nothing). A mother's name that a
    woman of the person's own unit bears is explained there and looked for nowhere else.
    """
    woman, borne, child, told = names.woman, names.borne, names.child, names.told
    abroad = ~is_in(unit[child], told, (unit[woman], borne))
    abroad &= village[unit[child]] >= 0
    child, told = child[abroad], told[abroad]
    known = village[unit[woman]] >= 0
    woman, borne = woman[known], borne[known]

    width = np.int64(max(borne.max(initial=0), told.max(initial=0)) + 1)
    key = village[unit[woman]] * width + borne
    order = np.lexsort((unit[woman], key))
    key, woman = key[order], woman[order]
    # units, not women, are what a name must tell apart
    starts = np.r_[True, (key[1:] != key[:-1]) | (unit[woman][1:] != unit[woman][:-1])]
    crowd = key[starts[: len(key)]]
    asked = village[unit[child]] * width + told
    first, count = _found(key, asked)
    _, homes = _found(crowd, asked)
    usable = np.flatnonzero((homes > 0) & (homes <= MOST_UNITS_OF_NAME))
    row = np.repeat(usable, count[usable])
    within = np.arange(len(row)) - np.repeat(
        np.cumsum(count[usable]) - count[usable], count[usable]
    )
    mother, kid = woman[first[row] + within], child[row]
    gap = names.year[kid] - names.year[mother]
    unknown = (names.year[kid] == 0) | (names.year[mother] == 0)
    fits = np.flatnonzero(unknown | ((gap >= YOUNGEST) & (gap <= OLDEST)))
    left, right = unit[kid[fits]], unit[mother[fits]]
    pair = np.minimum(left, right) * np.int64(max(units, 1)) + np.maximum(left, right)
    unique, place = np.unique(pair, return_inverse=True)
    share = np.zeros(len(unique))
    np.maximum.at(share, place, 1.0 / homes[row[fits]])
    a, b = unique // max(units, 1), unique % max(units, 1)
    return Kin(a.astype(np.int32), b.astype(np.int32), share)


def _found(ordered: Wide, wanted: Wide) -> tuple[Wide, Wide]:
    """Return where each wanted value starts in the ordered ones, and how often it stands there."""
    first = np.searchsorted(ordered, wanted)
    return first, np.searchsorted(ordered, wanted, side="right") - first
