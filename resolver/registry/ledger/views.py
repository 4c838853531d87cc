"""Decisions as they are shown and listed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from resolver.registry.ledger import store
from resolver.registry.ledger.chain import Entry
from resolver.registry.ledger.decision import Kind
from resolver.registry.ledger.models import DECISION, PART, STANDING, VALUE


@dataclass(frozen=True)
class Query:
    """Which decisions; what is not given does not choose.

    Attributes:
        decision_id: this one.
        record: those that name this record.
        kind: those of this kind.
        proposed: those that wait for a second person.
        after: those with a higher number; with `limit` a page.
        limit: at most so many.
    """

    decision_id: str | None = None
    record: str | None = None
    kind: Kind | None = None
    proposed: bool = False
    after: int = 0
    limit: int = 1_000


@dataclass(frozen=True)
class DecisionView:
    """A decision with what is left of its values.

    Attributes:
        seq, decision_id, kind, reason, actor, at, target: as decided.
        records: the records it names; of a split see `details`.
        state: ``standing`` or ``proposed``; ``ended`` if it was reversed, refused or lifted;
            ``done`` for kinds that speak of others.
        approved_by: who approved it, if it needed that.
        details: what depends on the kind: parts, level, period, field, deadline, basis, …
        values: note, value, before, after, evidence as far as they were given and not erased.
        erased: names of values that were erased.
    """

    seq: int
    decision_id: str
    kind: Kind
    reason: str
    actor: str
    at: datetime
    target: str | None
    records: tuple[str, ...]
    state: str
    approved_by: str | None
    details: Mapping[str, Any]
    values: Mapping[str, Any]
    erased: tuple[str, ...]


def read_views(connection: Connection, query: Query) -> list[DecisionView]:
    """The decisions a query asks for, in their order."""
    wanted = select(DECISION).where(DECISION.c.seq > query.after).limit(query.limit)
    if query.decision_id is not None:
        wanted = wanted.where(DECISION.c.decision_id == query.decision_id)
    if query.kind is not None:
        wanted = wanted.where(DECISION.c.kind == str(query.kind))
    if query.record is not None:
        in_parts = select(PART.c.seq).where(PART.c.record_id == query.record)
        ends = (DECISION.c.record_a == query.record, DECISION.c.record_b == query.record)
        wanted = wanted.where(or_(*ends, DECISION.c.seq.in_(in_parts)))
    if query.proposed:
        waiting = select(STANDING.c.seq).where(STANDING.c.state == "proposed")
        wanted = wanted.where(DECISION.c.seq.in_(waiting))
    found = list(store.entries(connection, wanted))
    return [view for some in store.chunks(found) for view in _views(connection, some)]


def _views(connection: Connection, entries: Any) -> list[DecisionView]:
    seqs = [entry.seq for entry in entries]
    live = {
        row.seq: row for row in connection.execute(select(STANDING).where(STANDING.c.seq.in_(seqs)))
    }
    values: dict[int, dict[str, Any]] = {}
    erased: dict[int, list[str]] = {}
    kept = select(VALUE).where(VALUE.c.seq.in_(seqs)).order_by(VALUE.c.seq, VALUE.c.name)
    for row in connection.execute(kept):
        if row.value is None:
            erased.setdefault(row.seq, []).append(row.name)
        else:
            values.setdefault(row.seq, {})[row.name] = json.loads(row.value)
    return [
        _view(entry, live.get(entry.seq), values.get(entry.seq, {}), erased.get(entry.seq, []))
        for entry in entries
    ]


def _view(entry: Entry, live: Any, values: Mapping[str, Any], erased: list[str]) -> DecisionView:
    about = {Kind.UNFREEZE, Kind.APPROVE, Kind.REFUSE, Kind.ERASE}
    done = entry.kind in about or (entry.kind is Kind.REVERSE and not entry.four_eyes)
    return DecisionView(
        entry.seq,
        entry.decision_id,
        entry.kind,
        entry.reason,
        entry.actor,
        entry.at,
        entry.target,
        entry.records,
        live.state if live is not None else "done" if done else "ended",
        live.approved_by if live is not None else None,
        entry.details,
        values,
        tuple(erased),
    )
