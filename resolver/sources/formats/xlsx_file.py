"""XLSX, read only and streamed: each sheet is a table; nothing in it is ever calculated."""

import csv
import io
from collections.abc import Iterator
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.errors import InputError
from resolver.sources.formats.limits import too_wide
from resolver.sources.formats.part import Part, Start
from resolver.sources.formats.source import Source
from resolver.sources.formats.xlsx_book import Book, Sheet, open_book
from resolver.sources.formats.xlsx_sheet import Cell, Row, sheet_rows
from resolver.sources.formats.xlsx_strings import shared_strings
from resolver.sources.formats.xml import damaged
from resolver.sources.table import TEXT, TextTable, no_rows

#: Lines of the head: title lines, the header, and some rows for who wants to guess.
_HEAD_ROWS = 50
#: Rows of a batch: some 20 MB of cells at 25 columns.
_BATCH = 10_000


def xlsx_parts(source: Source) -> list[Part]:
    """Return the sheets of a workbook that hold anything, in its order.

    Raises :class:`InputError` for what is no workbook, is damaged, or asks too much.
    """
    book = _Workbook(open_book(source.searchable()))
    parts = [
        Part(head, partial(_rows, book, sheet), sheet.name, sheet.hidden)
        for sheet in book.inside.sheets
        if (head := _head(book, sheet)).strip()
    ]
    if not parts:
        raise InputError(f"{source.name} is empty: no sheet of it holds a row. Export it again.")
    return parts


class _Workbook:
    """A workbook and its shared texts, read when the first sheet asks for them."""

    def __init__(self, inside: Book) -> None:
        self.inside = inside
        self.name = inside.archive.source.name

    @cached_property
    def strings(self) -> pa.Array:
        return shared_strings(self.inside)

    def text_of(self, cells: list[Cell]) -> pa.Array:
        """Return the texts of cells, shared ones looked up."""
        own = pa.array([cell if type(cell) is str else None for cell in cells], TEXT)
        shared = pa.array([cell if type(cell) is int else None for cell in cells], pa.int64())
        if shared.null_count == len(cells):
            return own
        try:
            return pc.coalesce(own, self.strings.take(shared))
        except (pa.ArrowIndexError, IndexError) as error:
            raise damaged(self.name, "a cell refers to a text that is not there") from error


def _head(book: _Workbook, sheet: Sheet) -> bytes:
    """Return the first lines as CSV, a line for each row, also for those that are not there."""
    rows: list[Row] = []
    for batch in sheet_rows(book.inside, sheet):
        rows += batch
        if len(rows) >= _HEAD_ROWS or rows[-1].number >= _HEAD_ROWS:
            break
    lines: list[list[str]] = []
    for row in rows:
        if row.number > _HEAD_ROWS:
            break
        lines += [[]] * (row.number - 1 - len(lines))
        texts = book.text_of(row.cells).to_pylist()
        lines.append([" ".join((text or "").split()) for text in texts])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(line if any(line) else [] for line in lines)
    return out.getvalue().encode("utf-8", "replace")


def _rows(book: _Workbook, sheet: Sheet, start: Start) -> Iterator[TextTable]:
    if start.delimiter != ",":
        raise InputError(
            f"{book.name} holds lines of text instead of cells: its columns are parted by "
            f"{start.delimiter!r} within the first cell. Save it as CSV (UTF-8)."
        )
    width = len(start.names)
    if width > book.inside.archive.source.limits.columns:
        raise too_wide(book.name, book.inside.archive.source.limits)
    head = _head(book, sheet)
    above = head[: start.body].count(b"\n")
    batch: list[Row] = []
    line = 1
    yield no_rows(width)
    for rows in sheet_rows(book.inside, sheet, width):
        batch += [row for row in rows if row.number > above and not row.blank()]
        if len(batch) >= _BATCH:
            yield _table(book, batch, line, width)
            line, batch = line + len(batch), []
    yield _table(book, batch, line, width)


def _table(book: _Workbook, rows: list[Row], first: int, width: int) -> TextTable:
    for row in rows:
        row.cells.extend([None] * (width - len(row.cells)))
    columns = zip(*(row.cells for row in rows), strict=True) if rows else [()] * width
    table = pa.table(
        {
            str(place): pc.fill_null(book.text_of(list(column)), "")
            for place, column in enumerate(columns)
        }
    )
    line = np.arange(first, first + len(rows), dtype=np.int64)
    bare = [(first + at, place - 1) for at, row in enumerate(rows) for place in row.bare]
    return TextTable(table, line, bare=np.array(bare, dtype=np.int64).reshape(-1, 2))
