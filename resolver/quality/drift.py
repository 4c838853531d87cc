"""Drift: what a load has otherwise than the one before it, beyond a stated bound."""

import numpy as np
import pandas as pd

from resolver.quality.judge import Floats
from resolver.quality.limits import Limits
from resolver.quality.table import KEY

BEFORE = ("rows", "count", "share")
#: Sound values: when they fall, what took their place rises and is told of.
SOUND = ("PLAUSIBLE", "FULL", "KNOWN")
_GROUP = ["source", "level", "area"]


def add_drift(table: pd.DataFrame, former: pd.DataFrame | None, limits: Limits) -> pd.DataFrame:
    """Return the quality table with what the former one said and whether it has drifted.

    Adds ``rows_before``, ``count_before`` (Int64), ``share_before`` and ``z`` (NaN without a
    former load) and ``drift``. What only the former load had gets a line of count 0. The share of
    a measure is compared by a two-proportion z, the number of rows of an area by Poisson's.
    """
    names = {name: f"{name}_before" for name in BEFORE}
    if former is None:
        missing = pd.array([None] * len(table), dtype="Int64")
        blank = np.full(len(table), np.nan)
        return table.assign(
            rows_before=missing, count_before=missing, share_before=blank, z=blank, drift=False
        )
    before = former.loc[former["count"] > 0, [*KEY, *BEFORE]].rename(columns=names)
    both = table.merge(before, on=KEY, how="outer", sort=False)
    both = _fill(both, table, former)
    n = both["rows"].to_numpy(np.float64)
    m = both["rows_before"].to_numpy(np.float64)
    x, y = both["count"].to_numpy(np.float64), both["count_before"].to_numpy(np.float64)
    of_rows = (both["measure"] == "ROWS").to_numpy()
    z = np.where(of_rows, _rows_z(x, y, limits.drift_design), _z(x, n, y, m, limits.drift_design))
    change = np.where(
        of_rows,
        np.abs(x - y) >= limits.drift_change * np.maximum(y, 1),
        np.abs(x / np.maximum(n, 1) - y / np.maximum(m, 1)) >= limits.drift_difference,
    )
    enough = np.where(of_rows, np.maximum(x, y), np.minimum(n, m)) >= limits.drift_rows
    drift = change & enough & (np.abs(z) > limits.drift_z) & ~both["measure"].isin(SOUND)
    return both.assign(z=np.round(z, 3), drift=drift)


def _fill(both: pd.DataFrame, table: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Fill the side that has no line: count 0 of the area's rows in that load."""
    for rows, count, share, whole in (
        ("rows", "count", "share", table),
        ("rows_before", "count_before", "share_before", former),
    ):
        of_area = whole[whole["measure"] == "ROWS"].set_index(_GROUP)["rows"]
        place = of_area.index.get_indexer(pd.MultiIndex.from_frame(both[_GROUP]))
        total = np.append(of_area.to_numpy(np.int64), 0)[place]
        gap = both[count].isna().to_numpy()
        both[rows] = np.where(gap, total, both[rows].fillna(0)).astype(np.int64)
        both[count] = both[count].fillna(0).astype(np.int64)
        both[share] = both[share].fillna(0.0)
    both["warning"] = both["warning"].fillna(False).astype(bool)
    names = former.drop_duplicates("area").set_index("area")["area_name"]
    both["area_name"] = both["area_name"].fillna(both["area"].map(names))
    for name in ("rows_before", "count_before"):
        both[name] = both[name].astype("Int64")
    return both


def _z(x: Floats, n: Floats, y: Floats, m: Floats, design: float) -> Floats:
    """The two-proportion z of x of n against y of m, rows counting as rows / design."""
    pooled = (x + y) / np.maximum(n + m, 1)
    inverse = 1 / np.maximum(n, 1) + 1 / np.maximum(m, 1)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * inverse * design)
    gap = x / np.maximum(n, 1) - y / np.maximum(m, 1)
    return np.asarray(np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0))


def _rows_z(x: Floats, y: Floats, design: float) -> Floats:
    return np.asarray((x - y) / np.sqrt(np.maximum(x + y, 1) * design))
