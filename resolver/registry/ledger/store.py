"""Reading and writing the ledger's rows on an open transaction, with no rule of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from resolver.registry.ledger.chain import Entry
from resolver.registry.ledger.decision import Kind
from resolver.registry.ledger.effects import Change, Live, Slot
from resolver.registry.ledger.guard import Split, Tie
from resolver.registry.ledger.models import DECISION, HEAD_ROW, PART, STANDING, VALUE, VERSION

_CHUNK = 500
_MUST = str(Kind.MUST_LINK)


def lock_head(connection: Connection) -> tuple[int, str]:
    """Take the chain's end for this transaction: its number and digest (0 and "" at first).

    On PostgreSQL other writers wait here; on SQLite they wait at the transaction's beginning.
    """
    query = select(HEAD_ROW.c.seq, HEAD_ROW.c.digest).with_for_update()
    row = connection.execute(query).one()
    return int(row.seq), str(row.digest)


def move_head(connection: Connection, seq: int, digest: str) -> None:
    """Say that the chain now ends at this decision."""
    connection.execute(update(HEAD_ROW).values(seq=seq, digest=digest))


def add_entry(connection: Connection, entry: Entry) -> None:
    """Write a decision and the parts of a split."""
    values = {column.name: getattr(entry, column.name) for column in DECISION.columns}
    connection.execute(insert(DECISION).values(values | {"kind": str(entry.kind)}))
    parts = [
        {"seq": entry.seq, "record_id": record, "part": number}
        for number, part in enumerate(entry.details.get("parts", []))
        for record in part
    ]
    if parts:
        connection.execute(insert(PART), parts)


def add_values(connection: Connection, seq: int, values: Mapping[str, tuple[str, str]]) -> None:
    """Write personal values, by name as (salt, JSON text)."""
    rows = [
        {"seq": seq, "name": name, "salt": salt, "value": text}
        for name, (salt, text) in values.items()
    ]
    if rows:
        connection.execute(insert(VALUE), rows)


def erase_values(connection: Connection, seqs: Sequence[int], erased_by: int) -> int:
    """Erase the values and salts of these decisions; returns how many values there were."""
    count = 0
    for some in chunks(sorted(seqs)):
        changed = connection.execute(
            update(VALUE)
            .where(VALUE.c.seq.in_(some), VALUE.c.value.is_not(None))
            .values(value=None, salt=None, erased_by=erased_by)
        )
        count += changed.rowcount
    return count


def apply_change(connection: Connection, change: Change) -> None:
    """Bring what stands up to date. IntegrityError where a slot is taken already."""
    for slot in change.freed:
        connection.execute(delete(STANDING).where(*_at(slot)))
    if change.taken is not None:
        live = change.taken
        record_a, record_b, slot_name = live.slot
        connection.execute(
            insert(STANDING).values(
                record_a=record_a,
                record_b=record_b,
                slot=slot_name,
                seq=live.seq,
                kind=str(live.kind),
                state=live.state,
                four_eyes=live.four_eyes,
                actor=live.actor,
                approved_by=live.approved_by,
                approved_at=live.approved_at,
            )
        )


def touch(connection: Connection, records: Iterable[str], seq: int) -> None:
    """Remember that a decision was taken with these records in view."""
    named = sorted(set(records))
    for some in chunks(named):
        connection.execute(delete(VERSION).where(VERSION.c.record_id.in_(some)))
    if named:
        connection.execute(insert(VERSION), [{"record_id": r, "seq": seq} for r in named])


def version_of(connection: Connection, records: Iterable[str]) -> int:
    """The number of the newest decision with any of these records in view; 0 for none."""
    newest = 0
    for some in chunks(sorted(set(records))):
        query = select(func.max(VERSION.c.seq)).where(VERSION.c.record_id.in_(some))
        newest = max(newest, connection.scalar(query) or 0)
    return newest


def find_entry(connection: Connection, decision_id: str) -> Entry | None:
    """A decision by its id."""
    row = connection.execute(select(DECISION).where(DECISION.c.decision_id == decision_id)).first()
    return None if row is None else entry_of(row)


def entries(connection: Connection, query: Select[Any] | None = None) -> Iterator[Entry]:
    """The decisions that a query of the table gives, all of them without one, in their order."""
    wanted = select(DECISION) if query is None else query
    ordered = wanted.order_by(DECISION.c.seq).execution_options(yield_per=1000)
    for row in connection.execute(ordered):
        yield entry_of(row)


def entry_of(row: Row[Any]) -> Entry:
    """A row of the table as an entry."""
    values = row._asdict()
    at: datetime = values["at"]
    values["at"] = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    values["kind"] = Kind(values["kind"])
    return Entry(**values)


def find_live(connection: Connection, slot: Slot) -> Live | None:
    """The live decision in a slot."""
    row = connection.execute(select(STANDING).where(*_at(slot))).first()
    return None if row is None else live_of(row)


def live_of(row: Row[Any]) -> Live:
    """A row of what stands as a live decision."""
    return Live(
        (row.record_a, row.record_b, row.slot),
        row.seq,
        Kind(row.kind),
        row.state,
        row.four_eyes,
        row.actor,
        row.approved_by,
        row.approved_at,
    )


def must_around(connection: Connection, records: Iterable[str]) -> list[Tie]:
    """The standing must-links of the whole clusters of these records."""
    ties: set[Tie] = set()
    known, frontier = set(records), set(records)
    while frontier:
        found = set(_ties(connection, _MUST, frontier))
        ties |= found
        ends = {end for tie in found for end in (tie.record_a, tie.record_b)}
        frontier = ends - known
        known |= frontier
    return sorted(ties)


def cannot_around(connection: Connection, records: Iterable[str]) -> list[Tie]:
    """The standing cannot-links that touch one of these records."""
    return sorted(set(_ties(connection, str(Kind.CANNOT_LINK), records)))


def splits_around(connection: Connection, records: Iterable[str]) -> list[Split]:
    """The standing splits that name one of these records, whole."""
    seqs: set[int] = set()
    standing = _standing(Kind.SPLIT)
    for some in chunks(sorted(set(records))):
        query = select(PART.c.seq).join(STANDING, STANDING.c.seq == PART.c.seq)
        seqs.update(connection.scalars(query.where(*standing, PART.c.record_id.in_(some))))
    found: dict[str, dict[str, int]] = {}
    for numbers in chunks(sorted(seqs)):
        parts = (
            select(DECISION.c.decision_id, PART.c.record_id, PART.c.part)
            .join(DECISION, DECISION.c.seq == PART.c.seq)
            .where(PART.c.seq.in_(numbers))
        )
        for row in connection.execute(parts):
            found.setdefault(row.decision_id, {})[row.record_id] = row.part
    return [Split(decision, parts) for decision, parts in sorted(found.items())]


def freeze_around(connection: Connection, records: Iterable[str]) -> str | None:
    """The id of a decision that freezes one of these records."""
    for some in chunks(sorted(set(records))):
        query = (
            select(DECISION.c.decision_id)
            .join(STANDING, STANDING.c.seq == DECISION.c.seq)
            .where(STANDING.c.slot == "freeze", STANDING.c.record_a.in_(some))
            .order_by(DECISION.c.seq)
        )
        found = connection.scalar(query.limit(1))
        if found is not None:
            return str(found)
    return None


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut a list into pieces below every database's limit on parameters."""
    for first in range(0, len(items), _CHUNK):
        yield items[first : first + _CHUNK]


def _ties(connection: Connection, kind: str, records: Iterable[str]) -> Iterator[Tie]:
    columns = select(STANDING.c.record_a, STANDING.c.record_b, DECISION.c.decision_id)
    query = columns.join(DECISION, DECISION.c.seq == STANDING.c.seq).where(*_standing(Kind(kind)))
    for some in chunks(sorted(set(records))):
        for end in (STANDING.c.record_a, STANDING.c.record_b):
            for row in connection.execute(query.where(end.in_(some))):
                yield Tie(*row)


def _standing(kind: Kind) -> tuple[Any, ...]:
    return STANDING.c.kind == str(kind), STANDING.c.state == "standing"


def _at(slot: Slot) -> tuple[Any, ...]:
    a, b, name = slot
    return STANDING.c.record_a == a, STANDING.c.record_b == b, STANDING.c.slot == name


def ids_of(connection: Connection, seqs: Sequence[int]) -> tuple[str, ...]:
    """The ids of decisions by their numbers, in their order."""
    query = select(DECISION.c.decision_id).where(DECISION.c.seq.in_(seqs)).order_by(DECISION.c.seq)
    return tuple(connection.scalars(query))
