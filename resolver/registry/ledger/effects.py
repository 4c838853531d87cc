"""What a decision does to what stands: pure, so that the tables can be made anew and checked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from resolver.registry.ledger.chain import Entry
from resolver.registry.ledger.decision import PAIR, Kind

T = TypeVar("T")
Slot = tuple[str, str, str]
"""Key of a live decision: record_a, record_b, and what about them; one decision stands in each."""

STANDING, PROPOSED = "standing", "proposed"


@dataclass(frozen=True)
class Live:
    """A live decision; see :class:`resolver.registry.ledger.models.StandingDecision`."""

    slot: Slot
    seq: int
    kind: Kind
    state: str
    four_eyes: bool
    actor: str
    approved_by: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """What an entry does: slots that become free, then the live decision that takes one."""

    freed: tuple[Slot, ...] = ()
    taken: Live | None = None


def slot_of(entry: Entry) -> Slot | None:
    """The slot that a decision stands in; None for kinds that speak of others."""
    a, b, details = entry.record_a or "", entry.record_b or "", entry.details
    slots: dict[Kind, Slot] = {
        **dict.fromkeys(PAIR, (a, b, "link")),
        Kind.SPLIT: (min(entry.records, default=""), "", f"split:{entry.decision_id}"),
        Kind.MEMBERSHIP: (a, "", f"member:{details.get('level')}"),
        Kind.VALUE: (a, "", f"value:{details.get('field')}"),
        Kind.FREEZE: (a, "", "freeze"),
        Kind.UNFREEZE: (a, "", "freeze"),
        Kind.REVERSE: (entry.target or "", "", "reverse"),
    }
    return slots.get(entry.kind)


def change_of(entry: Entry, target: Entry | None, further: Entry | None) -> Change:
    """Tell what an entry changes.

    Args:
        entry: the new decision.
        target: the decision it speaks of, if any.
        further: where `target` is a reversal, the decision that one speaks of.
    """
    slot = slot_of(entry)
    match entry.kind:
        case Kind.UNFREEZE:
            return Change((_given(slot),))
        case Kind.REVERSE if not entry.four_eyes:
            # What was proposed about it falls with it.
            return Change((_given(slot_of(_given(target))), _given(slot)))
        case Kind.REFUSE:
            return Change((_given(slot_of(_given(target))),))
        case Kind.APPROVE:
            return _approved(entry, _given(target), further)
        case Kind.ERASE:
            return Change()
    state = PROPOSED if entry.four_eyes else STANDING
    live = Live(_given(slot), entry.seq, entry.kind, state, entry.four_eyes, entry.actor)
    return Change(taken=live)


def _approved(entry: Entry, target: Entry, further: Entry | None) -> Change:
    slot = _given(slot_of(target))
    if target.kind is Kind.REVERSE:
        return Change((slot, _given(slot_of(_given(further)))))
    live = Live(
        slot, target.seq, target.kind, STANDING, target.four_eyes, target.actor,
        entry.actor, entry.at,
    )  # fmt: skip
    return Change((slot,), live)


def replay(entries: Iterable[Entry]) -> dict[Slot, Live]:
    """What stands after these entries, in their order, from nothing."""
    known: dict[str, Entry] = {}
    live: dict[Slot, Live] = {}
    for entry in entries:
        known[entry.decision_id] = entry
        target = known.get(entry.target or "")
        further = known.get(target.target or "") if target else None
        change = change_of(entry, target, further)
        for slot in change.freed:
            live.pop(slot, None)
        if change.taken is not None:
            live[change.taken.slot] = change.taken
    return live


def same(one: Live, other: Live) -> bool:
    """Whether two are equal, whatever time zone their moments are told in."""
    return replace(one, approved_at=None) == replace(other, approved_at=None)


def _given(value: T | None) -> T:
    assert value is not None
    return value
