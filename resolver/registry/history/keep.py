"""Keeping identity over time: what a publication adds to it, in the publication's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, delete, insert, update

from graph.store.bulk import insert_rows
from resolver.entities.identity import Kind
from resolver.entities.lineage import Inheritance, carry
from resolver.entities.lineage_events import ENDS
from resolver.entities.lineage_observed import observe
from resolver.errors import ConflictError
from resolver.registry.history.feed import keep_changes
from resolver.registry.history.former import KINDS, Former
from resolver.registry.history.models import (
    DORMANT,
    IDENTITY,
    LINEAGE,
    PUBLICATION,
    RECORD_HISTORY,
    SUCCESSOR,
)
from resolver.registry.rows import rows

COLUMNS: Final[dict[Kind, str]] = {"P": "person_id", "F": "family_id", "H": "household_id"}
"""The column of the memberships that holds the ids of each kind."""

_BATCH: Final = 400


@dataclass(frozen=True)
class Base:
    """What a run was built on, and what it heeded.

    Attributes:
        version: of the publication whose ids it inherited; 0 before the first.
        decisions: number of the newest decision that it heeded.
        causes: ``entity_id``, ``cause`` of changes, where one is known.
        changes: the table `changes` (docs/tables.md §5), where it is known.
        actor: who returned to this state; None for a run.
    """

    version: int
    decisions: int = 0
    causes: pd.DataFrame | None = None
    actor: str | None = None
    changes: pd.DataFrame | None = None


@dataclass(frozen=True)
class Succession:
    """How the ids of a run follow from those that stood; `found` by kind, what became of each."""

    base: Base
    former: Former
    found: Mapping[Kind, Inheritance]

    @classmethod
    def of(cls, base: Base, former: Former, memberships: pd.DataFrame) -> "Succession":
        """Compare a run's `memberships` (docs/tables.md §5) with what stood."""
        found = {}
        for kind, column in COLUMNS.items():
            given = memberships[["record_id", column]].rename(columns={column: "entity_id"})
            given = given[given["entity_id"].notna()]
            found[kind] = observe(kind, former.assignments[kind], given)
        return cls(base, former, found)

    @property
    def unchanged(self) -> bool:
        """Whether every id is kept and holds the records it held."""
        events = [one.events for one in self.found.values()]
        return all(
            (one["event"] == "kept").all() and (one["records_now"] == one["records_before"]).all()
            for one in events
        )


def keep_succession(
    connection: Connection, succession: Succession, run: Mapping[str, Any], period: str
) -> int:
    """Write what a publication does to the ids; return the version that now stands.

    The same run on the same state, published again, makes no new version.

    Raises:
        ConflictError: another run was published since this one read the state it builds on.
    """
    base, former = succession.base, succession.former
    standing = former.version
    if standing != base.version:
        raise ConflictError(
            f"Version {standing} was published while this run was built on version "
            f"{base.version}. Run it again: it then builds on what stands now.",
            "version",
        )
    same = former.run_id == run["run"] and base.actor is None
    if standing and same and succession.unchanged:
        return standing
    version = standing + 1
    connection.execute(
        insert(PUBLICATION).values(
            version=version,
            run_id=str(run["run"]),
            period=period,
            published_at=datetime.now(UTC),
            cause="run" if base.actor is None else "rollback",
            actor=base.actor,
            partition=str(run.get("partition") or ""),
            decisions=base.decisions,
        )
    )
    for kind in KINDS:
        _keep(connection, former.assignments[kind], succession.found[kind], version, kind)
    _keep_events(connection, succession, version)
    _keep_record_history(connection, former, succession.found["P"], version)
    # With the first version there is nothing to differ from: who begins there reads everything.
    first = pd.DataFrame() if version == 1 else None
    keep_changes(connection, version, first if base.changes is None else base.changes)
    return version


def _keep(
    connection: Connection, former: pd.DataFrame, found: Inheritance, version: int, kind: Kind
) -> None:
    """New ids, ended and revived ones, and the records that ids held last."""
    ids = found.ids
    minted = ids[ids["how"] == "minted"]
    new = pd.DataFrame(
        {
            "entity_id": minted["entity_id"],
            "kind": kind,
            "founding": minted["founding"],
            "minted": version,
            "state": "live",
            "ended": None,
        }
    )
    _insert(connection, IDENTITY, new.sort_values("entity_id"))
    events = found.events
    for state in ENDS:
        ended = events.loc[(events["event"] == state) & (events["records_before"] > 0), "entity_id"]
        _set(connection, ended, state=state, ended=version)
        # One that was not live and whose records went elsewhere keeps when it ended.
        moved = events.loc[
            (events["event"] == state) & (events["records_before"] == 0), "entity_id"
        ]
        _set(connection, moved, state=state)
    revived = events.loc[events["event"] == "revived", "entity_id"]
    _set(connection, revived, state="live", ended=None)

    key = ["record_id", "entity_id"]
    now = carry(former, found, version)
    before = former.loc[~former["live"], key]
    after = now.loc[~now["live"], key]
    both = before.merge(after, on=key, how="outer", indicator=True)
    gone = both.loc[both["_merge"] == "left_only", key]
    for some in _pieces(gone):
        for record, entity in zip(some["record_id"], some["entity_id"], strict=True):
            connection.execute(
                delete(DORMANT).where(DORMANT.c.record_id == record, DORMANT.c.entity_id == entity)
            )
    _insert(connection, DORMANT, both.loc[both["_merge"] == "right_only", key])


def _keep_events(connection: Connection, succession: Succession, version: int) -> None:
    events = pd.concat([one.events for one in succession.found.values()], ignore_index=True)
    told = events[events["event"] != "kept"].copy()
    causes = succession.base.causes
    known = None if causes is None else causes.drop_duplicates("entity_id").set_index("entity_id")
    told["cause"] = None if known is None else told["entity_id"].map(known["cause"])
    told["cause"] = told["cause"].astype("str")
    told["version"] = version
    _insert(connection, LINEAGE, told.sort_values(["entity_id", "event"]))
    went = pd.concat([one.successors for one in succession.found.values()], ignore_index=True)
    went["version"] = version
    _insert(connection, SUCCESSOR, went.sort_values(["entity_id", "event", "place"]))


def _keep_record_history(
    connection: Connection, former: Former, found: Inheritance, version: int
) -> None:
    """Close what a record was of before, where it is another person's now or gone."""
    before = former.assignments["P"]
    before = before.loc[before["live"], ["record_id", "entity_id", "since"]]
    now = found.assignments.rename(columns={"entity_id": "now"})
    both = before.merge(now, on="record_id", how="left")
    left = both[both["now"].isna() | (both["now"] != both["entity_id"])]
    closed = pd.DataFrame(
        {
            "record_id": left["record_id"],
            "since": left["since"],
            "until": version,
            "person_id": left["entity_id"],
        }
    )
    _insert(connection, RECORD_HISTORY, closed.sort_values("record_id"))


def record_since(former: Former, assignments: pd.DataFrame, version: int) -> pd.Series:
    """Since which version each record is the person's who has it now, by record id.

    In: the former state, `record_id` and `entity_id` of the persons now, the version that begins.
    """
    before = former.assignments["P"]
    before = before.loc[before["live"], ["record_id", "entity_id", "since"]]
    both = assignments.merge(before, on=["record_id", "entity_id"], how="left")
    since = both["since"].fillna(version).astype(np.int64)
    return pd.Series(since.to_numpy(), index=pd.Index(both["record_id"]))


def _set(connection: Connection, ids: pd.Series, **values: Any) -> None:
    for some in _pieces(ids):
        connection.execute(
            update(IDENTITY).where(IDENTITY.c.entity_id.in_(some.tolist())).values(**values)
        )


def _pieces(table: Any) -> Any:
    for first in range(0, len(table), _BATCH):
        yield table.iloc[first : first + _BATCH]


def _insert(connection: Connection, target: Table, frame: pd.DataFrame) -> None:
    if len(frame):
        names = [column.name for column in target.columns]
        insert_rows(connection, target, names, rows(frame[names]))
