"""What of a file's values a draft may repeat: words of codes, nothing that tells a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from resolver.normalise.tables import load_table
from resolver.sources.drafting.cells import LONG_NUMBER, ROUNDED, holds_date, meanings
from resolver.sources.drafting.guess import Guess
from resolver.sources.drafting.sample import Sample
from resolver.sources.drafting.words import vocabulary, words_of

_WORD = re.compile(r"[^\W\d_]{2,}")
_NAMES: Final = ("name", "first_name", "last_name", "mother_name")
#: People by whom an office parts its rows: they may decide nothing in a draft.
_STAFF: Final = frozenset(
    {"petugas", "pendamping", "pencacah", "pengawas", "operator", "enumerator", "surveyor"}
    | {"wali", "kepala", "ketua"}
)
#: A value of so many rows is a word of the office, be it somebody's name too.
_SHARED = 5
#: More values than this decide nothing anyway (``separate``).
_MOST_DECIDING = 300
_LONGEST = 60


@dataclass(frozen=True)
class Private:
    """The words that people of a file are called by."""

    names: frozenset[str]

    def hides(self, value: str, rows: int, *, dated: bool = False) -> bool:
        """Tell whether a draft may not repeat a value that stands in so many *rows*.

        A long number never; a date neither, save in a column that is ``dated``; words only if they
        are known, or many rows share them, or hardly anybody is called so.
        """
        if LONG_NUMBER.search(value) or ROUNDED.match(value) or len(value) > _LONGEST:
            return True
        if not value.isprintable() or (not dated and holds_date(value)):
            return True
        unknown = [word for word in _words(value) if word not in _known()]
        return rows < _SHARED and (len(unknown) > 1 or any(one in self.names for one in unknown))


def private_words(guesses: dict[str, Guess]) -> Private:
    """Return what is private in a file by the columns of names in it."""
    values = (
        value
        for column in _NAMES
        if (guess := guesses.get(column)) is not None
        for value in guess.column.counts
    )
    return Private(frozenset(word for value in values for word in _words(value)))


def bars_deciding(sample: Sample, guesses: dict[str, Guess]) -> set[int]:
    """Return the places of columns by whose values a draft may decide nothing: it would name them.

    Those of people, be they the file's or the office's own, and of numbers and dates of people.
    """
    barred = {guesses[name].column.place for name in _NAMES if name in guesses}
    for column in sample.columns:
        few = len(column.counts) <= _MOST_DECIDING
        personal = few and any(LONG_NUMBER.search(v) or holds_date(v) for v in column.counts)
        if personal or not _STAFF.isdisjoint(words_of(column.header)):
            barred.add(column.place)
    return barred


def _words(value: str) -> Iterable[str]:
    return (word.upper() for word in _WORD.findall(value))


@cache
def _known() -> frozenset[str]:
    """Return the words of the tables of codes and months, and of headers."""
    kinds = [*load_table("codes").values(), *meanings().values()]
    tables = [words for kind in kinds for words in kind.values() if isinstance(words, list)]
    tables += list(load_table("dates")["months"].values())
    texts = [text for words in tables for text in words]
    return frozenset(word for text in [*texts, *vocabulary()] for word in _words(text))
