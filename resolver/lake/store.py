"""The folder of the lake: one folder per run, written whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from resolver.errors import OutputError, StoreError
from resolver.lake.merge import StandingRows
from resolver.outputs import MANIFEST, read_table, write_json, write_parquet

STATE: Final = ("raw", "clean", "siak", "areas")
"""What the next load is laid upon; siak and areas only where there are any."""

SERVED: Final = ("memberships", "persons", "families", "households", "links", "review", "keys")
"""What the registry and the graph are rebuilt from."""


KEPT_RUNS: Final = 8
"""Publications whose tables stay: two years of quarters, to look back and to return to."""


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

    def standing(self) -> StandingRows:
        """The rows that stood at this run."""
        clean = self.table("clean")
        optional = {
            name: self.table(name) if (self.folder / f"{name}.parquet").is_file() else None
            for name in ("siak", "areas")
        }
        return StandingRows(
            raw=self.table("raw"),
            village=clean["village"],
            siak=optional["siak"],
            areas=optional["areas"],
            name=self.folder.name,
        )

    def outputs(self) -> dict[str, pd.DataFrame]:
        """The tables that the registry and the graph are rebuilt from."""
        return {name: self.table(name) for name in SERVED}


class Lake:
    """The runs that are kept under one folder."""

    def __init__(self, folder: Path) -> None:
        """Keep runs under `folder`; it is made when the first is kept."""
        self.folder = folder

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
        """Remove all runs but these, and what an interrupted run left; return their ids."""
        wanted = set(keep)
        removed = [run_id for run_id in self.runs() if run_id not in wanted]
        for run_id in removed:
            shutil.rmtree(self.folder / run_id, ignore_errors=True)
        for left in self.folder.glob(".*-*"):
            shutil.rmtree(left, ignore_errors=True)
        return removed
