"""Where the graph stands for investigation: one narrow protocol, two stores.

The stores are imported on opening: the default needs no driver, and its start-up stays quick.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from graph.store.protocol import GraphStore


def open_store(
    neo4j_url: str, user: str = "neo4j", password: str = "", engine: "Engine | None" = None
) -> "GraphStore":
    """Open the store: Neo4j if a URL is given, else the tables in the database behind `engine`.

    Nothing is connected yet, so that a service starts while Neo4j is away.

    Args:
        neo4j_url: `bolt://` or `neo4j://` URL, or empty.
        user, password: of the Neo4j server.
        engine: the registry's database, whose migrations have made the tables.

    Raises:
        ValueError: neither a URL nor an engine is given, or the URL's scheme is unknown.
    """
    if neo4j_url:
        from graph.store.neo4j import Neo4jStore  # noqa: PLC0415

        return Neo4jStore(neo4j_url, user, password)
    if engine is None:
        raise ValueError("Give the URL of a Neo4j server or the engine of a database.")
    from graph.store.tables import TableStore  # noqa: PLC0415

    return TableStore(engine)
