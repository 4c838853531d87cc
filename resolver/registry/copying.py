"""The registry's database out into a backup and in again.

SQLite is copied page by page by its own online backup, while others read and write. Any other
database is written table by table as JSON lines, from one snapshot; these go into an empty
registry on either kind of database.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Engine, Table, delete, func, select

from graph.store.bulk import insert_rows
from resolver.errors import OutputError, StoreError
from resolver.registry.database import reading, writing
from resolver.registry.history.models import PUBLICATION
from resolver.registry.ledger.models import DECISION, HEAD_ROW
from resolver.registry.models import Base

SQLITE: Final = "registry.sqlite"
TABLES: Final = "registry"


def copy_out(engine: Engine, folder: Path) -> str:
    """Copy the database into a folder; return what it now is (`sqlite` or `tables`).

    Raises:
        StoreError: the database does not answer, or its copy is not whole.
        OutputError: it cannot be written.
    """
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(engine, folder / SQLITE)
            return "sqlite"
        place = folder / TABLES
        place.mkdir()
        with reading(engine) as connection:
            for table in Base.metadata.sorted_tables:
                with (place / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
                    for line in _lines(connection, table):
                        file.write(line + "\n")
    except OSError as error:
        raise OutputError(f"Cannot write into {folder}: {error.strerror or error}.") from error
    return "tables"


def _copy_sqlite(engine: Engine, goal: Path) -> None:
    source = engine.url.database or ""
    try:
        goal.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(goal)) as other:
            one.backup(other, pages=4096)
            # A file of its own: nothing of it lies in a log beside it.
            other.execute("PRAGMA journal_mode=DELETE")
            found = other.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"The registry {source} cannot be copied: {error}.") from error
    if found != "ok":
        raise StoreError(f"The registry {source} is damaged: {found}.")


def _lines(connection: Connection, table: Table) -> Iterator[str]:
    order = [*table.primary_key.columns]
    query = select(table).order_by(*order).execution_options(yield_per=5_000)
    for row in connection.execute(query):
        values = [v.isoformat() if isinstance(v, datetime) else v for v in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def copy_in(engine: Engine, folder: Path) -> None:
    """Fill an empty registry from tables that :func:`copy_out` wrote; all of them or nothing.

    Raises:
        StoreError: the registry is not empty, or the tables are not those of this version.
    """
    with writing(engine) as connection:
        for table in (PUBLICATION, DECISION):
            if connection.scalar(select(func.count()).select_from(table)):
                raise StoreError(
                    "This registry holds runs or decisions already: restore into an empty one."
                )
        connection.execute(delete(HEAD_ROW))
        for table in Base.metadata.sorted_tables:
            path = folder / TABLES / f"{table.name}.jsonl"
            if not path.is_file():
                raise StoreError(f"The backup lacks the table {table.name}.")
            names = [column.name for column in table.columns]
            _insert(connection, table, names, path)


def _insert(connection: Connection, table: Table, names: list[str], path: Path) -> None:
    dates = [isinstance(column.type, DateTime) for column in table.columns]
    if not any(dates):
        insert_rows(connection, table, names, _rows(path))
        return
    found = [
        {
            name: datetime.fromisoformat(value) if moment and value else value
            for name, value, moment in zip(names, row, dates, strict=True)
        }
        for row in _rows(path)
    ]
    if found:
        connection.execute(table.insert(), found)


def _rows(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
