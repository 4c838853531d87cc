"""What the service stands on: the registry, the graph store and the secret, opened once."""

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Engine

from graph.store import open_store
from graph.store.protocol import GraphStore
from resolver.errors import SettingError
from resolver.registry import Reader, open_registry
from resolver.settings import Settings


@dataclass(frozen=True)
class Services:
    """The parts that requests share.

    Attributes:
        engine: the registry's database.
        reader: answers by id.
        graph: the graph store, connected on first use.
        secret: the registry's secret.
    """

    engine: Engine
    reader: Reader
    graph: GraphStore
    secret: bytes

    def close(self) -> None:
        """Give back all connections."""
        self.graph.close()
        self.engine.dispose()


def open_services(settings: Settings) -> Services:
    """Open the registry, migrating it where needed, and prepare the graph store.

    Raises:
        StoreError: the registry does not answer. A graph that is away is no error.
        SettingError: the URL of the graph store is no such URL.
    """
    secret = settings.secret_key
    engine = open_registry(settings.registry_url)
    password = settings.neo4j_password.get_secret_value()
    try:
        graph = open_store(settings.neo4j_url, settings.neo4j_user, password, engine)
    except ValueError as error:
        engine.dispose()
        raise SettingError(str(error)) from error
    return Services(engine, Reader(engine), graph, secret)


def services(request: Request) -> Services:
    """Give the services of the application that a request came to."""
    found: Services = request.app.state.services
    return found
