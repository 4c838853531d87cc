"""Texts as flat words: the words of all texts in one array, with the text each belongs to."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, distinct, empty_to_null

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Words:
    """The words of *count* texts, in order.

    Word i is ``vocabulary[code[i]]`` and stands in text ``row[i]``; rows do not descend.
    """

    vocabulary: pa.Array
    code: Ints
    row: Ints
    count: int

    @classmethod
    def split(cls, texts: pa.Array) -> "Words":
        """Return the words of *texts* (large strings without nulls, ASCII spaces between words)."""
        lists = pc.ascii_split_whitespace(texts)
        code, vocabulary = distinct(pc.list_flatten(lists))
        row = np.asarray(pc.list_parent_indices(lists)).astype(np.int64)
        empty = np.flatnonzero(np.asarray(pc.equal(vocabulary, "")))
        keep = ~np.isin(code, empty)
        return cls(vocabulary, code[keep], row[keep], len(texts))

    def where(self, keep: Mask) -> "Words":
        """Return the words that *keep* (one per word) marks."""
        return Words(self.vocabulary, self.code[keep], self.row[keep], self.count)

    def recode(self, code: Ints, vocabulary: pa.Array) -> "Words":
        """Return the same words spelt otherwise: word i is now ``vocabulary[code[i]]``."""
        return Words(vocabulary, code, self.row, self.count)

    def respell(self, spellings: pa.Array) -> "Words":
        """Return the words with ``vocabulary[k]`` now spelt ``spellings[k]``."""
        codes, vocabulary = distinct(spellings)
        return self.recode(codes[self.code], vocabulary)

    def flags(self, words: frozenset[str]) -> Mask:
        """Tell of each word whether it is one of *words*."""
        known = np.asarray(pc.is_in(self.vocabulary, pa.array(sorted(words), TEXT)))
        return known[self.code] if len(known) else np.zeros(0, dtype=bool)

    def before(self, marks: Mask) -> Mask:
        """Tell of each word whether the next one of its text is marked."""
        following = np.zeros(len(self.row), dtype=bool)
        following[:-1] = marks[1:]
        return following & ~self.last()

    def leaves_some(self, drop: Mask) -> Mask:
        """Tell of each word whether its text keeps a word when those that *drop* marks go."""
        return np.bincount(self.row[~drop], minlength=self.count)[self.row] > 0

    def first(self) -> Mask:
        """Tell of each word whether it begins its text."""
        starts = np.ones(len(self.row), dtype=bool)
        starts[1:] = self.row[1:] != self.row[:-1]
        return starts

    def last(self) -> Mask:
        """Tell of each word whether it ends its text."""
        ends = np.ones(len(self.row), dtype=bool)
        ends[:-1] = self.row[1:] != self.row[:-1]
        return ends

    def seen(self, marks: Mask) -> Ints:
        """Return how many marked words of its text stand before or at each word."""
        running = np.cumsum(marks, dtype=np.int64)
        before = np.where(self.first(), running - marks, 0)
        return running - np.maximum.accumulate(before) if len(running) else running

    def sorted(self) -> "Words":
        """Return the words of each text in alphabetical order."""
        rank = np.empty(len(self.vocabulary), dtype=np.int64)
        rank[np.asarray(pc.sort_indices(self.vocabulary))] = np.arange(len(rank))
        order = np.lexsort((rank[self.code], self.row))
        return Words(self.vocabulary, self.code[order], self.row[order], self.count)

    def join(self, between: str) -> pa.Array:
        """Return the texts again, words joined by *between*; null for a text without words."""
        sizes = np.bincount(self.row, minlength=self.count)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        spelt = self.vocabulary.take(pa.array(self.code))
        lists = pa.LargeListArray.from_arrays(pa.array(offsets), spelt)
        return empty_to_null(pc.binary_join(lists, pa.scalar(between, TEXT)))
