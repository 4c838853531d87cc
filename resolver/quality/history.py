"""Quality tables of former loads: kept beside the registry, so that the next load is compared."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from resolver.errors import InputError, OutputError
from resolver.quality.table import KEY

TABLE = "quality.parquet"
_NEEDED = (*KEY, "area_name", "rows", "count", "share")


def former_quality(path: Path) -> tuple[str, pd.DataFrame]:
    """Read the quality table of a former load: a run's folder or the table itself.

    Returns its name (the folder's or file's) and the table. InputError where there is none.
    """
    file = path / TABLE if path.is_dir() else path
    if not file.is_file():
        raise InputError(
            f"{path} holds no {TABLE}: nothing to compare with. Name the folder of a former run."
        )
    try:
        table = pd.read_parquet(file)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file} cannot be read as a quality table of a former run.") from error
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise InputError(f"{file} is no quality table: it lacks {', '.join(missing)}.")
    name = path.name if path.is_dir() or path.name != TABLE else path.parent.name
    return name.removesuffix(".parquet"), table


def keep_quality(home: Path, run_id: str, table: pd.DataFrame) -> None:
    """Keep a run's quality table in the home folder. OutputError where it cannot be written."""
    folder = home / "quality"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        table.to_parquet(_file(home, run_id), index=False)
    except OSError as error:
        raise OutputError(
            f"Cannot keep the quality table in {folder}: {error.strerror}."
        ) from error


def last_quality(home: Path, run_ids: Iterable[str]) -> tuple[str, pd.DataFrame] | None:
    """The quality table of the first of the runs (newest first) that has one kept, or None."""
    for run_id in run_ids:
        file = _file(home, run_id)
        if file.is_file():
            return run_id, former_quality(file)[1]
    return None


def _file(home: Path, run_id: str) -> Path:
    # a run's name holds its period as the extracts write it, which may be anything
    plain = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in run_id)
    return home / "quality" / f"{plain}.parquet"
