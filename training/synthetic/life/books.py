"""A base's book: its rows as they stand there, and what of them has been delivered."""

from dataclasses import fields

import numpy as np
import pandas as pd

from training.synthetic.arrays import Bools, Ints, Rng, Texts, fill, opaque_ids
from training.synthetic.bases import ID_FORMS, Base
from training.synthetic.damage_dates import Dates
from training.synthetic.layouts import lay_out_dtks, lay_out_p3ke, lay_out_regsosek, sort_order
from training.synthetic.life.columns import GROUP, ID
from training.synthetic.life.truth import Truth
from training.synthetic.life.view import View
from training.synthetic.rates import DTKS, REGSOSEK, SOURCES
from training.synthetic.siak import CivilRegistry

COPIED = ("person", "village", "aside", "no_nik", "trap", "damage", "sex", "told", "shown")


class Book:
    """Rows of one base; they are added to and written over, never taken out.

    Arrays, one entry per row: `cells` (text by column), `person`, `village` (that the row gives),
    `aside` (a guest's, a second listing: what happens to the family does not reach it), `live`,
    `away` (withdrawn, but may come back), `no_nik`, `trap`, `damage`, `dates`, `sex` (0, 1, -1).
    Of deliveries: `sent` (the cells as last delivered), `standing` (the receiver has it),
    `told` and `shown` (the village, and the number of the quarter, it was last delivered with).
    """

    def __init__(self, source: int, base: Base, t: Truth, frame: pd.DataFrame) -> None:
        self.source, self.name = source, SOURCES[source]
        order = sort_order(base)
        self.cells: dict[str, Texts] = {
            name: frame[name].to_numpy(dtype=object) for name in frame.columns
        }
        self.person: Ints = base.rows.person[order]
        self.village: Ints = base.village[order]
        self.aside: Bools = (base.rows.guest | base.rows.old)[order]
        self.no_nik, self.trap = base.no_nik[order], base.trap[order]
        self.damage: Texts = np.asarray(base.damage, dtype=object)[order]
        self.dates, self.sex = base.dates.take(order), base.sex[order]
        n = len(order)
        self.live, self.away = np.ones(n, bool), np.zeros(n, bool)
        self.sent = {name: column.copy() for name, column in self.cells.items()}
        self.standing = np.ones(n, bool)
        self.told: Ints = self.village.copy()
        self.shown: Ints = np.ones(n, np.int64)
        self.habits = base.habits
        self._issued = {"record": n, "group": int(base.rows.group.max(initial=0)) + 1}
        self._groups = self._known_groups(t)
        self.index()

    def _key(self, t: Truth, family: Ints) -> Ints:
        """What a group is of: DTKS lists by household, the others by family."""
        return t.p.f.household[family] if self.source == DTKS else family

    def _known_groups(self, t: Truth) -> dict[int, str]:
        own = np.flatnonzero(~self.aside)[::-1]
        key = self._key(t, t.p.f.family[self.person[own]])
        groups = self.cells[GROUP[self.source]][own]
        return dict(zip(key.tolist(), groups.tolist(), strict=True))

    @property
    def ids(self) -> Texts:
        """Source record ids."""
        return self.cells[ID[self.source]]

    def group_for(self, rng: Rng, t: Truth, family: int) -> str:
        """The group that a family's rows stand in, a new one where it has none yet."""
        key = int(self._key(t, np.array([family]))[0])
        if key not in self._groups:
            self._groups[key] = str(self._new_ids(rng, "group", 1)[0])
        return self._groups[key]

    def regroup(self, rng: Rng, t: Truth, family: int) -> str:
        """Open a new group for a family (another office lists it now)."""
        self._groups.pop(int(self._key(t, np.array([family]))[0]), None)
        return self.group_for(rng, t, family)

    def _new_ids(self, rng: Rng, what: str, n: int) -> Texts:
        group_head, group_base, head, base = ID_FORMS[self.source]
        prefix, start = (group_head, group_base) if what == "group" else (head, base)
        # numbers of 89 stand for each id given: those beyond all given so far are free
        first = start + self._issued[what] * 89
        self._issued[what] += n
        return opaque_ids(rng, n, prefix, first)

    def add(self, rng: Rng, like: Ints) -> Ints:
        """Add copies of rows under new ids; returns their numbers."""
        first, n = len(self.person), len(like)
        for name, column in self.cells.items():
            self.cells[name] = np.concatenate([column, column[like]])
            self.sent[name] = np.concatenate([self.sent[name], fill(n)])
        for name in COPIED:
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, column[like]]))
        self.dates = Dates(*(
            np.concatenate([getattr(self.dates, part.name), getattr(self.dates, part.name)[like]])
            for part in fields(Dates)
        ))  # fmt: skip
        for name, value in (("live", True), ("away", False), ("standing", False)):
            setattr(self, name, np.concatenate([getattr(self, name), np.full(n, value)]))
        added = np.arange(first, first + n)
        self.ids[added] = self._new_ids(rng, "record", n)
        return added

    def index(self) -> None:
        """Make `rows_of` quick for the rows that are there now."""
        self._order = np.argsort(self.person, kind="stable")
        self._sorted = self.person[self._order]

    def rows_of(self, persons: Ints) -> Ints:
        """Living rows that follow what happens to these people."""
        low = np.searchsorted(self._sorted, persons)
        high = np.searchsorted(self._sorted, persons, side="right")
        spans = [self._order[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        late = np.arange(len(self._order), len(self.person))
        spans.append(late[np.isin(self.person[late], persons)])
        rows = np.concatenate(spans)
        return np.sort(rows[self.live[rows] & ~self.aside[rows]])

    def withdraw(self, rows: Ints, away: bool = False) -> None:
        """Take rows off the list; `away` = they may come back."""
        self.live[rows] = False
        self.away[rows] = away

    def restore(self, rows: Ints) -> None:
        """Put withdrawn rows back on the list."""
        self.live[rows] = True
        self.away[rows] = False

    def unsent(self) -> Bools:
        """Rows that the receiver does not have, or not as they stand now."""
        out = ~self.standing
        for name, column in self.cells.items():
            out |= column != self.sent[name]
        return out

    def send(self, rows: Ints, quarter: int) -> None:
        """Note that these rows are delivered as they stand."""
        for name, column in self.cells.items():
            self.sent[name][rows] = column[rows]
        self.standing[rows] = True
        self.told[rows], self.shown[rows] = self.village[rows], quarter

    def order(self, rows: Ints) -> Ints:
        """These rows in the order of an extract: by village and group, then id."""
        groups = pd.factorize(self.cells[GROUP[self.source]][rows], sort=True)[0]
        ids = np.argsort(np.argsort(self.ids[rows].astype("U20")))
        return rows[np.lexsort((ids, groups, self.village[rows]))]

    def frame(self, rows: Ints) -> pd.DataFrame:
        """These rows with the base's columns."""
        return pd.DataFrame({name: cells[rows] for name, cells in self.cells.items()}).astype("str")


def laid_out(
    source: int, base: Base, t: Truth, view: View, office: CivilRegistry
) -> dict[str, Texts]:
    """The columns of a base's rows in the rows' own order."""
    if source == DTKS:
        frame = lay_out_dtks(base, t.areas, view.people, view.programmes)
    elif source == REGSOSEK:
        frame = lay_out_regsosek(base, t.areas, view.people)
    else:
        agrees = office.confirms(base.nik, base.name)
        frame = lay_out_p3ke(base, t.areas, view.people, view.programmes, agrees)
    order = sort_order(base)
    out: dict[str, Texts] = {}
    for name in frame.columns:
        out[name] = fill(len(order))
        out[name][order] = frame[name].to_numpy(dtype=object)
    return out
