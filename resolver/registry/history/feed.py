"""The delta feed: what changed with each version, kept with it and read a page at a time."""

from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Connection, Engine, func, select, tuple_, update

from graph.store.bulk import insert_rows
from resolver.errors import GapError, NotFoundError
from resolver.registry.database import reading
from resolver.registry.history.models import CHANGE, PUBLICATION
from resolver.registry.rows import rows

_TOLD: Final = ("village", "before", "after", "fields")


@dataclass(frozen=True)
class ChangeView:
    """An entity that differs since the version before; see docs/identity.md, *the change report*.

    Attributes:
        version: with which it changed; `place`: its place among that version's changes.
        entity_kind: ``P``, ``F`` or ``H``; `entity_id`, `what`, `cause`, `village`.
        before, after: ids joined by ``+``, villages, presence or masked KK numbers.
        fields: of a correction, the columns, joined by ``+``.
        look: whether a human should look at it; `reason`: why, codes joined by ``+``.
    """

    version: int
    place: int
    entity_kind: str
    entity_id: str
    what: str
    cause: str | None
    village: str | None
    before: str | None
    after: str | None
    fields: str | None
    look: bool
    reason: str | None


@dataclass(frozen=True)
class Page:
    """Some of the changes up to a version; `more`: whether there are others behind the last."""

    until: int
    changes: tuple[ChangeView, ...]
    more: bool


def keep_changes(connection: Connection, version: int, changes: pd.DataFrame | None) -> None:
    """Keep what changed with a version, in the publication's transaction.

    In: the table `changes` (docs/tables.md §5), or None where nobody knows.
    """
    if changes is None:
        return
    connection.execute(
        update(PUBLICATION).where(PUBLICATION.c.version == version).values(changes=len(changes))
    )
    if len(changes):
        names = [column.name for column in CHANGE.columns]
        placed = changes.assign(version=version, place=range(1, len(changes) + 1))
        insert_rows(connection, CHANGE, names, rows(placed[names]))


def read_changes(
    engine: Engine,
    since: int,
    limit: int,
    until: int | None = None,
    after: tuple[int, int] = (0, 0),
) -> Page:
    """The changes after a version, oldest first.

    Args:
        engine: of the registry.
        since: the version that the reader knows.
        limit: at most so many.
        until: the version to read up to; the one that stands by default.
        after: version and place of the last change that was read already.

    Raises:
        NotFoundError: there is no version `since`.
        GapError: of a version between nobody knows what changed; the reader must read all again.
    """
    with reading(engine) as connection:
        newest = connection.scalar(select(func.max(PUBLICATION.c.version))) or 0
        if not 0 <= since <= newest:
            raise NotFoundError(f"No version {since} was ever published; {newest} stands.")
        end = min(newest if until is None else until, newest)
        unknown = select(func.max(PUBLICATION.c.version)).where(
            PUBLICATION.c.version > since,
            PUBLICATION.c.version <= end,
            PUBLICATION.c.changes.is_(None),
        )
        gap = connection.scalar(unknown)
        if gap is not None:
            raise GapError(
                f"What changed with version {gap} is not known. Read everything again, then go on "
                f"from version {newest}."
            )
        place = tuple_(CHANGE.c.version, CHANGE.c.place)
        query = (
            select(CHANGE)
            .where(CHANGE.c.version > since, CHANGE.c.version <= end, place > after)
            .order_by(CHANGE.c.version, CHANGE.c.place)
            .limit(limit + 1)
        )
        found = [ChangeView(**row._asdict()) for row in connection.execute(query)]
    return Page(end, tuple(found[:limit]), len(found) > limit)


def forget_values(connection: Connection, entity_ids: list[str]) -> None:
    """Blank what the changes of these entities tell of them; that they changed stays."""
    for first in range(0, len(entity_ids), 400):
        some = CHANGE.c.entity_id.in_(entity_ids[first : first + 400])
        connection.execute(update(CHANGE).where(some).values(dict.fromkeys(_TOLD)))
