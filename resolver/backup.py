"""Backup: the registry, the lake and a seal in one folder, with the digest of every file."""

import hashlib
import json
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from resolver.errors import OutputError, StoreError
from resolver.lake import Lake, run_name
from resolver.outputs import write_json
from resolver.progress import Progress, silent
from resolver.registry import Ledger, open_registry
from resolver.registry.copying import copy_out
from resolver.registry.database import HEAD
from resolver.registry.history import publications
from resolver.registry.ledger.seal import FILE as SEAL
from resolver.registry.ledger.seal import write_seal
from resolver.registry.publish import secret_mark
from resolver.settings import Settings

FORMAT: Final = "satukan backup 1"
TOLD: Final = "backup.json"
FOLDERS: Final = ("lake", "candidates", "quality")
"""What of the home folder goes along. The secret does not: it is kept apart from the data."""


def back_up(settings: Settings, out: Path, progress: Progress = silent) -> dict[str, Any]:
    """Write a backup into a new folder, whole or not at all; return what `backup.json` says.

    Nobody publishes meanwhile; reading and deciding go on, and what is decided after the database
    was copied is not in it. The secret is not in it, only what tells it again.

    Args:
        settings: registry and lake.
        out: a folder that is not there yet, or empty.
        progress: told each step.

    Raises:
        OutputError: `out` holds something, or cannot be written.
        StoreError: the registry does not answer, or the lake lacks what it stands on.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} holds something already; give a new folder for the backup.")
    lake = Lake(settings.home / "lake")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"Cannot write beside {out}: {error.strerror}.") from error
    engine = open_registry(settings.registry_url)
    try:
        with lake.locked():
            progress("seal")
            write_seal(work / SEAL, Ledger(engine, settings.secret_key).seal())
            progress("registry")
            kind = copy_out(engine, work)
            newest = publications(engine, 1)
            progress("lake")
            for name in FOLDERS:
                _copy(settings.home / name, work / name)
        version, run_id = newest[0] if newest else (0, "")
        if version and not (work / "lake" / run_name(version, run_id)).is_dir():
            raise StoreError(
                f"The lake lacks version {version}, which the registry stands on: such a backup "
                "could not be rebuilt. Resolve the newest whole load once (satukan resolve)."
            )
        progress("digests")
        told = {
            "format": FORMAT,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": version,
            "run": run_id,
            "registry": kind,
            "migration": HEAD,
            "secret": secret_mark(settings.secret_key),
            "files": digests_of(work),
        }
        write_json(work / TOLD, told)
        _to_disk(work)
        work.replace(out)
    except OSError as error:
        raise OutputError(f"Cannot write the backup {out}: {error.strerror or error}.") from error
    finally:
        engine.dispose()
        shutil.rmtree(work, ignore_errors=True)
    progress("done")
    return told


def digests_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, read from the disk, by its path there."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / TOLD:
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
    return found


def read_backup(folder: Path) -> dict[str, Any]:
    """Read what a backup says of itself, once every file of it is as it was written.

    Raises:
        StoreError: it is no backup, or files are changed, missing or added; the message names them.
    """
    try:
        told: dict[str, Any] = json.loads((folder / TOLD).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder} is no backup: it holds no readable {TOLD}.") from error
    if told.get("format") != FORMAT:
        raise StoreError(f"{folder} is a backup of another version of satukan.")
    held, written = digests_of(folder), told["files"]
    wrong = sorted(
        name for name in held.keys() | written.keys() if held.get(name) != written.get(name)
    )
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise StoreError(
            f"The backup {folder} is damaged: {', '.join(wrong[:5])}{more} changed, missing or put "
            "in since. Use another backup."
        )
    return told


def _to_disk(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _copy(source: Path, goal: Path) -> None:
    if source.is_dir():
        # Half-written folders and the lock begin with a dot.
        shutil.copytree(source, goal, ignore=shutil.ignore_patterns(".*"))
