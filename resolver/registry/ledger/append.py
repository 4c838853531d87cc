"""Taking a decision: its form, its conflicts, its place in the chain; all or nothing."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from resolver.errors import ConflictError, NotFoundError
from resolver.registry.ledger import store
from resolver.registry.ledger.chain import (
    Entry,
    canonical,
    entry_digest,
    new_salt,
    request_digest,
    value_digest,
)
from resolver.registry.ledger.conflicts import check_conflicts
from resolver.registry.ledger.decision import PAIR, Decision, Kind, check_form
from resolver.registry.ledger.effects import PROPOSED, STANDING, change_of, slot_of
from resolver.registry.ledger.guard import Conflict
from resolver.registry.ledger.values import canonical_value
from resolver.registry.publish import keep_secret_mark

DONE = "done"


@dataclass(frozen=True)
class Decided:
    """A decision that the ledger holds.

    Attributes:
        decision_id: its id, never reused.
        seq: its place in the chain, and the version of the clusters it concerns.
        state: ``standing``, ``proposed`` (waits for a second person), or ``done`` for kinds that
            speak of other decisions.
        digest: its digest in the chain.
        repeated: whether it stood already, under the same request.
    """

    decision_id: str
    seq: int
    state: str
    digest: str
    repeated: bool = False


def append(
    connection: Connection,
    secret: bytes,
    decision: Decision,
    at: datetime,
    *,
    decision_id: str | None = None,
    imported: Mapping[str, Any] | None = None,
) -> Decided:
    """Write a decision on an open transaction of :func:`resolver.registry.database.writing`.

    Args:
        connection: nothing is kept unless its transaction ends well.
        secret: the registry's secret.
        decision: what is decided.
        at: when, with its time zone.
        decision_id: its id, if it has one already (import).
        imported: where it came from, if from another chain.

    Raises:
        DecisionError: it is no decision of its kind.
        ConflictError: it contradicts what stands.
        NotFoundError: it speaks of a decision that there is not.
        StoreError: the registry belongs to another secret.
    """
    check_form(decision)
    if decision.field is not None and decision.value is not None:
        decision = replace(decision, value=canonical_value(decision.field, decision.value))
    seq, previous = store.lock_head(connection)
    keep_secret_mark(connection, secret)
    if decision.request is not None:
        decision_id = _id_of(request_digest(secret, decision.request))
    entry = Entry(
        seq=seq + 1,
        decision_id=decision_id or _id_of(secrets.token_bytes(10)),
        kind=decision.kind,
        **_ends(decision),
        target=decision.target,
        reason=decision.reason,
        four_eyes=decision.four_eyes,
        actor=decision.actor,
        at=at,
        content=canonical(_content(decision, imported)),
        digests="{}",
        previous=previous,
        digest="",
    )
    known = store.find_entry(connection, entry.decision_id)
    if known is not None:
        return _repeated(connection, known, entry)
    target = _spoken_of(connection, entry.target)
    further = _spoken_of(connection, target.target if target else None)
    if entry.kind is Kind.REVERSE and target is not None:
        entry = replace(entry, four_eyes=_needs_two(connection, target))
    concerned = {*decision.all_records, *(decision.seen.records if decision.seen else ())}
    for other in (target, further):
        concerned |= set(other.records if other else ())
    check_conflicts(connection, entry, target, further, decision.seen)
    values = {name: (new_salt(), text) for name, text in _values(decision).items()}
    digests = {name: value_digest(secret, s, name, text) for name, (s, text) in values.items()}
    entry = replace(entry, digests=canonical(digests))
    entry = replace(entry, digest=entry_digest(secret, entry))
    change = change_of(entry, target, further)
    try:
        store.add_entry(connection, entry)
        store.apply_change(connection, change)
    except IntegrityError as error:
        raise ConflictError(
            "Somebody else decided this at the same moment.", Conflict.DECIDED
        ) from error
    store.add_values(connection, entry.seq, values)
    store.touch(connection, concerned, entry.seq)
    store.move_head(connection, entry.seq, entry.digest)
    if entry.kind is Kind.ERASE:
        _erase(connection, decision.decided, entry.seq)
    state = DONE if change.taken is None or entry.kind is Kind.APPROVE else change.taken.state
    return Decided(entry.decision_id, entry.seq, state, entry.digest)


def _id_of(raw: bytes) -> str:
    return "D-" + base64.b32encode(raw[:10]).decode()


def _ends(decision: Decision) -> dict[str, Any]:
    records = sorted(decision.records) if decision.kind in PAIR else list(decision.records)
    a, b, *_ = [*records, None, None]
    return {"record_a": a, "record_b": b}


def _content(decision: Decision, imported: Mapping[str, Any] | None) -> dict[str, Any]:
    evidence = decision.evidence
    basis = {} if evidence is None else asdict(evidence)
    basis.pop("details", None)
    found = {
        "parts": [sorted(part) for part in decision.parts],
        "level": decision.level,
        "period": decision.period,
        "field": decision.field,
        "deadline": decision.deadline.isoformat() if decision.deadline else None,
        "decided": sorted(decision.decided),
        "basis": {name: value for name, value in basis.items() if value is not None},
        "imported": dict(imported or {}),
    }
    return {name: value for name, value in found.items() if value}


def _values(decision: Decision) -> dict[str, str]:
    details = dict(decision.evidence.details) if decision.evidence else {}
    found = {
        "note": decision.note,
        "value": decision.value,
        "before": decision.before,
        "after": decision.after,
        "evidence": details or None,
    }
    return {name: canonical(value) for name, value in found.items() if value is not None}


def _spoken_of(connection: Connection, decision_id: str | None) -> Entry | None:
    if decision_id is None:
        return None
    found = store.find_entry(connection, decision_id)
    if found is None:
        raise NotFoundError(f"No decision has the id {decision_id}.")
    return found


def _needs_two(connection: Connection, target: Entry) -> bool:
    # What one person only proposed may be withdrawn by one; what two decided takes two.
    slot = slot_of(target)
    live = store.find_live(connection, slot) if slot else None
    return target.four_eyes and live is not None and live.state == STANDING


def _repeated(connection: Connection, known: Entry, entry: Entry) -> Decided:
    core = ("kind", "record_a", "record_b", "target", "reason", "actor", "content")
    if any(getattr(known, name) != getattr(entry, name) for name in core):
        raise ConflictError(
            f"The request was used before, for another decision ({known.decision_id}).",
            Conflict.REQUEST_REUSED,
            decisions=(known.decision_id,),
        )
    slot = slot_of(known)
    live = store.find_live(connection, slot) if slot else None
    state = live.state if live is not None and live.seq == known.seq else DONE
    return Decided(known.decision_id, known.seq, state, known.digest, repeated=True)


def _erase(connection: Connection, decision_ids: tuple[str, ...], erased_by: int) -> None:
    seqs = [entry.seq for d in decision_ids if (entry := _spoken_of(connection, d)) is not None]
    store.erase_values(connection, seqs, erased_by)


__all__ = ["DONE", "PROPOSED", "STANDING", "Decided", "append"]
