"""CSV: comma, semicolon, tab or pipe, quoted line breaks, each damaged row set aside."""

import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from resolver.errors import InputError
from resolver.sources.formats.content import refuse_no_text
from resolver.sources.formats.limits import too_wide
from resolver.sources.formats.part import Part, Start
from resolver.sources.formats.source import Source
from resolver.sources.formats.text import find_encoding, utf8_blocks
from resolver.sources.quotes import MARK, close_quotes
from resolver.sources.table import TEXT, BadRow, TextTable, no_rows

#: Bytes read at once: large enough for the reader's speed, small beside a machine's memory.
_BLOCK = 8 << 20
#: Cells written as formulas so that a spreadsheet leaves them text: ``="0012"``.
_AS_TEXT = r'^="([^"]*)"$'


def csv_part(source: Source, encoding: str = "") -> Part:
    """Return the one table of a text file; *encoding* is one of ``ENCODINGS`` or found out.

    Raises :class:`InputError` for a file that is empty, no text, or has no line ends.
    """
    limits = source.limits
    start = source.start(limits.head)
    encoding = encoding or find_encoding(start)
    with source.stream() as stream:
        head = next(utf8_blocks(source.name, stream, encoding, limits.head, limits), b"")
    if not head.strip():
        raise InputError(f"{source.name} is empty. Export it again and check its size.")
    refuse_no_text(source.name, head[: 64 << 10])
    return Part(head, lambda header: _rows(source, encoding, header))


def _rows(source: Source, encoding: str, start: Start) -> Iterator[TextTable]:
    if len(start.names) > source.limits.columns:
        raise too_wide(source.name, source.limits)
    reader = _RowReader(source.name, start)
    skip = start.body
    yield no_rows(len(start.names))
    with source.stream() as stream:
        for block in utf8_blocks(source.name, stream, encoding, _BLOCK, source.limits):
            text, skip = block[skip:], max(0, skip - len(block))
            if text:
                yield reader.read(text)
    yield reader.finish()


class _RowReader:
    """Reads blocks of whole lines one after the other; keeps what hangs over from one to the next.

    A block is parsed as late as the next one comes, so that the last is known to be the last.
    """

    def __init__(self, file: str, start: Start) -> None:
        self.file, self.delimiter, self.width = file, start.delimiter, len(start.names)
        self.rest = b""
        self.total = 0
        self.last_whole = 0
        self.open_quote: int | None = None

    def read(self, text: bytes) -> TextTable:
        """Return the rows of the lines so far, save those that may go on in the next block."""
        return self._batch(self.rest + text, final=not text.endswith(b"\n"))

    def finish(self) -> TextTable:
        """Return the last rows; raises :class:`InputError` for a file that ends within a value."""
        batch = self._batch(self.rest, final=True)
        if self.open_quote is not None:
            raise InputError(
                f"{self.file} is truncated: it ends inside a quoted value that opens in row "
                f"{self.open_quote} below the header. Copy or export it again."
            )
        return batch

    def _batch(self, text: bytes, final: bool) -> TextTable:
        self.rest = b""
        columns, invalid = self._parse(text)
        lines = text.count(b"\n") + (not text.endswith(b"\n"))
        # Rows of several lines: values with line breaks, or open quotes that hide each other.
        hidden = lines > columns.num_rows + len(invalid)
        if b'"' in text and (hidden or text.count(b'"') % 2):
            text, self.rest = close_quotes(text, self.delimiter, self.width, final)
            columns, invalid = self._parse(text)
        total = columns.num_rows + len(invalid)
        if final and invalid and text and not text.endswith(b"\n"):
            self._refuse_cut_row(invalid[-1], total)
        kept = np.ones(total, dtype=bool)
        kept[[row.number - 1 for row in invalid]] = False
        line = np.flatnonzero(kept).astype(np.int64) + 1 + self.total
        bad = [self._describe(row) for row in invalid]
        self._note_open_quote(line, bad)
        self.total += total
        if b'="' in text or b'"=' in text:
            columns = _unwrap(columns)
        return TextTable(columns, line, bad)

    def _parse(self, text: bytes) -> tuple[pa.Table, list[pa_csv.InvalidRow]]:
        names = [str(position) for position in range(self.width)]
        invalid: list[pa_csv.InvalidRow] = []

        def set_aside(row: pa_csv.InvalidRow) -> str:
            invalid.append(row)
            return "skip"

        if not text.strip():
            return no_rows(self.width).columns, invalid
        try:
            table = pa_csv.read_csv(
                io.BytesIO(text),
                # One thread: the row numbers of damaged rows are known only then. One block: a
                # row may be as long as the text.
                read_options=pa_csv.ReadOptions(
                    use_threads=False, block_size=len(text) + 1, column_names=names
                ),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, TEXT), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid as error:
            raise InputError(
                f"{self.file} cannot be read as CSV: {str(error)[:120]}. "
                "Export it again as CSV (UTF-8)."
            ) from error
        return table, invalid

    def _refuse_cut_row(self, last: pa_csv.InvalidRow, total: int) -> None:
        cut = last.number == total and last.text != MARK.decode()
        if cut and last.actual_columns < last.expected_columns:
            raise InputError(
                f"{self.file} is truncated: its last row (line {self.total + total} below the "
                f"header) ends after {last.actual_columns} of {last.expected_columns} columns. "
                "Copy or export it again."
            )

    def _note_open_quote(self, line: "np.typing.NDArray[np.int64]", bad: list[BadRow]) -> None:
        """Remember the first open quote behind the last whole row: there the file may be cut."""
        if len(line):
            self.last_whole, self.open_quote = int(line[-1]), None
        if self.open_quote is None:
            places = (row.line for row in bad if row.reason == "OPEN_QUOTE")
            self.open_quote = next((place for place in places if place > self.last_whole), None)

    def _describe(self, row: pa_csv.InvalidRow) -> BadRow:
        line = self.total + row.number
        if row.text == MARK.decode():
            return BadRow(line, "OPEN_QUOTE", "a quote opens here and never closes")
        return BadRow(
            line,
            "RAGGED_ROW",
            f"{row.actual_columns} fields where the header has {row.expected_columns}",
        )


def _unwrap(columns: pa.Table) -> pa.Table:
    for place, name in enumerate(columns.column_names):
        values = columns.column(place)
        if pc.any(pc.starts_with(values, '="')).as_py():
            columns = columns.set_column(
                place, name, pc.replace_substring_regex(values, _AS_TEXT, r"\1")
            )
    return columns
