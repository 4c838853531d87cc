"""The folder of the lake: one folder per run, written whole or not at all."""

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from resolver.errors import OutputError, StoreError
from resolver.lake.late import Marks
from resolver.lake.merge import StandingRows
from resolver.outputs import MANIFEST, read_table, write_json, write_parquet

STATE: Final = ("raw", "clean", "siak", "areas", "withdrawn", "covered", "paid")
"""What the next load is laid upon; all but the first two only where there are any. `paid` are the
payment lines as delivered, for a run that no load brings new ones."""

SERVED: Final = ("memberships", "persons", "families", "households", "links", "review", "keys")
"""What the registry and the graph are rebuilt from."""


def run_name(version: int, run_id: str) -> str:
    """The folder's name: one run may be published in several versions, under other ids."""
    return f"{version:06d}-{run_id}"


@dataclass(frozen=True)
class LakeRun:
    """One run's folder of the lake."""

    run_id: str
    folder: Path

    def manifest(self) -> dict[str, Any]:
        """The run's manifest. StoreError where it cannot be read."""
        try:
            found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"The lake's folder of run {self.run_id} is damaged: no manifest can be read from "
                f"{self.folder}. Restore it from a backup."
            ) from error
        return found

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run. StoreError where it is not there."""
        try:
            return read_table(self.folder, name)
        except (OutputError, OSError, ValueError) as error:
            raise StoreError(
                f"The lake's folder of run {self.run_id} holds no readable {name}.parquet. Restore "
                "it from a backup."
            ) from error

    def optional(self, name: str) -> pd.DataFrame | None:
        """A table of the run, or None where it has none. StoreError where it is damaged."""
        return self.table(name) if (self.folder / f"{name}.parquet").is_file() else None

    def standing(self) -> StandingRows:
        """The rows that stood at this run."""
        clean = self.table("clean")
        optional = {name: self.optional(name) for name in ("siak", "areas", "withdrawn", "covered")}
        marks = {name: optional[name] for name in ("withdrawn", "covered")}
        known = {name: table for name, table in marks.items() if table is not None}
        return StandingRows(
            raw=self.table("raw"),
            village=clean["village"],
            siak=optional["siak"],
            areas=optional["areas"],
            name=self.folder.name,
            marks=Marks(**known),
        )

    def outputs(self) -> dict[str, pd.DataFrame]:
        """The tables that the registry and the graph are rebuilt from."""
        return {name: self.table(name) for name in SERVED}


class Lake:
    """The runs that are kept under one folder."""

    def __init__(self, folder: Path) -> None:
        """Keep runs under `folder`; it is made when the first is kept."""
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lake: nobody else keeps, moves or removes its folders meanwhile.

        Raises:
            OutputError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".lock").open("a")
        except OSError as error:
            raise OutputError(
                f"Cannot write in the lake {self.folder}: {error.strerror or error}."
            ) from error
        with file:
            # Gone with the process that held it, however that ended.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def erasures(self) -> int:
        """How many erasures the lake has seen: a run that read before one must not be kept."""
        return len(self._erased())

    def tell_erased(self, tombstone: Mapping[str, Any]) -> None:
        """Remember an erasure, before its files are rewritten. The caller holds the lake."""
        draft = self.folder / ".erased.json.part"
        try:
            write_json(draft, {"erasures": [*self._erased(), dict(tombstone)]})
            draft.replace(self.folder / "erased.json")
        except OSError as error:
            raise OutputError(
                f"Cannot write in the lake {self.folder}: {error.strerror or error}."
            ) from error

    def _erased(self) -> list[Any]:
        file = self.folder / "erased.json"
        if not file.is_file():
            return []
        try:
            return list(json.loads(file.read_text("utf-8"))["erasures"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{file} is damaged: restore it from a backup.") from error

    def run(self, run_id: str) -> LakeRun | None:
        """The kept run of this id, or None."""
        folder = self.folder / run_id
        return LakeRun(run_id, folder) if (folder / MANIFEST).is_file() else None

    def runs(self) -> list[str]:
        """Ids of the runs that are kept, by name."""
        if not self.folder.is_dir():
            return []
        return sorted(path.parent.name for path in self.folder.glob(f"*/{MANIFEST}"))

    def keep(
        self, run_id: str, tables: Mapping[str, pd.DataFrame | None], facts: Mapping[str, Any]
    ) -> LakeRun:
        """Keep a run: its tables by name (None = there is none) and its manifest.

        A run kept before under this id is replaced. OutputError where the folder cannot be written;
        nothing half-written stays in that case.
        """
        goal = self.folder / run_id
        work: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=f".{run_id}-", dir=self.folder))
            for name, table in tables.items():
                if table is not None:
                    write_parquet(work, name, table)
            write_json(work / MANIFEST, facts)
            if goal.exists():
                shutil.rmtree(goal)
            work.replace(goal)
        except OSError as error:
            raise OutputError(
                f"Cannot keep the run in the lake {self.folder}: {error.strerror or error}. Make "
                "room or give another home folder (SATUKAN_HOME), then run it again."
            ) from error
        finally:
            if work is not None:
                shutil.rmtree(work, ignore_errors=True)
        return LakeRun(run_id, goal)

    def settle(self, run_id: str, name: str) -> None:
        """Let a run that was kept as `run_id` stand as `name`, unless that one is kept already."""
        if run_id == name:
            return
        if self.run(name) is None:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / run_id).replace(self.folder / name)
        else:
            shutil.rmtree(self.folder / run_id, ignore_errors=True)

    def prune(self, keep: Iterable[str]) -> list[str]:
        """Remove all runs but these, and what an interrupted run left; return their ids.

        The caller holds the lake (:meth:`locked`): another's folder is then never half-written.
        """
        wanted = set(keep)
        removed = [run_id for run_id in self.runs() if run_id not in wanted]
        for run_id in removed:
            shutil.rmtree(self.folder / run_id, ignore_errors=True)
        for left in self.folder.glob(".*-*"):
            shutil.rmtree(left, ignore_errors=True)
        return removed
