"""The end of a run: kept in the lake, served by the registry, as one version."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from graph.store import open_store
from graph.store.protocol import GraphStore, GraphUnavailableError
from resolver.errors import StoreError
from resolver.lake import Lake, run_name
from resolver.registry import open_registry, publish
from resolver.registry.history import Base, publications
from resolver.settings import Settings


@dataclass(frozen=True)
class Stores:
    """The registry and the graph store, open."""

    engine: Engine
    graph: GraphStore


@contextmanager
def open_stores(settings: Settings) -> Iterator[Stores]:
    """Open the registry and the graph store before the work: a wrong URL is told at once."""
    engine = open_registry(settings.registry_url)
    password = settings.neo4j_password.get_secret_value()
    graph = open_store(settings.neo4j_url, settings.neo4j_user, password, engine)
    try:
        try:
            graph.ping()
        except GraphUnavailableError as error:
            raise StoreError(str(error)) from error
        yield Stores(engine, graph)
    finally:
        graph.close()
        engine.dispose()


def publish_run(
    lake: Lake,
    engine: Engine,
    settings: Settings,
    base: Base,
    run: tuple[dict[str, pd.DataFrame | None], dict[str, pd.DataFrame], dict[str, Any]],
    steps: Callable[[str], AbstractContextManager[None]],
) -> int:
    """Keep a run's state and tables in the lake, then serve them; return the version that stands.

    Args:
        lake: held by the caller (:meth:`Lake.locked`).
        engine: of the registry.
        settings: the secret, and how many runs stay in the lake.
        base: what the run is built on.
        run: its state, which is emptied once it is kept (the bulk load needs the memory), its
            tables and its manifest.
        steps: told the steps "lake" and "registry".

    Raises:
        ConflictError: another version was published since; OutputError, StoreError.
    """
    state, outputs, facts = run
    run_id = str(facts["run"])
    with steps("lake"):
        lake.keep(run_name(base.version + 1, run_id), {**state, **outputs}, facts)
    state.clear()
    with steps("registry"):
        version = publish(engine, outputs, facts, settings.secret_key, base)
        # The same run on the same state is no new version.
        lake.settle(run_name(base.version + 1, run_id), run_name(version, run_id))
        lake.prune(run_name(*one) for one in publications(engine, settings.keep_runs))
    return version
