"""Warnings: which shares lie above their limit, chance aside."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.quality.limits import Limits

Floats = npt.NDArray[np.float64]


def judge(table: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Return the quality table with ``limit`` (NaN = none) and ``warning``.

    A share is warned of where its area has rows enough and the lower end of Wilson's interval
    lies above the limit. What a source gives nobody at all is not delivered: no warning.
    """
    keys = table["column"] + "/" + table["measure"]
    shares = {f"{column}/{measure}": share for (column, measure), share in limits.shares.items()}
    limit = keys.map(shares).to_numpy(dtype=np.float64)
    rows, count = (table[name].to_numpy(np.float64) for name in ("rows", "count"))
    with np.errstate(invalid="ignore"):
        above = wilson_low(count, rows, limits.warning_z) > limit
    above &= (rows >= limits.warning_rows) & ~not_delivered(table)
    return table.assign(limit=limit, warning=above)


def wilson_low(count: Floats, rows: Floats, z: float) -> Floats:
    """The lower end of Wilson's interval for each share `count` / `rows` (0 of 0 is 0)."""
    n = np.maximum(rows, 1.0)
    share = count / n
    middle = share + z * z / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.asarray((middle - spread) / (1 + z * z / n))


def not_delivered(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Lines about a column that is blank in every row of its source."""
    whole = table[(table["level"] == "SOURCE") & (table["measure"] == "MISSING")]
    blank = whole[whole["count"] == whole["rows"]]
    columns = set(blank["source"] + "/" + blank["column"])
    return np.asarray((table["source"] + "/" + table["column"]).isin(columns))
