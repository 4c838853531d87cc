"""Why an entity is not what it was: what its records tell of the time between two runs.

Signs of a record, each by itself:

- `decision`: a person's decision made since the former run touches it;
- `correction`: its NIK, name, birth date, sex or mother's name reads otherwise than before;
- `life_event`: it now says that the person died, moved or went abroad, another village, KK or
  marital state; or it is new and of somebody born within the year;
- `redelivery`: it is new, or not in this run.

An entity has the signs of the records that it held before and holds now, and those of the
entities that its records came from or went to. Its cause is the first of :data:`ORDER`: of persons
a correction before a life event, since numbers and names tell persons apart; of families and
households a life event first. Without a sign the cause is the model, where it is another, else the
neighbours: another family context in the second pass.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.identity import Kind

SIGNS: Final = ("decision", "correction", "life_event", "redelivery")
CAUSES: Final = (*SIGNS, "model", "neighbours")
_LIFE_FIRST: Final = ("decision", "life_event", "correction", "redelivery")
ORDER: Final[dict[Kind, tuple[str, ...]]] = {"P": SIGNS, "F": _LIFE_FIRST, "H": _LIFE_FIRST}

CORRECTED: Final = (
    "nik_digits", "nik", "name_norm", "birth_year", "birth_month", "birth_day", "sex", "mother_norm"
)  # fmt: skip
"""Columns of the clean table whose change is a correction."""
LIVED: Final = ("village", "kk", "marital")
"""Columns whose change, between two values that are there, is a life event."""
_ENDS: Final = ("DIED", "MOVED", "ABROAD", "NEW")


def record_signs(
    before: pd.DataFrame, after: pd.DataFrame, decided: pd.Series, period: str
) -> pd.DataFrame:
    """Return the signs of the records that have any.

    In: the clean tables (docs/tables.md §3; columns that are missing tell nothing) of the records
    concerned, before and now, `record_id` unique in each; the record ids that decisions made since
    the former run touch; this run's period. Out: `record_id` and a bool column per sign, by id.
    """
    both = before.merge(after, on="record_id", how="outer", suffixes=("", "_now"), indicator=True)
    old, new = both["_merge"] == "left_only", both["_merge"] == "right_only"
    stayed = both["_merge"] == "both"
    shared = set(before.columns) & set(after.columns)
    corrected = _any(stayed & _differs(both, name) for name in CORRECTED if name in shared)
    lived = _any(
        stayed & both[name].notna() & both[f"{name}_now"].notna() & _differs(both, name)
        for name in LIVED
        if name in shared
    )
    if "presence" in shared:
        now = both["presence_now"]
        lived = _any([lived, stayed & now.isin(_ENDS) & (now != both["presence"]).fillna(True)])
    if "birth_year" in shared:
        fresh = born_within(both["birth_year_now"], both.get("birth_month_now"), period)
        lived = _any([lived, new & fresh])
    signs = pd.DataFrame(
        {
            "record_id": both["record_id"].astype("str"),
            "decision": both["record_id"].isin(decided),
            "correction": corrected if len(corrected) else False,
            "life_event": lived if len(lived) else False,
            "redelivery": old | new,
        }
    )
    some = signs[list(SIGNS)].any(axis=1)
    return signs[some].sort_values("record_id", ignore_index=True)


def entity_causes(
    kind: Kind,
    signs: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    successors: pd.DataFrame,
    *,
    model_changed: bool,
) -> pd.DataFrame:
    """Return `entity_id`, `cause` of every entity before or now.

    In: the kind; :func:`record_signs`; `record_id`, `entity_id` before and now; the run's
    successors (`entity_id`, `successor_id`); whether one of the two models is another.
    """
    key = ["record_id", "entity_id"]
    held = pd.concat([before[key], after[key]], ignore_index=True)
    codes, names = pd.factorize(held["entity_id"], sort=True)
    bits = signs[list(SIGNS)].to_numpy(dtype=np.int64) @ (1 << np.arange(len(SIGNS)))
    of_record = pd.Series(bits, index=pd.Index(signs["record_id"]))
    own = of_record.reindex(held["record_id"]).fillna(0).to_numpy(dtype=np.int64)
    mask = np.zeros(len(names), dtype=np.int64)
    np.bitwise_or.at(mask, codes, own)
    index = pd.Index(names)
    one = index.get_indexer(pd.Index(successors["entity_id"]))
    other = index.get_indexer(pd.Index(successors["successor_id"]))
    known = (one >= 0) & (other >= 0)
    one, other, alone = one[known], other[known], mask.copy()
    np.bitwise_or.at(mask, one, alone[other])
    np.bitwise_or.at(mask, other, alone[one])
    told = [(mask >> SIGNS.index(name) & 1).astype(bool) for name in ORDER[kind]]
    cause = np.select(told, list(ORDER[kind]), "model" if model_changed else "neighbours")
    return pd.DataFrame(
        {
            "entity_id": pd.array(np.asarray(names, dtype=object), dtype="str"),
            "cause": pd.array(cause.astype(object), dtype="str"),
        }
    )


def born_within(year: pd.Series, month: pd.Series | None, period: str) -> pd.Series:
    """Tell whose birth lies in the twelve months up to the end of the period (0 = unknown).

    A period without a quarter ends with its year; of an unreadable one nobody is just born.
    """
    if not period[:4].isdigit():
        return pd.Series(False, index=year.index)
    last = int(period[:4]) * 12 + period_end(period)
    born_month = pd.Series(12, index=year.index) if month is None else month.where(month > 0, 12)
    months = last - (year.fillna(0) * 12 + born_month.fillna(12))
    # a birth in the period's year without a month counts, though December may lie ahead
    return (year.fillna(0) > 0) & (months < 12) & (months > -12)


def period_end(period: str) -> int:
    """The last month of a period: `2026Q2` → 6, `2026S1` → 6, `2026-03` → 3, `2026` → 12."""
    kind, number = period[4:5], period[5:]
    if not number.isdigit():
        return 12
    size = {"Q": 3, "T": 3, "S": 6, "-": 1}.get(kind, 0)
    return min(size * int(number), 12) or 12


def _differs(both: pd.DataFrame, name: str) -> pd.Series:
    old, new = both[name], both[f"{name}_now"]
    return ~((old == new).fillna(False).astype(bool) | (old.isna() & new.isna()))


def _any(parts: "Iterable[pd.Series[bool] | NDArray[np.bool_]]") -> NDArray[np.bool_]:
    found = [np.asarray(part, dtype=bool) for part in parts]
    return np.logical_or.reduce(found) if found else np.zeros(0, dtype=bool)
