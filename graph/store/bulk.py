"""Replacing the rows of whole tables quickly, inside one transaction.

Rows go to the driver as tuples, past the ORM and past SQLAlchemy's parameter handling: to
PostgreSQL by `COPY`, to others by `executemany`. On SQLite secondary indexes are dropped before
and made again after, which sorts once instead of updating a tree per row. On PostgreSQL dropping
an index would shut readers out until the transaction ends; there they stay.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, DropIndex


@contextmanager
def replacing(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Empty the tables, let the block fill them, and leave them indexed.

    Args:
        connection: inside a transaction that its owner commits, or rolls back on an error.
        tables: in the order in which they are emptied.
    """
    kept = connection.dialect.name == "postgresql"
    indexes = [
        index
        for table in tables
        for index in sorted(table.indexes, key=lambda i: str(i.name))
        if not kept
    ]
    for table in tables:
        connection.execute(table.delete())
    for index in indexes:
        connection.execute(DropIndex(index))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))
    if kept:
        # Every row is new; plans made from the old figures may be bad ones.
        for table in tables:
            connection.execute(text(f"ANALYZE {_name(connection, table)}"))


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Insert rows by the driver's quickest way.

    Args:
        connection: inside a transaction.
        table: where they go.
        columns: the columns that each row gives, in its order.
        rows: values as the driver takes them (str, int, float, bool, None).

    Raises:
        DBAPIError: the database refuses.
    """
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    # Tables and columns are ours; values go by parameter.
    target = f"{_name(connection, table)} ({names})"
    copied = connection.dialect.driver == "psycopg"
    places = ", ".join(["?" if connection.dialect.paramstyle == "qmark" else "%s"] * len(columns))
    statement = f"COPY {target} FROM STDIN" if copied else f"INSERT INTO {target} VALUES ({places})"
    cursor = cast(Any, connection.connection.cursor())
    try:
        if copied:
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(statement, rows)  # drivers take any iterable
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error
    finally:
        cursor.close()


def _name(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)
