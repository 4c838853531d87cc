"""Parquet: every column as text, by batches of rows."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from resolver.errors import InputError
from resolver.sources.formats.limits import too_large, too_wide
from resolver.sources.formats.numbers import EXACT, number_text
from resolver.sources.formats.part import Part, Start
from resolver.sources.formats.source import Source
from resolver.sources.table import TEXT, TextTable, no_rows

_BATCH = 16_384
#: Rows of the head, for who wants to guess what the columns hold.
_HEAD_ROWS = 20
#: A longer value is cut to this: it is rejected with its row anyway (``checks.LONGEST_VALUE``),
#: and a dictionary may hold a huge one that every row of a batch would repeat.
_CUT = 5_000
#: float32 keeps whole numbers below this.
_EXACT_32 = 2**24


def parquet_part(source: Source) -> Part:
    """Return the one table of a Parquet file.

    Columns of lists or groups hold no single values: they are left out, unread. Raises
    :class:`InputError` for a file that is cut off, damaged, holds nothing else, or claims more rows
    than its bytes can hold.
    """
    source = source.searchable()
    with _opened(source) as file:
        _refuse(source, file)
        names = _flat(file)
        first = next(_batches(file, _HEAD_ROWS), None)
        head = [] if first is None else [_text(source, one).to_pylist() for one in first]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(" ".join(name.split()) for name in names)
    writer.writerows([" ".join(cell.split()) for cell in row] for row in zip(*head, strict=True))
    return Part(out.getvalue().encode("utf-8", "replace"), partial(_rows, source))


@contextmanager
def _opened(source: Source) -> Iterator[pq.ParquetFile]:
    with source.stream() as stream:
        try:
            schema = pq.read_schema(stream)
            texts = [one.name for one in schema if _is_text(one.type)]
            # Text is read as a dictionary, so that a value that repeats is held once.
            yield pq.ParquetFile(stream, read_dictionary=texts, page_checksum_verification=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(source) from error


def _rows(source: Source, start: Start) -> Iterator[TextTable]:
    line = 1
    yield no_rows(len(start.names))
    with _opened(source) as file:
        for batch in _batches(file, _BATCH):
            columns = {str(place): _text(source, column) for place, column in enumerate(batch)}
            count = len(batch[0])
            yield TextTable(pa.table(columns), np.arange(line, line + count, dtype=np.int64))
            line += count


def _refuse(source: Source, file: pq.ParquetFile) -> None:
    limits, data = source.limits, file.metadata
    if len(file.schema_arrow) > limits.columns:
        raise too_wide(source.name, limits)
    if not _flat(file):
        raise InputError(
            f"{source.name} is refused: its columns hold lists or groups, not single values. "
            "Export it with one value in each column."
        )
    unpacked = sum(data.row_group(group).total_byte_size for group in range(data.num_row_groups))
    if unpacked > limits.most(source.packed) or data.num_rows > max(
        limits.free_rows, source.packed
    ):
        raise too_large(source.name, limits.most(source.packed))


def _flat(file: pq.ParquetFile) -> list[str]:
    return [one.name for one in file.schema_arrow if not pa.types.is_nested(one.type)]


def _batches(file: pq.ParquetFile, size: int) -> Iterator[list[pa.Array]]:
    for batch in file.iter_batches(size, columns=_flat(file), use_threads=False):
        # A nested column of the same name as a flat one comes along with it.
        yield [column for column in batch.columns if not pa.types.is_nested(column.type)]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _damaged(source: Source) -> InputError:
    return InputError(
        f"{source.name} is truncated or damaged: it cannot be read as Parquet. Copy the file again."
    )


def _text(source: Source, values: pa.Array) -> pa.Array:
    """Return a column as text: whole numbers without ``.0``, dates as ISO, blanks for nothing."""
    try:
        return pc.fill_null(_plain(values), "")
    except (pa.ArrowException, ValueError) as error:
        raise _damaged(source) from error


def _plain(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _plain(values.dictionary).take(values.indices)
    if _is_text(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pc.utf8_slice_codeunits(_valid(values), 0, _CUT)
    if pa.types.is_floating(kind):
        return _float_text(values)
    if pa.types.is_timestamp(kind) and kind.tz:
        values = pc.local_timestamp(values)
    text = values.cast(TEXT)
    if pa.types.is_boolean(kind):
        text = pc.utf8_upper(text)
    elif pa.types.is_timestamp(kind):
        text = pc.replace_substring_regex(text, r"[ T]00:00:00(?:\.0+)?$", "")
    elif pa.types.is_decimal(kind):
        text = pc.replace_substring_regex(text, r"\.0+$", "")
    return text


def _float_text(values: pa.Array) -> pa.Array:
    exact = EXACT if pa.types.is_float64(values.type) else _EXACT_32
    distinct = values.dictionary_encode()
    numbers = distinct.dictionary.to_pylist()
    words = [None if one is None else number_text(one, exact) for one in numbers]
    return pa.array(words, TEXT).take(distinct.indices)


def _valid(values: pa.Array) -> pa.Array:
    """Return text that is UTF-8 throughout: a byte that is not becomes U+FFFD."""
    text = values.cast(TEXT, safe=False)
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        raw = values.cast(pa.large_binary(), safe=False).to_pylist()
        text = pa.array(
            [None if one is None else one.decode("utf-8", "replace") for one in raw], TEXT
        )
    return text
