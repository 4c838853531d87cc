"""Working on distinct values: a parser runs once per distinct text, the rows get its answers."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.large_string()
Codes = npt.NDArray[np.int64]


def to_arrow(values: pd.Series) -> pa.Array:
    """Return a text column as one Arrow array of large strings, missing as null."""
    array = pa.array(values.astype("str"), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(TEXT) if array.type != TEXT else array


def to_series(values: pa.Array, index: pd.Index | None = None) -> pd.Series:
    """Return an Arrow array as a pandas text column."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return pd.Series(pd.array(values.cast(TEXT), dtype="str"), index=index)


def distinct(values: pa.Array) -> tuple[Codes, pa.Array]:
    """Return (codes, distinct texts): row i holds ``texts[codes[i]]``, nothing where it is -1."""
    encoded = values.dictionary_encode()
    codes = np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)
    return codes, encoded.dictionary


def spread(values: pa.Array, codes: Codes) -> pa.Array:
    """Return the answers to the distinct texts, row by row; null where the code is -1."""
    return values.take(pa.array(codes, mask=codes < 0))


def spread_numbers(values: npt.NDArray[Any], codes: Codes, missing: Any) -> npt.NDArray[Any]:
    """Return the numbers for the distinct texts, row by row; *missing* where the code is -1."""
    return np.append(values, np.array([missing], dtype=values.dtype))[codes]


def combine(*columns: pa.Array) -> tuple[Codes, Codes]:
    """Return (codes, firsts) of the distinct combinations of some columns.

    ``codes[i]`` numbers row i's combination, ``firsts[k]`` is a row that holds combination k.
    """
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        more, texts = distinct(column)
        joined = code * (len(texts) + 1) + more + 1
        code = pd.factorize(joined)[0].astype(np.int64)
    _, firsts, codes = np.unique(code, return_index=True, return_inverse=True)
    return codes.astype(np.int64), firsts.astype(np.int64)


def empty_to_null(values: pa.Array) -> pa.Array:
    """Return the texts with empty ones as null."""
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, TEXT), values)


def replace_all(values: pa.Array, rules: list[tuple[str, str]]) -> pa.Array:
    """Return the texts with each (RE2 pattern, replacement) applied in order."""
    for pattern, replacement in rules:
        values = pc.replace_substring_regex(values, pattern, replacement)
    return values
