"""Candidate versions: runs kept beside the lake, to be looked at before they are published."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from resolver.changing import Changes
from resolver.errors import ConflictError, NotFoundError
from resolver.lake import Lake, LakeRun, run_name
from resolver.standing import Ground

TOLD: Final = "candidate"
"""The part of a candidate's manifest that is not its run's."""
CAUSES: Final = "causes"
CHANGES: Final = "changes"


def candidates(home: Path) -> Lake:
    """Where the candidates of a home folder are kept, in the form of the lake."""
    return Lake(home / "candidates")


def candidate_name(version: int, run_id: str) -> str:
    """What a candidate for this version is called: `C-000004-R-…`."""
    return f"C-{run_name(version, run_id)}"


def keep_candidate(
    home: Path,
    told: Mapping[str, Any],
    ground: Ground,
    run: tuple[Mapping[str, pd.DataFrame | None], Mapping[str, Any]],
    changed: Changes | None,
) -> str:
    """Keep a run as a candidate for the next version; return its name.

    Args:
        home: the home folder.
        told: what to remember of it besides.
        ground: what it is built on.
        run: its state and tables, and its manifest. The same run on the same state replaces the
            earlier one.
        changed: what it changes.

    Raises:
        OutputError: it cannot be written.
    """
    tables, facts = run
    name = candidate_name(ground.version + 1, str(facts["run"]))
    base = {
        "version": ground.version,
        "decisions": ground.decisions,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    differs = {CAUSES: changed.causes, CHANGES: changed.rows} if changed else {}
    place, lake = candidates(home), Lake(home / "lake")
    with lake.locked(), place.locked():
        refuse_erased(lake, facts)
        place.keep(name, {**tables, **differs}, {**facts, TOLD: {**told, **base}})
    return name


def refuse_erased(lake: Lake, facts: Mapping[str, Any]) -> None:
    """Refuse a run that read the lake before values were erased: it may hold them.

    Raises:
        ConflictError: it did.
    """
    read = facts.get("erasures")
    if read is not None and read != lake.erasures():
        raise ConflictError("Values were erased while this ran. Run it again.", "erased")


def find_candidate(home: Path, name: str) -> LakeRun:
    """A candidate by its name. NotFoundError where none is kept."""
    found = candidates(home).run(name)
    if found is None or "/" in name:
        known = ", ".join(candidates(home).runs()) or "none"
        raise NotFoundError(f"No candidate {name} is kept; there are: {known}.")
    return found
