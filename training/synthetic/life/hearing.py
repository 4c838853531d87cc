"""What a base does with the news that reach it."""

import numpy as np

from training.synthetic.arrays import Ints, Rng
from training.synthetic.life.books import Book
from training.synthetic.life.columns import GROUP, NOTE
from training.synthetic.life.log import Log
from training.synthetic.life.news import ADDRESS, CHANGES, EVERYTHING, REGROUPS, News
from training.synthetic.life.often import BOTH, BOTH_FAR, DROPPED, NEW_ID, NEW_ID_FAR, UNNAMED
from training.synthetic.life.rewriting import Rewriting
from training.synthetic.life.truth import Truth
from training.synthetic.rates import DTKS


def hear(rng: Rng, t: Truth, log: Log, book: Book, pen: Rewriting, news: list[News]) -> None:
    """Let a base act on what it learns: rows are listed, dropped, noted, or to be rewritten."""
    children = [int(item.who[0]) for item in news if item.event.kind == "BIRTH"]
    for item in news:
        kind = item.event.kind
        if kind == "DEATH":
            _end(rng, log, book, item)
        elif kind in REGROUPS or kind == "MOVE":
            _relocate(rng, t, log, book, pen, item)
        elif kind != "BIRTH":
            who = item.who[t.p.alive[item.who]]
            pen.change(book.rows_of(who), CHANGES[kind])
    _list_children(rng, t, book, pen, children)


def _list_children(rng: Rng, t: Truth, book: Book, pen: Rewriting, born: list[int]) -> None:
    """Newborns' rows, where the base lists the mother or another of the family."""
    p, f = t.p, t.p.f
    children, like = [], []
    for child in born:
        mother = book.rows_of(f.mother[[child]])
        kin = mother if len(mother) else book.rows_of(np.flatnonzero(f.family == f.family[child]))
        if p.alive[child] and len(kin):
            children.append(child)
            like.append(int(kin[0]))
    rows = book.add(rng, np.array(like, dtype=np.int64))
    book.person[rows] = children
    # the address stays as the family's hand wrote it
    pen.change(rows, EVERYTHING & ~ADDRESS)
    pen.newborn += rows.tolist()
    pen.unnamed += rows[rng.random(len(rows)) < UNNAMED].tolist()


def _end(rng: Rng, log: Log, book: Book, item: News) -> None:
    """A death: the row is dropped, or noted where there is a column for it, or stays."""
    rows = book.rows_of(item.who)
    if not len(rows):
        return
    if rng.random() < DROPPED[book.source]:
        book.withdraw(rows)
        kind = "DROPPED"
    elif book.source in NOTE:
        column, word = NOTE[book.source]
        book.cells[column][rows] = word
        kind = "NOTED"
    else:
        return
    log.add(kind, item.who, source=book.name, records=book.ids[rows], cause=item.event.number)


def _relocate(rng: Rng, t: Truth, log: Log, book: Book, pen: Rewriting, item: News) -> None:
    """People in a new group or place: their rows are changed, or opened anew under other ids,
    with the old ones withdrawn or forgotten where they were."""
    p, f = t.p, t.p.f
    # what has happened to them since is told by other news
    who = item.who[p.alive[item.who] & (f.family[item.who] == item.family)]
    rows = book.rows_of(who)
    if not len(rows):
        return
    kind = item.event.kind
    drawn = rng.random()
    both = BOTH_FAR if item.far else BOTH
    anew = drawn < both + (NEW_ID_FAR if item.far else NEW_ID)
    if not anew:
        if kind in REGROUPS or book.source == DTKS:
            group = book.group_for(rng, t, item.family)
            book.cells[GROUP[book.source]][rows] = group
        pen.change(rows, CHANGES[kind])
        return
    fresh = reenter(rng, log, book, rows, "KEPT_TWICE" if drawn < both else "REENTERED",
                    item.event.number)  # fmt: skip
    if kind == "MOVE":
        group = book.regroup(rng, t, item.family)
    else:
        group = book.group_for(rng, t, item.family)
    book.cells[GROUP[book.source]][fresh] = group
    # half of them are asked everything again
    pen.change(fresh, EVERYTHING if rng.random() < 0.5 else CHANGES[kind])


def reenter(rng: Rng, log: Log, book: Book, rows: Ints, kind: str, cause: int = 0) -> Ints:
    """Open rows anew under other ids (KEPT_TWICE leaves the old ones where they are)."""
    fresh = book.add(rng, rows)
    if kind == "KEPT_TWICE":
        book.aside[rows] = True
    else:
        book.withdraw(rows)
    for old, new in zip(rows.tolist(), fresh.tolist(), strict=True):
        log.add(kind, [book.person[old]], source=book.name,
                records=(book.ids[old], book.ids[new]), cause=cause)  # fmt: skip
    return fresh
