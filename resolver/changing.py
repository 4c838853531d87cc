"""What a run changes in what was published before it, and why: the change report."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from resolver.entities.causes import entity_causes, record_signs
from resolver.entities.changes import balance, changes
from resolver.entities.changes_tables import KEYS, Standing, Told
from resolver.entities.identity import Kind
from resolver.entities.lineage_observed import observe
from resolver.lake import LakeRun
from resolver.registry.history import Base
from resolver.report.changes import write_changes
from resolver.standing import Ground

_MODELS: Final = ("model", "household_model")


@dataclass(frozen=True)
class Changes:
    """What differs between the state that a run was built on and its own.

    Attributes:
        rows: the table `changes` (docs/tables.md §5).
        balance: by kind, former + came - went = current.
        causes: ``entity_id``, ``cause``.
        facts: of the run, for the page.
    """

    rows: pd.DataFrame
    balance: dict[Kind, dict[str, int]]
    causes: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path, areas: pd.DataFrame | None) -> None:
        """Write the tables and the pages into a run's folder; `areas`: the area list, or none."""
        balance = {str(kind): counts for kind, counts in self.balance.items()}
        write_changes(folder, self.rows, balance, self.facts, _names(areas))


def _names(areas: pd.DataFrame | None) -> dict[str, str]:
    """Area code → name of regencies, districts and villages."""
    if areas is None:
        return {}
    digits = areas["kemendagri"].str.replace(r"\D", "", regex=True)
    names: dict[str, str] = {}
    for length, level in ((4, "regency"), (6, "district"), (10, "village")):
        known = areas[level].notna() & digits.notna()
        names |= dict(zip(digits[known].str[:length], areas.loc[known, level], strict=True))
    return names


def base_of(
    version: int, decisions: int, changed: Changes | None, actor: str | None = None
) -> Base:
    """What a publication is told of its ground: the version and decisions, and what it changes."""
    if changed is None:
        return Base(version, decisions, actor=actor)
    return Base(version, decisions, changed.causes, actor, changed.rows)


def changes_since(
    before: LakeRun,
    ground: Ground,
    clean: pd.DataFrame,
    outputs: dict[str, pd.DataFrame],
    facts: dict[str, Any],
) -> Changes:
    """Compare a run with the state it was built on.

    Args:
        before: the run that was published last.
        ground: what this run is built on.
        clean: its clean records.
        outputs: its tables (docs/tables.md §5).
        facts: its manifest.
    """
    assert ground.former is not None
    told_before = before.manifest()
    period = str(facts["period"] or "")
    signs = record_signs(before.table("clean"), clean, ground.touched, period)
    another = any(told_before.get(name) != facts.get(name) for name in _MODELS)
    events, successors, causes = [], [], []
    for kind, column in KEYS.items():
        now = outputs["memberships"][["record_id", column]].rename(columns={column: "entity_id"})
        now = now[now["entity_id"].notna()]
        former = ground.former.assignments[kind]
        found = observe(kind, former, now)
        events.append(found.events)
        successors.append(found.successors)
        held = former[former["live"]]
        causes.append(
            entity_causes(kind, signs, held, now, found.successors, model_changed=another)
        )
    told = Told(
        events=pd.concat(events, ignore_index=True),
        successors=pd.concat(successors, ignore_index=True),
        causes=pd.concat(causes, ignore_index=True),
        frozen=ground.frozen_persons(),
    )
    old = Standing(
        str(told_before["period"] or ""),
        *(before.table(name) for name in ("persons", "families", "households")),
    )
    new = Standing(period, *(outputs[name] for name in ("persons", "families", "households")))
    rows = changes(old, new, told)
    shown = {**facts, "compared_with": told_before["run"]}
    return Changes(rows, balance(old, new, rows), told.causes, shown)
