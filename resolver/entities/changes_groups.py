"""The changes of families and households: which came and went, parted, moved, have another head."""

from typing import Literal

import pandas as pd

from resolver.entities.changes_tables import Standing, Step, Told, masked_numbers, step_of
from resolver.keys_table import mask

_Names = tuple[str, str]


def family_changes(before: Standing, after: Standing, told: Told) -> pd.DataFrame:
    """Return the families' lines of the table `changes` without cause and look."""
    step = step_of("F", before, after, told)
    kk = [masked_numbers(step.both[f"kk_{end}"], mask) for end in ("old", "new")]
    moved = step.swapped("village")
    read = {"village": step.differs("village") & ~moved}
    return pd.concat(
        [
            _came_and_went(step, ("kk_joined", "kk_split")),
            step.lines(step.differs("kk"), "kk_changed", before=kk[0], after=kk[1]),
            _values(step, "village", moved, "moved"),
            _values(step, "head_person_id", step.differs("head_person_id"), "head_changed"),
            _corrected(step, read),
        ],
        ignore_index=True,
    )


def household_changes(before: Standing, after: Standing, told: Told) -> pd.DataFrame:
    """Return the households' lines of the table `changes` without cause and look.

    Another village is a move; another text of the address in one village a correction.
    """
    step = step_of("H", before, after, told)
    moved = step.swapped("village")
    read = {name: step.differs(name) & ~moved for name in ("address", "rt", "rw", "village")}
    return pd.concat(
        [
            _came_and_went(step, ("merged", "split")),
            _values(step, "village", moved, "moved"),
            _values(step, "head_person_id", step.differs("head_person_id"), "head_changed"),
            _corrected(step, read),
        ],
        ignore_index=True,
    )


def _came_and_went(step: Step, names: _Names) -> pd.DataFrame:
    """New, revived, parted, joined and vanished; `names` of joining and of parting."""
    join, part = names
    gone, came = step.old & ~step.new, step.new & ~step.old
    revived = came & (step.event == "revived")
    parted = came & ~revived & step.origin.notna()
    merged, split = gone & (step.event == "merged"), gone & (step.event == "split")
    return pd.concat(
        [
            step.lines(revived, "revived", before=step.origin),
            step.lines(parted, part, before=step.origin),
            step.lines(came & ~revived & ~parted, "new"),
            step.lines(merged, join, after=step.to),
            step.lines(split | (step.stays & step.to.notna()), part, after=step.to),
            step.lines(gone & ~merged & ~split, "vanished"),
        ]
    )


def _values(
    step: Step, column: str, where: pd.Series, what: Literal["moved", "head_changed"]
) -> pd.DataFrame:
    old, new = step.both[f"{column}_old"], step.both[f"{column}_new"]
    return step.lines(where, what, before=old, after=new)


def _corrected(step: Step, read: dict[str, pd.Series]) -> pd.DataFrame:
    fields = step.fields(tuple(read), read)
    return step.lines(fields != "", "corrected", fields=fields)
