"""Which changes a human should look at. Nothing follows from a mark: a finding is a human's."""

from typing import Final

import numpy as np
import pandas as pd

from resolver.entities.changes_tables import Standing, Told

REASONS: Final = (
    "FROZEN", "AID_DIED", "AID_VANISHED", "AID_MERGED", "AID_SPLIT", "AID_OTHER_REGENCY",
    "AID_FAMILY", "HEAD_DIED", "HEAD_VANISHED", "ALIVE_AGAIN",
)  # fmt: skip
"""`FROZEN`: a person under objection changed. `AID_…`: somebody who receives aid, or did before,
died, vanished, was merged or split, or moved to another regency. `AID_FAMILY`: a family with such
a person parted, joined another or vanished. `HEAD_…`: the head of a family died or vanished.
`ALIVE_AGAIN`: who was listed dead is no more."""
PROGRAMMES: Final = ("pkh", "sembako", "bst", "pbi")


def aided_persons(persons: pd.DataFrame) -> pd.Series:
    """Return the ids of the persons whose listing says that a programme reaches them."""
    some = (persons[list(PROGRAMMES)] == "YES").fillna(False).any(axis=1)
    return persons.loc[some, "person_id"]


def marked(rows: pd.DataFrame, before: Standing, after: Standing, told: Told) -> pd.DataFrame:
    """Return the lines with `look` and `reason`. In: all lines of `changes` but these columns."""
    person, family = rows["entity_kind"] == "P", rows["entity_kind"] == "F"
    what, ids = rows["what"], rows["entity_id"]
    aided = pd.concat(
        [aided_persons(before.persons), aided_persons(after.persons), told.aided]
    ).unique()
    homes = pd.concat(
        [one.persons.loc[one.persons["person_id"].isin(aided), "family_id"]
         for one in (before, after)]
    ).unique()  # fmt: skip
    aid = person & ids.isin(aided)
    head = person & ids.isin(before.families["head_person_id"].dropna())
    was_dead = (
        ids.isin(_dead(before)) & ~ids.isin(_dead(after)) & ids.isin(after.persons["person_id"])
    )
    regency = rows["before"].str[:4] != rows["after"].str[:4]
    between = rows["before"].str.fullmatch(r"\d+") & rows["after"].str.fullmatch(r"\d+")
    signs = {
        "FROZEN": person & ids.isin(told.frozen),
        "AID_DIED": aid & (what == "died"),
        "AID_VANISHED": aid & (what == "vanished"),
        "AID_MERGED": aid & (what == "merged"),
        "AID_SPLIT": aid & (what == "split"),
        "AID_OTHER_REGENCY": aid & (what == "moved") & between & regency,
        "AID_FAMILY": family & ids.isin(homes) & what.isin(["kk_split", "kk_joined", "vanished"]),
        "HEAD_DIED": head & (what == "died"),
        "HEAD_VANISHED": head & (what == "vanished"),
        "ALIVE_AGAIN": person & (what == "corrected") & was_dead,
    }
    text = np.full(len(rows), "", dtype=object)
    for name in REASONS:
        hit = signs[name].fillna(False).to_numpy(dtype=bool)
        text[hit] = text[hit] + np.where(text[hit] == "", name, f"+{name}")
    reason = pd.Series(text, index=rows.index, dtype="str")
    return rows.assign(look=reason != "", reason=reason)


def _dead(standing: Standing) -> pd.Series:
    persons = standing.persons
    return persons.loc[(persons["presence"] == "DIED").fillna(False), "person_id"]
