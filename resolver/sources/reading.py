"""Reading one file: from its path to its canonical columns and the rows set aside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.files import DataFile, Takes, choose_part, open_files
from resolver.sources.header import Header, find_header, named_layouts
from resolver.sources.mapping import Layout
from resolver.sources.mapping.layout import KIND_COLUMNS
from resolver.sources.mapping.patterns import stem_of
from resolver.sources.mapping.rows import NOTHING, TEXT, Rows, constant, join_present
from resolver.sources.rejects import bad_rejects, line_rejects, no_rejects
from resolver.sources.table import BadRows, TextTable, all_bad_rows, no_rows

Layouts = Sequence[Sequence[Layout]]


@dataclass
class FileRead:
    """One table, read: its canonical columns, its damaged rows, the file on the disk it lies in."""

    file: str
    path: Path
    layout: Layout
    table: pa.Table
    rejects: pa.Table = field(default_factory=no_rejects)
    accepted: int = 0


def read_files(
    path: Path, label: str, layouts: Layouts, takes: Takes, most: int | None = None
) -> list[FileRead]:
    """Read what *path* holds: a file, the files of an archive, the sheets that a mapping names.

    *label* is its name in rejects and counts; *layouts* are those of the mapping, then the shipped
    ones; *takes* tells of a name whether it is read; of each table the first *most* rows are read
    (``None`` = all). Raises :class:`InputError` or :class:`MappingError` for a file that cannot be
    used as it is.
    """
    return [
        _read_part(path, file, own, sheet, most)
        for file in open_files(path, label, takes=takes)
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


def _read_part(
    path: Path, file: DataFile, layouts: Layouts, sheet: str, most: int | None
) -> FileRead:
    header, batches = open_table(file, layouts, sheet)
    text = together(batches if most is None else first_rows(batches, most), len(header.names))
    layout = header.layout
    label = f"{file.label}/{sheet}" if len(layouts) == 1 and sheet else file.label
    text = _without_values(text, header)
    rows = rows_of(text, header, file.name)
    read = FileRead(label, path, layout, canonical(label, layout, rows, text.line))
    read.rejects = bad_rejects(layout.source, label, text.bad)
    _set_aside(read, layout, rows)
    return read


def _without_values(text: TextTable, header: Header) -> TextTable:
    """Set the rows aside in which a cell that the layout reads has a formula without its value."""
    if not len(text.bare):
        return text
    places = [ref.place(header.keys) for ref in header.layout.headers()]
    read = text.bare[np.isin(text.bare[:, 1], [place for place in places if place is not None])]
    line, first = np.unique(read[:, 0], return_index=True)
    place, kind = np.unique(read[first, 1], return_inverse=True)
    reasons = tuple(
        ("NO_FORMULA_VALUE", f"column {one + 1} holds a formula without its value")
        for one in place.tolist()
    )
    whole = ~np.isin(text.line, line)
    return TextTable(
        text.columns.filter(pa.array(whole)),
        text.line[whole],
        all_bad_rows([text.bad, BadRows(line, kind, reasons)]),
    )


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
        lines = np.sort(np.concatenate([batch.line, batch.bad.line]))
        last = int(lines[left - 1]) if left else 0
        kept = int((batch.line <= last).sum())
        yield replace(
            batch,
            columns=batch.columns.slice(0, kept),
            line=batch.line[:kept],
            bad=batch.bad.until(last),
            bare=batch.bare[batch.bare[:, 0] <= last],
        )
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
        all_bad_rows(batch.bad for batch in batches),
        np.concatenate([batch.bare for batch in batches]),
    )


def canonical(file: str, layout: Layout, rows: Rows, line: np.ndarray) -> pa.Table:
    """Return the canonical columns of a file's rows, with ``source``, ``file`` and ``line``.

    ``unread`` names the columns (joined by ``+``) whose rule took nothing from what is written.
    """
    columns = {}
    lost: dict[str, pa.Array] = {}
    for name in KIND_COLUMNS[layout.kind]:
        if name == "area_code":
            columns[name], columns["area_system"] = layout.read_area(rows)
        else:
            columns[name] = layout.read(rows, name)
        where = rows.take_lost()
        if where is not None:
            lost[name] = pc.if_else(where, pa.scalar(name, TEXT), NOTHING)
    columns["unread"] = join_present([pa.nulls(rows.length, TEXT), *lost.values()], "+")
    columns["source"] = constant(layout.source, rows.length)
    columns["file"] = constant(file, rows.length)
    columns["line"] = pa.array(line)
    return pa.table(columns)


def _set_aside(read: FileRead, layout: Layout, rows: Rows) -> None:
    """Move the rows that the mapping's filters leave out to the rejects."""
    if not layout.filters:
        return
    wanted = layout.wanted(rows)
    out = np.asarray(read.table.filter(pc.invert(wanted)).column("line"), dtype=np.int64)
    message = "the mapping leaves such rows out (only, skip)"
    rejects = line_rejects(layout.source, read.file, out, "", "NOT_WANTED", message)
    read.rejects = pa.concat_tables([read.rejects, rejects])
    read.table = read.table.filter(wanted)
