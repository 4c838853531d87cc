"""Which family and household a person belonged to, and when.

A row holds from its first period to the period in which it no longer held: `valid_from` ≤ t <
`valid_to`, `valid_to` missing = still so. Periods are texts that sort by time within one form
(`2026Q1`); the empty text, an undated load, is before all.
"""

from typing import Final

import pandas as pd

COLUMNS: Final = ("person_id", "family_id", "household_id", "valid_from", "valid_to")
_PLACE: Final = ["family_id", "household_id"]


def advance(former: pd.DataFrame, current: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the history with this period's memberships in it.

    In: *former*: :data:`COLUMNS` (str), at most one open row a person; *current*: `person_id`
    (unique), `family_id`, `household_id`; the period they hold from, not before any of former.
    Out: rows as in *former* where nothing changed; closed with `period` where the place changed or
    the person is gone; opened where it is new. What the same period said before is replaced: the
    last reading of a period is its only one. By person and time. Raises ValueError.
    """
    if current["person_id"].duplicated().any():
        raise ValueError("A person has two current memberships.")
    open_ = former["valid_to"].isna()
    if former.loc[open_, "person_id"].duplicated().any():
        raise ValueError("A person has two open memberships.")
    ends = former["valid_to"].fillna(former["valid_from"])
    if (ends > period).any():
        raise ValueError(f"Memberships later than {period or 'an undated load'} stand already.")
    # The period's own reading is made anew: what it opened goes, what it closed is open again.
    earlier = former[former["valid_from"] < period]
    earlier = earlier.assign(valid_to=earlier["valid_to"].mask(earlier["valid_to"] == period))
    open_ = earlier["valid_to"].isna()
    past, standing = earlier[~open_], earlier[open_]
    both = standing.merge(current, on="person_id", how="outer", suffixes=("", "_now"))
    was, now = both["valid_from"].notna(), both["person_id"].isin(current["person_id"])
    same = was & now
    for column in _PLACE:
        a, b = both[column], both[f"{column}_now"]
        same &= (a == b).fillna(False) | (a.isna() & b.isna())
    kept = both.loc[same, list(COLUMNS)]
    ended = both.loc[was & ~same, list(COLUMNS)].assign(valid_to=period)
    opened = both.loc[now & ~same, ["person_id"]].assign(
        family_id=both.loc[now & ~same, "family_id_now"],
        household_id=both.loc[now & ~same, "household_id_now"],
        valid_from=period,
        valid_to=None,
    )
    return _ordered(pd.concat([past, kept, ended, opened], ignore_index=True))


def closed_and_opened(
    former: pd.DataFrame, after: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of *after* that a step closed and those that it opened.

    In: the history before and after :func:`advance`.
    """
    old = pd.MultiIndex.from_frame(former[list(COLUMNS)].astype("str").fillna(""))
    new = ~pd.MultiIndex.from_frame(after[list(COLUMNS)].astype("str").fillna("")).isin(old)
    ended = after["valid_to"].notna()
    return _ordered(after[new & ended]), _ordered(after[new & ~ended])


def at(history: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return `person_id`, `family_id`, `household_id` as they held in a period, by person."""
    holds = (history["valid_from"] <= period) & (
        history["valid_to"].isna() | (history["valid_to"] > period)
    )
    found = history.loc[holds, ["person_id", *_PLACE]]
    return found.sort_values("person_id", ignore_index=True)


def overlapping(history: pd.DataFrame) -> pd.Series:
    """Return the persons with two rows that hold at one time; none in a sound history."""
    rows = history.sort_values(["person_id", "valid_from"], ignore_index=True)
    follows = rows["person_id"] == rows["person_id"].shift(-1)
    ends, begins = rows["valid_to"], rows["valid_from"].shift(-1)
    bad = follows & (ends.isna() | (ends > begins).fillna(False))
    return rows.loc[bad, "person_id"].drop_duplicates().reset_index(drop=True)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows[list(COLUMNS)].astype("str")
    return found.sort_values(["person_id", "valid_from"], ignore_index=True)
