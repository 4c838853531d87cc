"""Laying a load upon the rows known before it: what is new, changed, withdrawn, carried forward.

A record is absent from a load for two reasons: its source no longer lists it, or nobody asked.
Only a load that says to be *full* for an area tells the first (design §3, *scope*); else the row
is carried forward as it was last delivered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.lake.late import KEY, Marks, is_full, marks_after, passed_over
from resolver.normalise.periods import read_periods
from resolver.sources import Extracts
from resolver.sources.versions import VERSION_COLUMNS

STATUSES: Final = ("new", "changed", "unchanged", "carried", "withdrawn")

Statuses = pd.DataFrame
"""``source``, ``source_record_id``, ``status``: one row per record known before or delivered."""

UNREADABLE: Final = (
    "RAGGED_ROW", "OPEN_QUOTE", "NO_FORMULA_VALUE", "NUL_BYTE", "BAD_ENCODING", "TOO_LONG",
    "NO_RECORD_ID", "NO_NAME_NO_NIK",
)  # fmt: skip
"""Reasons of rejects whose row may be any record's."""

_JOIN: Final = "/"
_SHARE: Final = 0.05
"""A period that fewer of a file's rows name says nothing of the file."""
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
        name: what the files of these rows are called from now on (`2026Q1`); empty: as they are.
        marks: what is known of records that no longer stand.
    """

    raw: pd.DataFrame
    village: pd.Series
    siak: pd.DataFrame | None
    areas: pd.DataFrame | None
    name: str
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True)
class Merged:
    """A load laid upon what stood before.

    Attributes:
        extracts: as of one load that held all rows that now stand; rejects, counts, payments and
            paths are the new load's own.
        statuses: what became of each record.
        counts: records by status, and ``before``, ``now``; before + new = now + withdrawn;
            ``held``: carried though a full load lacks them, because rows of its file could not be
            read; ``late``: rows passed over, because a later load told otherwise already.
        marks: what is known now of records that no longer stand.
    """

    extracts: Extracts
    statuses: Statuses
    counts: dict[str, int]
    marks: Marks = field(default_factory=Marks)


def merge(former: StandingRows | None, load: Extracts, full: Sequence[str] = ()) -> Merged:
    """Lay a load upon the rows that stood before it.

    Args:
        former: what stands; None at first.
        load: the new load. Its counts say by file which areas it covers, and whether in full.
        full: sources that the load covers in full wherever its files do not say more.

    Returns:
        The rows that stand now, sorted by source and id, and what became of every record.
    """
    newest = newest_by_file(load)
    if former is None:
        raw = load.raw.sort_values(KEY, kind="stable", ignore_index=True)
        statuses = raw[KEY].assign(status="new")
        marks = marks_after(Marks(), raw.iloc[:0], load.counts, newest, full, raw)
        return Merged(replace(load, raw=raw), statuses, count_statuses(statuses), marks)
    given = len(load.raw)
    areas = load.areas if load.areas is not None else former.areas
    load = replace(load, raw=_not_late(former, load.raw, areas))
    before = former.raw
    both = before[KEY].merge(load.raw[KEY], on=KEY, how="outer", indicator=True)
    absent = both["_merge"].eq("left_only")
    gone, held = _withdrawn(former, load, full, newest)
    kept = _absent_rows(before, load.raw) & ~gone
    carried = before[kept].copy()
    if former.name and len(load.raw) + len(load.counts):
        carried["file"] = former.name + _JOIN + carried["file"].str.split(_JOIN).str[-1]
    raw = pd.concat([load.raw, carried], ignore_index=True)
    raw = raw.sort_values(KEY, kind="stable", ignore_index=True)

    statuses = pd.concat(
        [
            delivered(before, load.raw),
            before.loc[kept, KEY].assign(status="carried"),
            before.loc[gone, KEY].assign(status="withdrawn"),
        ]
    ).sort_values(KEY, kind="stable", ignore_index=True)
    assert len(statuses) == len(both), "every record has one status"
    assert int(absent.sum()) == int(kept.sum() + gone.sum())
    extracts = replace(
        load, raw=raw, siak=_newest_answers(former.siak, load.siak, raw), areas=areas
    )
    marks = marks_after(former.marks, before[gone], load.counts, newest, full, raw)
    told = {"held": int(held.sum()), "late": given - len(load.raw)}
    return Merged(extracts, statuses, {**count_statuses(statuses), **told}, marks)


def newest_by_file(load: Extracts) -> dict[str, str]:
    """The newest period that the rows of each file name; of a file without rows, what its scope
    says, else that of the whole load. Empty where none is known. What few rows name is a slip."""
    if not len(load.counts):
        return {}
    rows = pd.DataFrame({"file": load.raw["file"], "period": read_periods(load.raw["period"])})
    named = rows.dropna().groupby("file")["period"].value_counts(normalize=True)
    common = named[named >= _SHARE].reset_index()
    found = common.groupby("file")["period"].max().to_dict()
    whole = max(found.values(), default="")
    said = read_periods(load.counts["period"].astype("str")).fillna("").to_list()
    told = zip(load.counts["file"].to_list(), said, strict=True)
    return {str(file): str(found.get(file) or declared or whole) for file, declared in told}


def _not_late(former: StandingRows, now: pd.DataFrame, areas: pd.DataFrame | None) -> pd.DataFrame:
    """The load's rows but those of which a later load told already."""
    both = now[KEY].merge(former.raw[[*KEY, "period"]], on=KEY, how="left")
    told, tells = read_periods(both["period"]), read_periods(now["period"].reset_index(drop=True))
    older = (told.notna() & tells.notna() & (tells.fillna("") < told.fillna(""))).to_numpy(bool)
    absent = _absent_rows(now, former.raw)
    older = older | passed_over(former.marks, now, absent, tells, areas)
    return now[~older] if older.any() else now


def _absent_rows(before: pd.DataFrame, now: pd.DataFrame) -> npt.NDArray[np.bool_]:
    known = pd.MultiIndex.from_frame(now[KEY])
    return ~pd.MultiIndex.from_frame(before[KEY]).isin(known)


def _withdrawn(
    former: StandingRows, load: Extracts, full: Sequence[str], newest: Mapping[str, str]
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
    told = read_periods(before["period"]).fillna("")
    for line in load.counts.to_dict("records"):
        covered = (source == line["source"]).to_numpy(bool, na_value=False)
        if is_full(line, full):
            if period := newest[str(line["file"])]:
                # A row of a later period was not there to be listed.
                covered = covered & ~(told > period).to_numpy(bool)
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


def delivered(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
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


def count_statuses(statuses: pd.DataFrame) -> dict[str, int]:
    """Records by status, before and now."""
    found = statuses["status"].value_counts()
    counts = {status: int(found.get(status, 0)) for status in STATUSES}
    before = sum(counts[name] for name in STATUSES if name != "new")
    return {**counts, "before": before, "now": before + counts["new"] - counts["withdrawn"]}
