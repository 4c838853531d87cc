"""From UTF-8 bytes to a table of text columns, every damaged row set aside with its reason."""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from resolver.errors import InputError
from resolver.sources.header import Header
from resolver.sources.quotes import MARK, close_quotes

#: A row longer than this is no row (the reader works block by block).
_BLOCK = 8 << 20


@dataclass(frozen=True)
class BadRow:
    """A row that could not be split into the header's columns."""

    line: int
    reason: str
    message: str


@dataclass(frozen=True)
class TextTable:
    """The whole rows of one file: columns ``0…n-1`` as text, ``line`` (1 = first data row)."""

    columns: pa.Table
    line: npt.NDArray[np.int64]
    bad: list[BadRow]


def read_table(file: str, data: bytes, header: Header) -> TextTable:
    """Return the rows below *header*; blank lines are not counted as rows.

    Raises :class:`InputError` for a file that is cut off in its last row or holds a row that
    cannot be read at all.
    """
    body = data[header.body :]
    if body.count(b'"') % 2:
        body = close_quotes(file, body, header.delimiter, len(header.names))
    columns, invalid = _parse(file, body, header)
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    if b'"' in body and lines > columns.num_rows + len(invalid):
        # Rows of several lines: values with line breaks, or open quotes that hide each other.
        body = close_quotes(file, body, header.delimiter, len(header.names))
        columns, invalid = _parse(file, body, header)
    total = columns.num_rows + len(invalid)
    _refuse_cut_row(file, body, invalid, total)
    kept = np.ones(total, dtype=bool)
    kept[[row.number - 1 for row in invalid]] = False
    line = np.flatnonzero(kept).astype(np.int64) + 1
    return TextTable(columns, line, [_describe(row) for row in invalid])


def _parse(file: str, body: bytes, header: Header) -> tuple[pa.Table, list[pa_csv.InvalidRow]]:
    names = [str(position) for position in range(len(header.names))]
    invalid: list[pa_csv.InvalidRow] = []

    def set_aside(row: pa_csv.InvalidRow) -> str:
        invalid.append(row)
        return "skip"

    if not body.strip():
        return pa.table({name: pa.array([], pa.large_string()) for name in names}), invalid
    try:
        table = pa_csv.read_csv(
            io.BytesIO(body),
            # One thread: the row numbers of damaged rows are known only then.
            read_options=pa_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=names
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise InputError(
            f"{file} cannot be read as CSV: {str(error)[:120]}. Export it again as CSV (UTF-8)."
        ) from error
    return table, invalid


def _refuse_cut_row(file: str, body: bytes, invalid: list[pa_csv.InvalidRow], total: int) -> None:
    if not invalid or body.endswith(b"\n"):
        return
    last = invalid[-1]
    if last.number == total and last.actual_columns < last.expected_columns:
        raise InputError(
            f"{file} is truncated: its last row (line {total} below the header) ends after "
            f"{last.actual_columns} of {last.expected_columns} columns. Copy or export it again."
        )


def _describe(row: pa_csv.InvalidRow) -> BadRow:
    if row.text == MARK.decode():
        return BadRow(row.number, "OPEN_QUOTE", "a quote opens here and never closes")
    return BadRow(
        row.number,
        "RAGGED_ROW",
        f"{row.actual_columns} fields where the header has {row.expected_columns}",
    )
