"""Publishing a candidate version exactly as it was looked at."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from resolver.candidates import CAUSES, CHANGES, TOLD, find_candidate
from resolver.errors import ConflictError
from resolver.lake import Lake, LakeRun
from resolver.progress import Progress, Steps, silent
from resolver.projection import project
from resolver.publication import open_stores, publish_run
from resolver.quality import keep_quality
from resolver.registry import Ledger
from resolver.registry.database import reading
from resolver.registry.history import Base, publications
from resolver.registry.ledger.foretell import acts
from resolver.registry.ledger.given import decision_of, with_requests
from resolver.registry.ledger.guard import Conflict
from resolver.settings import Settings


def promote(settings: Settings, name: str, progress: Progress = silent) -> int:
    """Publish a candidate: its tables under its ids, once its decisions are taken.

    The decisions that it was foretold with are taken first, each once; what was decided since acts
    with the next run.

    Args:
        settings: registry, candidates, lake and graph store.
        name: the candidate.
        progress: told each step.

    Returns:
        The version that now stands.

    Raises:
        NotFoundError: there is no such candidate.
        ConflictError: another version was published since it was made, or a decision that it heeds
            does not stand: one contradicts it, or a second person has not approved it.
        StoreError: a store does not answer, or the candidate is damaged.
    """
    run = find_candidate(settings.home, name)
    facts = run.manifest()
    told: dict[str, Any] = facts.pop(TOLD)
    lake = Lake(settings.home / "lake")
    with open_stores(settings) as stores:
        ledger = Ledger(stores.engine, settings.secret_key)
        newest = publications(stores.engine, 1)
        if not newest or newest[0][0] != told["version"]:
            raise ConflictError(
                f"Version {newest[0][0] if newest else 0} stands, but {name} was built on version "
                f"{told['version']}. Ask again (satukan what-if): it then builds on what stands.",
                "version",
            )
        progress("decisions")
        given = with_requests([decision_of(parts) for parts in told["given"]])
        taken = [ledger.decide(decision).decision_id for decision in given]
        _check_needing(stores.engine, told["needing"], taken)
        outputs, steps = run.outputs(), Steps(progress)
        causes, rows = run.optional(CAUSES), run.optional(CHANGES)
        base = Base(int(told["version"]), int(told["decisions"]), causes, changes=rows)
        with lake.locked():
            parts = _tables(run), outputs, facts
            stands = publish_run(lake, stores.engine, settings, base, parts, steps)
        progress("graph")
        project(outputs, stores.graph, str(facts["period"] or ""))
        keep_quality(settings.home, str(facts["run"]), run.table("quality"))
    progress("done")
    return stands


def _check_needing(engine: Engine, needing: Sequence[str], taken: Sequence[str]) -> None:
    """Refuse while what was foretold as approved is not."""
    with reading(engine) as connection:
        missing = [one for one in needing if not acts(connection, one)]
    if missing:
        proposed = " They are proposed now." if set(taken) & set(missing) else ""
        raise ConflictError(
            f"A second person must approve {', '.join(missing)} first (satukan decide approve)."
            f"{proposed} Then publish the candidate.",
            Conflict.NOT_STANDING,
            decisions=tuple(missing),
        )


def _tables(run: LakeRun) -> dict[str, pd.DataFrame | None]:
    """Everything that the candidate's folder holds of the run."""
    names = sorted(path.stem for path in run.folder.glob("*.parquet"))
    return {name: run.table(name) for name in names if name not in (CAUSES, CHANGES)}
