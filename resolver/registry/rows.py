"""A frame's rows as a database driver takes them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd


def rows(frame: pd.DataFrame) -> Iterator[Sequence[object]]:
    """Give a frame's rows as tuples of str, int, float and None, the way a driver takes them."""
    return zip(*(_values(frame[name]) for name in frame.columns), strict=True)


def _values(column: "pd.Series[Any]") -> list[object]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    values: list[object] = (
        column.tolist()
        if isinstance(column.dtype, np.dtype)
        else column.array.to_numpy(dtype=object, na_value=None).tolist()
    )
    if isinstance(column.dtype, np.dtype) and column.hasnans:
        values = [None if missing else v for v, missing in zip(values, column.isna(), strict=True)]
    return values
