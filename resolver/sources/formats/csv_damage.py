"""Rows of a text file that do not fit its header: told apart, and the harmless ones taken in."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from resolver.errors import InputError
from resolver.sources.formats.limits import Limits, too_thin
from resolver.sources.quotes import MARK, SHORT_MARK
from resolver.sources.table import BadRows, Lines

#: In place of a number of fields: a quote that never closes, in a row with all its delimiters / in
#: one without.
STRAY, CUT = -1, -2
_MARKS = {MARK.decode(): STRAY, SHORT_MARK.decode(): CUT}

Parse = Callable[[bytes, int], pa.Table]


@dataclass
class Damaged:
    """The rows of a block that the parser could not split, as it finds them (numbers from 1)."""

    delimiter: str
    width: int
    number: "array[int]" = field(default_factory=lambda: array("q"))
    fields: "array[int]" = field(default_factory=lambda: array("q"))
    #: Texts of rows that have more fields than the header, the last of them blank.
    longer: dict[int, str] = field(default_factory=dict)

    def __call__(self, row: pa_csv.InvalidRow) -> str:
        """Take a row from the parser."""
        fields = _MARKS.get(row.text, row.actual_columns)
        self.number.append(row.number)
        self.fields.append(fields)
        if fields > self.width and row.text.rstrip(" ").endswith((self.delimiter, '""')):
            self.longer[row.number] = row.text
        return "skip"

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.number)

    def take_in(
        self, columns: pa.Table, parse: Callable[[bytes, int], pa.Table]
    ) -> tuple[pa.Table, Lines, BadRows]:
        """Return the whole rows, their numbers, and the damaged ones.

        Rows with more fields than the header whose other fields all are blank (delimiters at the
        end of every row, as spreadsheets write them) are whole rows: they are put in their place.
        """
        number, fields = np.array(self.number, np.int64), np.array(self.fields, np.int64)
        kept = np.ones(columns.num_rows + len(number), dtype=bool)
        kept[number - 1] = False
        whole = np.flatnonzero(kept).astype(np.int64) + 1
        if self.longer:
            tables, found = self._blank_ended(parse)
            if len(found):
                whole = np.concatenate([whole, found])
                order = np.argsort(whole)
                columns = pa.concat_tables([columns, *tables]).take(pa.array(order))
                whole = whole[order]
                damaged = ~np.isin(number, found)
                number, fields = number[damaged], fields[damaged]
        return columns, whole, BadRows(number, *self._kinds(fields))

    def _blank_ended(self, parse: Parse) -> tuple[list[pa.Table], Lines]:
        """Return the rows whose fields beyond the header are blank, and their numbers."""
        by_fields: dict[int, list[int]] = {}
        for number, fields in zip(self.number, self.fields, strict=True):
            if number in self.longer:
                by_fields.setdefault(fields, []).append(number)
        tables: list[pa.Table] = []
        found = [np.empty(0, dtype=np.int64)]
        for fields, numbers in by_fields.items():
            text = "\n".join(self.longer[number] for number in numbers)
            rows = parse(text.encode(), fields)
            if rows.num_rows != len(numbers):
                continue
            blank = np.ones(len(numbers), dtype=bool)
            for place in range(self.width, fields):
                said = pc.utf8_trim_whitespace(rows.column(place))
                blank &= np.asarray(pc.equal(said, ""))
            tables.append(rows.select(range(self.width)).filter(pa.array(blank)))
            found.append(np.array(numbers, dtype=np.int64)[blank])
        return tables, np.concatenate(found)

    def _kinds(self, fields: Lines) -> tuple[Lines, tuple[tuple[str, str], ...]]:
        distinct, kind = np.unique(fields, return_inverse=True)
        return kind.astype(np.int64), tuple(self._describe(count) for count in distinct.tolist())

    def _describe(self, fields: int) -> tuple[str, str]:
        if fields < 0:
            return "OPEN_QUOTE", "a quote opens here and never closes"
        return "RAGGED_ROW", f"{fields} fields where the header has {self.width}"


@dataclass
class Tally:
    """Judges a text file while it is read: is it cut off in a value, is it a table at all?"""

    file: str
    width: int
    limits: Limits
    rows: int = 0
    damaged: int = 0
    size: int = 0
    ended: bool = True
    _whole: int = 0
    _stray: int = 0
    _cut: int = 0

    def add(self, text: bytes, whole: Lines, rows: Damaged, bad: BadRows) -> None:
        """Count a block; raises :class:`InputError` for a file of rows that are no rows."""
        number, fields = np.array(rows.number, np.int64), np.array(rows.fields, np.int64)
        self._note_quotes(whole, number[fields == STRAY], number[fields == CUT])
        self.rows += len(whole) + len(bad)
        self.damaged += len(bad)
        self.size += len(text)
        if text:
            self.ended = text.endswith(b"\n")
        if self.damaged > max(self.limits.damaged, self.rows // 2):
            raise InputError(
                f"{self.file} is refused: of its first {self.rows:,} rows {self.damaged:,} do not "
                f"fit the {self.width} columns of its header ({bad.kinds[0][1]}). Export it again, "
                "or say its delimiter in a mapping."
            )
        if self.rows > self.limits.free_rows and self.size < self.rows * self.limits.least(
            self.width
        ):
            raise too_thin(self.file, self.rows, self.size)

    def _note_quotes(self, whole: Lines, stray: Lines, cut: Lines) -> None:
        if len(whole):
            self._whole = self.rows + int(whole[-1])
        if len(stray):
            self._stray = self.rows + int(stray[-1])
        last = max(self._whole, self._stray)
        if self._cut <= last:
            later = cut[cut + self.rows > last]
            self._cut = self.rows + int(later[0]) if len(later) else 0

    def open_quote(self) -> int | None:
        """Return the row whose quote the end of the file cuts off, once all blocks are counted.

        A quote in a row that has all its delimiters is a stray one where the row behind it is whole
        or has such a quote too, and where the file ends behind it with a line break.
        """
        if self._stray > self._whole:
            return self._stray if self.rows > self._stray or not self.ended else None
        return self._cut or None
