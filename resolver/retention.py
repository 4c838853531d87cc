"""Retention: what the home holds longer than the settings say, and its removal."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select

from resolver.backup import FORMAT
from resolver.backup import TOLD as BACKUP
from resolver.candidates import TOLD, candidates
from resolver.errors import OutputError, StoreError
from resolver.lake import Lake, Loads, run_name
from resolver.laying import resolved_loads
from resolver.registry import open_registry
from resolver.registry.database import reading
from resolver.registry.history import publications
from resolver.registry.history.models import PUBLICATION
from resolver.registry.ledger.ledger import utc_now
from resolver.settings import Settings
from resolver.standing import ground_of

REJECTS: Final = "rejects.parquet"


@dataclass(frozen=True)
class Expired:
    """Something kept longer than it should be.

    Attributes:
        kind: ``run``, ``load``, ``candidate``, ``rejects`` or ``backup``.
        path: its folder or file.
        since: when it was made; None of a run, which goes by its number.
    """

    kind: str
    path: Path
    since: datetime | None


def retain(
    settings: Settings, *, dry_run: bool = False, clock: Callable[[], datetime] = utc_now
) -> list[Expired]:
    """Remove what is kept longer than the settings say; with `dry_run` only tell it.

    Never removed: the version that stands, loads that wait, and what tells no time of its own.

    Args:
        settings: the home, and the numbers of `SATUKAN_KEEP_…`.
        dry_run: nothing is removed.
        clock: gives this moment.

    Returns:
        What was, or would be, removed.

    Raises:
        OutputError: something cannot be removed.
        StoreError: the registry does not answer, or a folder is damaged.
    """
    engine = open_registry(settings.registry_url)
    lake = Lake(settings.home / "lake")
    now = clock()
    try:
        with lake.locked():
            found = [
                *_runs(settings, engine, lake),
                *_loads(settings, engine, lake, now),
                *_candidates(settings, now),
                *_rejects(settings, engine, lake, now),
                *_backups(settings, now),
            ]
            if not dry_run:
                for one in found:
                    _remove(one.path)
    finally:
        engine.dispose()
    return found


def _runs(settings: Settings, engine: Engine, lake: Lake) -> Iterator[Expired]:
    kept = {run_name(*one) for one in publications(engine, settings.keep_runs)}
    for name in lake.runs():
        if name not in kept:
            yield Expired("run", lake.folder / name, None)


def _loads(settings: Settings, engine: Engine, lake: Lake, now: datetime) -> Iterator[Expired]:
    ground = ground_of(engine, settings.secret_key)
    resolved = set(resolved_loads(lake, ground))
    for load in Loads(lake).all():
        facts = load.manifest()
        made = _time(facts.get("loaded"))
        if facts["load"] in resolved and _old(made, settings.keep_loads_days, now):
            yield Expired("load", load.folder, made)


def _candidates(settings: Settings, now: datetime) -> Iterator[Expired]:
    place = candidates(settings.home)
    for name in place.runs():
        run = place.run(name)
        made = _time(run.manifest()[TOLD].get("made")) if run else None
        if _old(made, settings.keep_candidates_days, now):
            yield Expired("candidate", place.folder / name, made)


def _rejects(settings: Settings, engine: Engine, lake: Lake, now: datetime) -> Iterator[Expired]:
    with reading(engine) as connection:
        rows = connection.execute(
            select(PUBLICATION.c.version, PUBLICATION.c.run_id, PUBLICATION.c.published_at)
        ).all()
    at = {run_name(row.version, row.run_id): row.published_at for row in rows}
    kept = {run_name(*one) for one in publications(engine, settings.keep_runs)}
    for name in lake.runs():
        file, made = lake.folder / name / REJECTS, at.get(name)
        made = made.replace(tzinfo=UTC) if made and made.tzinfo is None else made
        if name in kept and file.is_file() and _old(made, settings.keep_rejects_days, now):
            yield Expired("rejects", file, made)


def _backups(settings: Settings, now: datetime) -> Iterator[Expired]:
    if settings.backups is None:
        return
    for told in sorted(settings.backups.glob(f"*/{BACKUP}")):
        facts = _read(told)
        made = _time(facts.get("made")) if facts.get("format") == FORMAT else None
        if _old(made, settings.keep_backups_days, now):
            yield Expired("backup", told.parent, made)


def _old(made: datetime | None, days: int, now: datetime) -> bool:
    return made is not None and days > 0 and made < now - timedelta(days=days)


def _time(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} cannot be read: look whether it is a backup at all.") from error
    return found


def _remove(path: Path) -> None:
    try:
        if path.is_dir():
            # Out of sight first: what is half removed is nobody's.
            gone = path.with_name(f".{path.name}-gone")
            path.replace(gone)
            shutil.rmtree(gone)
        else:
            path.unlink()
    except OSError as error:
        raise OutputError(f"Cannot remove {path}: {error.strerror or error}.") from error
