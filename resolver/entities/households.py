"""Households: the family units that share a kitchen, and the listings that contradict them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Groups
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import heaviest
from resolver.entities.unit_links import UnitPairs
from resolver.entities.units import Units, join_units


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
    joined = join_units(units, pairs.a, pairs.b, score)
    group = heaviest(groups.row, joined.person[rows.person], groups.count)
    return Households(
        person=joined.person,
        count=joined.count,
        group=group,
        conflict=group[groups.row] != joined.person[rows.person],
        refused=joined.refused,
    )
