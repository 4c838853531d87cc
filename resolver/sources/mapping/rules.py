"""Rules: how a canonical column is made of a file's columns. Each reads whole columns at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.mapping.patterns import cut
from resolver.sources.mapping.rows import (
    NOTHING,
    TEXT,
    HeaderRef,
    Rows,
    blank,
    constant,
    join_present,
)
from resolver.sources.mapping.steps import Steps, digits_only


class Rule(Protocol):
    """What gives the values of one canonical column."""

    def headers(self) -> Iterator[HeaderRef]:
        """Yield every column of the file that the rule names."""

    def given(self, keys: list[str]) -> bool:
        """Tell whether a file with these header keys has what the rule needs."""

    def read(self, rows: Rows) -> pa.Array:
        """Return the values, null where there is none; columns that are not there read as blank.

        Rows whose columns say something of which the rule takes nothing are noted in *rows*.
        """


@dataclass(frozen=True)
class Column:
    """A column as it stands."""

    header: HeaderRef

    def headers(self) -> Iterator[HeaderRef]:
        """Yield the column."""
        yield self.header

    def given(self, keys: list[str]) -> bool:
        """Tell whether the file has the column."""
        return self.header.place(keys) is not None

    def read(self, rows: Rows) -> pa.Array:
        """Return the column."""
        return rows.column(self.header)


@dataclass(frozen=True)
class Parts:
    """What rules of several parts have in common: all of them are needed."""

    parts: tuple[Rule, ...]

    def headers(self) -> Iterator[HeaderRef]:
        """Yield the columns of all parts."""
        for part in self.parts:
            yield from part.headers()

    def given(self, keys: list[str]) -> bool:
        """Tell whether the file has all parts."""
        return all(part.given(keys) for part in self.parts)


@dataclass(frozen=True)
class First(Parts):
    """The first alternative that is not blank in the row."""

    def given(self, keys: list[str]) -> bool:
        """Tell whether the file has one of the alternatives."""
        return any(part.given(keys) for part in self.parts)

    def read(self, rows: Rows) -> pa.Array:
        """Return the first value of each row."""
        before = rows.take_lost()
        here = [part.read(rows) for part in self.parts if part.given(rows.keys)]
        found = pc.coalesce(*here) if here else blank(rows.length)
        lost = rows.take_lost()
        # Nothing is lost where another alternative gives a value: it is there for that.
        rows.note_lost(None if lost is None else pc.and_(lost, found.is_null()))
        rows.note_lost(before)
        return found


@dataclass(frozen=True)
class Stepped:
    """Another rule, its texts cut and tidied; ``system``: whose area codes it gives, if said."""

    of: Rule
    steps: Steps
    system: str | None = None

    def headers(self) -> Iterator[HeaderRef]:
        """Yield the columns of the rule."""
        yield from self.of.headers()

    def given(self, keys: list[str]) -> bool:
        """Tell whether the file has what the rule needs."""
        return self.of.given(keys)

    def read(self, rows: Rows) -> pa.Array:
        """Return the texts after the steps."""
        before = self.of.read(rows)
        after = self.steps.apply(before)
        rows.note_lost(self.steps.lost(before, after))
        return after


@dataclass(frozen=True)
class Join(Parts):
    """The parts that are not blank, joined."""

    between: str = " "

    def read(self, rows: Rows) -> pa.Array:
        """Return the joined texts, null where all parts are blank."""
        return join_present([part.read(rows) for part in self.parts], self.between)


@dataclass(frozen=True)
class Code(Parts):
    """A code of parts with fixed widths, left zeros put back, as far as the first blank part.

    A part that repeats the code so far (32, 3201, 320101, ...) gives its own digits alone; any
    other part longer than its width is no such part: it counts as blank.
    """

    widths: tuple[int, ...] = ()

    def read(self, rows: Rows) -> pa.Array:
        """Return the digits of the code."""
        code = constant("", rows.length)
        whole = pa.repeat(True, rows.length)
        for part, width in zip(self.parts, self.widths, strict=True):
            written = part.read(rows)
            own = _own_digits(digits_only(written), code, width)
            padded = pc.utf8_lpad(own, width, "0")
            whole = pc.and_(whole, pc.is_valid(padded))
            rows.note_lost(pc.and_(written.is_valid(), pc.invert(whole)))
            longer = pc.binary_join_element_wise(
                code, pc.fill_null(padded, ""), pa.scalar("", TEXT)
            )
            code = pc.if_else(whole, longer, code)
        return pc.if_else(pc.equal(code, ""), NOTHING, code)


def _own_digits(digits: pa.Array, code: pa.Array, width: int) -> pa.Array:
    """Return each part without the code before it, null where it is longer than *width*."""
    long = pc.greater(pc.utf8_length(digits), width)
    if not pc.any(long, min_count=0).as_py():
        return digits
    own = pc.utf8_slice_codeunits(digits, -width)
    repeated = pc.binary_join_element_wise(code, own, pa.scalar("", TEXT))
    cumulative = pc.and_(pc.not_equal(code, ""), pc.equal(digits, repeated))
    return pc.if_else(long, pc.if_else(cumulative, own, NOTHING), digits)


@dataclass(frozen=True)
class Constant:
    """The same text in every row."""

    text: str

    def headers(self) -> Iterator[HeaderRef]:
        """Yield nothing."""
        yield from ()

    def given(self, keys: list[str]) -> bool:
        """Tell that nothing is needed."""
        del keys
        return True

    def read(self, rows: Rows) -> pa.Array:
        """Return the text for every row."""
        return constant(self.text, rows.length) if self.text else blank(rows.length)


@dataclass(frozen=True)
class FileName(Constant):
    """A part of the file's name (without its endings); ``text`` is the pattern."""

    def read(self, rows: Rows) -> pa.Array:
        """Return the part for every row, null where the name does not fit."""
        part = cut(pa.array([rows.file], TEXT), self.text)[0].as_py()
        return blank(rows.length) if part is None else constant(part, rows.length)


@dataclass(frozen=True)
class AnyYes(Parts):
    """A yes of any of the columns, else what the first of them says."""

    yes: tuple[str, ...] = ()

    def given(self, keys: list[str]) -> bool:
        """Tell whether the file has one of the columns."""
        return any(part.given(keys) for part in self.parts)

    def read(self, rows: Rows) -> pa.Array:
        """Return the first yes, else the first value, of each row."""
        here = [part.read(rows) for part in self.parts if part.given(rows.keys)]
        if not here:
            return blank(rows.length)
        words = pa.array([word.upper() for word in self.yes], TEXT)
        said = [pc.if_else(pc.is_in(pc.utf8_upper(one), words), one, NOTHING) for one in here]
        return pc.coalesce(*said, *here)
