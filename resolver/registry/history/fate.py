"""Where an id leads to now, and what a record or an id was before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from resolver.errors import NotFoundError, ReplacedError
from resolver.registry.database import reading
from resolver.registry.history.models import (
    IDENTITY,
    LINEAGE,
    PUBLICATION,
    RECORD_HISTORY,
    SUCCESSOR,
)
from resolver.registry.models import Record, table

_RECORD = table(Record)
_LEADING = ("merged", "split")
_TELLING = (*_LEADING, "minted", "revived", "retired")
"""Events that change what an id is; as in :mod:`resolver.entities.redirects`."""


@dataclass(frozen=True)
class Event:
    """What happened to an id with a version of the registry.

    Attributes:
        version, period: of the publication.
        event: see :data:`resolver.entities.lineage_events.EVENTS`.
        cause: why, where it is known.
        successors: where its records went, most first.
    """

    version: int
    period: str
    event: str
    cause: str | None
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Fate:
    """What an id is now: its state, and the live ids that hold what was its records."""

    entity_id: str
    state: str
    successors: tuple[str, ...]


def fate_of(connection: Connection, entity_id: str) -> Fate | None:
    """Follow an id to the live ones; None if it was never minted."""
    state = connection.scalar(select(IDENTITY.c.state).where(IDENTITY.c.entity_id == entity_id))
    if state is None:
        return None
    if state == "live":
        return Fate(entity_id, "live", (entity_id,))
    live: dict[str, None] = {}
    seen, way = {entity_id}, [entity_id]
    while way:
        one = way.pop(0)
        for successor, its_state in _next(connection, one):
            if its_state == "live":
                live.setdefault(successor)
            elif successor not in seen:
                seen.add(successor)
                way.append(successor)
    # What it is by where it leads now: of two successors one may have taken the other since.
    told = "retired" if not live else "merged" if len(live) == 1 else "split"
    return Fate(entity_id, told, tuple(live))


def refuse_former(connection: Connection, entity_id: str, told: str) -> None:
    """Say of an id that no row serves whether it is unknown or what took its place.

    Raises:
        ReplacedError: it was merged, split or retired.
        NotFoundError: it was never minted; `told` is the message.
    """
    fate = fate_of(connection, entity_id)
    if fate is None or fate.state == "live":
        raise NotFoundError(told)
    raise ReplacedError(entity_id, fate.state, fate.successors)


def _next(connection: Connection, entity_id: str) -> Sequence[tuple[str, str]]:
    """The successors that the id's last end named, with their state."""
    end = connection.execute(
        select(LINEAGE.c.version, LINEAGE.c.event)
        .where(LINEAGE.c.entity_id == entity_id, LINEAGE.c.event.in_(_TELLING))
        .order_by(LINEAGE.c.version.desc())
        .limit(1)
    ).first()
    if end is None or end.event not in _LEADING:
        return []
    query = (
        select(SUCCESSOR.c.successor_id, IDENTITY.c.state)
        .join(IDENTITY, IDENTITY.c.entity_id == SUCCESSOR.c.successor_id)
        .where(
            SUCCESSOR.c.entity_id == entity_id,
            SUCCESSOR.c.version == end.version,
            SUCCESSOR.c.event == end.event,
        )
        .order_by(SUCCESSOR.c.place)
    )
    return [(row.successor_id, row.state) for row in connection.execute(query)]


def story_of(engine: Engine, entity_id: str) -> tuple[Fate, list[Event]]:
    """What an id is now and everything that happened to it, oldest first.

    Raises:
        NotFoundError: it was never minted.
    """
    with reading(engine) as connection:
        fate = fate_of(connection, entity_id)
        if fate is None:
            raise NotFoundError(f"No id {entity_id} was ever given.")
        went: dict[tuple[int, str], list[str]] = {}
        for row in connection.execute(
            select(SUCCESSOR)
            .where(SUCCESSOR.c.entity_id == entity_id)
            .order_by(SUCCESSOR.c.version, SUCCESSOR.c.place)
        ):
            went.setdefault((row.version, row.event), []).append(row.successor_id)
        happened = connection.execute(
            select(LINEAGE, PUBLICATION.c.period)
            .join(PUBLICATION, PUBLICATION.c.version == LINEAGE.c.version)
            .where(LINEAGE.c.entity_id == entity_id)
            .order_by(LINEAGE.c.version, LINEAGE.c.event)
        )
        events = [
            Event(
                row.version,
                row.period,
                row.event,
                row.cause,
                tuple(went.get((row.version, row.event), ())),
            )
            for row in happened
        ]
    return fate, events


def person_of_record(engine: Engine, record_id: str, version: int) -> str:
    """The person who held a record as of a version of the registry.

    Raises:
        NotFoundError: nobody did: it was not there yet, or withdrawn.
    """
    with reading(engine) as connection:
        newest = connection.scalar(select(func.max(PUBLICATION.c.version)))
        if newest is None or version > newest:
            raise NotFoundError(f"No version {version} was ever published.")
        now = connection.execute(
            select(_RECORD.c.person_id, _RECORD.c.since).where(_RECORD.c.record_id == record_id)
        ).first()
        if now is not None and now.since <= version:
            return str(now.person_id)
        before = connection.scalar(
            select(RECORD_HISTORY.c.person_id).where(
                RECORD_HISTORY.c.record_id == record_id,
                RECORD_HISTORY.c.since <= version,
                RECORD_HISTORY.c.until > version,
            )
        )
    if before is None:
        raise NotFoundError(f"No person held the record {record_id} in version {version}.")
    return str(before)
