"""The steps of a rule: cut a part out of a text and tidy it; on distinct texts, all by columns."""

from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.mapping.patterns import cut
from resolver.sources.mapping.rows import NOTHING, TEXT, empty_to_null, on_distinct
from resolver.sources.mapping.words import CodeTable


class Cut(Protocol):
    """One way to take a part of a text."""

    def take(self, texts: pa.Array) -> pa.Array:
        """Return the part of each text, null where there is none."""


@dataclass(frozen=True)
class Split:
    """Part *part* (1 = first, -1 = last) of a text cut at *separator*, into at most *of* parts."""

    separator: str
    part: int
    of: int | None = None
    from_end: bool = False

    def take(self, texts: pa.Array) -> pa.Array:
        """Return the part of each text, null where it has fewer."""
        lists = pc.split_pattern(
            texts,
            self.separator,
            max_splits=None if self.of is None else self.of - 1,
            reverse=self.from_end,
        )
        place = self.part - 1 if self.part > 0 else self.part
        parts = [_at(one, place) for one in lists.to_pylist()]
        return empty_to_null(pa.array(parts, TEXT))


@dataclass(frozen=True)
class Pattern:
    """The part of a text in the braces of a pattern (:mod:`resolver.sources.mapping.patterns`)."""

    pattern: str

    def take(self, texts: pa.Array) -> pa.Array:
        """Return the part of each text, null where the text does not fit."""
        return cut(texts, self.pattern)


@dataclass(frozen=True)
class Slice:
    """*length* signs (``None`` = all) from position *start* (1 = first)."""

    start: int
    length: int | None = None

    def take(self, texts: pa.Array) -> pa.Array:
        """Return the signs at these positions, null where the text is shorter."""
        first = self.start - 1
        stop = None if self.length is None else first + self.length
        return empty_to_null(pc.utf8_slice_codeunits(texts, first, stop))


@dataclass(frozen=True)
class Steps:
    """What is done to a text, in the order of the fields (docs/mapping.md, *Rules*)."""

    cut: Cut | None = None
    digits: bool = False
    remove: tuple[str, ...] = ()
    codes: CodeTable | None = None
    pad: int = 0
    prefix: str = ""
    suffix: str = ""

    def apply(self, values: pa.Array) -> pa.Array:
        """Return the texts after all steps; blanks stay blank."""
        if self == Steps():
            return values
        changed = on_distinct(values, self._change)
        if self.codes is not None and self.codes.for_blank is not None:
            return pc.fill_null(changed, self.codes.for_blank)
        return changed

    def lost(self, before: pa.Array, after: pa.Array) -> pa.Array | None:
        """Return of which texts *before* the cut took nothing (*after* is what :meth:`apply` gave).

        What ``remove`` and a code table blank is blanked on purpose: it is not lost.
        """
        if self.cut is None and not self.digits:
            return None
        if self.remove or self.codes is not None:
            after = on_distinct(before, self._take)
        return pc.and_(before.is_valid(), after.is_null())

    def _take(self, texts: pa.Array) -> pa.Array:
        if self.cut is not None:
            texts = self.cut.take(texts)
        return digits_only(texts) if self.digits else texts

    def _change(self, texts: pa.Array) -> pa.Array:
        texts = self._take(texts)
        for what in self.remove:
            texts = empty_to_null(pc.replace_substring(texts, what, ""))
        if self.codes is not None:
            texts = self.codes.translate(texts)
        if self.pad:
            texts = pc.utf8_lpad(texts, self.pad, "0")
        if self.prefix or self.suffix:
            prefix, suffix = pa.scalar(self.prefix, TEXT), pa.scalar(self.suffix, TEXT)
            texts = pc.binary_join_element_wise(prefix, texts, suffix, pa.scalar("", TEXT))
        return texts


def digits_only(values: pa.Array) -> pa.Array:
    """Return the digits of each value; ``.0`` of a number read as a float is dropped first."""
    plain = pc.replace_substring_regex(values, r"\.0+$", "")
    digits = pc.replace_substring_regex(plain, r"\D", "")
    return pc.if_else(pc.equal(digits, ""), NOTHING, digits)


def _at(parts: list[str] | None, place: int) -> str | None:
    if parts is None or not -len(parts) <= place < len(parts):
        return None
    return parts[place]
