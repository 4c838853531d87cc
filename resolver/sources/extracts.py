"""Reading a load: its files in, the raw table, the rejects and the counts out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.errors import InputError
from resolver.sources.answers import parse_answers
from resolver.sources.canonical import blank, canonical_column, constant, digits_only
from resolver.sources.checks import Finding, check_answers, check_areas, check_records
from resolver.sources.columns import (
    AREA_COLUMNS,
    COUNT_COLUMNS,
    RAW_COLUMNS,
    REJECT_COLUMNS,
    VALUE_COLUMNS,
)
from resolver.sources.files import read_text
from resolver.sources.header import Header, find_header
from resolver.sources.layout import Layout, shipped_layouts
from resolver.sources.masking import mask
from resolver.sources.table import TextTable, read_table

_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")


@dataclass(frozen=True)
class Extracts:
    """What one load holds (docs/tables.md §2).

    ``raw``: the accepted rows of DTKS, Regsosek and P3KE; ``rejects``: each refused row with its
    reason; ``counts``: one line per file, read = accepted + rejected; ``siak``: the verification
    answers and ``areas``: the area list, each ``None`` where the load has no such file.
    """

    raw: pd.DataFrame
    rejects: pd.DataFrame
    counts: pd.DataFrame
    siak: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None


@dataclass
class _Read:
    """One file, read: its canonical columns and its damaged rows."""

    file: str
    layout: Layout
    table: pa.Table
    rejects: list[dict[str, object]] = field(default_factory=list)


def read_extracts(load: Path | Sequence[Path]) -> Extracts:
    """Read a folder, a file or several files into one :class:`Extracts`.

    Of a folder every ``.csv``, ``.tsv`` (also ``.gz``) directly in it is read, in the order of the
    names. Raises :class:`InputError` or :class:`MappingError` for a file that cannot be used as it
    is; a damaged row never stops the load, it becomes a line of the rejects.
    """
    paths = _list_files(load)
    reads = [_read_file(path, label) for path, label in zip(paths, _labels(paths), strict=True)]
    if not any(read.layout.kind == "records" for read in reads):
        raise InputError(
            "No extract of DTKS, Regsosek or P3KE was given. "
            "Name a folder with dtks*.csv, regsosek*.csv or p3ke*.csv."
        )
    rejects = [line for read in reads for line in read.rejects]
    accepted = {kind: _accept(reads, kind, rejects) for kind in ("records", "answers", "areas")}
    raw = accepted["records"]
    answers, areas = accepted["answers"], accepted["areas"]
    assert raw is not None
    table = pd.DataFrame(rejects, columns=list(REJECT_COLUMNS)).astype(
        {column: "int64" if column == "line" else "str" for column in REJECT_COLUMNS}
    )
    table = table.sort_values(["file", "line"], kind="stable", ignore_index=True)
    return Extracts(
        raw=_to_pandas(raw.select(list(RAW_COLUMNS))),
        rejects=table,
        counts=_count(reads, table),
        siak=None if answers is None else parse_answers(_to_pandas(answers)),
        areas=None if areas is None else _to_pandas(areas.select(list(AREA_COLUMNS))),
    )


def _list_files(load: Path | Sequence[Path]) -> list[Path]:
    given = [load] if isinstance(load, Path) else list(load)
    files: list[Path] = []
    for path in given:
        if not path.exists():
            raise InputError(f"{path} does not exist. Check the path.")
        if path.is_dir():
            found = sorted(one for one in path.iterdir() if one.name.lower().endswith(_SUFFIXES))
            if not found:
                raise InputError(f"{path} holds no .csv or .tsv file.")
            files.extend(found)
        else:
            files.append(path)
    return files


def _labels(paths: list[Path]) -> list[str]:
    """Return each file's name for rejects and counts, with its folder's where two are alike."""
    names = [path.name for path in paths]
    return [
        path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}"
        for path in paths
    ]


def _read_file(path: Path, label: str) -> _Read:
    data = read_text(path)
    header = find_header(path.name, data, shipped_layouts())
    text = read_table(path.name, data, header)
    layout = header.layout
    read = _Read(label, layout, _canonical(label, text, header))
    read.rejects = [
        _reject(layout.source, label, bad.line, "", bad.reason, bad.message, None)
        for bad in text.bad
    ]
    return read


def _canonical(file: str, text: TextTable, header: Header) -> pa.Table:
    layout, length = header.layout, len(text.line)
    names: Iterable[str] = VALUE_COLUMNS if layout.kind == "records" else layout.columns
    columns = {name: canonical_column(text.columns, header, name) for name in names}
    if layout.kind == "records":
        code = columns["area_code"]
        if code.null_count < length:
            columns["area_code"] = code = digits_only(code)
        system = constant(layout.area_system, length)
        columns["area_system"] = pc.if_else(code.is_valid(), system, blank(length))
    columns["source"] = constant(layout.source, length)
    columns["file"] = constant(file, length)
    columns["line"] = pa.array(text.line)
    return pa.table(columns)


def _accept(reads: list[_Read], kind: str, rejects: list[dict[str, object]]) -> pa.Table | None:
    """Return the accepted rows of all files of a kind, the others added to *rejects*."""
    checks = {"records": check_records, "answers": check_answers, "areas": check_areas}[kind]
    accepted = []
    for source in dict.fromkeys(read.layout.source for read in reads if read.layout.kind == kind):
        rows = pa.concat_tables(read.table for read in reads if read.layout.source == source)
        rows = rows.combine_chunks()
        refused = np.zeros(rows.num_rows, dtype=bool)
        for finding in checks(rows):
            refused |= finding.rows
            rejects.extend(_reject_rows(source, rows, finding))
        accepted.append(rows.filter(pa.array(~refused)) if refused.any() else rows)
    return pa.concat_tables(accepted) if accepted else None


def _reject_rows(source: str, rows: pa.Table, finding: Finding) -> list[dict[str, object]]:
    places = np.flatnonzero(finding.rows)
    found = rows.select(["file", "line", finding.column]).take(pa.array(places)).to_pylist()
    return [
        _reject(
            source,
            line["file"],
            line["line"],
            finding.column,
            finding.reason,
            finding.message,
            line[finding.column],
        )
        for line in found
    ]


def _reject(
    source: str, file: str, line: int, column: str, reason: str, message: str, value: str | None
) -> dict[str, object]:
    return {
        "source": source,
        "file": file,
        "line": line,
        "column": column,
        "reason": reason,
        "message": message,
        "value": mask(value),
    }


def _count(reads: list[_Read], rejects: pd.DataFrame) -> pd.DataFrame:
    refused = rejects.groupby("file").size()
    lines = []
    for read in reads:
        total = read.table.num_rows + len(read.rejects)
        rejected = int(refused.get(read.file, 0))
        lines.append((read.file, read.layout.source, total, total - rejected, rejected))
    return pd.DataFrame(lines, columns=list(COUNT_COLUMNS))


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
