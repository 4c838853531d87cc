"""Returning to a state of the registry that was published before, as a new version."""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import select

from resolver.changing import Changes, base_of, changes_since
from resolver.errors import NotFoundError, OutputError, StoreError
from resolver.lake import Lake, LakeRun, run_name
from resolver.progress import Progress, silent
from resolver.projection import project
from resolver.publication import Stores, open_stores
from resolver.registry import publish
from resolver.registry.database import reading
from resolver.registry.history import publications
from resolver.registry.history.models import PUBLICATION
from resolver.settings import Settings
from resolver.standing import ground_of


def roll_back(settings: Settings, version: int, actor: str, progress: Progress = silent) -> int:
    """Publish anew what stood in a version: its entities under their ids of then.

    Decisions taken since are not undone, they act again with the next run. What was published
    since stays in the history.

    Args:
        settings: registry, lake and graph store.
        version: which state.
        actor: who returns to it.
        progress: told each step.

    Returns:
        The number of the version that now stands.

    Raises:
        NotFoundError: there was no such version.
        StoreError: the lake no longer holds its tables, or a store does not answer.
        ConflictError: another run was published meanwhile.
    """
    lake = Lake(settings.home / "lake")
    with open_stores(settings) as stores:
        with reading(stores.engine) as connection:
            query = select(PUBLICATION.c.run_id, PUBLICATION.c.decisions)
            former = connection.execute(query.where(PUBLICATION.c.version == version)).first()
        if former is None:
            raise NotFoundError(f"No version {version} was ever published.")
        run_id = former.run_id
        run = lake.run(run_name(version, run_id))
        if run is None:
            raise StoreError(
                f"The lake no longer holds version {version}: it keeps the newest "
                f"{settings.keep_runs}. Restore it from a backup."
            )
        with lake.locked():
            (standing, _), *_ = publications(stores.engine, 1)
            progress("lake")
            outputs, facts = run.outputs(), run.manifest()
            copy_folder(run.folder, lake.folder / run_name(standing + 1, run_id))
            progress("registry")
            base = base_of(standing, former.decisions, _changed(lake, stores, settings, run), actor)
            stands = publish(stores.engine, outputs, facts, settings.secret_key, base)
            lake.prune(run_name(*one) for one in publications(stores.engine, settings.keep_runs))
        progress("graph")
        project(outputs, stores.graph, str(facts["period"] or ""))
    progress("done")
    return stands


def _changed(lake: Lake, stores: Stores, settings: Settings, run: LakeRun) -> Changes | None:
    """What returning to a run changes; None where the lake lost what stands."""
    ground = ground_of(stores.engine, settings.secret_key)
    assert ground.former is not None
    stands = lake.run(run_name(ground.version, ground.former.run_id))
    if stands is None:
        return None
    return changes_since(stands, ground, run.table("clean"), run.outputs(), run.manifest())


def copy_folder(source: Path, goal: Path) -> None:
    """Copy a run's folder, whole or not at all."""
    try:
        work = Path(tempfile.mkdtemp(prefix=f".{goal.name}-", dir=goal.parent))
        shutil.copytree(source, work, dirs_exist_ok=True)
        if goal.exists():
            shutil.rmtree(goal)
        work.replace(goal)
    except OSError as error:
        raise OutputError(
            f"Cannot keep the state in the lake {goal.parent}: {error.strerror or error}."
        ) from error
