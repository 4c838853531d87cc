"""What the change report takes, and the forms its parts share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from resolver.entities.identity import Kind

COLUMNS: Final = (
    "entity_kind", "entity_id", "what", "cause", "village", "before", "after", "fields", "look",
    "reason",
)  # fmt: skip
WHAT: Final = (
    "born", "new", "revived", "died", "vanished", "moved", "kk_split", "kk_joined", "kk_changed",
    "head_changed", "corrected", "merged", "split",
)  # fmt: skip
COMPARED: Final[dict[Kind, tuple[str, ...]]] = {
    "P": ("name", "sex", "birth_date", "nik", "mother_name", "presence", "village", "kk",
          "family_id"),
    "F": ("kk", "village", "head_person_id"),
    "H": ("village", "address", "rt", "rw", "head_person_id"),
}  # fmt: skip
"""An entity differs when its id is not in both runs, one of these columns reads otherwise, or some
of its records are now with another id (which tells of moves between households, too). What is
published besides (decile, programmes, counts, provenance) moves from quarter to quarter and is no
change of the entity."""
KEYS: Final[dict[Kind, str]] = {"P": "person_id", "F": "family_id", "H": "household_id"}


@dataclass(frozen=True)
class Standing:
    """What stood after a run: its period and published tables (docs/tables.md §5)."""

    period: str
    persons: pd.DataFrame
    families: pd.DataFrame
    households: pd.DataFrame

    def of(self, kind: Kind) -> pd.DataFrame:
        """The table of one kind of entity."""
        return {"P": self.persons, "F": self.families, "H": self.households}[kind]


@dataclass(frozen=True)
class Told:
    """What else is known of the step between the runs.

    `events`, `successors`: of :mod:`resolver.entities.lineage_events`, all kinds, one below the
    other. `causes`: `entity_id`, `cause` (:func:`resolver.entities.causes.entity_causes`), of all
    kinds. `frozen`: persons under objection. `aided`: persons who receive aid besides those whose
    flags say so.
    """

    events: pd.DataFrame
    successors: pd.DataFrame
    causes: pd.DataFrame
    frozen: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))
    aided: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))


@dataclass(frozen=True)
class Step:
    """The entities of one kind before and now, side by side, and where their records went.

    `both`: the key, `_old` and `_new` of each compared column. `old`, `new`: whether the id is in
    that run. `event`: the fate of an id (`merged`, `split`, `retired`, `revived`, `minted`, else
    `kept`). `to`, `origin`: where records went to, and came from (ids joined by +, NA = nowhere).
    """

    kind: Kind
    both: pd.DataFrame
    old: pd.Series
    new: pd.Series
    event: pd.Series
    to: pd.Series
    origin: pd.Series

    @property
    def stays(self) -> pd.Series:
        """Whether the id is in both runs."""
        return self.old & self.new

    def differs(self, column: str) -> pd.Series:
        """Whether an id of both runs has another value, or one where there was none."""
        old, new = self.both[f"{column}_old"], self.both[f"{column}_new"]
        same = (old == new).fillna(False).astype(bool) | (old.isna() & new.isna())
        return self.stays & ~same

    def swapped(self, column: str) -> pd.Series:
        """As :meth:`differs`, where there was a value and is one."""
        there = self.both[f"{column}_old"].notna() & self.both[f"{column}_new"].notna()
        return self.differs(column) & there

    def fields(self, columns: tuple[str, ...], found: dict[str, pd.Series]) -> pd.Series:
        """The names of the columns that *found* tells of, joined by +; empty for none."""
        text = np.full(len(self.both), "", dtype=object)
        for column in columns:
            hit = found[column].to_numpy(dtype=bool)
            text[hit] = text[hit] + np.where(text[hit] == "", column, f"+{column}")
        return pd.Series(text, index=self.both.index, dtype="str")

    def lines(
        self,
        where: pd.Series,
        what: str,
        *,
        before: pd.Series | None = None,
        after: pd.Series | None = None,
        fields: pd.Series | None = None,
    ) -> pd.DataFrame:
        """The lines of one `what`, for the entities where it is so."""
        picked = self.both[where]
        village = picked["village_new"].fillna(picked["village_old"])
        columns: dict[str, object] = {
            "entity_kind": self.kind,
            "entity_id": picked[KEYS[self.kind]],
            "what": what,
            "village": village,
        }
        for name, values in (("before", before), ("after", after), ("fields", fields)):
            columns[name] = pd.NA if values is None else values[where]
        table = pd.DataFrame(columns, index=picked.index)
        return table.astype(dict.fromkeys(columns, "str"))


def step_of(kind: Kind, before: Standing, after: Standing, told: Told) -> Step:
    """Lay the two runs of one kind side by side."""
    key = KEYS[kind]
    columns = [key, *COMPARED[kind]]
    old, new = before.of(kind)[columns], after.of(kind)[columns]
    renamed = [
        table.rename(columns={name: f"{name}{end}" for name in COMPARED[kind]})
        for table, end in ((old, "_old"), (new, "_new"))
    ]
    both = renamed[0].merge(renamed[1], on=key, how="outer", indicator="where")
    events = told.events[
        told.events["event"].ne("split_off") & (told.events["entity_kind"] == kind)
    ]
    fate = events.drop_duplicates("entity_id").set_index("entity_id")["event"]
    went = told.successors
    came = went[went["entity_id"].isin(old[key])]
    return Step(
        kind=kind,
        both=both,
        old=both["where"] != "right_only",
        new=both["where"] != "left_only",
        event=both[key].map(fate).astype("str").fillna("kept"),
        to=both[key].map(_joined(went, "entity_id", "successor_id")).astype("str"),
        origin=both[key].map(_joined(came, "successor_id", "entity_id")).astype("str"),
    )


def masked_numbers(numbers: pd.Series, mask: Callable[[str], str]) -> pd.Series:
    """Mask the numbers of a column (str), distinct ones once; missing stays missing."""
    known = numbers.dropna().unique()
    return numbers.map({number: mask(number) for number in known}).astype("str")


def _joined(table: pd.DataFrame, by: str, values: str) -> pd.Series:
    """Ids by id, in their order, joined by +."""
    ordered = table[[by, values]].drop_duplicates().sort_values([by, values])
    return ordered.groupby(by)[values].agg("+".join).astype("str")
