"""The rows of a file as text, in batches: what every format hands on to the sources."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

TEXT = pa.large_string()

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True)
class BadRows:
    """Rows that could not be split into the header's columns, as columns: a file may hold millions.

    ``kinds`` are (reason, message), ``kind`` says which one each row has.
    """

    line: Lines
    kind: Lines
    kinds: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.line)

    def until(self, last: int) -> "BadRows":
        """Return those up to line *last*."""
        kept = self.line <= last
        return BadRows(self.line[kept], self.kind[kept], self.kinds)


def no_bad_rows() -> BadRows:
    """Return no bad rows."""
    return BadRows(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), ())


def all_bad_rows(some: Iterable[BadRows]) -> BadRows:
    """Return the bad rows of several batches as one; each kind stands in it once."""
    batches = list(some)
    numbers: dict[tuple[str, str], int] = {}
    kinds = [np.empty(0, dtype=np.int64)]
    for batch in batches:
        own = [numbers.setdefault(kind, len(numbers)) for kind in batch.kinds]
        kinds.append(np.array(own, dtype=np.int64)[batch.kind])
    lines = [np.empty(0, dtype=np.int64), *(batch.line for batch in batches)]
    return BadRows(np.concatenate(lines), np.concatenate(kinds), tuple(numbers))


def no_cells() -> Lines:
    """Return no cells, a (line, place of the column from 0) each."""
    return np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class TextTable:
    """A batch of whole rows: columns ``0…n-1`` as text, ``line`` (1 = the file's first data row).

    *bad* are the rows set aside; the lines of both together have no gaps. *bare* are cells of whole
    rows, a (line, place from 0) each, with a formula but no value of it: blank here, for the
    sources to judge if they read the column.
    """

    columns: pa.Table
    line: Lines
    bad: BadRows = field(default_factory=no_bad_rows)
    bare: Lines = field(default_factory=no_cells)


def no_rows(width: int) -> TextTable:
    """Return a batch of *width* columns without rows."""
    columns = {str(place): pa.array([], TEXT) for place in range(width)}
    return TextTable(pa.table(columns), np.array([], dtype=np.int64))
