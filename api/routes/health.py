"""Whether the service runs, and whether it can answer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from api.services import Services, services
from graph.store.protocol import GraphUnavailableError
from resolver.errors import StoreError

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The service runs."""

    status: Literal["alive"]


class Ready(BaseModel):
    """Whether the service can answer, and with what."""

    status: Literal["ready", "degraded", "not-ready"] = Field(
        description="degraded: answers by id work, the graph is away; not-ready: nothing works."
    )
    registry: Literal["ok", "empty", "away"] = Field(description="empty: no run is published yet.")
    graph: Literal["ok", "away"]


@router.get("/livez")
async def live() -> Alive:
    """Say that the process runs; asks nobody else."""
    return Alive(status="alive")


@router.get("/readyz", responses={503: {"model": Ready, "description": "The registry is away."}})
def ready(parts: Annotated[Services, Depends(services)], response: Response) -> Ready:
    """Say whether registry and graph answer.

    A graph that is away does not take the service out of use, since answers by id need none.
    """
    try:
        registry: Literal["ok", "empty"] = "ok" if parts.reader.ping() else "empty"
    except StoreError:
        response.status_code = 503
        return Ready(status="not-ready", registry="away", graph="away")
    try:
        parts.graph.ping()
    except GraphUnavailableError:
        return Ready(status="degraded", registry=registry, graph="away")
    return Ready(status="ready", registry=registry, graph="ok")
