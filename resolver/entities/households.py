"""Households: the family units that share a kitchen.

Links are taken in falling score; a union that would hold more units than a house explains is
refused (one office address or one KK on hundreds must not unite strangers).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Groups
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import heaviest
from resolver.entities.unit_links import UnitPairs
from resolver.entities.unite import unite
from resolver.entities.units import Units

# Persons and units of one household. The largest households of censuses hold some 30 people.
MOST_PERSONS: Final = 30
MOST_UNITS: Final = 8


@dataclass(frozen=True)
class Households:
    """`person`: household per person (0 …, no gaps, by first person); `group`: the household of
    most people of each source group; `conflict`: mask of the records whose group is another
    household's than their person's; `refused`: unions the guard refused."""

    person: Codes
    count: int
    group: Codes
    conflict: NDArray[np.bool_]
    refused: int


def households(
    rows: Rows, groups: Groups, units: Units, pairs: UnitPairs, score: NDArray[np.float64]
) -> Households:
    """Partition the persons into households. In: their units and the scored pairs of units."""
    if not rows.size:
        empty = np.zeros(0, np.int32)
        return Households(empty, 0, empty, np.zeros(0, bool), 0)
    holds = np.ones((units.count, 2), dtype=np.int32)
    holds[:, 0] = np.bincount(units.person, minlength=units.count)
    limit = np.array([MOST_PERSONS, MOST_UNITS], dtype=np.int32)
    root, refused = unite(pairs.a, pairs.b, score, holds, limit)
    # Units are numbered by their first person, and a root is its first unit.
    _, of_unit = np.unique(root, return_inverse=True)
    person = of_unit[units.person].astype(np.int32)
    group = heaviest(groups.row, person[rows.person], groups.count)
    return Households(
        person=person,
        count=int(person.max()) + 1,
        group=group,
        conflict=group[groups.row] != person[rows.person],
        refused=refused,
    )
