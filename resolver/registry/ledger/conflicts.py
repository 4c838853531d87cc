"""What refuses a decision: each rule asks the tables for its part and lets the guard judge."""

from sqlalchemy import Connection

from resolver.errors import ConflictError
from resolver.registry.ledger import store
from resolver.registry.ledger.chain import Entry
from resolver.registry.ledger.decision import Kind, Seen
from resolver.registry.ledger.effects import PROPOSED, slot_of
from resolver.registry.ledger.guard import (
    Conflict,
    Contradiction,
    against_apart,
    against_union,
    held_together,
)

_UNHINDERED = frozenset({Kind.UNSURE, Kind.FREEZE, Kind.UNFREEZE, Kind.REFUSE, Kind.ERASE})
"""Kinds that change no cluster, or are how a freeze ends."""
_REVERSIBLE = frozenset(Kind) - {Kind.UNFREEZE, Kind.REVERSE, Kind.APPROVE, Kind.REFUSE, Kind.ERASE}


def check_conflicts(
    connection: Connection,
    entry: Entry,
    target: Entry | None,
    further: Entry | None,
    seen: Seen | None,
) -> None:
    """Raise :class:`resolver.errors.ConflictError` if this decision may not be taken now.

    Args:
        connection: of the transaction that holds the chain's end.
        entry: the new decision.
        target: the decision it speaks of; `further`: the one that a reversal among them speaks of.
        seen: what its decider saw.
    """
    if seen is not None:
        _check_seen(connection, seen)
    if entry.kind is Kind.REVERSE:
        _check_reversal(connection, entry, target)
    elif entry.kind in (Kind.APPROVE, Kind.REFUSE):
        _check_second(connection, entry, target)
    else:
        _check_slot(connection, entry)
    acting = further or target or entry
    if entry.kind in _UNHINDERED or acting.kind is Kind.FREEZE:
        return
    _check_frozen(connection, {*acting.records, *(seen.records if seen else ())})
    judged = target if entry.kind is Kind.APPROVE and target is not None else entry
    _check_whole(connection, judged)


def _check_seen(connection: Connection, seen: Seen) -> None:
    if store.version_of(connection, seen.records) != seen.version:
        raise ConflictError(
            "Somebody decided on these records since you saw them: look again, then decide.",
            Conflict.STALE,
        )


def _check_slot(connection: Connection, entry: Entry) -> None:
    slot = slot_of(entry)
    if slot is None:
        return
    live = store.find_live(connection, slot)
    if entry.kind is Kind.UNFREEZE:
        if live is None:
            raise ConflictError("This record is not frozen.", Conflict.NOT_FROZEN)
    elif live is not None:
        decisions = store.ids_of(connection, [live.seq])
        # What two people decided is not replaced by one.
        two = live.four_eyes and live.state != PROPOSED
        advice = "" if two else f"replace it (--replacing {decisions[0]}), or "
        raise ConflictError(
            f"A {live.kind} on this is {live.state} already, by {live.actor} ({decisions[0]}): "
            f"{advice}reverse it first (satukan decide reverse {decisions[0]}).",
            Conflict.DECIDED,
            decisions=decisions,
        )


def _check_reversal(connection: Connection, entry: Entry, target: Entry | None) -> None:
    slot = slot_of(target) if target else None
    live = store.find_live(connection, slot) if slot else None
    if target is None or target.kind not in _REVERSIBLE or live is None or live.seq != target.seq:
        raise ConflictError(
            f"The decision {entry.target} does not stand, so it cannot be reversed.",
            Conflict.NOT_STANDING,
        )
    if entry.four_eyes:
        _check_slot(connection, entry)


def _check_second(connection: Connection, entry: Entry, target: Entry | None) -> None:
    slot = slot_of(target) if target else None
    live = store.find_live(connection, slot) if slot else None
    if target is None or live is None or live.seq != target.seq or live.state != PROPOSED:
        raise ConflictError(
            f"The decision {entry.target} does not wait for a second person.", Conflict.NOT_PROPOSED
        )
    if entry.kind is Kind.APPROVE and _one_person(entry.actor, target.actor):
        raise ConflictError(
            f"{target.actor} proposed {target.decision_id}: another person must approve it.",
            Conflict.SAME_ACTOR,
            decisions=(target.decision_id,),
        )


def _one_person(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _check_frozen(connection: Connection, records: set[str]) -> None:
    whole = held_together(records, store.must_around(connection, records))
    freeze = store.freeze_around(connection, whole)
    if freeze is not None:
        raise ConflictError(
            f"These records are frozen by {freeze}: nothing changes until it is lifted.",
            Conflict.FROZEN,
            decisions=(freeze,),
        )


def _check_whole(connection: Connection, entry: Entry) -> None:
    if entry.kind is Kind.MUST_LINK:
        a, b = entry.record_a or "", entry.record_b or ""
        must = store.must_around(connection, [a, b])
        whole = held_together([a, b], must)
        found = against_union(
            a, b, must,
            store.cannot_around(connection, whole), store.splits_around(connection, whole),
        )  # fmt: skip
        _refuse(found, Conflict.KEPT_APART, "kept apart by")
    elif entry.kind in (Kind.CANNOT_LINK, Kind.SPLIT):
        parts = entry.details.get("parts") or [[entry.record_a], [entry.record_b]]
        found = against_apart(parts, store.must_around(connection, entry.records))
        _refuse(found, Conflict.HELD_TOGETHER, "held together by")


def _refuse(found: Contradiction | None, conflict: Conflict, words: str) -> None:
    if found is not None:
        path = " – ".join(record[:8] for record in found.path)
        raise ConflictError(
            f"This contradicts what stands: the records along {path} are {words} "
            f"{', '.join(found.decisions)}. Reverse one of these first, or decide in its place "
            f"(--replacing {found.decisions[-1]}).",
            conflict,
            found.path,
            found.decisions,
        )
