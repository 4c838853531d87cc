"""What stands in the registry before a run: who holds which record, by kind of entity."""

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Engine, Select, func, literal, select

from resolver.entities.identity import Kind
from resolver.registry.database import reading
from resolver.registry.history.models import DORMANT, IDENTITY, PUBLICATION
from resolver.registry.models import Membership, Record, table

_RECORD, _MEMBERSHIP = table(Record), table(Membership)
_LIVE, _ENDED = literal(-1), func.coalesce(IDENTITY.c.ended, -1)
KINDS: Final[tuple[Kind, ...]] = ("P", "F", "H")


@dataclass(frozen=True)
class Former:
    """The state that a run builds on.

    Attributes:
        version: of the publication that stands; 0 before the first.
        run_id: of its run; empty before the first.
        decisions: number of the newest decision that it heeded.
        assignments: by kind, ``record_id``, ``entity_id``, ``live``, ``minted``, ``ended`` as
            :func:`resolver.entities.lineage.inherit` takes them; of persons also ``since``, the
            version since which a live record is theirs.
    """

    version: int
    run_id: str
    decisions: int
    assignments: dict[Kind, pd.DataFrame]

    def persons(self) -> pd.DataFrame:
        """``record_id``, ``person_id`` of every record that stands."""
        live = self.assignments["P"]
        return (
            live.loc[live["live"], ["record_id", "entity_id"]]
            .rename(columns={"entity_id": "person_id"})
            .reset_index(drop=True)
        )


def read_former(engine: Engine) -> Former:
    """Read the state that stands. StoreError where the database does not answer."""
    with reading(engine) as connection:
        return former_of(connection)


def former_of(connection: Connection) -> Former:
    """As :func:`read_former`, within a transaction."""
    newest = connection.execute(
        select(PUBLICATION.c.version, PUBLICATION.c.run_id, PUBLICATION.c.decisions)
        .order_by(PUBLICATION.c.version.desc())
        .limit(1)
    ).first()
    return Former(
        version=newest.version if newest else 0,
        run_id=newest.run_id if newest else "",
        decisions=newest.decisions if newest else 0,
        assignments={kind: _assignments(connection, kind) for kind in KINDS},
    )


def publications(engine: Engine, newest: int) -> list[tuple[int, str]]:
    """Version and run of the newest publications, the last first."""
    query = select(PUBLICATION.c.version, PUBLICATION.c.run_id)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(PUBLICATION.c.version.desc()).limit(newest))
        return [(row.version, row.run_id) for row in found]


def _assignments(connection: Connection, kind: Kind) -> pd.DataFrame:
    held = _held(kind).subquery()
    live = select(held.c.record_id, held.c.entity_id, IDENTITY.c.minted, held.c.since, _LIVE).join(
        IDENTITY, IDENTITY.c.entity_id == held.c.entity_id
    )
    dormant = (
        select(DORMANT.c.record_id, DORMANT.c.entity_id, IDENTITY.c.minted, literal(0), _ENDED)
        .join(IDENTITY, IDENTITY.c.entity_id == DORMANT.c.entity_id)
        .where(IDENTITY.c.kind == kind)
    )
    parts = [_frame(connection, live, True), _frame(connection, dormant, False)]
    return pd.concat(parts, ignore_index=True)


def _held(kind: Kind) -> Select[tuple[str, str, int]]:
    if kind == "P":
        person = _RECORD.c.person_id.label("entity_id")
        return select(_RECORD.c.record_id, person, _RECORD.c.since)
    column = _MEMBERSHIP.c.family_id if kind == "F" else _MEMBERSHIP.c.household_id
    return (
        select(_RECORD.c.record_id, column.label("entity_id"), literal(0).label("since"))
        .join(_MEMBERSHIP, _MEMBERSHIP.c.person_id == _RECORD.c.person_id)
        .where(_MEMBERSHIP.c.valid_to.is_(None), column.is_not(None))
    )


def _frame(connection: Connection, query: Select[Any], live: bool) -> pd.DataFrame:
    rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=["record_id", "entity_id", "minted", "since", "ended"])
    frame = frame.astype({"record_id": "str", "entity_id": "str"})
    return frame.astype({"minted": "int64", "since": "int64", "ended": "int64"}).assign(live=live)
