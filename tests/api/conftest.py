"""A published registry and a client of the service over it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pandas as pd
import pytest

from api.app import create_app
from graph.store import open_store
from resolver.projection import project
from resolver.registry import create_api_key, open_registry, publish
from resolver.settings import Settings
from tests.fixtures.outputs import RUN, SECRET, make_outputs
from tests.fixtures.service import serving


@dataclass(frozen=True)
class Site:
    settings: Settings
    outputs: dict[str, pd.DataFrame]
    key: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    home: Path = tmp_path_factory.mktemp("site")
    settings = Settings(home=home, secret=SECRET.decode(), database_url="", neo4j_url="")
    outputs = make_outputs(30)
    engine = open_registry(settings.registry_url)
    publish(engine, outputs, RUN, SECRET)
    project(outputs, open_store("", engine=engine), "2026Q1")
    key = create_api_key(engine, SECRET, "tests")
    engine.dispose()
    return Site(settings, outputs, key)


@pytest.fixture(scope="session")
def server(site: Site) -> Iterator[httpx.URL]:
    with serving(create_app(site.settings)) as client:
        yield client.base_url


@pytest.fixture
def anonymous(server: httpx.URL) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, trust_env=False) as client:
        yield client


@pytest.fixture
def client(site: Site, anonymous: httpx.Client) -> httpx.Client:
    anonymous.headers["X-API-Key"] = site.key
    return anonymous
