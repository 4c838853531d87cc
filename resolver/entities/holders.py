"""Who holds a value: from distinct values (a NIK, a KK, a name in a village) to persons."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.rows import Codes
from resolver.entities.tally import distinct_pairs

Wide = NDArray[np.int64]


@dataclass(frozen=True)
class Holders:
    """Distinct values with their persons: value k is held by ``person[start[k]:start[k + 1]]``."""

    values: pd.Index
    start: Wide
    person: Codes

    @classmethod
    def of(cls, values: pd.Series, person: Codes) -> "Holders":
        """Index the values (text, missing left out) of the rows by their persons."""
        codes, distinct = pd.factorize(values)
        key, holder = distinct_pairs(codes.astype(np.int32), person)
        start = np.searchsorted(key, np.arange(len(distinct) + 1))
        return cls(pd.Index(distinct), start.astype(np.int64), holder)

    def find(self, wanted: pd.Series, most: int) -> tuple[Wide, Wide, Codes]:
        """Return how many persons hold each wanted value, and the pairs (row of *wanted*, person).

        A value that more than *most* persons hold gives its number but no pairs.
        """
        # once per distinct text: a look-up in an index costs more than a code
        codes, distinct = pd.factorize(wanted)
        places = np.append(self.values.get_indexer(pd.Index(distinct)), -1)[codes]
        known = np.flatnonzero(places >= 0)
        count = np.zeros(len(wanted), dtype=np.int64)
        count[known] = np.diff(self.start)[places[known]]
        rows = np.flatnonzero((count > 0) & (count <= most))
        row = np.repeat(rows, count[rows])
        first = np.repeat(np.cumsum(count[rows]) - count[rows], count[rows])
        within = np.arange(len(row)) - first
        return count, row, self.person[self.start[places[row]] + within]
