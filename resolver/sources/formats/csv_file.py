"""CSV: comma, semicolon, tab or pipe, quoted line breaks, each damaged row set aside."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from resolver.errors import InputError
from resolver.sources.formats.content import refuse_no_text
from resolver.sources.formats.csv_damage import Damaged, Tally
from resolver.sources.formats.limits import Limits, too_wide
from resolver.sources.formats.part import Part, Start
from resolver.sources.formats.source import Source
from resolver.sources.formats.text import find_encoding, utf8_blocks
from resolver.sources.quotes import close_quotes, is_open
from resolver.sources.table import TEXT, TextTable, no_rows

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
    reader = _RowReader(source.name, start, source.limits)
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

    def __init__(self, file: str, start: Start, limits: Limits) -> None:
        self.file, self.delimiter, self.width = file, start.delimiter, len(start.names)
        self.rest = b""
        self.tally = Tally(file, self.width, limits)

    def read(self, text: bytes) -> TextTable:
        """Return the rows of the lines so far, save those that may go on in the next block."""
        return self._batch(self.rest + text, final=not text.endswith(b"\n"))

    def finish(self) -> TextTable:
        """Return the last rows; raises :class:`InputError` for a file that ends within a value."""
        batch = self._batch(self.rest, final=True)
        place = self.tally.open_quote()
        if place is not None:
            raise InputError(
                f"{self.file} is truncated: it ends inside a quoted value that opens in row "
                f"{place} below the header. Copy or export it again."
            )
        return batch

    def _batch(self, text: bytes, final: bool) -> TextTable:
        self.rest = b""
        columns, damaged = self._parse(text)
        if b'"' in text and self._has_open_line(text, columns.num_rows + len(damaged)):
            # Values with line breaks, or open quotes, which hide each other and the lines between.
            text, self.rest = close_quotes(text, self.delimiter, self.width, final)
            columns, damaged = self._parse(text)
        before = self.tally.rows
        if final and damaged and text and not text.endswith(b"\n"):
            self._refuse_cut_row(damaged, columns.num_rows + len(damaged))
        columns, whole, bad = damaged.take_in(columns, self._table)
        self.tally.add(text, whole, damaged, bad)
        if b'="' in text or b'"=' in text:
            columns = _unwrap(columns)
        return TextTable(columns, whole + before, replace(bad, line=bad.line + before))

    def _has_open_line(self, text: bytes, rows: int) -> bool:
        """Tell whether a line may open a quote that does not close in it.

        Behind such a line there are fewer rows than lines, save behind the last; so the answer does
        not hang on where the file is cut into blocks.
        """
        whole = text.removesuffix(b"\n")
        last = whole[whole.rfind(b"\n") + 1 :]
        return whole.count(b"\n") + 1 > rows or is_open(last, self.delimiter)

    def _parse(self, text: bytes) -> tuple[pa.Table, Damaged]:
        damaged = Damaged(self.delimiter, self.width)
        return self._table(text, self.width, damaged), damaged

    def _table(
        self,
        text: bytes,
        width: int,
        set_aside: Callable[[pa_csv.InvalidRow], str] = lambda _: "skip",
    ) -> pa.Table:
        if not text.strip():
            return no_rows(width).columns
        names = [str(position) for position in range(width)]
        try:
            return pa_csv.read_csv(
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

    def _refuse_cut_row(self, damaged: Damaged, total: int) -> None:
        number, fields = damaged.number[-1], damaged.fields[-1]
        if number == total and 0 <= fields < self.width:
            raise InputError(
                f"{self.file} is truncated: its last row (line {self.tally.rows + total} below the "
                f"header) ends after {fields} of {self.width} columns. "
                "Copy or export it again."
            )


def _unwrap(columns: pa.Table) -> pa.Table:
    for place, name in enumerate(columns.column_names):
        values = columns.column(place)
        if pc.any(pc.starts_with(values, '="')).as_py():
            columns = columns.set_column(
                place, name, pc.replace_substring_regex(values, _AS_TEXT, r"\1")
            )
    return columns
