"""The service: one FastAPI application over the registry."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api import problems
from api.routes import changes, entities, health
from api.services import open_services
from resolver.settings import Settings

API_VERSION = "1.0"

_ABOUT = """Persons, families and households that satukan resolved from DTKS, Regsosek and P3KE.

Every NIK and KK number is masked. Errors are problem documents (RFC 9457) in English or Bahasa
Indonesia, by `Accept-Language`."""


def create_app(settings: Settings) -> FastAPI:
    """Make the application; the registry is opened at once, the graph on first use.

    Raises:
        StoreError: the registry does not answer.
        SettingError: the URL of the graph store is no such URL.
    """
    app = build_app()
    app.state.services = open_services(settings)
    return app


def build_app() -> FastAPI:
    """Make the application without what it stands on: enough for its OpenAPI document."""
    app = FastAPI(
        title="satukan",
        version=API_VERSION,
        description=_ABOUT,
        lifespan=_lifespan,
        # the pages that show it interactively would load scripts from outside
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.include_router(entities.router)
    app.include_router(changes.router)
    app.include_router(health.router)
    problems.install(app)
    _declare_problems(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.services.close()


def _declare_problems(app: FastAPI) -> None:
    """Put the problem document among the schemas: routes name it, none returns it."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document["components"]["schemas"]
        schemas.update(schema.pop("$defs", {}))
        schemas["Problem"] = schema
        document["components"]["schemas"] = dict(sorted(schemas.items()))
        return document

    app.openapi = openapi  # type: ignore[method-assign]
