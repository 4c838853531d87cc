"""What a rule reads from: the columns of one file under their headers, cleaned once each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

TEXT: Final = pa.large_string()
NOTHING: Final = pa.scalar(None, TEXT)
_NTH = re.compile(r"^(.*?)\s*#(\d{1,4})$", re.DOTALL)


def header_key(text: str) -> str:
    """Return a header without case, spaces, underscores, dots, quotes and other signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


@dataclass(frozen=True)
class HeaderRef:
    """A column as a mapping names it: ``NAMA``, ``NAMA#2`` (the second NAMA) or ``#5`` (the fifth).

    ``key`` is empty where the position alone counts; ``nth`` begins at 1, 0 = any, if only once.
    """

    text: str
    key: str
    nth: int = 0

    @classmethod
    def of(cls, text: str) -> "HeaderRef":
        """Return the reference that *text* writes."""
        found = _NTH.match(text.strip())
        if found is None:
            return cls(text, header_key(text))
        return cls(text, header_key(found[1]), max(int(found[2]), 1))

    def place(self, keys: list[str]) -> int | None:
        """Return the position among a file's header *keys*, or ``None``."""
        if not self.key:
            return self.nth - 1 if 0 < self.nth <= len(keys) else None
        places = [place for place, key in enumerate(keys) if key == self.key]
        wanted = max(self.nth, 1)
        return places[wanted - 1] if wanted <= len(places) else None


@dataclass
class Rows:
    """The rows of one file: *table* has columns ``0…n-1`` of text under the header *keys*.

    *file* is the file's name without its endings, *source* its source; *blanks* (case-folded) are
    whole cells that say nothing.
    """

    table: pa.Table
    keys: list[str]
    file: str = ""
    source: str = ""
    blanks: frozenset[str] = frozenset()
    _cleaned: dict[int, pa.Array] = field(default_factory=dict)
    _lost: pa.Array | None = None

    @property
    def length(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def column(self, ref: HeaderRef) -> pa.Array:
        """Return a column: trimmed text, blanks as nulls; all null where the file has it not."""
        place = ref.place(self.keys)
        if place is None:
            return blank(self.length)
        if place not in self._cleaned:
            self._cleaned[place] = _clean(self.table.column(place), self.blanks)
        return self._cleaned[place]

    def note_lost(self, where: pa.Array | None) -> None:
        """Note the rows in which a rule found a value and could take nothing from it."""
        if where is None or not pc.any(where, min_count=0).as_py():
            return
        self._lost = where if self._lost is None else pc.or_(self._lost, where)

    def take_lost(self) -> pa.Array | None:
        """Return the rows noted since this was last asked, ``None`` where there are none."""
        lost, self._lost = self._lost, None
        return lost


def blank(length: int) -> pa.Array:
    """Return a column without values."""
    return pa.nulls(length, TEXT)


def constant(text: str, length: int) -> pa.Array:
    """Return a column that says the same in every row."""
    return pa.repeat(pa.scalar(text, TEXT), length)


def on_distinct(values: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return *change* of the distinct texts of *values*, spread over the rows; nulls stay."""
    distinct = values.dictionary_encode()
    changed = change(distinct.dictionary)
    return changed.cast(TEXT).take(distinct.indices)


def join_present(parts: list[pa.Array], between: str) -> pa.Array:
    """Return the texts of several columns joined row by row, nulls left out; null where all are.

    Arrow's own ``null_handling="skip"`` loses the rows in which all are null.
    """
    sign = pa.scalar(between, TEXT)
    joined = parts[0].cast(TEXT)
    for part in parts[1:]:
        one = part.cast(TEXT)
        joined = pc.coalesce(pc.binary_join_element_wise(joined, one, sign), joined, one)
    return joined


def empty_to_null(values: pa.Array) -> pa.Array:
    """Return the texts trimmed, empty ones as null."""
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), NOTHING, trimmed)


def _clean(values: pa.ChunkedArray | pa.Array, blanks: frozenset[str]) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    cleaned = empty_to_null(values)
    if not blanks:
        return cleaned
    lowered = pc.utf8_lower(cleaned)
    return pc.if_else(pc.is_in(lowered, pa.array(sorted(blanks), TEXT)), NOTHING, cleaned)
