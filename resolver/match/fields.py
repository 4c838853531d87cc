"""The normalised columns that keys and comparisons read, each encoded once, at its first use.

A text column becomes codes and its distinct values; what is derived from the values (a first
word, a sound's beginning) is made of those, not row by row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.keys import Codes, hashed
from resolver.match.strings import Packed

Rows = npt.NDArray[np.int32]

MOST_ROWS_OF_FAMILY = 40
"""A source group of more rows than this is none (docs/tables.md §3)."""


@dataclass(frozen=True)
class TextColumn:
    """A dictionary-encoded text column: ``texts[codes[row]]``; code -1 = missing.

    Attributes:
        codes: int32, one per record.
        texts: the distinct values, Arrow large strings.
    """

    codes: npt.NDArray[np.int32]
    texts: pa.Array
    _slices: dict[tuple[int, int, int], Rows] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def encode(cls, values: "pd.Series | pa.Array | pa.ChunkedArray") -> "TextColumn":
        """Encode a column of text."""
        if isinstance(values, pd.Series):
            values = pa.array(values, from_pandas=True)
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        encoded = values.cast(pa.large_string()).dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return cls(codes.astype(np.int32), encoded.dictionary)

    @cached_property
    def values(self) -> npt.NDArray[np.object_]:
        """The distinct values as Python texts; the hot path does without them."""
        return np.asarray(self.texts.to_numpy(zero_copy_only=False), dtype=object)

    @cached_property
    def packed(self) -> Packed:
        """The distinct values in one buffer."""
        return Packed.of(self.texts)

    @cached_property
    def numbers(self) -> npt.NDArray[np.int64]:
        """The distinct values that are 16 digits as numbers, with a last place for code -1.

        -1 where a value is something else.
        """
        whole = pc.match_substring_regex(self.texts, r"^[0-9]{16}$")
        parts = pc.if_else(whole, self.texts, "-1").cast(pa.int64())
        return np.append(parts.to_numpy(zero_copy_only=False), np.int64(-1))

    def mapped(self, change: Callable[[pa.Array], pa.Array]) -> "TextColumn":
        """The column with its distinct values changed, all at once; null becomes missing."""
        inner = TextColumn.encode(change(self.texts))
        return TextColumn(np.append(inner.codes, np.int32(-1))[self.codes], inner.texts)

    def where(self, rows: npt.NDArray[np.bool_]) -> "TextColumn":
        """The column, missing in all other rows."""
        return TextColumn(np.where(rows, self.codes, np.int32(-1)), self.texts)

    def place(self, text: str) -> int:
        """The code of a text; -2 where no record holds it."""
        found = int(pc.index(self.texts, text).as_py())
        return found if found >= 0 else -2

    def keys(self, change: Callable[[pa.Array], pa.Array] | None = None) -> Codes:
        """Stable 64-bit codes of the values, changed all at once if so wanted; missing → 0."""
        if change is not None:
            return self.mapped(change).keys()
        return np.asarray(hashed(self.texts.to_numpy(zero_copy_only=False))[self.codes])

    def slices(self, start: int, stop: int, length: int) -> Rows:
        """Codes of a slice of every distinct value, with a last place for code -1.

        -1 where the value is not *length* long. Made once: a run compares in many chunks.
        """
        key = (start, stop, length)
        if key not in self._slices:
            whole = pc.equal(pc.utf8_length(self.texts), length)
            parts = pc.if_else(whole, pc.utf8_slice_codeunits(self.texts, start, stop), None)
            self._slices[key] = np.append(TextColumn.encode(parts).codes, np.int32(-1))
        return self._slices[key]

    def counts(self) -> npt.NDArray[np.int64]:
        """How many records hold each record's value; 0 where it is missing."""
        sizes = np.append(np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts)), 0)
        return np.asarray(sizes[self.codes], dtype=np.int64)


class Fields:
    """The columns of ``clean`` (docs/tables.md §3), encoded at their first use and kept.

    Args:
        read: gives a column by its name: of a table in memory, or of a file, one at a time.
        count: number of records.
    """

    def __init__(self, read: Callable[[str], pd.Series], count: int) -> None:
        self._read = read
        self._count = count
        self._texts: dict[str, TextColumn] = {}

    @classmethod
    def of(cls, clean: "Clean") -> "Fields":
        """The fields of a table; fields are returned as they are."""
        return clean if isinstance(clean, Fields) else cls(clean.__getitem__, len(clean))

    def __len__(self) -> int:
        return self._count

    def text(self, name: str) -> TextColumn:
        """A text column."""
        if name not in self._texts:
            self._texts[name] = TextColumn.encode(self._read(name))
        return self._texts[name]

    def numbers(self, name: str, kind: Any = np.int64) -> npt.NDArray[Any]:
        """A column of whole numbers without gaps."""
        return self._read(name).to_numpy(kind)

    @cached_property
    def family(self) -> TextColumn:
        """The source group of each record; missing where it is no family or household.

        A group of very many rows is a filler (`0` in every row) or an institution: its members
        are not each other's kin, and what holds for two of them says nothing of the others.
        """
        groups = self.text("group_id")
        return groups.where(groups.counts() <= MOST_ROWS_OF_FAMILY)

    @cached_property
    def name_words(self) -> "NameWords":
        """The words of the distinct normal names."""
        return NameWords.of(self.text("name_norm").texts)


Clean = pd.DataFrame | Fields
"""The normalised records: as a table, or encoded already."""


@dataclass(frozen=True)
class NameWords:
    """The words of texts, one text after the other.

    Attributes:
        words: Arrow large strings, all words.
        starts: int64, where each text's words begin in ``words``, and their end.
    """

    words: pa.Array
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: pa.Array) -> "NameWords":
        """Cut texts at their spaces; each has at least one word."""
        lists = pc.split_pattern(texts, " ")
        starts = lists.offsets.to_numpy().astype(np.int64)
        return cls(lists.values.slice(starts[0], starts[-1] - starts[0]), starts - starts[0])

    @property
    def first(self) -> npt.NDArray[np.int64]:
        """Place of each text's first word."""
        return self.starts[:-1]

    @property
    def last(self) -> npt.NDArray[np.int64]:
        """Place of each text's last word."""
        return self.starts[1:] - 1

    @property
    def longest(self) -> npt.NDArray[np.int64]:
        """Place of each text's longest word, of equals the first."""
        length = pc.utf8_length(self.words).to_numpy(zero_copy_only=False).astype(np.int64)
        place = np.arange(len(length))
        best = (
            np.maximum.reduceat(length * len(length) - place, self.first) if len(length) else place
        )
        return np.asarray(-best % max(len(length), 1))

    def sorted(self) -> pa.Array:
        """Each text with its words in order."""
        encoded = TextColumn.encode(self.words)
        rank = np.empty(len(encoded.texts), dtype=np.int64)
        rank[pc.array_sort_indices(encoded.texts).to_numpy()] = np.arange(len(rank))
        of_text = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        order = np.argsort(of_text * max(len(rank), 1) + rank[encoded.codes], kind="stable")
        starts = pa.array(self.starts, pa.int32())
        lists = pa.ListArray.from_arrays(starts, self.words.take(pa.array(order)))
        return pc.binary_join(lists, pa.scalar(" ", pa.large_string()))
