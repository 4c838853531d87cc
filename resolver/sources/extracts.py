"""Reading a load: its files in, the raw table, the rejects and the counts out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.errors import InputError
from resolver.sources.answers import parse_answers
from resolver.sources.checks import (
    check_answers,
    check_areas,
    check_payments,
    check_records,
)
from resolver.sources.columns import (
    AREA_COLUMNS,
    COUNT_COLUMNS,
    PAYMENT_COLUMNS,
    RAW_COLUMNS,
    SKIPPED_COLUMNS,
)
from resolver.sources.mapping import Mapping, shipped_mapping
from resolver.sources.mapping.rows import constant
from resolver.sources.reading import FileRead, read_files
from resolver.sources.rejects import no_rejects, row_rejects
from resolver.sources.selection import Selection, find_mapping, labels, list_files

__all__ = ["Extracts", "find_mapping", "list_files", "read_extracts"]

_CHECKS = {
    "records": check_records,
    "answers": check_answers,
    "areas": check_areas,
    "payments": check_payments,
}


@dataclass(frozen=True)
class Extracts:
    """What one load holds (docs/tables.md §2).

    ``raw``: the accepted rows of DTKS, Regsosek and P3KE; ``rejects``: each refused row with its
    reason; ``counts``: one line per file, read = accepted + rejected; ``siak``: the verification
    answers, ``areas``: the area list, ``payments``: the programmes' payment lines, each ``None``
    where the load has no such file. ``unread``: by file and column, how many rows had something of
    which a rule took nothing, and the first line of them; ``skipped``: files and folders that were
    not read, and why; ``paths``: where the files of the counts lie.
    """

    raw: pd.DataFrame
    rejects: pd.DataFrame
    counts: pd.DataFrame
    siak: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None
    unread: pd.DataFrame = field(default_factory=pd.DataFrame)
    skipped: pd.DataFrame = field(default_factory=pd.DataFrame)
    paths: dict[str, Path] = field(default_factory=dict)


def read_extracts(
    load: Path | Sequence[Path], mapping: Mapping | Path | None = None, most: int | None = None
) -> Extracts:
    """Read a folder, a file or several files into one :class:`Extracts`.

    Of a folder every file of a known ending directly in it is read, in the order of the names;
    what is not read is told (``skipped``).
    *mapping* says how files of unknown layouts are read; without it a ``mapping.toml`` in the
    folder does. *most* reads the first rows of each file alone, to try a mapping, and then asks for
    no records. Raises :class:`InputError` or :class:`MappingError` for a file that cannot be used
    as it is; a damaged row never stops the load, it becomes a line of the rejects.
    """
    used = find_mapping(load, mapping)
    selection = Selection(used)
    paths = selection.files(load)
    layouts = [used.layouts if used else (), shipped_mapping().layouts]
    reads = [
        read
        for path, label in zip(paths, labels(paths), strict=True)
        for read in read_files(path, label, layouts, selection.takes, most)
    ]
    _tell_apart(reads)
    if most is None and not any(read.layout.kind == "records" for read in reads):
        raise InputError(
            "No extract of DTKS, Regsosek or P3KE was given. Name a folder with dtks*.csv, "
            "regsosek*.csv or p3ke*.csv, or describe other files in a mapping (satukan inspect)."
        )
    rejects = [no_rejects(), *(read.rejects for read in reads)]
    accepted = {kind: _accept(reads, kind, rejects) for kind in _CHECKS if kind != "answers"}
    # Of the first rows alone most records are missing: an answer says nothing of it then.
    records = accepted["records"] if most is None else None
    accepted["answers"] = _accept(reads, "answers", rejects, records)
    raw, payments = accepted["records"], accepted["payments"]
    answers, areas = accepted["answers"], accepted["areas"]
    if raw is None:
        raw = _no_records()
    table = _to_pandas(pa.concat_tables(rejects))
    return Extracts(
        raw=_to_pandas(raw.select(list(RAW_COLUMNS))),
        rejects=table.sort_values(["file", "line"], kind="stable", ignore_index=True),
        counts=_count(reads),
        siak=None if answers is None else parse_answers(_to_pandas(answers)),
        areas=None if areas is None else _to_pandas(areas.select(list(AREA_COLUMNS))),
        payments=None
        if payments is None
        else _to_pandas(payments.select([*PAYMENT_COLUMNS, "file", "line"])),
        unread=_unread(reads),
        skipped=pd.DataFrame(selection.skipped, columns=list(SKIPPED_COLUMNS), dtype="str"),
        paths={read.file: read.path for read in reads},
    )


def _tell_apart(reads: list[FileRead]) -> None:
    """Number the tables that are called alike (a member of an archive, a file in a folder)."""
    taken = {read.file for read in reads}
    seen: set[str] = set()
    for read in reads:
        if read.file in seen:
            numbers = (f"{read.file} #{number}" for number in range(2, len(reads) + 2))
            read.file = next(label for label in numbers if label not in taken)
            taken.add(read.file)
            read.table = _called(read.table, read.file)
            read.rejects = _called(read.rejects, read.file)
        seen.add(read.file)


def _called(table: pa.Table, label: str) -> pa.Table:
    place = table.column_names.index("file")
    return table.set_column(place, "file", constant(label, table.num_rows))


def _accept(
    reads: list[FileRead], kind: str, rejects: list[pa.Table], records: pa.Table | None = None
) -> pa.Table | None:
    """Return the accepted rows of all files of a kind, the others added to *rejects*.

    *records* are those that answers may speak of, ``None`` where that is not checked.
    """
    checks = _CHECKS[kind] if records is None else partial(check_answers, records=records)
    accepted = []
    for source in dict.fromkeys(read.layout.source for read in reads if read.layout.kind == kind):
        own = [read for read in reads if read.layout.source == source]
        rows = pa.concat_tables(read.table for read in own).combine_chunks()
        refused = np.zeros(rows.num_rows, dtype=bool)
        for found in checks(rows):
            fresh = found.rows & ~refused
            refused |= fresh
            if fresh.any():
                rejects.append(
                    row_rejects(source, rows, fresh, found.column, found.reason, found.message)
                )
        start = 0
        for read in own:
            end = start + read.table.num_rows
            read.accepted = end - start - int(np.count_nonzero(refused[start:end]))
            start = end
        accepted.append(rows.filter(pa.array(~refused)) if refused.any() else rows)
    return pa.concat_tables(accepted) if accepted else None


def _no_records() -> pa.Table:
    text = pa.array([], pa.large_string())
    lines = pa.array([], pa.int64())
    return pa.table({name: lines if name == "line" else text for name in RAW_COLUMNS})


def _count(reads: list[FileRead]) -> pd.DataFrame:
    lines = []
    for read in reads:
        total = read.table.num_rows + read.rejects.num_rows
        scope = read.layout.scope
        told = ("+".join(scope.areas), scope.period, scope.extent)
        counts = (total, read.accepted, total - read.accepted)
        lines.append((read.file, read.layout.source, *counts, *told))
    return pd.DataFrame(lines, columns=list(COUNT_COLUMNS))


def _unread(reads: list[FileRead]) -> pd.DataFrame:
    """Count, by file and column, the rows of which a rule took nothing; with the first line."""
    found: list[pd.DataFrame] = []
    for read in reads:
        column = read.table.column("unread")
        if column.null_count < len(column):
            lost = read.table.select(["file", "line", "unread"]).filter(pc.is_valid(column))
            found.append(_to_pandas(lost))
    if not found:
        return pd.DataFrame({name: [] for name in ("file", "column", "rows", "line")})
    each = pd.concat(found, ignore_index=True)
    each["column"] = each["unread"].str.split("+")
    groups = each.explode("column").groupby(["file", "column"], sort=False)["line"]
    return groups.agg(rows="size", line="first").reset_index()


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
