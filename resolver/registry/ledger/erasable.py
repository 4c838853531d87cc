"""Which decisions an erasure concerns."""

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from resolver.errors import NotFoundError
from resolver.registry.ledger import store
from resolver.registry.ledger.models import DECISION, PART, VALUE


def erasable(
    connection: Connection, records: Sequence[str], decision_id: str | None
) -> tuple[str, ...]:
    """The ids of the decisions that still hold values and that this erasure concerns.

    Args:
        connection: of the transaction that erases.
        records: every decision that names one of them;
        decision_id: or this one. With each go the reversals, approvals and refusals of it, whose
            notes speak of the same people.

    Raises:
        NotFoundError: there is no such decision.
    """
    seqs: set[int] = set()
    if decision_id is not None:
        entry = store.find_entry(connection, decision_id)
        if entry is None:
            raise NotFoundError(f"No decision has the id {decision_id}.")
        seqs.add(entry.seq)
    for some in store.chunks(sorted(set(records))):
        ends = or_(DECISION.c.record_a.in_(some), DECISION.c.record_b.in_(some))
        seqs.update(connection.scalars(select(DECISION.c.seq).where(ends)))
        seqs.update(connection.scalars(select(PART.c.seq).where(PART.c.record_id.in_(some))))
    frontier = seqs
    while frontier:
        frontier = _about(connection, frontier) - seqs
        seqs |= frontier
    found: list[str] = []
    for numbers in store.chunks(sorted(seqs)):
        held = select(VALUE.c.seq).where(VALUE.c.seq.in_(numbers), VALUE.c.value.is_not(None))
        found += store.ids_of(connection, list(connection.scalars(held.distinct())))
    return tuple(found)


def _about(connection: Connection, seqs: set[int]) -> set[int]:
    found: set[int] = set()
    for numbers in store.chunks(sorted(seqs)):
        ids = store.ids_of(connection, numbers)
        found.update(connection.scalars(select(DECISION.c.seq).where(DECISION.c.target.in_(ids))))
    return found
