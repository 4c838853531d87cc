"""Erasing the values of a person or record wherever the home holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, Engine, select

from resolver.erasing.files import folders_of, look_in, others_with, rewrite
from resolver.erasing.purge import Target
from resolver.errors import DecisionError, NotFoundError, ReplacedError
from resolver.lake import Lake, run_name
from resolver.progress import Progress, silent
from resolver.registry import Ledger, open_registry
from resolver.registry.database import reading, writing
from resolver.registry.history import publications
from resolver.registry.history.fate import fate_of
from resolver.registry.history.feed import forget_values
from resolver.registry.history.models import DORMANT, RECORD_HISTORY
from resolver.registry.ledger import Kind, reasons
from resolver.registry.models import Record, table
from resolver.registry.publish import check_secret_mark
from resolver.registry.wiping import wipe_free_pages
from resolver.restore import rebuild
from resolver.settings import Settings

_RECORD = table(Record)
_RECORD_LENGTH: Final = 32


@dataclass(frozen=True)
class Erased:
    """What an erasure did.

    Attributes:
        records: whose values went.
        folders: how many runs, loads and candidates of the home held some.
        decision: the ledger's entry of it; None where no decision held a value.
        others: other records in whose rows an erased NIK stands; they are somebody else's.
    """

    records: tuple[str, ...]
    folders: int
    decision: str | None
    others: tuple[str, ...]


def erase_values(
    settings: Settings, who: str, *, actor: str, reason: str, progress: Progress = silent
) -> Erased:
    """Erase the values of a record, or of all records of a person, in everything the home holds.

    The lake's runs, loads and candidates lose the rows and what the persons' tables took from them;
    decisions lose their values, with the chain intact; what is served is filled again from the
    lake, and the database's free pages are wiped. Ids stay, and the next run retires those
    that have no record left. It can be repeated: one that was cut off is finished.

    Args:
        settings: registry and home.
        who: a record_id or a person's id.
        actor, reason: who erases and why (a reason of the kind erase).
        progress: told each step.

    Raises:
        NotFoundError: nothing here has this id.
        ReplacedError: the person was merged, split or retired; the successors are told.
        DecisionError: `reason` is none of an erasure.
        OutputError, StoreError: a file cannot be written, or is damaged; do it again then.
    """
    if reason not in reasons().of(Kind.ERASE) or not actor.strip():
        known = ", ".join(reasons().of(Kind.ERASE))
        raise DecisionError(f"Say who erases (--actor) and why: one of {known}.")
    lake = Lake(settings.home / "lake")
    engine = open_registry(settings.registry_url)
    try:
        with reading(engine) as connection:
            # With another one the rows of the records would not be known.
            check_secret_mark(connection, settings.secret_key)
            records = _records_of(connection, who)
        folders = folders_of(settings.home)
        target = Target(frozenset(records), settings.secret_key)
        progress("look")
        for folder in folders:
            target = target.also(look_in(folder, target))
        if len(who) == _RECORD_LENGTH and not _is_known(engine, who):
            raise NotFoundError(f"No record has the id {who}.")
        progress("ledger")
        done = Ledger(engine, settings.secret_key).erase(
            actor=actor, reason=reason, records=records
        )
        progress("lake")
        tombstone = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": actor,
            "reason": reason,
            "records": sorted(records),
            "decision": done.decision_id if done else None,
        }
        with lake.locked():
            lake.tell_erased(tombstone)
            changed = sum(
                rewrite(folder, target, tombstone) for folder in folders_of(settings.home)
            )
        with writing(engine) as connection:
            forget_values(connection, _persons_of(connection, records))
        served = publications(engine, 1)
    finally:
        engine.dispose()
    others: set[str] = set()
    if served:
        rebuild(settings, progress)
        others = set(others_with(lake.folder / run_name(*served[0]), target))
    progress("wipe")
    wipe_free_pages(settings.registry_url)
    progress("done")
    decision = done.decision_id if done else None
    return Erased(tuple(sorted(records)), changed, decision, tuple(sorted(others)))


def _records_of(connection: Connection, who: str) -> Sequence[str]:
    """The records that an id means: itself, or those a person holds and held last."""
    if len(who) == _RECORD_LENGTH:
        return [who]
    fate = fate_of(connection, who)
    if fate is None or not who.startswith("P-"):
        raise NotFoundError(f"Nobody has the id {who}; give a person's id (P-…) or a record_id.")
    if fate.successors and fate.state != "live":
        raise ReplacedError(who, fate.state, fate.successors)
    now = set(connection.scalars(select(_RECORD.c.record_id).where(_RECORD.c.person_id == who)))
    held = set(
        connection.scalars(
            select(RECORD_HISTORY.c.record_id).where(RECORD_HISTORY.c.person_id == who)
        )
    )
    held |= set(connection.scalars(select(DORMANT.c.record_id).where(DORMANT.c.entity_id == who)))
    others = set(connection.scalars(select(_RECORD.c.record_id).where(_RECORD.c.person_id != who)))
    # What is another's now is another's to erase.
    return sorted(now | (held - others))


def _persons_of(connection: Connection, records: Sequence[str]) -> list[str]:
    """The persons of whom every record that stands is among these, and who held them before."""
    wanted = set(records)
    owners: set[str] = set()
    for record in wanted:
        for column, own in (
            (_RECORD.c.person_id, _RECORD),
            (RECORD_HISTORY.c.person_id, RECORD_HISTORY),
        ):
            owners |= set(connection.scalars(select(column).where(own.c.record_id == record)))
    found = []
    for owner in sorted(owners):
        held = connection.scalars(select(_RECORD.c.record_id).where(_RECORD.c.person_id == owner))
        if set(held) <= wanted:
            found.append(owner)
    return found


def _is_known(engine: Engine, record: str) -> bool:
    with reading(engine) as connection:
        for column in (_RECORD.c.record_id, RECORD_HISTORY.c.record_id, DORMANT.c.record_id):
            if connection.execute(select(column).where(column == record)).first() is not None:
                return True
    return False
