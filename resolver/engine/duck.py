"""DuckDB, in memory, without access to files or the network."""

from collections.abc import Mapping
from types import TracebackType

import duckdb
import pandas as pd


class DuckEngine:
    """Runs SQL texts over pandas tables.

    The connection can read nothing but the tables handed in: external access is switched off
    and the configuration locked, so that no text (a mapping file's, a user's) can change that.
    """

    def __init__(self, threads: int = 1) -> None:
        self._connection = duckdb.connect(
            ":memory:", config={"enable_external_access": "false", "threads": str(threads)}
        )
        self._connection.execute("SET lock_configuration = true")

    def run(self, sql: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """Run one query; the texts order their results themselves."""
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            return self._connection.execute(sql).df()
        finally:
            for name in tables:
                self._connection.unregister(name)

    def close(self) -> None:
        """Release the memory."""
        self._connection.close()

    def __enter__(self) -> "DuckEngine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
