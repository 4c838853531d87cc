"""What stands now, as the tables that the road takes in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from resolver.registry.ledger.decision import Kind
from resolver.registry.ledger.effects import STANDING as STANDS
from resolver.registry.ledger.models import DECISION, PART, STANDING, VALUE

_COLUMNS = {
    "must": ("record_a", "record_b", "decision"),
    "cannot": ("record_a", "record_b", "decision"),
    "unsure": ("record_a", "record_b", "decision"),
    "splits": ("decision", "record", "part"),
    "memberships": ("record", "level", "other", "period", "decision"),
    "values": ("record", "field", "value", "decision"),
    "frozen": ("record", "deadline", "decision"),
}


@dataclass(frozen=True)
class Standing:
    """Decisions that act, oldest first; what waits for a second person is not among them.

    Where decisions on several records of one person differ (a value, a membership), the newest
    holds: the later row. All columns are text, `part` is a whole number.

    Attributes:
        must: record_a, record_b (record_a < record_b), decision: are one person.
        cannot: the same columns: are two persons.
        unsure: the same columns: looked at, not decided; a review task need not ask again.
        splits: decision, record, part: records of one decision and different parts are different
            persons; of records in one part it says nothing.
        memberships: record, level (``family``/``household``), other, period, decision: the
            record's person belongs where the other record's person belongs, since the period.
        values: record, field, value, decision: the golden value of the record's person; an
            erased value is left out.
        frozen: record, deadline (ISO date), decision: the person's cluster must not change. A
            freeze past its deadline still holds, until somebody lifts it.
        version: number of the newest decision read, 0 for none.
    """

    must: pd.DataFrame
    cannot: pd.DataFrame
    unsure: pd.DataFrame
    splits: pd.DataFrame
    memberships: pd.DataFrame
    values: pd.DataFrame
    frozen: pd.DataFrame
    version: int


def read_standing(connection: Connection) -> Standing:
    """Read everything that stands; see :class:`Standing`."""
    rows: dict[str, list[Sequence[Any]]] = {name: [] for name in _COLUMNS}
    query = (
        select(DECISION, VALUE.c.value)
        .join(STANDING, STANDING.c.seq == DECISION.c.seq)
        .outerjoin(VALUE, (VALUE.c.seq == DECISION.c.seq) & (VALUE.c.name == "value"))
        .where(STANDING.c.state == STANDS)
        .order_by(DECISION.c.seq)
    )
    for row in connection.execute(query):
        _sort_in(row, rows)
    parts = (
        select(DECISION.c.decision_id, PART.c.record_id, PART.c.part)
        .join(DECISION, DECISION.c.seq == PART.c.seq)
        .join(STANDING, STANDING.c.seq == PART.c.seq)
        .where(STANDING.c.state == STANDS)
        .order_by(PART.c.seq, PART.c.part, PART.c.record_id)
    )
    rows["splits"] = [tuple(row) for row in connection.execute(parts)]
    version = connection.scalar(select(DECISION.c.seq).order_by(DECISION.c.seq.desc()).limit(1))
    return Standing(version=version or 0, **{n: _frame(n, found) for n, found in rows.items()})


def _sort_in(row: Any, rows: dict[str, list[Sequence[Any]]]) -> None:
    details = json.loads(row.content)
    match row.kind:
        case Kind.MUST_LINK:
            rows["must"].append((row.record_a, row.record_b, row.decision_id))
        case Kind.CANNOT_LINK:
            rows["cannot"].append((row.record_a, row.record_b, row.decision_id))
        case Kind.UNSURE:
            rows["unsure"].append((row.record_a, row.record_b, row.decision_id))
        case Kind.MEMBERSHIP:
            placed = (row.record_a, details["level"], row.record_b, details["period"])
            rows["memberships"].append((*placed, row.decision_id))
        case Kind.VALUE if row.value is not None:
            value = json.loads(row.value)
            rows["values"].append((row.record_a, details["field"], value, row.decision_id))
        case Kind.FREEZE:
            rows["frozen"].append((row.record_a, details["deadline"], row.decision_id))


def _frame(name: str, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(_COLUMNS[name]))
    return frame.astype({c: "int64" if c == "part" else "str" for c in frame.columns})
