"""The rows of a file as text, in batches: what every format hands on to the sources."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

TEXT = pa.large_string()


@dataclass(frozen=True)
class BadRow:
    """A row that could not be split into the header's columns, or misses a value it should have."""

    line: int
    reason: str
    message: str


@dataclass(frozen=True)
class TextTable:
    """A batch of whole rows: columns ``0…n-1`` as text, ``line`` (1 = the file's first data row).

    *bad* are the rows set aside; the lines of both together have no gaps.
    """

    columns: pa.Table
    line: npt.NDArray[np.int64]
    bad: list[BadRow] = field(default_factory=list)


def no_rows(width: int) -> TextTable:
    """Return a batch of *width* columns without rows."""
    columns = {str(place): pa.array([], TEXT) for place in range(width)}
    return TextTable(pa.table(columns), np.array([], dtype=np.int64))
