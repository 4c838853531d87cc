"""What would stand if decisions were taken: by the ledger's own rules, and nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from resolver.errors import ConflictError, NotFoundError
from resolver.registry.database import writing
from resolver.registry.ledger import store
from resolver.registry.ledger.append import DONE, PROPOSED, append
from resolver.registry.ledger.decision import ABOUT_DECISIONS, Decision, Kind
from resolver.registry.ledger.guard import Conflict
from resolver.registry.ledger.models import DECISION, STANDING
from resolver.registry.ledger.standing import Standing, read_standing

_SECOND = "second person (foretold)"


@dataclass(frozen=True)
class Foretold:
    """What would act.

    Attributes:
        standing: the decisions that would stand, numbered as they are now.
        records: those that the decisions thought of name.
        needing: ids of the decisions among them that must be approved by a second person.
    """

    standing: Standing
    records: tuple[str, ...]
    needing: tuple[str, ...]


class _Undone(Exception):  # noqa: N818 - no error: it ends the transaction without a trace
    def __init__(self, found: Foretold) -> None:
        super().__init__()
        self.found = found


def foretell(
    engine: Engine,
    secret: bytes,
    decisions: Sequence[Decision],
    at: datetime,
    *,
    proposed: bool = False,
) -> Foretold:
    """Tell what would stand if these decisions were taken, approved where that is needed.

    Args:
        engine, secret: of the registry; it is as it was afterwards.
        decisions: in their order, each with its request.
        at: when they would be taken.
        proposed: also as if all that waits for a second person were approved.

    Raises:
        DecisionError, ConflictError, NotFoundError: as when they are taken.
    """
    try:
        with writing(engine) as connection:
            raise _Undone(_take(connection, secret, decisions, at, proposed))
    except _Undone as undone:
        return undone.found


def _take(
    connection: Connection,
    secret: bytes,
    decisions: Sequence[Decision],
    at: datetime,
    proposed: bool,
) -> Foretold:
    version, _ = store.lock_head(connection)
    taken: list[str] = []
    needing: list[str] = []
    for decision in decisions:
        done = append(connection, secret, decision, at)
        if done.repeated and done.state == DONE and decision.kind not in ABOUT_DECISIONS:
            raise ConflictError(
                f"{done.decision_id} was taken before and stands no more: decide it anew.",
                Conflict.NOT_STANDING,
                decisions=(done.decision_id,),
            )
        taken += [done.decision_id, *([decision.target] if decision.target else [])]
        if done.state == PROPOSED:
            needing.append(done.decision_id)
    if proposed:
        waiting = select(STANDING.c.seq).where(STANDING.c.state == PROPOSED)
        ids = store.ids_of(connection, list(connection.scalars(waiting.order_by(STANDING.c.seq))))
        needing += [one for one in ids if one not in needing]
    for one in needing:
        append(connection, secret, Decision(Kind.APPROVE, "CHECKED", _SECOND, target=one), at)
    records = {record for one in (*taken, *needing) for record in _records(connection, one, set())}
    standing = replace(read_standing(connection), version=version)
    return Foretold(standing, tuple(sorted(records)), tuple(needing))


def _records(connection: Connection, decision_id: str, seen: set[str]) -> set[str]:
    """The records that a decision names, or the one that it speaks of."""
    entry = store.find_entry(connection, decision_id)
    if entry is None:
        raise NotFoundError(f"No decision has the id {decision_id}.")
    found = set(entry.records)
    if entry.target and entry.target not in seen:
        found |= _records(connection, entry.target, seen | {decision_id})
    return found


def acts(connection: Connection, decision_id: str) -> bool:
    """Whether a decision acts now: it stands, or what it reverses stands no more."""
    entry = store.find_entry(connection, decision_id)
    reverses = entry is not None and entry.kind is Kind.REVERSE
    wanted = entry.target if entry is not None and reverses else decision_id
    query = select(STANDING.c.seq).join(DECISION, STANDING.c.seq == DECISION.c.seq)
    stands = query.where(DECISION.c.decision_id == wanted, STANDING.c.state != PROPOSED)
    return (connection.execute(stands).first() is not None) is not reverses
