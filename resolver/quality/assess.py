"""One call from a load to its quality: the table, judged and compared, and the key figures."""

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from resolver.quality.drift import add_drift
from resolver.quality.judge import judge
from resolver.quality.limits import Limits, shipped_limits
from resolver.quality.table import KEY, LEVELS, area_names, quality_table

QUALITY_OUTPUT: Final = (
    "source", "level", "area", "area_name", "column", "measure", "rows", "count", "share",
    "limit", "warning", "rows_before", "count_before", "share_before", "z", "drift",
)  # fmt: skip
#: The shares that the manifest tells of every source.
FIGURES: Final = (
    ("nik", "UNUSABLE"),
    ("nik", "REPEATED"),
    ("kk", "UNUSABLE"),
    ("name", "ABSENT"),
    ("birth_date", "INCOMPLETE"),
    ("birth_date", "HEAP"),
    ("sex", "ABSENT"),
    ("area", "UNPLACED"),
    ("row", "DOUBLE"),
    ("row", "REJECTED"),
)


@dataclass(frozen=True)
class Quality:
    """The quality of one load.

    `table`: :data:`QUALITY_OUTPUT`. `compared_with`: the former load, or None. `figures`: what the
    manifest tells.
    """

    table: pd.DataFrame
    compared_with: str | None
    figures: dict[str, Any]


def assess(
    raw: pd.DataFrame,
    clean: pd.DataFrame,
    rejects: pd.DataFrame,
    counts: pd.DataFrame,
    areas: pd.DataFrame | None = None,
    *,
    former: tuple[str, pd.DataFrame] | None = None,
    limits: Limits | None = None,
) -> Quality:
    """Count, judge and compare.

    Args:
        raw: the accepted rows, in the order of *clean*.
        clean: the normalised records.
        rejects: of the load.
        counts: of its files.
        areas: the area list, for names.
        former: name and quality table of the load to compare with.
        limits: the shipped ones by default.
    """
    limits = limits or shipped_limits()
    table = judge(quality_table(raw, clean, rejects, counts), limits)
    names = area_names(raw, clean, areas)
    table["area_name"] = table["area"].map(names).astype("str")
    table = add_drift(table, former[1] if former else None, limits)
    order = table["level"].map({level: at for at, level in enumerate(LEVELS)})
    table = table.assign(order=order).sort_values(["source", "order", *KEY[2:]], ignore_index=True)
    compared_with = former[0] if former else None
    return Quality(table[list(QUALITY_OUTPUT)], compared_with, _figures(table, compared_with))


def _figures(table: pd.DataFrame, compared_with: str | None) -> dict[str, Any]:
    """The manifest's figures: warnings and drifts by level, and each source's main shares."""
    whole = table[table["level"] == "SOURCE"]
    count = whole.set_index(["source", "column", "measure"])["share"].to_dict()
    rows = whole[whole["measure"] == "ROWS"].set_index("source")["count"].to_dict()
    # A source without accepted rows, or of no records, has its rejects alone.
    sources = whole.loc[whole["count"] > 0, "source"].unique()
    return {
        "compared_with": compared_with,
        "warnings": _by_level(table, "warning"),
        "drift": _by_level(table, "drift"),
        "sources": {
            str(source): {
                "rows": int(rows.get(source, 0)),
                **{
                    f"{column}_{measure.lower()}": float(count.get((source, column, measure), 0.0))
                    for column, measure in (FIGURES if rows.get(source) else FIGURES[-1:])
                },
            }
            for source in sources
        },
    }


def _by_level(table: pd.DataFrame, flag: str) -> dict[str, int]:
    found = table.loc[table[flag], "level"].value_counts()
    return {level.lower(): int(found.get(level, 0)) for level in LEVELS}
