"""The quality table: how many rows of a source in an area have what, as counts and shares."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.personal_numbers import PERSONAL_NUMBER
from resolver.quality.measures import Measure, measures

LEVELS: Final = ("SOURCE", "REGENCY", "DISTRICT", "VILLAGE")
KEY: Final = ["source", "level", "area", "column", "measure"]
#: Stands for the area of a source as a whole, and of rows that no regency is known of.
WHOLE, NOWHERE = "", "?"
#: Rows set aside with nothing wrong in them: no part of the share of rejected rows.
SET_ASIDE: Final = ("NOT_WANTED", "OLDER_ANSWER")
#: The rows name an area where so many of those of its code, and so large a share, say the same:
#: were the column of names another one, each row would say something else, of a person.
_NAMED_BY, _NAMED_SHARE = 3, 0.25

Counts = npt.NDArray[np.int64]


def quality_table(
    raw: pd.DataFrame, clean: pd.DataFrame, rejects: pd.DataFrame, counts: pd.DataFrame
) -> pd.DataFrame:
    """Return what was counted: the columns :data:`KEY` and ``rows, count, share``.

    *raw* and *clean* hold the same rows in the same order; *rejects* and *counts* are those of the
    load (docs/tables.md §2). A count of 0 is left out; ``row/ROWS`` tells every area's rows. Rows
    without a village count in their district, regency and source, as far as those are known. Of
    every source of *counts* the rejects are told, of those too that have no accepted row and no
    records at all.
    """
    places = clean[["source", "regency", "district", "village"]]
    group, areas = _groups(places)
    labels, counted = _count(list(measures(raw, clean)), group, len(areas))
    rows = np.bincount(group, minlength=len(areas)).astype(np.int64)
    parts = [_level(level, areas, labels, counted, rows) for level in LEVELS]
    parts.append(_rejected(rejects, counts))
    table = pd.concat(parts, ignore_index=True)
    order = table["level"].map({level: at for at, level in enumerate(LEVELS)})
    table = table.assign(order=order).sort_values(["source", "order", *KEY[2:]], ignore_index=True)
    return table.drop(columns="order")


def area_names(
    raw: pd.DataFrame, clean: pd.DataFrame, areas: pd.DataFrame | None
) -> dict[str, str]:
    """Return the names of regencies, districts and villages by code.

    Those of the area list where there is one; else, or where it lacks a code, what the rows
    mostly say. Never a text that holds a long number, which may be a person's.
    """
    names: dict[str, str] = {}
    if areas is not None:
        in_force = areas.sort_values("valid_to", na_position="last", kind="stable")
        code = in_force["kemendagri"].str.replace(".", "", regex=False)
        for level, digits in (("regency", 4), ("district", 6), ("village", 10)):
            names.update(zip(code.str[:digits], in_force[level], strict=True))
    for level in ("regency", "district", "village"):
        told = pd.DataFrame({"code": clean[level], "name": raw[f"{level}_name"]}).dropna()
        found = told.groupby(["code", "name"], sort=False).size().rename("rows").reset_index()
        share = found["rows"] / found.groupby("code")["rows"].transform("sum")
        found = found[(found["rows"] >= _NAMED_BY) & (share >= _NAMED_SHARE)]
        found = found.sort_values(["rows", "name"], ascending=[False, True])
        for code, name in found.drop_duplicates("code")[["code", "name"]].itertuples(index=False):
            names.setdefault(code, name)
    texts = pd.Series(names, dtype="str").dropna()
    return dict(texts[~texts.str.contains(PERSONAL_NUMBER, regex=True)])


def _groups(places: pd.DataFrame) -> tuple[Counts, pd.DataFrame]:
    """Number the distinct places of the rows; return the numbers and the places."""
    code = np.zeros(len(places), dtype=np.int64)
    for name in places.columns:
        more, distinct = pd.factorize(places[name])
        code = pd.factorize(code * (len(distinct) + 1) + more + 1)[0].astype(np.int64)
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    return group.astype(np.int64), places.iloc[first].reset_index(drop=True)


def _count(
    found: list[Measure], group: Counts, groups: int
) -> tuple[list[tuple[str, str]], Counts]:
    """Return the (column, measure) of every count and the counts: a row per group."""
    labels, columns = [], []
    for one in found:
        width = len(one.labels)
        known = one.codes >= 0
        place = group[known] * width + one.codes[known]
        columns.append(np.bincount(place, minlength=groups * width).reshape(groups, width))
        labels += [(one.column, label) for label in one.labels]
    return labels, np.hstack(columns).astype(np.int64)


def _level(
    level: str, places: pd.DataFrame, labels: list[tuple[str, str]], counted: Counts, rows: Counts
) -> pd.DataFrame:
    """Sum the groups up to one level and lay the counts out, one to a line."""
    if level == "SOURCE":
        area = pd.Series(WHOLE, index=places.index)
    else:
        area = places[level.lower()]
        area = area.fillna(NOWHERE) if level == "REGENCY" else area
    keep = np.flatnonzero(area.notna())
    owner, distinct = pd.factorize(
        pd.MultiIndex.from_arrays([places["source"].iloc[keep], area.iloc[keep]])
    )
    summed = np.zeros((len(distinct), len(labels) + 1), dtype=np.int64)
    np.add.at(summed[:, 0], owner, rows[keep])
    np.add.at(summed[:, 1:], owner, counted[keep])
    line, what = np.nonzero(summed)
    names = np.array([("row", "ROWS"), *labels], dtype=object)
    sources = distinct.get_level_values(0).to_numpy(object)
    codes = distinct.get_level_values(1).to_numpy(object)
    return _table(
        sources[line], level, codes[line], names[what], summed[line, 0], summed[line, what]
    )


def _rejected(rejects: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Rows refused, by source and reason; their share is of the rows read."""
    read = counts.groupby("source")["read"].sum()
    mine = rejects[rejects["source"].isin(read.index)]
    by_reason = mine.groupby(["source", "reason"]).size().reset_index(name="count")
    damaged = mine[~mine["reason"].isin(SET_ASIDE)]
    whole = damaged.groupby("source").size().reset_index(name="count").assign(reason="REJECTED")
    both = pd.concat([by_reason, whole], ignore_index=True)
    what = np.array([("row", reason) for reason in both["reason"]], dtype=object).reshape(-1, 2)
    rows = both["source"].map(read).to_numpy(np.int64)
    return _table(
        both["source"].to_numpy(object),
        "SOURCE",
        np.full(len(both), WHOLE, dtype=object),
        what,
        rows,
        both["count"].to_numpy(np.int64),
    )


def _table(
    source: npt.NDArray[np.object_],
    level: str,
    area: npt.NDArray[np.object_],
    what: npt.NDArray[np.object_],
    rows: Counts,
    count: Counts,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source": pd.array(source, dtype="str"),
            "level": pd.array(np.full(len(source), level, dtype=object), dtype="str"),
            "area": pd.array(area, dtype="str"),
            "column": pd.array(what[:, 0], dtype="str"),
            "measure": pd.array(what[:, 1], dtype="str"),
            "rows": rows,
            "count": count,
            "share": np.round(count / np.maximum(rows, 1), 6),
        }
    )
