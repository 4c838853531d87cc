"""Publishing a run: its tables replace the serving tables in one transaction."""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, Table, delete, insert, select

from graph.store.bulk import insert_rows, replacing
from resolver.errors import StoreError
from resolver.registry.database import writing
from resolver.registry.models import (
    Base,
    Family,
    Household,
    Link,
    Mark,
    Membership,
    Person,
    Record,
    ReviewTask,
    Run,
    table,
)

SOURCES: dict[type[Base], str] = {
    Household: "households",
    Family: "families",
    Person: "persons",
    Record: "memberships",
    Link: "links",
    ReviewTask: "review",
}
"""The output table that fills each serving table, column by column of the same name."""

_SERVING: tuple[type[Base], ...] = (*SOURCES, Membership)
_SECRET_MARK = "secret"


def publish(
    engine: Engine, outputs: Mapping[str, pd.DataFrame], run: Mapping[str, Any], secret: bytes
) -> None:
    """Replace the serving tables by a run's outputs, all of them or nothing.

    Readers see the former state until the new one stands whole.

    Args:
        engine: of :func:`resolver.registry.open_registry`.
        outputs: tables of docs/tables.md section 5 by name (`memberships`, `persons`,
            `families`, `households`, `links`, `review`).
        run: its manifest, kept as JSON; `run` (its id) is needed, `period` wanted. A run published
            before is replaced.
        secret: key of the ids; one registry holds the ids of one secret only.

    Raises:
        StoreError: the database refuses, or the registry belongs to another secret.
    """
    period = str(run.get("period") or "")
    with writing(engine) as connection:
        keep_secret_mark(connection, secret)
        with replacing(connection, [table(model) for model in _SERVING]):
            for model, name in SOURCES.items():
                _fill(connection, table(model), outputs[name])
            _fill(connection, table(Membership), _memberships(outputs["persons"], period))
        _keep_run(connection, str(run["run"]), period, run)


def keep_secret_mark(connection: Connection, secret: bytes) -> None:
    """Remember a digest of the secret at first, and refuse another one later.

    Raises:
        StoreError: the registry was made with another secret: its ids and API keys would no
            longer fit.
    """
    digest = hmac.new(secret, b"satukan registry", "sha256").hexdigest()
    marks = table(Mark)
    known = connection.scalar(select(marks.c.value).where(marks.c.name == _SECRET_MARK))
    if known is None:
        connection.execute(insert(marks).values(name=_SECRET_MARK, value=digest))
    elif not hmac.compare_digest(known, digest):
        raise StoreError(
            "This registry was made with another secret, so its ids would change and its API keys "
            "fail. Give the secret it was made with (SATUKAN_SECRET or the home folder's "
            "secret.key), or start a new registry."
        )


def _memberships(persons: pd.DataFrame, period: str) -> pd.DataFrame:
    found = persons[["person_id", "family_id", "household_id"]]
    return found.assign(valid_from=period, valid_to=None)


def _keep_run(connection: Connection, run_id: str, period: str, run: Mapping[str, Any]) -> None:
    runs = table(Run)
    connection.execute(delete(runs).where(runs.c.run_id == run_id))
    connection.execute(
        insert(runs).values(
            run_id=run_id,
            period=period,
            published_at=datetime.now(UTC),
            manifest=json.dumps(run, sort_keys=True, default=str),
        )
    )


def _fill(connection: Connection, target: Table, frame: pd.DataFrame) -> None:
    names = [column.name for column in target.columns]
    # In the order of the key, the load appends to the table.
    key = [column.name for column in target.primary_key.columns]
    ordered = frame[names].sort_values(key)
    insert_rows(connection, target, names, rows(ordered))


def rows(frame: pd.DataFrame) -> Iterator[Sequence[object]]:
    """Give a frame's rows as tuples of str, int, float and None, the way a driver takes them."""
    return zip(*(_values(frame[name]) for name in frame.columns), strict=True)


def _values(column: "pd.Series[Any]") -> list[object]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    values: list[object] = (
        column.tolist()
        if isinstance(column.dtype, np.dtype)
        else column.array.to_numpy(dtype=object, na_value=None).tolist()
    )
    if isinstance(column.dtype, np.dtype) and column.hasnans:
        values = [None if missing else v for v, missing in zip(values, column.isna(), strict=True)]
    return values
