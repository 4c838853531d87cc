"""Writing a run's tables: Parquet and CSV, whole or not at all."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from resolver.errors import OutputError
from resolver.safe_csv import write_csv

MANIFEST = "manifest.json"
"""Written last; its ``partition`` is how a folder is known to be a run's."""

TIMES = "times.json"
"""CPU seconds by step; apart, so that equal inputs give an equal manifest."""


@contextmanager
def run_folder(out: Path) -> Iterator[Path]:
    """A folder to write a run into, which takes its place only when all is written.

    Raises:
        OutputError: ``out`` holds something that is not a run, or cannot be written.
    """
    if out.exists() and not _may_be_replaced(out):
        raise OutputError(f"{out} exists and is not a run's folder; give another one.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"Cannot write beside {out}: {error.strerror}.") from error
    try:
        yield work
        old = work.with_name(work.name + "-old")
        if out.exists():
            out.replace(old)
        try:
            work.replace(out)
        except OSError:
            if old.exists():
                old.replace(out)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"Cannot write the run to {out}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _may_be_replaced(out: Path) -> bool:
    """Whether ``out`` is an empty folder or a run's: nothing else is ever overwritten."""
    if not out.is_dir():
        return False
    if not any(out.iterdir()):
        return True
    try:
        return "partition" in json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def write_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write one table as ``name.parquet`` (exact) and ``name.csv`` (safe to open, ``safe_csv``)."""
    write_csv(write_parquet(folder, name, table), folder / f"{name}.csv")


def write_parquet(folder: Path, name: str, table: pd.DataFrame) -> pa.Table:
    """Write one table as ``name.parquet`` (exact); return it as it was written."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pyarrow.parquet.write_table(arrow, folder / f"{name}.parquet", compression="zstd")
    return arrow


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write JSON for people: indented, keys in the given order."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def file_digests(paths: Mapping[str, Path]) -> dict[str, str]:
    """SHA-256 of the file behind each label of the counts, each file read once.

    Members of an archive and sheets of a workbook have that of the file they lie in.
    """
    digests: dict[Path, str] = {}
    for path in paths.values():
        if path not in digests:
            with path.open("rb") as file:
                digests[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return {label: digests[path] for label, path in paths.items()}


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Read a run's table back.

    Raises:
        OutputError: the folder holds no such table.
    """
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise OutputError(f"{folder} holds no {name}.parquet; is it the folder of a run?")
    return pd.read_parquet(path)
