"""Publishing a run: its tables replace the serving tables in one transaction."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table, delete, insert, select

from graph.store.bulk import insert_rows, replacing
from resolver.entities.membership_history import COLUMNS as HISTORY
from resolver.entities.membership_history import advance
from resolver.errors import StoreError
from resolver.registry.database import writing
from resolver.registry.history.former import former_of
from resolver.registry.history.keep import Base as Foundation
from resolver.registry.history.keep import Succession, keep_succession, record_since
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
from resolver.registry.rows import rows

SOURCES: dict[type[Base], str] = {
    Household: "households",
    Family: "families",
    Person: "persons",
    Record: "memberships",
    Link: "links",
    ReviewTask: "review",
}
"""The output table that fills each serving table, column by column of the same name."""

_SECRET_MARK = "secret"


def publish(
    engine: Engine,
    outputs: Mapping[str, pd.DataFrame],
    run: Mapping[str, Any],
    secret: bytes,
    base: Foundation | None = None,
) -> int:
    """Replace the serving tables by a run's outputs, all of them or nothing.

    Readers see the former state until the new one stands whole. What became of every id, and who
    belonged where until when, is kept for good.

    Args:
        engine: of :func:`resolver.registry.open_registry`.
        outputs: tables of docs/tables.md section 5 by name (`memberships`, `persons`,
            `families`, `households`, `links`, `review`).
        run: its manifest, kept as JSON; `run` (its id) is needed, `period` wanted. A run published
            before is replaced.
        secret: key of the ids; one registry holds the ids of one secret only.
        base: what the run was built on; by default what stands now, as its ids are.

    Returns:
        The version that now stands.

    Raises:
        StoreError: the database refuses, or the registry belongs to another secret.
        ConflictError: another run was published since this one began.
    """
    period = str(run.get("period") or "")
    with writing(engine) as connection:
        keep_secret_mark(connection, secret)
        _alone(connection)
        former = former_of(connection)
        succession = Succession.of(
            base or Foundation(former.version), former, outputs["memberships"]
        )
        version = keep_succession(connection, succession, run, period)
        since = record_since(former, succession.found["P"].assignments, version)
        serve(connection, outputs, since)
        keep_memberships(connection, outputs["persons"], period)
        _keep_run(connection, str(run["run"]), period, run)
    return version


def serve(connection: Connection, outputs: Mapping[str, pd.DataFrame], since: pd.Series) -> None:
    """Replace the serving tables by a run's outputs, within a transaction.

    `since`: by record id, the version since which it is the person's who has it.
    """
    with replacing(connection, [table(model) for model in SOURCES]):
        for model, name in SOURCES.items():
            frame = outputs[name]
            if model is Record:
                frame = frame.assign(since=frame["record_id"].map(since))
            _fill(connection, table(model), frame)


def _alone(connection: Connection) -> None:
    """Let no other run be published until this one is; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE publication IN SHARE ROW EXCLUSIVE MODE")


def keep_secret_mark(connection: Connection, secret: bytes) -> None:
    """Remember a digest of the secret at first, and refuse another one later.

    Raises:
        StoreError: the registry was made with another secret: its ids and API keys would no
            longer fit.
    """
    if not check_secret_mark(connection, secret):
        mark = {"name": _SECRET_MARK, "value": secret_mark(secret)}
        connection.execute(insert(table(Mark)).values(mark))


def secret_mark(secret: bytes) -> str:
    """What tells a secret without telling it: its keyed digest (hex)."""
    return hmac.new(secret, b"satukan registry", "sha256").hexdigest()


def check_secret_mark(connection: Connection, secret: bytes) -> bool:
    """Tell whether the registry knows its secret yet, and that it is this one.

    Raises:
        StoreError: it is another.
    """
    marks = table(Mark)
    known = connection.scalar(select(marks.c.value).where(marks.c.name == _SECRET_MARK))
    if known is not None and not hmac.compare_digest(known, secret_mark(secret)):
        raise StoreError(
            "This registry was made with another secret, so its ids would change and its API keys "
            "fail. Give the secret it was made with (SATUKAN_SECRET or the home folder's "
            "secret.key), or start a new registry."
        )
    return known is not None


def keep_memberships(connection: Connection, persons: pd.DataFrame, period: str) -> None:
    """Close the memberships that hold no more, open the new ones; the others are not touched."""
    target = table(Membership)
    found = connection.execute(select(*(target.c[name] for name in HISTORY))).all()
    former = pd.DataFrame(found, columns=list(HISTORY)).astype("str")
    # A load of an older period than what stands speaks of now all the same.
    newest = max([period, *former["valid_from"], *former["valid_to"].dropna()])
    current = persons[["person_id", "family_id", "household_id"]]
    after = advance(former, current, newest)
    if not len(former):
        with replacing(connection, [target]):
            _fill(connection, target, after)
        return
    both = former.merge(after, on=list(HISTORY), how="outer", indicator=True)
    gone, new = both[both["_merge"] == "left_only"], both[both["_merge"] == "right_only"]
    for person, begun in zip(gone["person_id"], gone["valid_from"], strict=True):
        connection.execute(
            delete(target).where(target.c.person_id == person, target.c.valid_from == begun)
        )
    _fill(connection, target, new)


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
