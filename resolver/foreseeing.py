"""What if: a run as a candidate version, and what it would change, by area and group."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine

from resolver.candidates import candidate_name
from resolver.entities.changes_tables import KEYS
from resolver.entities.identity import Kind
from resolver.errors import StoreError
from resolver.lake import Lake, run_name
from resolver.match.model import Model
from resolver.outputs import read_table, write_table
from resolver.pipeline import Run, resolve
from resolver.plan import Plan
from resolver.progress import Progress, silent
from resolver.registry.ledger import Decision
from resolver.registry.ledger.foretell import foretell
from resolver.registry.ledger.given import parts_of, with_requests
from resolver.registry.ledger.ledger import utc_now
from resolver.settings import Settings
from resolver.standing import Ground, ground_of

TABLE: Final = "changes_by_group"
ELDERLY: Final = 60
"""Age from which the law calls somebody elderly (lansia: UU 13/1998, article 1)."""


def foresee(
    inputs: Path | None,
    out: Path,
    settings: Settings,
    *,
    decisions: Sequence[Decision] = (),
    proposed: bool = False,
    model: Model | None = None,
    areas: Path | None = None,
    mapping: Path | None = None,
    full: Sequence[str] = (),
    processes: int = 1,
    progress: Progress = silent,
) -> tuple[Run, str]:
    """Run into a candidate version; nothing that is served changes.

    Args:
        inputs: a load to lay upon what stands; None for what stands and what waits in the lake.
        out: folder of the run, with the change report and the table `changes_by_group`.
        settings: registry, lake and graph store.
        decisions: thought of, not taken: the run heeds them as if they were, and approved.
        proposed: the run heeds what waits for a second person as if it were approved.
        model, areas, mapping, full, processes, progress: as of :func:`resolver.pipeline.resolve`.

    Returns:
        The run, and the candidate's name.

    Raises:
        StoreError: nothing was published yet, so there is nothing to compare with; or a store does
            not answer.
        ConflictError, DecisionError: a decision could not be taken.
        InputError, ModelError, OutputError: as of a run.
    """
    given = with_requests(decisions)
    told: dict[str, Any] = {"given": [parts_of(one) for one in given], "needing": []}
    grounds: list[Ground] = []

    def ground(engine: Engine, secret: bytes) -> Ground:
        stands = ground_of(engine, secret)
        if not stands.version:
            raise StoreError("Nothing was published yet: resolve or refresh first, then ask again.")
        if given or proposed:
            found = foretell(engine, secret, given, utc_now(), proposed=proposed)
            told["needing"] = list(found.needing)
            touched = sorted({*stands.touched, *found.records})
            stands = replace(
                stands, standing=found.standing, touched=pd.Series(touched, dtype="str")
            )
        grounds.append(stands)
        return stands

    run = resolve(
        inputs,
        out,
        settings,
        model=model,
        areas=areas,
        mapping=mapping,
        processes=processes,
        refresh=True,
        full=full,
        plan=Plan(ground, waiting=inputs is None, candidate=told),
        progress=progress,
    )
    stands = grounds[0]
    assert stands.former is not None
    before = Lake(settings.home / "lake").run(run_name(stands.version, stands.former.run_id))
    if before is None:
        raise StoreError("The lake lost the state that this was compared with; ask again.")
    former = {name: before.table(name) for name in ("persons", "families", "households")}
    table = by_group(read_table(out, "changes"), former, run.outputs, str(run.manifest["period"]))
    write_table(out, TABLE, table)
    return run, candidate_name(stands.version + 1, str(run.manifest["run"]))


def by_group(
    changes: pd.DataFrame,
    before: dict[str, pd.DataFrame],
    now: dict[str, pd.DataFrame],
    period: str,
) -> pd.DataFrame:
    """Count the entities that change, by group of people.

    Args:
        changes: the table `changes` (docs/tables.md §5).
        before, now: persons, families and households of both states.
        period: of the run; its year tells who is elderly.

    Returns:
        ``entity_kind``, ``group`` (`ALL`; of persons also `SEX`, `AGE`, `NIK`, `SOURCE`),
        ``value``, ``changed``, ``entities`` (of both states together, whole numbers), ``share``.
        A person of several sources counts in each.
    """
    names: dict[Kind, str] = {"P": "persons", "F": "families", "H": "households"}
    lines: list[tuple[str, str, str, int, int]] = []
    for kind, name in names.items():
        changed = set(changes.loc[changes["entity_kind"] == kind, "entity_id"])
        key = KEYS[kind]
        # As it is now, else as it was.
        every = pd.concat([now[name], before[name]]).drop_duplicates(key)
        hit = every[key].isin(changed)
        lines.append((kind, "ALL", "", int(hit.sum()), len(every)))
        for group, value, held in _groups(every, period) if kind == "P" else ():
            lines.append((kind, group, value, int((hit & held).sum()), int(held.sum())))
    columns = ["entity_kind", "group", "value", "changed", "entities"]
    table = pd.DataFrame(lines, columns=columns)
    table["share"] = (table["changed"] / table["entities"].clip(lower=1)).round(6)
    return table


def _groups(persons: pd.DataFrame, period: str) -> list[tuple[str, str, pd.Series]]:
    sex = persons["sex"].fillna("?")
    year = pd.to_numeric(persons["birth_date"].str.slice(0, 4), errors="coerce")
    now = int(period[:4]) if period[:4].isdigit() else int(year.max() if year.notna().any() else 0)
    nik, sources = persons["nik"].isna(), persons["sources"].str.split("+")
    found = [("SEX", value, sex == value) for value in sorted(set(sex))]
    old = year <= now - ELDERLY
    found += [("AGE", "ELDERLY", old), ("AGE", "YOUNGER", year.notna() & ~old)]
    found += [("AGE", "?", year.isna()), ("NIK", "NONE", nik), ("NIK", "GIVEN", ~nik)]
    named = sorted({source for some in sources for source in some})
    held = {source: sources.map(lambda some, one=source: one in some) for source in named}
    return found + [("SOURCE", source, holds) for source, holds in held.items()]
