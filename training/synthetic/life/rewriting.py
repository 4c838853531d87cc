"""Writes chosen columns of chosen rows anew, as the base's scribes would: with fresh errors."""

import numpy as np

from training.synthetic.arrays import Bools, Ints, Rng, Texts, fill
from training.synthetic.bases import Base, write_rows
from training.synthetic.damage_names import BABY_CALLS
from training.synthetic.life.books import Book, laid_out
from training.synthetic.life.columns import COLUMNS, GROUP, ID, damage_after, trap_after
from training.synthetic.life.news import ADDRESS, BIRTH, NIK, OTHER, SEX
from training.synthetic.life.truth import Truth
from training.synthetic.life.view import View, traps_of, view_of
from training.synthetic.rates import Level
from training.synthetic.rows import Rows
from training.synthetic.siak import CivilRegistry
from training.synthetic.traps import Traps


class Rewriting:
    """Collects what of a book's rows is to be written anew, and writes it in one go."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._changes: dict[int, int] = {}
        self.newborn: list[int] = []  # rows whose people may have neither name nor number yet
        self.unnamed: list[int] = []  # of them, those that have no name

    def change(self, rows: Ints, groups: int) -> None:
        """Write these groups of columns of these rows anew."""
        for row in rows.tolist():
            self._changes[row] = self._changes.get(row, 0) | groups

    def write(
        self, rng: Rng, t: Truth, level: Level, traps: Traps | None, office: CivilRegistry,
        draws: int,
    ) -> Ints:  # fmt: skip
        """Write what was collected from the truth as it is now; returns the rows it changed.

        `draws` seeds what the traps draw.
        """
        if not self._changes:
            return np.zeros(0, np.int64)
        book = self.book
        rows = np.array(sorted(self._changes), dtype=np.int64)
        groups = np.array([self._changes[row] for row in rows.tolist()], dtype=np.int64)
        view = view_of(t, np.unique(t.p.f.family[book.person[rows]]))
        newborn = np.isin(view.persons, book.person[np.array(self.newborn, dtype=np.int64)])
        view.people.baby = view.people.baby & newborn
        base = _drafted(rng, book, t, level, traps_of(traps, view, draws), view, rows)
        self._call_babies(rng, t, base, rows)
        fresh = laid_out(book.source, base, t, view, office)
        changed = np.zeros(len(rows), bool)
        for name, cells in fresh.items():
            where = _concerned(book.source, name, groups)
            old = book.cells[name][rows]
            new = np.where(where, cells, old)
            changed |= new != old
            book.cells[name][rows] = new
        _carry_over(book, base, rows, groups)
        return rows[changed]

    def _call_babies(self, rng: Rng, t: Truth, base: Base, rows: Ints) -> None:
        """Names like "BAYI NY. SITI" for those who have none yet."""
        at = np.flatnonzero(np.isin(rows, np.array(self.unnamed, dtype=np.int64)))
        mothers = t.p.name[t.p.f.mother[self.book.person[rows[at]]]]
        calls = np.array(BABY_CALLS, dtype=object)[rng.integers(0, len(BABY_CALLS), len(at))]
        base.name[at] = calls + mothers
        base.damage[at] = "baby_unnamed"


def _drafted(
    rng: Rng, book: Book, t: Truth, level: Level, traps: Traps | None, view: View, rows: Ints
) -> Base:
    p, n = view.people, len(rows)
    person = view.find(book.person[rows])
    family = p.f.family[person]
    no: Bools = np.zeros(n, bool)
    plan = Rows(person=person, group=np.arange(n), house=p.f.house[family], kk_family=family,
                old=no, guest=no.copy(), copy_of=np.full(n, -1))  # fmt: skip
    latest = int(str(t.after - np.timedelta64(1, "D"))[:4])
    return write_rows(
        rng, book.source, level, t.areas, p, t.houses, traps, None, plan, book.habits, latest
    )


def _concerned(source: int, column: str, groups: Ints) -> Bools:
    """Rows whose changes reach a column; ids stay."""
    if column in (ID[source], GROUP[source]):
        return np.zeros(len(groups), bool)
    bits = sum(group for group, columns in COLUMNS[source].items() if column in columns)
    return np.asarray(groups & (bits or OTHER) != 0)


def _carry_over(book: Book, base: Base, rows: Ints, groups: Ints) -> None:
    """What stands behind the columns: village, dates, codes, and the truth about the damage."""
    for group, name, values in (
        (ADDRESS, "village", base.village), (NIK, "no_nik", base.no_nik), (SEX, "sex", base.sex),
    ):  # fmt: skip
        hit = groups & group != 0
        getattr(book, name)[rows[hit]] = values[hit]
    hit = groups & BIRTH != 0
    for name in ("year", "month", "day", "blank"):
        getattr(book.dates, name)[rows[hit]] = getattr(base.dates, name)[hit]
    marks: Texts = fill(len(rows))
    for i, (row, changed) in enumerate(zip(rows.tolist(), groups.tolist(), strict=True)):
        marks[i] = damage_after(book.damage[row], base.damage[i], changed)
        book.trap[row] = trap_after(book.trap[row], base.trap[i], changed)
    book.damage[rows] = marks
