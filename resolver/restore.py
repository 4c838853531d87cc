"""Restoring a backup into an empty home, and rebuilding what is served from lake and ledger."""

import shutil
import tempfile
from hmac import compare_digest
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from resolver.backup import FOLDERS, read_backup
from resolver.entities.partition import partition_hash
from resolver.errors import ChainError, OutputError, StoreError
from resolver.lake import Lake, LakeRun, run_name
from resolver.progress import Progress, silent
from resolver.projection import project
from resolver.publication import open_stores
from resolver.registry import Ledger, open_registry
from resolver.registry.copying import SQLITE, copy_in
from resolver.registry.database import HEAD
from resolver.registry.history import publications
from resolver.registry.ledger.seal import FILE as SEAL
from resolver.registry.ledger.seal import read_seal
from resolver.registry.publish import secret_mark
from resolver.registry.serve import serve_again
from resolver.settings import Settings


def restore(settings: Settings, backup: Path, progress: Progress = silent) -> dict[str, Any]:
    """Bring a backup into a home folder and database that hold nothing yet.

    Args:
        settings: where to; its secret must be the one of the backup.
        backup: a folder of :func:`resolver.backup.back_up`.
        progress: told each step.

    Returns:
        What the backup says of itself.

    Raises:
        StoreError: the backup is damaged, of another secret, or there is a registry already.
        ChainError: the ledger in it does not verify.
        OutputError: the home folder cannot be written.
    """
    progress("check")
    told = read_backup(backup)
    _check_secret(settings, told)
    home = settings.home
    taken = [name for name in FOLDERS if (home / name).exists()]
    sqlite = settings.registry_url.startswith("sqlite")
    file = Path(settings.registry_url.removeprefix("sqlite:///"))
    taken += [file.name] if sqlite and file.exists() else []
    if taken:
        raise StoreError(f"{home} holds {', '.join(taken)} already: restore into an empty home.")
    if told["registry"] == "sqlite" and not sqlite:
        raise StoreError("A backup of SQLite is restored as SQLite: give no database URL.")
    if told["registry"] != "sqlite" and told["migration"] != HEAD:
        raise StoreError("Restore this backup with the version of satukan that made it.")
    progress("lake")
    placed: list[Path] = []
    try:
        _place(backup, home, placed)
        progress("registry")
        if told["registry"] == "sqlite":
            # Last: with it the home is a registry.
            _copy(backup / SQLITE, file)
        engine = open_registry(settings.registry_url)
        try:
            if told["registry"] != "sqlite":
                copy_in(engine, backup)
            progress("verify")
            findings = Ledger(engine, settings.secret_key).verify(read_seal(backup / SEAL))
        finally:
            engine.dispose()
        if findings:
            codes = ", ".join(sorted({one.code for one in findings}))
            raise ChainError(f"The ledger in this backup does not verify: {codes}.")
    except BaseException as error:
        _take_back(placed, file if sqlite else None)
        if isinstance(error, OSError):
            raise OutputError(f"Cannot restore into {home}: {error.strerror or error}.") from error
        raise
    if told["version"] and settings.neo4j_url:
        progress("graph")
        with open_stores(settings) as stores:
            run = _stands(settings, stores.engine)[0]
            project(run.outputs(), stores.graph, str(run.manifest()["period"] or ""))
    progress("done")
    return told


def _take_back(placed: list[Path], database: Path | None) -> None:
    """Remove what a restoration that failed has put into the home."""
    for path in placed:
        shutil.rmtree(path, ignore_errors=True)
    if database is not None:
        for ending in ("", "-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)


def _place(backup: Path, home: Path, placed: list[Path]) -> None:
    """Copy the folders of a backup into the home, each whole or not at all."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as name:
        for part in FOLDERS:
            _copy(backup / part, Path(name) / part)
        for part in FOLDERS:
            if (Path(name) / part).is_dir():
                (Path(name) / part).replace(home / part)
                placed.append(home / part)


def rebuild(settings: Settings, progress: Progress = silent) -> tuple[int, str]:
    """Rebuild the serving tables and the graph from the lake and the ledger.

    Decisions, ids, their lineage and keys are the ledger's and stay. Who belonged where before the
    oldest publication that the lake keeps is known only where the table of it still stands.

    Args:
        settings: registry, lake and graph store.
        progress: told each step.

    Returns:
        The version that stands, and the hash of its partition.

    Raises:
        StoreError: nothing was published, or the lake lacks it, or is not what was published.
    """
    lake = Lake(settings.home / "lake")
    with open_stores(settings) as stores, lake.locked():
        progress("lake")
        run, version = _stands(settings, stores.engine)
        outputs, facts = run.outputs(), run.manifest()
        members = outputs["memberships"]
        labels = pd.factorize(members["person_id"])[0]
        found = partition_hash(labels, members["record_id"])
        if found != facts["partition"]:
            raise StoreError(
                f"The lake's version {version} is not the partition that was published. Restore it "
                "from a backup."
            )
        kept = {
            number: former
            for number, run_id in publications(stores.engine, version)
            if (former := lake.run(run_name(number, run_id))) is not None
        }
        progress("registry")
        serve_again(stores.engine, outputs, kept, version)
        progress("graph")
        project(outputs, stores.graph, str(facts["period"] or ""))
    progress("done")
    return version, found


def _stands(settings: Settings, engine: Engine) -> tuple[LakeRun, int]:
    newest = publications(engine, 1)
    if not newest:
        raise StoreError("Nothing was published yet, so there is nothing to rebuild.")
    run = Lake(settings.home / "lake").run(run_name(*newest[0]))
    if run is None:
        raise StoreError(
            f"The lake does not hold version {newest[0][0]}, which the registry stands on. Restore "
            "it from a backup."
        )
    return run, newest[0][0]


def _check_secret(settings: Settings, told: dict[str, Any]) -> None:
    given = settings.secret.get_secret_value()
    # Asking for the key would make a new one.
    if not given and not (settings.home / "secret.key").is_file():
        raise StoreError(
            "Give the secret that the backup was made with first: SATUKAN_SECRET, or put its "
            f"secret.key into {settings.home}. It is not part of a backup."
        )
    if not compare_digest(secret_mark(settings.secret_key), str(told["secret"])):
        raise StoreError("This backup was made with another secret: its ids would fit none.")


def _copy(source: Path, goal: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, goal)
    elif source.is_file():
        draft = goal.with_name(f".{goal.name}.part")
        draft.touch(mode=0o600)
        shutil.copyfile(source, draft)
        draft.replace(goal)
