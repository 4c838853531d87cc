"""Laying a load upon the rows known before it: what is new, changed, withdrawn, carried forward.

A record is absent from a load for two reasons: its source no longer lists it, or nobody asked.
Only a load that says to be *full* for an area tells the first (design §3, *scope*); else the row
is carried forward as it was last delivered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.normalise.periods import read_periods
from resolver.sources import Extracts
from resolver.sources.versions import VERSION_COLUMNS

KEY: Final = ["source", "source_record_id"]
STATUSES: Final = ("new", "changed", "unchanged", "carried", "withdrawn")

Statuses = pd.DataFrame
"""``source``, ``source_record_id``, ``status``: one row per record known before or delivered."""

UNREADABLE: Final = (
    "RAGGED_ROW", "OPEN_QUOTE", "NO_FORMULA_VALUE", "NUL_BYTE", "BAD_ENCODING", "TOO_LONG",
    "NO_RECORD_ID", "NO_NAME_NO_NIK",
)  # fmt: skip
"""Reasons of rejects whose row may be any record's."""

_JOIN: Final = "/"
_FACTS: Final = ("file", "line", "period")
"""What a row carries besides its version: where and for when it was delivered."""


@dataclass(frozen=True)
class StandingRows:
    """The rows that a registry stands on.

    Attributes:
        raw: the newest row of every record that is not withdrawn (docs/tables.md §2). Newer is
            what speaks of a later period; of one period what came later.
        village: text, one per row of ``raw``: its normalised village, NA where none is known.
        siak, areas: the answers and the area list, or none.
        name: what the files of these rows are called from now on (`2026Q1`).
    """

    raw: pd.DataFrame
    village: pd.Series
    siak: pd.DataFrame | None
    areas: pd.DataFrame | None
    name: str


@dataclass(frozen=True)
class Merged:
    """A load laid upon what stood before.

    Attributes:
        extracts: as of one load that held all rows that now stand; rejects, counts, payments and
            paths are the new load's own.
        statuses: what became of each record.
        counts: records by status, and ``before``, ``now``; before + new = now + withdrawn;
            ``held``: carried though a full load lacks them, because rows of its file could not be
            read.
    """

    extracts: Extracts
    statuses: Statuses
    counts: dict[str, int]


def merge(former: StandingRows | None, load: Extracts, full: Sequence[str] = ()) -> Merged:
    """Lay a load upon the rows that stood before it.

    Args:
        former: what stands; None at first.
        load: the new load. Its counts say by file which areas it covers, and whether in full.
        full: sources that the load covers in full wherever its files do not say more.

    Returns:
        The rows that stand now, sorted by source and id, and what became of every record.
    """
    if former is None:
        raw = load.raw.sort_values(KEY, kind="stable", ignore_index=True)
        statuses = raw[KEY].assign(status="new")
        return Merged(replace(load, raw=raw), statuses, _count(statuses))
    periods = read_periods(load.raw["period"]).dropna()
    load = replace(load, raw=_not_older(former.raw, load.raw))
    before = former.raw
    both = before[KEY].merge(load.raw[KEY], on=KEY, how="outer", indicator=True)
    absent = both["_merge"].eq("left_only")
    gone, held = _withdrawn(former, load, full, periods.max() if len(periods) else None)
    kept = _absent_rows(before, load.raw) & ~gone
    carried = before[kept].copy()
    carried["file"] = former.name + _JOIN + carried["file"].str.split(_JOIN).str[-1]
    raw = pd.concat([load.raw, carried], ignore_index=True)
    raw = raw.sort_values(KEY, kind="stable", ignore_index=True)

    statuses = pd.concat(
        [
            _delivered(before, load.raw),
            before.loc[kept, KEY].assign(status="carried"),
            before.loc[gone, KEY].assign(status="withdrawn"),
        ]
    ).sort_values(KEY, kind="stable", ignore_index=True)
    assert len(statuses) == len(both), "every record has one status"
    assert int(absent.sum()) == int(kept.sum() + gone.sum())
    extracts = replace(
        load,
        raw=raw,
        siak=_newest_answers(former.siak, load.siak, raw),
        areas=load.areas if load.areas is not None else former.areas,
    )
    return Merged(extracts, statuses, {**_count(statuses), "held": int(held.sum())})


def _not_older(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The load's rows but those of which a later period told already."""
    both = now[KEY].merge(before[[*KEY, "period"]], on=KEY, how="left")
    told, tells = read_periods(both["period"]), read_periods(now["period"].reset_index(drop=True))
    older = (told.notna() & tells.notna() & (tells.fillna("") < told.fillna(""))).to_numpy(bool)
    return now[~older] if older.any() else now


def _absent_rows(before: pd.DataFrame, now: pd.DataFrame) -> npt.NDArray[np.bool_]:
    known = pd.MultiIndex.from_frame(now[KEY])
    return ~pd.MultiIndex.from_frame(before[KEY]).isin(known)


def _withdrawn(
    former: StandingRows, load: Extracts, full: Sequence[str], newest: str | None
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Rows that stood, lie within what the load covers in full, and are not in it.

    Second, those that are held back: a row that cannot be read may be theirs.
    """
    before = former.raw
    absent = _absent_rows(before, load.raw)
    source = before["source"].astype("str")
    village = former.village.astype("str").reset_index(drop=True)
    gone = np.zeros(len(before), dtype=bool)
    held = np.zeros(len(before), dtype=bool)
    damaged = _damaged(load)
    # A row of a later period was not there to be listed.
    if newest is not None:
        later = read_periods(before["period"]).fillna("") > newest
        absent = absent & ~later.to_numpy(bool)
    for line in load.counts.to_dict("records"):
        covered = (source == line["source"]).to_numpy(bool, na_value=False)
        if line["extent"] == "full" or (line["source"] in full and not line["areas"]):
            areas = tuple(str(line["areas"]).split("+")) if line["areas"] else ()
            if areas:
                # A row of no known village lies in no area: nobody said that it is gone.
                covered = covered & village.str.startswith(areas).to_numpy(bool, na_value=False)
            if line["file"] in damaged:
                held |= covered & absent
            else:
                gone |= covered & absent
    return gone & ~held, held


def _damaged(load: Extracts) -> set[str]:
    """Files with rows of which nobody knows whose they are."""
    if not len(load.rejects):
        return set()
    lost = load.rejects["reason"].isin(UNREADABLE)
    return set(load.rejects.loc[lost, "file"])


def _delivered(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """New, changed or unchanged, per row of the load; period, file and line do not count."""
    values = [name for name in VERSION_COLUMNS if name not in KEY]
    old = before[[*KEY, *values]]
    both = now[[*KEY, *values]].merge(
        old, on=KEY, how="left", suffixes=("", "_old"), indicator=True
    )
    changed = np.zeros(len(both), dtype=bool)
    for name in values:
        left, right = both[name], both[f"{name}_old"]
        # pandas holds two missing texts for different
        changed |= ((left != right) & ~(left.isna() & right.isna())).to_numpy(bool)
    known = both["_merge"].eq("both").to_numpy()
    status = np.select([~known, changed], ["new", "changed"], default="unchanged")
    return now[KEY].assign(status=pd.array(status, dtype="str"))


def _newest_answers(
    before: pd.DataFrame | None, now: pd.DataFrame | None, raw: pd.DataFrame
) -> pd.DataFrame | None:
    """The newest load's answer per record, an older load's where the newest has none."""
    if before is None or now is None:
        both = now if before is None else before
    else:
        both = pd.concat([before, now], ignore_index=True)
    if both is None:
        return None
    newest = both.drop_duplicates(KEY, keep="last")
    standing = pd.MultiIndex.from_frame(newest[KEY]).isin(pd.MultiIndex.from_frame(raw[KEY]))
    return newest[standing].sort_values(KEY, kind="stable", ignore_index=True)


def _count(statuses: pd.DataFrame) -> dict[str, int]:
    found = statuses["status"].value_counts()
    counts = {status: int(found.get(status, 0)) for status in STATUSES}
    before = sum(counts[name] for name in STATUSES if name != "new")
    return {**counts, "before": before, "now": before + counts["new"] - counts["withdrawn"]}
