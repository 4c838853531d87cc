"""Reading one file: from its path to its canonical columns and the rows set aside."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.files import DataFile, choose_part, open_files
from resolver.sources.header import Header, find_header, named_layouts
from resolver.sources.mapping import Layout
from resolver.sources.mapping.layout import KIND_COLUMNS
from resolver.sources.mapping.patterns import stem_of
from resolver.sources.mapping.rows import Rows, constant
from resolver.sources.masking import mask
from resolver.sources.table import TextTable, no_rows

Layouts = Sequence[Sequence[Layout]]
Ignored = Callable[[str], bool]


@dataclass
class FileRead:
    """One file, read: its canonical columns and its damaged rows."""

    file: str
    layout: Layout
    table: pa.Table
    rejects: list[dict[str, object]] = field(default_factory=list)


def read_files(
    path: Path, label: str, layouts: Layouts, ignored: Ignored, most: int | None = None
) -> list[FileRead]:
    """Read what *path* holds: a file, the files of an archive, the sheets that a mapping names.

    *label* is its name in rejects and counts; *layouts* are those of the mapping, then the shipped
    ones; *ignored* tells of a name whether the mapping leaves it out; of each table the first
    *most* rows are read (``None`` = all). Raises :class:`InputError` or
    :class:`MappingError` for a file that cannot be used as it is.
    """
    return [
        _read_part(file, own, sheet, most)
        for file in open_files(path, label)
        if not ignored(file.name)
        for own, sheet in by_sheet(file.name, layouts)
    ]


def open_table(
    file: DataFile, layouts: Layouts, sheet: str = ""
) -> tuple[Header, Iterator[TextTable]]:
    """Return a file's header and its rows in batches."""
    named = named_layouts(file.name, layouts)
    encoding = next((one.reading.encoding for one in named if one.reading.encoding), None) or ""
    header, part = choose_part(
        file, lambda name, head: find_header(name, head, layouts), encoding, sheet
    )
    return header, part.rows(header)


def by_sheet(name: str, layouts: Layouts) -> list[tuple[Layouts, str]]:
    """Return the sheets that the mapping names for a file, each with its layouts; else one."""
    named = named_layouts(name, layouts)
    sheets = dict.fromkeys(layout.reading.sheet or "" for layout in named)
    if len(sheets) < 2:
        return [(layouts, next(iter(sheets), ""))]
    return [
        ([tuple(one for one in named if (one.reading.sheet or "") == sheet)], sheet)
        for sheet in sheets
    ]


def _read_part(file: DataFile, layouts: Layouts, sheet: str, most: int | None) -> FileRead:
    header, batches = open_table(file, layouts, sheet)
    text = together(batches if most is None else first_rows(batches, most), len(header.names))
    layout = header.layout
    label = f"{file.label}/{sheet}" if len(layouts) == 1 and sheet else file.label
    rows = rows_of(text, header, file.name)
    read = FileRead(label, layout, canonical(label, layout, rows, text.line))
    read.rejects = [
        reject(layout.source, label, bad.line, "", bad.reason, bad.message, None)
        for bad in text.bad
    ]
    _set_aside(read, layout, rows)
    return read


def rows_of(text: TextTable, header: Header, name: str) -> Rows:
    """Return the rows of a batch under their headers; *name* is the file's."""
    layout = header.layout
    return Rows(text.columns, header.keys, stem_of(name), layout.source, layout.blanks)


def first_rows(batches: Iterator[TextTable], most: int) -> Iterator[TextTable]:
    """Yield the first *most* rows of some batches, and the rows set aside between them."""
    left = most
    for batch in batches:
        if batch.columns.num_rows + len(batch.bad) <= left:
            left -= batch.columns.num_rows + len(batch.bad)
            yield batch
            continue
        lines = sorted([*batch.line.tolist(), *(bad.line for bad in batch.bad)])
        last = lines[left - 1] if left else 0
        kept = int((batch.line <= last).sum())
        bad = [one for one in batch.bad if one.line <= last]
        yield TextTable(batch.columns.slice(0, kept), batch.line[:kept], bad)
        return


def together(some: Iterable[TextTable], width: int) -> TextTable:
    """Return the rows of some batches as one; *width* columns where there is no batch."""
    batches = list(some)
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return no_rows(width)
    return TextTable(
        pa.concat_tables([batch.columns for batch in batches]),
        np.concatenate([batch.line for batch in batches]),
        [bad for batch in batches for bad in batch.bad],
    )


def canonical(file: str, layout: Layout, rows: Rows, line: np.ndarray) -> pa.Table:
    """Return the canonical columns of a file's rows, with ``source``, ``file`` and ``line``."""
    columns = {}
    for name in KIND_COLUMNS[layout.kind]:
        if name == "area_code":
            columns[name], columns["area_system"] = layout.read_area(rows)
        else:
            columns[name] = layout.read(rows, name)
    columns["source"] = constant(layout.source, rows.length)
    columns["file"] = constant(file, rows.length)
    columns["line"] = pa.array(line)
    return pa.table(columns)


def reject(
    source: str, file: str, line: int, column: str, reason: str, message: str, value: str | None
) -> dict[str, object]:
    """Return a line of the rejects, its value masked."""
    return {
        "source": source,
        "file": file,
        "line": line,
        "column": column,
        "reason": reason,
        "message": message,
        "value": mask(value),
    }


def _set_aside(read: FileRead, layout: Layout, rows: Rows) -> None:
    """Move the rows that the mapping's filters leave out to the rejects."""
    if not layout.filters:
        return
    wanted = layout.wanted(rows)
    out = read.table.filter(pc.invert(wanted)).column("line").to_pylist()
    message = "the mapping leaves such rows out (only, skip)"
    read.rejects += [
        reject(layout.source, read.file, line, "", "NOT_WANTED", message, None) for line in out
    ]
    read.table = read.table.filter(wanted)
