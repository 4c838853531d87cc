"""Reading a load: its files in, the raw table, the rejects and the counts out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from resolver.errors import InputError, MappingError
from resolver.sources.answers import parse_answers
from resolver.sources.checks import (
    Finding,
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
    REJECT_COLUMNS,
)
from resolver.sources.files import SUFFIXES
from resolver.sources.mapping import Mapping, read_mapping, shipped_mapping
from resolver.sources.reading import FileRead, read_files, reject

#: The mapping file that a folder may hold.
MAPPING_FILE = "mapping.toml"

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
    where the load has no such file.
    """

    raw: pd.DataFrame
    rejects: pd.DataFrame
    counts: pd.DataFrame
    siak: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None


def read_extracts(
    load: Path | Sequence[Path], mapping: Mapping | Path | None = None, most: int | None = None
) -> Extracts:
    """Read a folder, a file or several files into one :class:`Extracts`.

    Of a folder every file of a known ending directly in it is read, in the order of the names.
    *mapping* says how files of unknown layouts are read; without it a ``mapping.toml`` in the
    folder does. *most* reads the first rows of each file alone, to try a mapping, and then asks for
    no records. Raises :class:`InputError` or :class:`MappingError` for a file that cannot be used
    as it is; a damaged row never stops the load, it becomes a line of the rejects.
    """
    used = find_mapping(load, mapping)
    paths = list_files(load, used)
    layouts = [used.layouts if used else (), shipped_mapping().layouts]
    ignored = used.ignores if used else _none_ignored
    reads = [
        read
        for path, label in zip(paths, _labels(paths), strict=True)
        for read in read_files(path, label, layouts, ignored, most)
    ]
    if most is None and not any(read.layout.kind == "records" for read in reads):
        raise InputError(
            "No extract of DTKS, Regsosek or P3KE was given. Name a folder with dtks*.csv, "
            "regsosek*.csv or p3ke*.csv, or describe other files in a mapping (satukan inspect)."
        )
    rejects = [line for read in reads for line in read.rejects]
    accepted = {kind: _accept(reads, kind, rejects) for kind in _CHECKS}
    raw, payments = accepted["records"], accepted["payments"]
    answers, areas = accepted["answers"], accepted["areas"]
    if raw is None:
        raw = _no_records()
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
        payments=None
        if payments is None
        else _to_pandas(payments.select([*PAYMENT_COLUMNS, "file", "line"])),
    )


def _none_ignored(name: str) -> bool:
    del name
    return False


def find_mapping(
    load: Path | Sequence[Path], mapping: Mapping | Path | None = None
) -> Mapping | None:
    """Return the mapping given, else that of the load's one folder which holds one, else none."""
    if isinstance(mapping, Mapping):
        return mapping
    if mapping is not None:
        return read_mapping(mapping)
    folders = [load] if isinstance(load, Path) else load
    found = [one / MAPPING_FILE for one in folders if (one / MAPPING_FILE).is_file()]
    if len(found) > 1:
        raise MappingError(
            f"Two folders of the load hold a {MAPPING_FILE}. Give the one that counts (--mapping)."
        )
    return read_mapping(found[0]) if found else None


def list_files(load: Path | Sequence[Path], mapping: Mapping | None = None) -> list[Path]:
    """Return the files of a load, those of a folder in the order of their names.

    Of a folder those of a known ending count, and those that *mapping* names; not what it ignores.
    """
    given = [load] if isinstance(load, Path) else list(load)
    files: list[Path] = []
    for path in given:
        if not path.exists():
            raise InputError(f"{path} does not exist. Check the path.")
        if path.is_dir():
            found = sorted(one for one in path.iterdir() if _counts(one, mapping))
            if not found:
                raise InputError(f"{path} holds no file that can be read: {', '.join(SUFFIXES)}.")
            files.extend(found)
        else:
            files.append(path)
    return files


def _counts(path: Path, mapping: Mapping | None) -> bool:
    if path.name == MAPPING_FILE or not path.is_file():
        return False
    if mapping is None:
        return path.name.lower().endswith(SUFFIXES)
    named = any(layout.fits(path.name) for layout in mapping.layouts)
    return not mapping.ignores(path.name) and (named or path.name.lower().endswith(SUFFIXES))


def _labels(paths: list[Path]) -> list[str]:
    """Return each file's name for rejects and counts, with its folder's where two are alike."""
    names = [path.name for path in paths]
    return [
        path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}"
        for path in paths
    ]


def _accept(reads: list[FileRead], kind: str, rejects: list[dict[str, object]]) -> pa.Table | None:
    """Return the accepted rows of all files of a kind, the others added to *rejects*."""
    checks = _CHECKS[kind]
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
        reject(
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


def _no_records() -> pa.Table:
    text = pa.array([], pa.large_string())
    lines = pa.array([], pa.int64())
    return pa.table({name: lines if name == "line" else text for name in RAW_COLUMNS})


def _count(reads: list[FileRead], rejects: pd.DataFrame) -> pd.DataFrame:
    refused = rejects.groupby("file").size()
    lines = []
    for read in reads:
        total = read.table.num_rows + len(read.rejects)
        rejected = int(refused.get(read.file, 0))
        scope = read.layout.scope
        told = ("+".join(scope.areas), scope.period, scope.extent)
        lines.append((read.file, read.layout.source, total, total - rejected, rejected, *told))
    return pd.DataFrame(lines, columns=list(COUNT_COLUMNS))


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
