"""Replacing the rows of whole tables quickly, inside one transaction.

Rows go to the driver's `executemany` as tuples, past the ORM and past SQLAlchemy's parameter
handling; secondary indexes are dropped before and made again after, which sorts once instead
of updating a tree per row.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, DropIndex


@contextmanager
def replacing(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Empty the tables, let the block fill them, and leave them indexed.

    Args:
        connection: inside a transaction that its owner commits, or rolls back on an error.
        tables: in the order in which they are emptied.
    """
    indexes = [
        index for table in tables for index in sorted(table.indexes, key=lambda i: str(i.name))
    ]
    for table in tables:
        connection.execute(table.delete())
    for index in indexes:
        connection.execute(DropIndex(index))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Insert rows by the driver's `executemany`.

    Args:
        connection: inside a transaction.
        table: where they go.
        columns: the columns that each row gives, in its order.
        rows: values as the driver takes them (str, int, float, bool, None).

    Raises:
        DBAPIError: the database refuses.
    """
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    place = "?" if dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(quote(name) for name in columns)
    places = ", ".join([place] * len(columns))
    target = dialect.identifier_preparer.format_table(table)
    # Tables and columns are ours; values go by parameter.
    statement = f"INSERT INTO {target} ({names}) VALUES ({places})"
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, cast(Any, rows))  # drivers take any iterable
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error
    finally:
        cursor.close()
