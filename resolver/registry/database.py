"""Opening the registry's database: its connections, transactions and migrations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from resolver.errors import MissingPartError, StoreError

HEAD = "0004"
"""The newest migration. Known here so that an up-to-date registry opens without alembic."""
_MIGRATION_LOCK = 0x5A7CA4
"""Number of the lock that migrations hold on PostgreSQL; any will do that nobody else takes."""


def open_registry(url: str) -> Engine:
    """Open the registry and bring its tables up to date.

    Args:
        url: SQLAlchemy URL; a SQLite file and its folder are made where they are missing.

    Raises:
        StoreError: the database does not answer, is damaged, or newer than this version.
        MissingPartError: the database's driver is not installed.
    """
    engine = _engine(url)
    try:
        if _version(engine) != HEAD:
            migrate(engine)
    except (SQLAlchemyError, StoreError) as error:
        engine.dispose()
        if isinstance(error, StoreError):
            raise
        raise _refusal(engine, error) from error
    return engine


def migrate(target: Engine | str) -> None:
    """Run the migrations that a database lacks.

    Raises:
        StoreError: its tables were made by a newer version.
    """
    from alembic import command  # noqa: PLC0415 - takes longer to import than to find unneeded
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    engine = _engine(target) if isinstance(target, str) else target
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                # Two that open a new registry at once: the second waits and finds it made.
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"The registry {_shown(engine)} was made by another version of satukan: {error}"
        ) from error
    finally:
        if isinstance(target, str):
            engine.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the registry throughout.

    Raises:
        StoreError: the database does not answer.
    """
    with _transaction(engine, write=False) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are kept when the block ends, and none of them if it fails.

    Raises:
        StoreError: the database does not answer, or another writer holds it.
    """
    with _transaction(engine, write=True) as connection:
        yield connection


@contextmanager
def _transaction(engine: Engine, *, write: bool) -> Iterator[Connection]:
    try:
        with engine.connect().execution_options(write=write) as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise _refusal(engine, error) from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        if sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            if parsed.database != ":memory:":
                # It holds people's numbers: nobody else's to read (its -wal and -shm follow it).
                Path(parsed.database).touch(mode=0o600, exist_ok=True)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=not sqlite)
    except ArgumentError as error:
        raise StoreError("The registry's database_url is no SQLAlchemy URL.") from error
    except ModuleNotFoundError as error:
        raise MissingPartError(
            "The driver of this database is not installed: pip install "
            + ("'satukan[postgres]'" if error.name == "psycopg" else str(error.name))
        ) from error
    except OSError as error:
        raise StoreError(f"Cannot make the registry's folder: {error.strerror}.") from error
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # We begin transactions ourselves: the driver would leave DDL outside of them.
    connection.isolation_level = None
    # The page size holds for a new file only.
    for pragma in (
        "page_size=8192",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer may be refused half-way.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("write", False):
        # As long as a writer of SQLite waits for another.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
    else:
        # Several queries see one state, as they do on SQLite.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if version is None else str(version)


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _refusal(engine: Engine, error: SQLAlchemyError) -> StoreError:
    reason = error.orig if isinstance(error, DBAPIError) else error
    return StoreError(f"The registry {_shown(engine)} does not answer or refuses: {reason}")
