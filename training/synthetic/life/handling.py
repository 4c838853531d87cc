"""What happens to a base's rows whatever happens to the people: typed again, under another id,
withdrawn and back again, a newborn's name filled in."""

import numpy as np

from training.synthetic.arrays import Bools, Ints, Rng, pick_index
from training.synthetic.life.books import Book
from training.synthetic.life.columns import RETYPED as GROUPS
from training.synthetic.life.hearing import reenter
from training.synthetic.life.log import Log
from training.synthetic.life.news import EVERYTHING, NAME, NIK
from training.synthetic.life.often import NAMED, REENTERED, RETURNS, RETYPED, WITHDRAWN
from training.synthetic.life.rewriting import Rewriting


class Handling:
    """One base's handling of its rows in one quarter; `times` multiplies its rates."""

    def __init__(self, rng: Rng, log: Log, book: Book, pen: Rewriting, times: float) -> None:
        self.rng, self.log, self.book, self.pen, self.times = rng, log, book, pen, times
        self._typed: Ints = np.zeros(0, np.int64)

    def before_news(self, alive: Bools) -> None:
        """Bring rows back, take others away, name newborns, open rows anew, type some again."""
        book, rng = self.book, self.rng
        back = self._struck(np.flatnonzero(book.away), RETURNS)
        gone = self._struck(np.flatnonzero(book.live), WITHDRAWN * self.times)
        book.restore(back)
        self._note("RETURNED", back)
        book.withdraw(gone, away=True)
        self._note("WITHDRAWN", gone)

        unnamed = [kinds.find("baby_unnamed") >= 0 for kinds in book.damage.tolist()]
        nameless = np.array(unnamed, dtype=bool) & book.live & alive[book.person]
        named = self._struck(np.flatnonzero(nameless), NAMED)
        self.pen.change(named, NAME | NIK)
        self._note("NAMED", named)

        rows = self._struck(np.flatnonzero(book.live), REENTERED * self.times)
        fresh = reenter(rng, self.log, book, rows, "REENTERED")
        self.pen.change(fresh[rng.random(len(fresh)) < 0.5], EVERYTHING)

        typed = self._struck(np.flatnonzero(book.live), RETYPED * self.times)
        kinds = np.array(list(GROUPS))
        which = kinds[pick_index(rng, np.array(list(GROUPS.values())), len(typed))]
        for group in kinds.tolist():
            self.pen.change(typed[which == group], group)
        self._typed = typed

    def after_writing(self, changed: Ints) -> None:
        """Note which rows that were typed again read otherwise now."""
        self._note("RETYPED", self._typed[np.isin(self._typed, changed)])

    def _struck(self, rows: Ints, share: float) -> Ints:
        return rows[self.rng.random(len(rows)) < min(share, 0.9)]

    def _note(self, kind: str, rows: Ints) -> None:
        book = self.book
        for row in rows.tolist():
            self.log.add(kind, [book.person[row]], source=book.name, records=[book.ids[row]])
