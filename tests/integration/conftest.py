"""The graph stores, each over the real thing."""

from collections.abc import Iterator

import pytest

from graph.store import open_store
from graph.store.protocol import GraphStore
from resolver.registry import open_registry
from tests.fixtures.neo4j import Neo4jServer, neo4j_server
from tests.fixtures.postgres import new_database


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Neo4jServer]:
    with neo4j_server() as server:
        yield server


@pytest.fixture(scope="session")
def neo4j_store(neo4j: Neo4jServer) -> Iterator[GraphStore]:
    store = open_store(neo4j.url, neo4j.user, neo4j.password)
    yield store
    store.close()


@pytest.fixture(scope="session")
def table_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    engine = open_registry(f"sqlite:///{tmp_path_factory.mktemp('graph') / 'registry.sqlite'}")
    store = open_store("", engine=engine)
    yield store
    store.close()
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_store(postgres: str) -> Iterator[GraphStore]:
    with new_database(postgres) as url:
        engine = open_registry(url)
        store = open_store("", engine=engine)
        yield store
        store.close()
        engine.dispose()
