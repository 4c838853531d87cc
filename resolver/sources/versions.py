"""Versions of records: a keyed digest of what a row says, equal while nothing changes."""

import hmac
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.columns import VALUE_COLUMNS

#: What a version is of: every value but the period, which names the load and not the person.
VERSION_COLUMNS: Final = ("source", *(name for name in VALUE_COLUMNS if name != "period"))

_KEPT = 16
_TEXT = pa.large_string()


def record_versions(raw: pd.DataFrame, secret: bytes) -> pd.Series:
    """Return the version of each row of *raw* (docs/tables.md §2): 32 hex digits of HMAC-SHA256.

    A missing value differs from any text; file, line and period do not count.
    """
    columns = [
        _marked(pa.array(raw[name].astype("str"), from_pandas=True)) for name in VERSION_COLUMNS
    ]
    texts = pc.binary_join_element_wise(*columns, pa.scalar("\x1f", _TEXT))
    digest = hmac.digest
    found = [digest(secret, text.encode(), "sha256")[:_KEPT].hex() for text in texts.to_pylist()]
    return pd.Series(pd.array(pa.array(found, _TEXT), dtype="str"), index=raw.index)


def _marked(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the texts, missing ones as a sign that no text of a row can hold."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return pc.fill_null(values.cast(_TEXT), "\0")
