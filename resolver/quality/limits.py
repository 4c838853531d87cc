"""The stated limits of the quality report, from ``limits.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Limits:
    """Limits and statistical bounds.

    `shares`: (column, measure) → largest share without a warning. `warning_rows`, `warning_z`:
    when an area's share counts as above it. The `drift_…` values say what a change is.
    """

    shares: dict[tuple[str, str], float]
    warning_rows: int
    warning_z: float
    drift_rows: int
    drift_z: float
    drift_difference: float
    drift_design: float
    drift_change: float


@cache
def shipped_limits() -> Limits:
    """The limits that come with the package."""
    file = resources.files("resolver.quality") / "limits.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    warning, drift = document["warning"], document["drift"]
    return Limits(
        shares={
            (column, measure): float(share)
            for column, measures in document["limits"].items()
            for measure, share in measures.items()
        },
        warning_rows=int(warning["rows"]),
        warning_z=float(warning["z"]),
        drift_rows=int(drift["rows"]),
        drift_z=float(drift["z"]),
        drift_difference=float(drift["difference"]),
        drift_design=float(drift["design"]),
        drift_change=float(drift["change"]),
    )
