"""The delta feed: what changed with each version of the registry."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Security
from pydantic import BaseModel, Field

from api.cursors import read_cursor, write_cursor
from api.problems import InvalidRequestError, problem_responses
from api.security import key_owner
from api.services import Services, services
from resolver.errors import GapError, NotFoundError, StoreError, UnauthenticatedError
from resolver.registry.history.feed import ChangeView, read_changes

_PURPOSE = "changes"

router = APIRouter(
    prefix="/v1",
    tags=["changes"],
    dependencies=[Security(key_owner)],
    responses=problem_responses(
        UnauthenticatedError, NotFoundError, GapError, InvalidRequestError, StoreError
    ),
)


class Change(BaseModel):
    """A person, family or household that differs since the version before."""

    version: int = Field(description="With which it changed.")
    entity_id: str
    what: str = Field(description="Such as new, corrected, merged: docs/identity.md lists them.")
    cause: str | None = Field(description="decision, correction, life_event, redelivery, …")
    village: str | None = Field(description="Where it is now, else was: Kemendagri code.")
    before: list[str] = Field(description="Ids, village, presence or masked KK, by `what`.")
    after: list[str]
    fields: list[str] = Field(description="Of a correction: which values. The values by id.")
    look: bool = Field(description="A human should look at it; nothing follows by itself.")
    reasons: list[str] = Field(description="Why, as codes.")

    @classmethod
    def of(cls, view: ChangeView) -> Self:
        """Make it from the registry's view."""
        return cls(
            version=view.version,
            entity_id=view.entity_id,
            what=view.what,
            cause=view.cause,
            village=view.village,
            before=_parts(view.before),
            after=_parts(view.after),
            fields=_parts(view.fields),
            look=view.look,
            reasons=_parts(view.reason),
        )


class Changes(BaseModel):
    """A page of changes."""

    since: int = Field(description="The version that the reader knew.")
    until: int = Field(description="Once the last page is read, the reader knows this version.")
    changes: list[Change] = Field(description="Oldest first.")
    next: str | None = Field(description="Cursor of the next page; none: this was the last.")


@router.get("/changes")
def list_changes(
    parts: Annotated[Services, Depends(services)],
    since: Annotated[
        int | None, Query(ge=0, description="The version that the reader knows; 0 = none yet.")
    ] = None,
    cursor: Annotated[
        str | None, Query(max_length=200, description="`next` of the page before, in its place.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=5_000, description="At most so many.")] = 500,
) -> Changes:
    """Give the persons, families and households that changed since a version, a page at a time.

    Ask with `since`, go on with `next` as the `cursor` until there is none, then keep `until` for
    the next time. Versions published meanwhile do not disturb the pages. With the first version
    nothing changed: who begins reads everything by id and starts from the version that stands.
    """
    if (since is None) == (cursor is None):
        raise InvalidRequestError("Give since or cursor.")
    until: int | None = None
    after = (0, 0)
    if cursor is not None:
        since, until, *last = read_cursor(parts.secret, _PURPOSE, cursor)
        after = (last[0], last[1])
    assert since is not None
    page = read_changes(parts.engine, since, limit, until, after)
    following = None
    if page.more:
        end = page.changes[-1]
        place = [since, page.until, end.version, end.place]
        following = write_cursor(parts.secret, _PURPOSE, place)
    return Changes(
        since=since,
        until=page.until,
        changes=[Change.of(view) for view in page.changes],
        next=following,
    )


def _parts(text: str | None) -> list[str]:
    return text.split("+") if text else []
