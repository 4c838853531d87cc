"""Ids for rows of sources without any: a hash of stated columns (docs/mapping.md, *Identity*)."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.mapping.rows import TEXT, Rows
from resolver.sources.mapping.rules import Parts

#: Hex digits kept: two of 10^9 rows meet with a chance below 10^-20.
_KEPT = 32
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Hashed(Parts):
    """A digest of the source, the parts (blank ones too) and, if asked, the file's name.

    ``number`` tells rows of equal parts apart by their order: the second gets ``-2``.
    """

    with_file: bool = False
    number: bool = False

    def read(self, rows: Rows) -> pa.Array:
        """Return the ids; null where all parts are blank."""
        columns = [part.read(rows) for part in self.parts]
        told = np.logical_or.reduce([np.asarray(column.is_valid()) for column in columns])
        texts = pc.binary_join_element_wise(
            *(pc.fill_null(column, "") for column in columns), pa.scalar(_BETWEEN, TEXT)
        )
        head = _BETWEEN.join([rows.source, rows.file if self.with_file else "", ""])
        ids = [
            hashlib.sha256((head + text).encode()).hexdigest()[:_KEPT] if known else None
            for text, known in zip(texts.to_pylist(), told.tolist(), strict=True)
        ]
        if self.number:
            ids = _numbered(ids)
        return pa.array(ids, TEXT)


def _numbered(ids: list[str | None]) -> list[str | None]:
    before = pd.Series(ids, dtype="str").groupby(ids, dropna=False).cumcount().tolist()
    return [
        one if one is None or count == 0 else f"{one}-{count + 1}"
        for one, count in zip(ids, before, strict=True)
    ]
