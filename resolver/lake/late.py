"""What is known of records that no longer stand, so that a late load does not bring them back.

A base may come late: its extract of an earlier period after the others' of a later one, or after
its own. What such an extract lists and a later full one lacks has gone since; it is not new.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.normalise.areas import read_areas

KEY: Final = ["source", "source_record_id"]


def _texts(*names: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in names})


@dataclass(frozen=True)
class Marks:
    """What later loads told; all columns are text.

    Attributes:
        withdrawn: ``source``, ``source_record_id``, ``period``: a record that was withdrawn, by a
            load of this period (empty where that is unknown).
        covered: ``source``, ``area`` (prefix of village codes; empty = everywhere), ``period``: the
            newest period of which the source was delivered in full there.
    """

    withdrawn: pd.DataFrame = field(default_factory=lambda: _texts(*KEY, "period"))
    covered: pd.DataFrame = field(default_factory=lambda: _texts("source", "area", "period"))


def is_full(line: Mapping[Hashable, Any], full: Sequence[str]) -> bool:
    """Whether a file (a line of the counts) covers its scope in full."""
    return bool(line["extent"] == "full" or (line["source"] in full and not line["areas"]))


def marks_after(
    former: Marks,
    gone: pd.DataFrame,
    counts: pd.DataFrame,
    newest: Mapping[str, str],
    full: Sequence[str],
    raw: pd.DataFrame,
) -> Marks:
    """The marks once a load is laid.

    Args:
        former: those before it.
        gone: the raw rows that it withdrew.
        counts: its files; `newest`: the newest period of each; `full`: as of `merge`.
        raw: the rows that stand now: what is among them is withdrawn no more.
    """
    lines = [line for line in counts.to_dict("records") if is_full(line, full)]
    covered = [
        (str(line["source"]), area, newest[str(line["file"])])
        for line in lines
        for area in (str(line["areas"]).split("+") if line["areas"] else [""])
    ]
    names = ["source", "area", "period"]
    both = pd.concat([former.covered, pd.DataFrame(covered, columns=names, dtype="str")])
    both = both[both["period"] != ""].sort_values(names).drop_duplicates(names[:2], keep="last")
    by_source: dict[str, str] = {}
    for source, _, period in covered:
        by_source[source] = max(period, by_source.get(source, ""))
    fresh = gone[KEY].assign(period=_of_sources(gone["source"], by_source))
    withdrawn = pd.concat([former.withdrawn, fresh]).drop_duplicates(KEY, keep="last")
    back = pd.MultiIndex.from_frame(withdrawn[KEY]).isin(pd.MultiIndex.from_frame(raw[KEY]))
    withdrawn = withdrawn[~back].sort_values(KEY, ignore_index=True)
    return Marks(withdrawn.astype("str"), both.astype("str").reset_index(drop=True))


def passed_over(
    marks: Marks,
    now: pd.DataFrame,
    absent: npt.NDArray[np.bool_],
    periods: pd.Series,
    areas: pd.DataFrame | None,
) -> npt.NDArray[np.bool_]:
    """Tell of a load's rows which a later load has shown to be gone.

    Args:
        marks: what later loads told.
        now: the load's raw rows; `periods`: of each, normalised.
        absent: those whose record does not stand.
        areas: the area list, or none.
    """
    late = np.zeros(len(now), dtype=bool)
    told = periods.astype("str").fillna("").to_numpy(object)
    dated = absent & (told != "")
    if len(marks.withdrawn):
        gone = now[KEY].merge(marks.withdrawn, on=KEY, how="left")["period"]
        late |= dated & (told < gone.fillna("").to_numpy(object))
    source = now["source"].to_numpy(object)
    newest: dict[str, str] = {}
    for line in marks.covered.to_dict("records"):
        newest[line["source"]] = max(line["period"], newest.get(line["source"], ""))
    open_ = dated & ~late & (told < _of_sources(now["source"], newest))
    at = np.flatnonzero(open_)
    if len(at):
        village = read_areas(now.iloc[at], areas)["village"].astype("str").fillna("")
        for line in marks.covered.to_dict("records"):
            inside = village.str.startswith(str(line["area"])).to_numpy(bool)
            earlier = told[at] < line["period"]
            late[at] |= inside & earlier & (source[at] == line["source"])
    return late


def _of_sources(source: pd.Series, periods: Mapping[str, str]) -> npt.NDArray[np.object_]:
    """The period of each row's source, empty where there is none."""
    codes, distinct = pd.factorize(source.to_numpy(object))
    found = np.array([*(periods.get(str(one), "") for one in distinct), ""], dtype=object)
    return found[codes]
