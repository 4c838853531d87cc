"""The rejects, as columns from the start: a damaged file may have millions of them."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.sources.columns import REJECT_COLUMNS
from resolver.sources.masking import mask
from resolver.sources.table import TEXT, BadRows, Lines

_SCHEMA = pa.schema([(name, pa.int64() if name == "line" else TEXT) for name in REJECT_COLUMNS])


def no_rejects() -> pa.Table:
    """Return rejects without a line."""
    return _SCHEMA.empty_table()


def bad_rejects(source: str, file: str, bad: BadRows) -> pa.Table:
    """Return the rejects of rows that could not be split."""
    reasons = pa.array([reason for reason, _ in bad.kinds], TEXT)
    messages = pa.array([message for _, message in bad.kinds], TEXT)
    kind = pa.array(bad.kind)
    return _rejects(
        source, _same(file, len(bad)), bad.line, "", reasons.take(kind), messages.take(kind)
    )


def line_rejects(
    source: str, file: str, line: Lines, column: str, reason: str, message: str
) -> pa.Table:
    """Return the rejects of some lines of a file for one reason, without a value."""
    same = (_same(text, len(line)) for text in (file, reason, message))
    files, reasons, messages = same
    return _rejects(source, files, line, column, reasons, messages)


def row_rejects(
    source: str,
    rows: pa.Table,
    refused: npt.NDArray[np.bool_],
    column: str,
    reason: str,
    message: str,
) -> pa.Table:
    """Return the rejects of the *refused* rows, the value of *column* masked."""
    found = rows.select(["file", "line", column]).filter(pa.array(refused)).combine_chunks()
    line = np.asarray(found.column("line"), dtype=np.int64)
    reasons, messages = _same(reason, len(line)), _same(message, len(line))
    table = _rejects(source, found.column("file"), line, column, reasons, messages)
    place = REJECT_COLUMNS.index("value")
    return table.set_column(place, _SCHEMA.field(place), _masked(found.column(column)))


def _rejects(
    source: str, files: pa.Array, line: Lines, column: str, reasons: pa.Array, messages: pa.Array
) -> pa.Table:
    count = len(line)
    columns = {
        "source": _same(source, count),
        "file": files,
        "line": pa.array(line, pa.int64()),
        "column": _same(column, count),
        "reason": reasons,
        "message": messages,
        "value": _same("", count),
    }
    return pa.table([columns[name] for name in REJECT_COLUMNS], schema=_SCHEMA)


def _masked(values: pa.ChunkedArray) -> pa.Array:
    distinct = values.combine_chunks().dictionary_encode()
    masked = pa.array([mask(text) for text in distinct.dictionary.to_pylist()], TEXT)
    return masked.take(distinct.indices).fill_null("")


def _same(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, TEXT), count)
