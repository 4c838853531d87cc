"""Verifying the ledger: every row against its digest, its neighbour, its values, and a seal."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from resolver.registry.ledger import store
from resolver.registry.ledger.chain import Entry, entry_digest, value_digest
from resolver.registry.ledger.decision import Kind
from resolver.registry.ledger.effects import replay, same
from resolver.registry.ledger.models import HEAD_ROW, PART, STANDING, VALUE
from resolver.registry.ledger.seal import Seal, is_genuine
from resolver.registry.publish import check_secret_mark


@dataclass(frozen=True)
class Finding:
    """Something that does not fit.

    Attributes:
        code: ``CHANGED`` a row is not what was decided · ``REMOVED`` rows before it are gone ·
            ``REORDERED`` it stands elsewhere · ``VALUE_CHANGED``, ``VALUE_REMOVED`` a personal
            value · ``PARTS`` a split's table of parts · ``HEAD`` the end is not where the head
            says · ``TAIL_CUT`` decisions that were sealed are gone · ``SEAL_DIFFERS`` the sealed
            row is another · ``SEAL_FORGED`` the seal itself · ``STANDING`` what stands does not
            follow from the ledger.
        seq: number of the row, 0 where it is none.
        text: what to know, in plain words.
    """

    code: str
    seq: int
    text: str


def find_tampering(connection: Connection, secret: bytes, seal: Seal | None) -> list[Finding]:
    """Walk the ledger from the first decision to the last.

    Args:
        connection: sees one state throughout.
        secret: the registry's secret.
        seal: an earlier seal, or None: then a tail cut together with the head is not seen.

    Raises:
        StoreError: the registry belongs to another secret.
    """
    check_secret_mark(connection, secret)
    entries = list(store.entries(connection))
    found = list(_chain(secret, entries))
    found += _values(connection, secret, entries)
    found += _parts(connection, entries)
    found += _head(connection, entries)
    found += _seal(secret, entries, seal) if seal is not None else []
    if not found:
        # Only a true chain tells what should stand.
        found += _standing(connection, entries)
    return found


def _chain(secret: bytes, entries: list[Entry]) -> Iterator[Finding]:
    digests = {entry.digest for entry in entries}
    previous, number = "", 0
    for entry in entries:
        if not hmac.compare_digest(entry.digest, entry_digest(secret, entry)):
            yield Finding("CHANGED", entry.seq, f"{entry.decision_id} is not what was decided.")
        elif entry.previous != previous:
            if entry.previous == "" or entry.previous in digests:
                yield Finding("REORDERED", entry.seq, f"{entry.decision_id} stood elsewhere.")
            else:
                yield Finding("REMOVED", entry.seq, f"Before {entry.decision_id} rows are gone.")
        elif entry.seq != number + 1:
            yield Finding("REORDERED", entry.seq, f"{entry.decision_id} has the number of another.")
        previous, number = entry.digest, entry.seq


def _values(connection: Connection, secret: bytes, entries: list[Entry]) -> Iterator[Finding]:
    erased = {
        (entry.seq, decision)
        for entry in entries
        if entry.kind is Kind.ERASE
        for decision in entry.details.get("decided", [])
    }
    held = {(row.seq, row.name): row for row in connection.execute(select(VALUE))}
    for entry in entries:
        for name, digest in entry.value_digests.items():
            row = held.pop((entry.seq, name), None)
            said = f"the {name} of {entry.decision_id}"
            if row is None or (
                row.value is None and (row.erased_by, entry.decision_id) not in erased
            ):
                yield Finding("VALUE_REMOVED", entry.seq, f"Nobody decided to erase {said}.")
            elif row.value is not None and not hmac.compare_digest(
                digest, value_digest(secret, row.salt, name, row.value)
            ):
                yield Finding("VALUE_CHANGED", entry.seq, f"Somebody changed {said}.")
    for seq, name in sorted(held):
        yield Finding("VALUE_CHANGED", seq, f"Somebody put in a {name} that was not decided.")


def _parts(connection: Connection, entries: list[Entry]) -> Iterator[Finding]:
    expected = {
        (entry.seq, record, number)
        for entry in entries
        for number, part in enumerate(entry.details.get("parts", []))
        for record in part
    }
    kept = {
        tuple(row) for row in connection.execute(select(PART.c.seq, PART.c.record_id, PART.c.part))
    }
    for seq in sorted({row[0] for row in expected ^ kept}):
        yield Finding("PARTS", seq, "The parts of this split are not those that were decided.")


def _head(connection: Connection, entries: list[Entry]) -> Iterator[Finding]:
    end = (entries[-1].seq, entries[-1].digest) if entries else (0, "")
    head = connection.execute(select(HEAD_ROW.c.seq, HEAD_ROW.c.digest)).first()
    if head is None or (head.seq, head.digest) != end:
        yield Finding("HEAD", end[0], "The ledger does not end where its head says: rows are gone.")


def _seal(secret: bytes, entries: list[Entry], seal: Seal) -> Iterator[Finding]:
    if not is_genuine(seal, secret):
        yield Finding("SEAL_FORGED", seal.seq, "This seal was not made by this registry.")
        return
    by_seq = {entry.seq: entry for entry in entries}
    if (entries and entries[-1].seq < seal.seq) or (not entries and seal.seq):
        yield Finding("TAIL_CUT", seal.seq, f"Sealed on {seal.time} as the end: it is gone.")
    elif seal.seq and (seal.seq not in by_seq or by_seq[seal.seq].digest != seal.digest):
        yield Finding("SEAL_DIFFERS", seal.seq, f"Not the row that was sealed on {seal.time}.")


def _standing(connection: Connection, entries: list[Entry]) -> Iterator[Finding]:
    expected = replay(entries)
    kept = {live.slot: live for live in map(store.live_of, connection.execute(select(STANDING)))}
    for slot in sorted(expected.keys() | kept.keys()):
        should, stands = expected.get(slot), kept.get(slot)
        if should is None or stands is None or not same(should, stands):
            seq = should.seq if should else stands.seq if stands else 0
            yield Finding("STANDING", seq, "What stands does not follow from the ledger.")
