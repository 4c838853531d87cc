"""How Hypothesis runs (the same examples every time in CI), and the databases of a registry."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, make_url

from resolver.registry import open_registry
from tests.fixtures.postgres import new_database, postgres_url

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("developer", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL where databases may be made."""
    with postgres_url() as url:
        yield url


@pytest.fixture(params=DATABASES)
def registry_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a registry that does not exist yet, on each kind of database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'registry.sqlite'}"
    else:
        with new_database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty registry to copy: migrating each test's own would take most of its time."""
    path = tmp_path_factory.mktemp("template") / "registry.sqlite"
    open_registry(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """The name of a database with an empty registry to copy."""
    with new_database(postgres) as url:
        open_registry(url).dispose()
        yield str(make_url(url).database)


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty registry, on each kind of database."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path / "registry.sqlite"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            url = f"sqlite:///{path}"
        else:
            server = request.getfixturevalue("postgres")
            template = request.getfixturevalue("postgres_template")
            url = stack.enter_context(new_database(server, template))
        found = open_registry(url)
        yield found
        found.dispose()
