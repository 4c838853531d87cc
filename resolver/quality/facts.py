"""What the quality page tells, gathered from the quality table: counts by area, nobody's row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from resolver.quality.assess import Quality
from resolver.quality.judge import not_delivered
from resolver.quality.measures import PLAIN
from resolver.quality.table import LEVELS, NOWHERE
from resolver.report.facts import DIGEST_SHOWN, Counts

#: Columns told status by status, in the order of the page.
STATUS_COLUMNS: Final = ("nik", "kk", "birth_date", "area", "siak")
#: Columns told by presence, in the order of the page.
FILLED_COLUMNS: Final = (*list(PLAIN)[:6], "rt_rw", *list(PLAIN)[6:])
#: The measures of an area's line.
AREA_MEASURES: Final = (
    ("nik", "UNUSABLE"),
    ("nik", "REPEATED"),
    ("kk", "UNUSABLE"),
    ("birth_date", "INCOMPLETE"),
    ("birth_date", "HEAP"),
    ("area", "UNPLACED"),
    ("row", "DOUBLE"),
)
AREAS_SHOWN = 400  # lines of areas for each source: the table holds all of them
CHANGES_SHOWN = 40
WORST_SHOWN = 3
#: Sums of other measures: told only where none of their parts is.
SUMS: Final = ("UNUSABLE", "ABSENT", "INCOMPLETE", "UNPLACED", "REJECTED")
_NOT_STATUS = ("UNUSABLE", "REPEATED", "INCOMPLETE", "HEAP", "UNPLACED")


@dataclass(frozen=True)
class Finding:
    """A measure of one source above its limit somewhere.

    `share`, `count` are of the source as a whole, `whole` tells whether it is above the limit
    itself; `areas`: level → areas above it; `worst`: name and share of the worst areas.
    """

    source: str
    column: str
    measure: str
    share: float
    count: int
    limit: float
    whole: bool
    areas: Counts
    worst: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Cell:
    """A share in an area; `flag`: above its limit, `told` False: not delivered."""

    share: float
    count: int
    flag: bool
    told: bool = True


@dataclass(frozen=True)
class Area:
    """A line of the area tables: a regency, district or village of one source."""

    level: str
    code: str
    name: str
    rows: int
    warnings: int
    nik: Counts
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Change:
    """A drift: what it was, what it is (shares, or numbers of rows for `ROWS`)."""

    source: str
    level: str
    name: str
    column: str
    measure: str
    before: float
    now: float
    z: float


@dataclass(frozen=True)
class QualityFacts:
    """Everything the page shows.

    `run`: facts of the run as text. `rows`: source → rows. `statuses`: column → source → status →
    rows. `filled`: column → source → (missing, unreadable, rows) or None where the source has no
    such column. `areas`: source → regency code → its lines, the regency first. `left_out`: source
    → lines of areas not shown. `payments`: the manifest's figures, empty without payment lists.
    """

    run: dict[str, str]
    compared_with: str | None
    rows: Counts
    villages: int
    findings: tuple[Finding, ...]
    statuses: dict[str, dict[str, Counts]] = field(default_factory=dict)
    filled: dict[str, dict[str, tuple[int, int, int] | None]] = field(default_factory=dict)
    areas: dict[str, dict[str, list[Area]]] = field(default_factory=dict)
    left_out: Counts = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    changes_left_out: int = 0
    payments: dict[str, Any] = field(default_factory=dict)


def quality_facts(quality: Quality, manifest: Mapping[str, Any]) -> QualityFacts:
    """The page's facts; `manifest` gives `run`, `period`, `version` and `payments`, if any."""
    table = quality.table
    whole = table[table["level"] == "SOURCE"]
    rows = whole.loc[(whole["measure"] == "ROWS") & (whole["count"] > 0)]
    names = {
        name: str(manifest[name])[:DIGEST_SHOWN]
        for name in ("run", "period", "version")
        if manifest.get(name)
    }
    villages = table.loc[(table["level"] == "VILLAGE") & (table["measure"] == "ROWS"), "area"]
    areas, left_out = _areas(table)
    changes = _changes(table)
    sources = [str(source) for source in rows["source"]]
    return QualityFacts(
        run=names,
        compared_with=quality.compared_with,
        rows={s: int(n) for s, n in zip(sources, rows["count"], strict=True)},
        villages=int(villages.nunique()),
        findings=_findings(table),
        statuses={column: _statuses(whole, column) for column in STATUS_COLUMNS},
        filled={column: _filled(whole, column, sources) for column in FILLED_COLUMNS},
        areas=areas,
        left_out=left_out,
        changes=changes[:CHANGES_SHOWN],
        changes_left_out=max(len(changes) - CHANGES_SHOWN, 0),
        payments=dict(manifest.get("payments") or {}),
    )


def _findings(table: pd.DataFrame) -> tuple[Finding, ...]:
    """One per source and measure, those with most rows above the limit first."""
    limited = table[table["limit"].notna()]
    whole = limited[limited["level"] == "SOURCE"]
    names = ("source", "column", "measure", "share", "count", "warning")
    columns = [whole[name].tolist() for name in names]
    places = {tuple(line[:3]): line[3:] for line in zip(*columns, strict=True)}
    found = []
    for key, lines in limited[limited["warning"]].groupby(["source", "column", "measure"]):
        source, column, measure = (str(part) for part in key)
        share, count, above = places[source, column, measure]
        counts = lines["level"].value_counts()
        smallest = max(lines["level"].unique(), key=LEVELS.index)
        worst = lines[lines["level"] == smallest].nlargest(WORST_SHOWN, "share")
        excess = (lines["count"] - lines["limit"] * lines["rows"]).groupby(lines["level"]).sum()
        found.append(
            (
                -float(excess.max()),
                Finding(
                    source,
                    column,
                    measure,
                    share,
                    count,
                    float(lines["limit"].iloc[0]),
                    above,
                    {level: int(counts.get(level, 0)) for level in LEVELS[1:]},
                    tuple(zip(_names(worst), worst["share"].tolist(), strict=True))
                    if smallest != "SOURCE"
                    else (),
                ),
            )
        )
    return tuple(one for _, one in sorted(found, key=lambda item: (not item[1].whole, item[0])))


def _names(lines: pd.DataFrame) -> list[str]:
    """The areas' names, a code where there is no name."""
    return lines["area_name"].fillna(lines["area"]).astype("str").tolist()


def _statuses(whole: pd.DataFrame, column: str) -> dict[str, Counts]:
    """source → status → rows, without the sources that have no such column."""
    lines = whole[(whole["column"] == column) & ~whole["measure"].isin(_NOT_STATUS)]
    lines = lines[
        (lines["count"] > 0) & ~not_delivered(whole)[whole.index.get_indexer(lines.index)]
    ]
    return {
        str(source): {
            str(status): int(count)
            for status, count in zip(part["measure"], part["count"], strict=True)
        }
        for source, part in lines.groupby("source", sort=False)
    }


def _filled(
    whole: pd.DataFrame, column: str, sources: list[str]
) -> dict[str, tuple[int, int, int] | None]:
    lines = whole[whole["column"] == column]
    count = lines.set_index(["source", "measure"])["count"].to_dict()
    rows = whole[whole["measure"] == "ROWS"].set_index("source")["count"].to_dict()
    found: dict[str, tuple[int, int, int] | None] = {}
    for source in sources:
        missing = int(count.get((source, "MISSING"), 0))
        unreadable = int(count.get((source, "UNREADABLE"), 0))
        found[source] = None if missing == rows[source] else (missing, unreadable, rows[source])
    return found


def _areas(table: pd.DataFrame) -> tuple[dict[str, dict[str, list[Area]]], Counts]:
    """Lines of areas by source and regency; where there are too many, those with warnings."""
    lines = table[table["level"] != "SOURCE"]
    group = ["source", "level", "area"]
    heads = lines[(lines["measure"] == "ROWS") & (lines["count"] > 0)].copy()
    warned = lines[lines["warning"]].groupby(group).size().rename("warnings").reset_index()
    heads = heads.drop(columns="warning").merge(warned, on=group, how="left")
    heads["warnings"] = heads["warnings"].fillna(0).astype(int)
    # first the regencies, then what is above a limit, then districts before villages
    depth = heads["level"].map({level: at for at, level in enumerate(LEVELS)})
    heads["rank"] = np.where(depth == 1, 0, np.where(heads["warnings"] > 0, 1, depth))
    heads = heads.sort_values(
        ["source", "rank", "warnings", "area"], ascending=[True, True, False, True], kind="stable"
    )
    shown = heads.groupby("source", sort=False).head(AREAS_SHOWN)
    left_out = heads.groupby("source").size() - shown.groupby("source").size()
    missing = not_delivered(table)[lines.index]
    wanted = lines[lines["area"].isin(shown["area"])]
    untold = set((lines["source"] + "/" + lines["column"])[missing])
    counts: dict[tuple[str, str, str], dict[tuple[str, str], tuple[int, float, bool]]] = {}
    for source, level, area, column, measure, count, share, flag in wanted[
        [*group, "column", "measure", "count", "share", "warning"]
    ].itertuples(index=False):
        of_area = counts.setdefault((source, level, area), {})
        of_area[column, measure] = (count, share, flag)
    found: dict[str, dict[str, list[Area]]] = {}
    shown = shown.sort_values(["source", "area"], kind="stable")
    for source, level, code, name, rows, warnings in zip(
        *(shown[column] for column in ("source", "level", "area")),
        _names(shown),
        *(shown[column] for column in ("count", "warnings")),
        strict=True,
    ):
        told = counts[source, level, code]
        area = Area(
            level,
            code,
            name,
            int(rows),
            int(warnings),
            {m: n for (c, m), (n, _, _) in told.items() if c == "nik" and m not in _NOT_STATUS},
            tuple(_cell(told, key, f"{source}/{key[0]}" not in untold) for key in AREA_MEASURES),
        )
        found.setdefault(source, {}).setdefault(code[:4], []).append(area)
    for regencies in found.values():
        # rows of no known regency come last
        if NOWHERE in regencies:
            regencies[NOWHERE] = regencies.pop(NOWHERE)
    return found, {str(s): int(n) for s, n in left_out.items() if n}


def _cell(
    told: dict[tuple[str, str], tuple[int, float, bool]], key: tuple[str, str], delivered: bool
) -> Cell:
    count, share, flag = told.get(key, (0, 0.0, False))
    return Cell(float(share), int(count), bool(flag), delivered)


def _group(lines: pd.DataFrame) -> pd.Series:
    return lines["source"] + "/" + lines["level"] + "/" + lines["area"] + "/" + lines["column"]


def _changes(table: pd.DataFrame) -> tuple[Change, ...]:
    """The drifts, whole sources first, the surest of a level first."""
    lines = table[table["drift"]]
    parts = ~lines["measure"].isin(SUMS)
    told = set(_group(lines[parts]))
    lines = lines[parts | ~_group(lines).isin(told)]
    order = lines["level"].map({level: at for at, level in enumerate(LEVELS)})
    lines = lines.assign(order=order, size=lines["z"].abs())
    lines = lines.sort_values(["order", "size"], ascending=[True, False], kind="stable")
    rows = (lines["measure"] == "ROWS").to_numpy()
    before = np.where(rows, lines["count_before"].to_numpy(np.float64), lines["share_before"])
    now = np.where(rows, lines["count"].to_numpy(np.float64), lines["share"])
    return tuple(
        Change(*texts, *numbers)
        for texts, numbers in zip(
            zip(
                lines["source"],
                lines["level"],
                _names(lines),
                lines["column"],
                lines["measure"],
                strict=True,
            ),
            zip(before.tolist(), now.tolist(), lines["z"].tolist(), strict=True),
            strict=True,
        )
    )
