"""What a mapping makes of the first rows: each canonical column beside what it was made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from resolver.sources.files import open_files
from resolver.sources.header import Header
from resolver.sources.mapping import Layout, Mapping, shipped_mapping
from resolver.sources.mapping.layout import KIND_COLUMNS
from resolver.sources.mapping.rows import HeaderRef, Rows
from resolver.sources.reading import by_sheet, canonical, first_rows, open_table, rows_of, together
from resolver.sources.selection import Selection, find_mapping, labels


@dataclass(frozen=True)
class ColumnPreview:
    """A canonical column: the headers it is made of, and by row (as written, as taken)."""

    column: str
    headers: tuple[str, ...]
    pairs: list[tuple[str, str]]


@dataclass(frozen=True)
class FilePreview:
    """A file's first rows: its layout, delimiter, columns; ``left_out``: headers never read."""

    file: str
    source: str
    kind: str
    delimiter: str
    columns: list[ColumnPreview] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def preview(
    load: Path | Sequence[Path], mapping: Mapping | Path | None, rows: int
) -> list[FilePreview]:
    """Return a preview of each file of *load* by *mapping*, of its first *rows* rows.

    Raises :class:`InputError` or :class:`MappingError` as the reading of the whole would.
    """
    used = find_mapping(load, mapping)
    layouts = [used.layouts if used else (), shipped_mapping().layouts]
    found = []
    selection = Selection(used)
    paths = selection.files(load)
    for path, label in zip(paths, labels(paths), strict=True):
        for file in open_files(path, label, takes=selection.takes):
            for own, sheet in by_sheet(file.name, layouts):
                header, batches = open_table(file, own, sheet)
                text = together(first_rows(batches, rows), len(header.names))
                cells = rows_of(text, header, file.name)
                table = canonical(file.label, header.layout, cells, text.line)
                found.append(_file(file.label, header, cells, table))
    return found


def _file(label: str, header: Header, cells: Rows, table: pa.Table) -> FilePreview:
    layout = header.layout
    columns = []
    for name in KIND_COLUMNS[layout.kind]:
        if name in layout.columns or table.column(name).null_count < table.num_rows:
            columns.append(_column(name, layout, cells, table))
        if name == "area_code" and name in layout.columns:
            system = [("", text or "") for text in table.column("area_system").to_pylist()]
            columns.append(ColumnPreview("area_system", (), system))
    named = [(ref.key, ref.place(header.keys)) for ref in layout.headers()]
    used = {place for _, place in named}
    left = [name for place, name in enumerate(header.names) if place not in used]
    return FilePreview(label, layout.source, layout.kind, header.delimiter, columns, left)


def _column(name: str, layout: Layout, cells: Rows, table: pa.Table) -> ColumnPreview:
    rule = layout.columns.get(name)
    refs: list[HeaderRef] = list(dict.fromkeys(rule.headers())) if rule is not None else []
    here = [ref for ref in refs if ref.place(cells.keys) is not None]
    written = [cells.column(ref).to_pylist() for ref in here]
    raw = [" | ".join(text or "" for text in row) for row in zip(*written, strict=True)]
    taken = [text or "" for text in table.column(name).to_pylist()]
    pairs = list(zip(raw or [""] * len(taken), taken, strict=True))
    return ColumnPreview(name, tuple(ref.text for ref in here), pairs)
