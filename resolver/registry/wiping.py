"""Wiping what deleted and changed rows leave behind in the database's files."""

import sqlite3
from contextlib import closing

from sqlalchemy import make_url, text

from resolver.errors import StoreError
from resolver.registry.database import open_registry
from resolver.registry.models import Base

WAIT = 30.0
"""Seconds to wait for others to let go of the database."""


def wipe_free_pages(url: str) -> None:
    """Rewrite the database so that nothing of former rows is left in its files.

    On SQLite the file is made anew and its log emptied; on PostgreSQL the tables are rewritten
    (`VACUUM FULL`; what its write-ahead log and its own backups hold expires with them).

    Raises:
        StoreError: somebody else uses the database: do it again when they are done.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        try:
            with closing(sqlite3.connect(parsed.database or "", timeout=WAIT)) as connection:
                connection.execute("PRAGMA secure_delete=ON")
                connection.execute("VACUUM")
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error as error:
            raise StoreError(_told(str(error))) from error
        if busy:
            raise StoreError(_told("somebody reads it"))
        return
    engine = open_registry(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            names = connection.dialect.identifier_preparer
            for table in Base.metadata.sorted_tables:
                connection.execute(text(f"VACUUM FULL {names.format_table(table)}"))
    finally:
        engine.dispose()


def _told(why: str) -> str:
    return (
        f"The values are erased, but the database's free pages could not be wiped ({why}). Stop "
        "what uses the registry, then run the same command again."
    )
