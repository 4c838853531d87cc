"""Publishing a candidate version exactly as it was looked at."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine

from resolver.candidates import CAUSES, CHANGES, TOLD, find_candidate
from resolver.errors import ConflictError
from resolver.lake import Lake, LakeRun, run_name
from resolver.pipeline import open_stores
from resolver.progress import Progress, silent
from resolver.projection import project
from resolver.quality import keep_quality
from resolver.registry import Ledger, publish
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
        tables = _tables(run)
        outputs = run.outputs()
        run_id, version = str(facts["run"]), int(told["version"])
        causes, rows = run.optional(CAUSES), run.optional(CHANGES)
        with lake.locked():
            progress("lake")
            lake.keep(run_name(version + 1, run_id), tables, facts)
            progress("registry")
            base = Base(version, int(told["decisions"]), causes, changes=rows)
            stands = publish(stores.engine, outputs, facts, settings.secret_key, base)
            lake.settle(run_name(version + 1, run_id), run_name(stands, run_id))
            lake.prune(run_name(*one) for one in publications(stores.engine, settings.keep_runs))
        progress("graph")
        project(outputs, stores.graph, str(facts["period"] or ""))
        keep_quality(settings.home, run_id, run.table("quality"))
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


def _tables(run: LakeRun) -> dict[str, Any]:
    """Everything that the candidate's folder holds of the run."""
    names = sorted(path.stem for path in run.folder.glob("*.parquet"))
    return {name: run.table(name) for name in names if name not in (CAUSES, CHANGES)}
