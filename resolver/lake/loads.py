"""Loads in the lake: what was delivered, checked and kept, until a refresh resolves it."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from resolver.errors import NotFoundError, OutputError, StoreError
from resolver.lake.store import Lake
from resolver.normalise.periods import read_periods
from resolver.outputs import MANIFEST, read_table, write_json, write_parquet
from resolver.sources import Extracts

TABLES: Final = ("raw", "rejects", "counts", "siak", "areas", "payments", "unread", "skipped")
_OPTIONAL: Final = ("siak", "areas", "payments")
_LABELLED: Final = ("raw", "rejects", "counts", "payments", "unread")
"""Tables whose ``file`` is called by the load once several are laid together."""


@dataclass(frozen=True)
class Load:
    """One load's folder in the lake."""

    folder: Path

    def manifest(self) -> dict[str, Any]:
        """``load`` (its id), ``number`` (order of arrival), ``period``, ``files``
        (SHA-256 by name), ``read`` = ``accepted`` + ``rejected`` rows, ``records`` among the
        accepted, ``loaded`` (when). StoreError where unreadable."""
        try:
            found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise _damaged(self.folder, MANIFEST) from error
        return found

    def extracts(self) -> Extracts:
        """What was delivered; its files are called LOAD/FILE. StoreError where unreadable."""
        tables: dict[str, Any] = {}
        load_id = self.manifest()["load"]
        for name in TABLES:
            if name in _OPTIONAL and not (self.folder / f"{name}.parquet").is_file():
                continue
            try:
                table = read_table(self.folder, name)
            except (OutputError, OSError, ValueError) as error:
                raise _damaged(self.folder, f"{name}.parquet") from error
            if name in _LABELLED and "file" in table.columns:
                table["file"] = load_id + "/" + table["file"].astype("str")
            tables[name] = table
        return Extracts(**tables)

    def digests(self) -> dict[str, str]:
        """SHA-256 of its files by what the counts call them."""
        told = self.manifest()
        return {f"{told['load']}/{file}": digest for file, digest in told["files"].items()}


class Loads:
    """The loads of a lake, in the order of their periods, then of arrival."""

    def __init__(self, lake: Lake) -> None:
        self._lake, self.folder = lake, lake.folder / "loads"

    def add(
        self, extracts: Extracts, files: Mapping[str, str], full: Sequence[str] = ()
    ) -> tuple[Load, bool]:
        """Keep a load, unless one of the same content is kept already.

        Args:
            extracts: what was read.
            files: SHA-256 of its files by what the counts call them.
            full: sources that it covers in full though its files do not say so.

        Returns:
            The load, and whether it is new.

        Raises:
            OutputError: it cannot be written; nothing half-written stays.
        """
        extracts = replace(extracts, counts=_declared(extracts.counts, full))
        period = load_period(extracts)
        load_id = f"L-{period or 'undated'}-{content_digest(extracts)[:16]}"
        with self._lake.locked():
            kept = self.all()
            for load in kept:
                if load.folder.name.split("-", 1)[1] == load_id:
                    return load, False
            numbers = [int(load.folder.name.split("-", 1)[0]) for load in kept]
            number = max(numbers, default=0) + 1
            counts = extracts.counts
            facts = {
                "load": load_id,
                "number": number,
                "period": period,
                "files": dict(files),
                **{name: int(counts[name].sum()) for name in ("read", "accepted", "rejected")},
                "records": len(extracts.raw),
                "loaded": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            return self._write(f"{number:06d}-{load_id}", extracts, facts), True

    def all(self) -> list[Load]:
        """Every load that is kept."""
        found = [Load(path.parent) for path in self.folder.glob(f"*/{MANIFEST}")]
        return sorted(found, key=lambda load: _order(load.folder.name))

    def waiting(self, resolved: Collection[str]) -> list[Load]:
        """Those that are not among the ids of the loads that a state stands on."""
        return [one for one in self.all() if one.folder.name.split("-", 1)[1] not in resolved]

    def drop(self, load_id: str) -> None:
        """Remove a load. NotFoundError where none has this id."""
        with self._lake.locked():
            for load in self.all():
                if load.manifest()["load"] == load_id:
                    shutil.rmtree(load.folder)
                    return
        raise NotFoundError(f"No load {load_id} is kept; satukan loads lists them.")

    def _write(self, name: str, extracts: Extracts, facts: Mapping[str, Any]) -> Load:
        work: Path | None = None
        goal = self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for left in self.folder.glob(".*-*"):
                # Of a load that was cut off: the lake is ours now.
                shutil.rmtree(left, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=self.folder))
            for table in TABLES:
                if (rows := getattr(extracts, table)) is not None:
                    write_parquet(work, table, rows)
            write_json(work / MANIFEST, facts)
            work.replace(goal)
        except OSError as error:
            raise OutputError(
                f"Cannot keep the load in {self.folder}: {error.strerror or error}. Make room or "
                "give another home folder (SATUKAN_HOME), then load it again."
            ) from error
        finally:
            if work is not None:
                shutil.rmtree(work, ignore_errors=True)
        return Load(goal)


def load_period(extracts: Extracts) -> str:
    """The newest period that a load's rows name; empty where none does."""
    periods = read_periods(extracts.raw["period"]).dropna()
    return str(periods.max()) if len(periods) else ""


def content_digest(extracts: Extracts) -> str:
    """SHA-256 (hex) of what a load says, whatever its files are called and its rows' order is."""
    digest = hashlib.sha256()
    scopes = extracts.counts[["source", "areas", "period", "extent", "rejected"]]
    for table in (extracts.raw, scopes, extracts.siak, extracts.areas, extracts.payments):
        digest.update(b"none" if table is None else _row_digest(table))
    return digest.hexdigest()


def _row_digest(table: pd.DataFrame) -> bytes:
    plain = table.drop(columns=[name for name in ("file", "line") if name in table.columns])
    hashes = pd.util.hash_pandas_object(plain, index=False).to_numpy()
    return bytes(np.sort(hashes).tobytes()) + str(len(plain)).encode()


def _declared(counts: pd.DataFrame, full: Sequence[str]) -> pd.DataFrame:
    """The counts, with what was said of the whole load said of its files."""
    whole = counts["source"].isin(list(full)) & counts["areas"].eq("")
    return counts.assign(extent=counts["extent"].where(~whole, "full"))


def _order(name: str) -> tuple[str, str]:
    number, load_id = name.split("-", 1)
    return load_id.rsplit("-", 1)[0], number


def _damaged(folder: Path, file: str) -> StoreError:
    return StoreError(
        f"The load {folder.name} in the lake is damaged: no {file} can be read. Drop it "
        "(satukan loads --drop) and load it again."
    )
