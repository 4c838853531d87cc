"""Decisions out and in as JSON lines: to keep them apart, to move them, to bring back what is lost.

The first line says which registry the file is of; every further line is a decision with its
values, salts and digests, so that a line changed on the way is refused.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from resolver.errors import ConflictError, DecisionError, InputError, NotFoundError, OutputError
from resolver.registry.database import reading, writing
from resolver.registry.ledger import store
from resolver.registry.ledger.append import append
from resolver.registry.ledger.chain import (
    Entry,
    canonical,
    entry_digest,
    time_text,
    value_digest,
)
from resolver.registry.ledger.decision import Decision, Evidence, Kind
from resolver.registry.ledger.models import VALUE
from resolver.registry.publish import check_secret_mark, secret_mark

FORMAT = "satukan decisions 1"
_TEXTS = ("decision_id", "kind", "reason", "actor", "at", "previous", "digest")


@dataclass(frozen=True)
class Reject:
    """A line that was not taken.

    Attributes:
        line: its number in the file, from 1.
        reason: ``NOT_JSON``, ``NOT_A_DECISION``, ``CHANGED`` (since it was exported),
            ``ID_TAKEN`` (another decision has its id), ``ERASED`` (the value it set is no more),
            ``FORM``, ``CONFLICT``, ``UNKNOWN_DECISION`` (it speaks of one that is not here).
        detail: what to know; no personal value.
    """

    line: int
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Imported:
    """What became of a file: new decisions, those that were here already, and rejected lines."""

    new: int
    known: int
    rejects: tuple[Reject, ...]


class _UnfitError(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def export_decisions(engine: Engine, secret: bytes, path: Path) -> int:
    """Write the whole ledger to a file that only its owner reads; returns how many decisions.

    Raises:
        OutputError: it cannot be written.
        StoreError: the database does not answer, or belongs to another secret.
    """
    draft = path.with_name(path.name + ".part")
    count = 0
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file, reading(engine) as connection:
            check_secret_mark(connection, secret)
            file.write(canonical({"format": FORMAT, "registry": secret_mark(secret)}) + "\n")
            values: dict[int, dict[str, Any]] = {}
            for row in connection.execute(select(VALUE).where(VALUE.c.value.is_not(None))):
                kept = {"salt": row.salt, "value": json.loads(row.value)}
                values.setdefault(row.seq, {})[row.name] = kept
            for entry in store.entries(connection):
                file.write(canonical(_line(entry, values.get(entry.seq, {}))) + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(f"Cannot write {path}: {error.strerror}.") from error
    return count


def import_decisions(
    engine: Engine, secret: bytes, path: Path, actor: str, at: datetime
) -> Imported:
    """Take decisions from a file; doing it again changes nothing.

    Each keeps its id, who decided and when; where it came from stands in its content. Each is
    judged by what stands here: what contradicts it is rejected, and the rest goes on.

    Args:
        engine, secret: of the registry that takes them.
        path: a file of :func:`export_decisions` from a registry with this secret.
        actor, at: who brings them in, and when.

    Raises:
        InputError: the file cannot be read, or is of another registry: its record ids fit none.
        StoreError: the database does not answer.
    """
    new, known, rejects = 0, 0, []
    for number, text in _lines(path, secret):
        try:
            entry, values = _read(secret, text)
            with writing(engine) as connection:
                if (mine := store.find_entry(connection, entry.decision_id)) is not None:
                    if not _trail(mine) & _trail(entry):
                        raise _UnfitError("ID_TAKEN", entry.decision_id)
                    known += 1
                    continue
                origin = {"by": actor, "at": time_text(at), "seq": entry.seq}
                origin |= {"digest": entry.digest}
                if earlier := entry.details.get("imported"):
                    origin["earlier"] = earlier
                append(
                    connection, secret, _decision(entry, values), entry.at,
                    decision_id=entry.decision_id, imported=origin,
                )  # fmt: skip
            new += 1
        except _UnfitError as error:
            rejects.append(Reject(number, error.reason, error.detail))
        except ConflictError as error:
            rejects.append(Reject(number, "CONFLICT", error.conflict))
        except NotFoundError as error:
            rejects.append(Reject(number, "UNKNOWN_DECISION", str(error)))
        except DecisionError as error:
            rejects.append(Reject(number, "FORM", str(error)))
    return Imported(new, known, tuple(rejects))


def write_rejects(path: Path, rejects: tuple[Reject, ...]) -> None:
    """Write rejected lines as JSON lines. OutputError where that cannot be."""
    lines = [canonical({"line": r.line, "reason": r.reason, "detail": r.detail}) for r in rejects]
    try:
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror}.") from error


def _line(entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    read = {"content": entry.details, "digests": entry.value_digests}
    return plain | read | {"kind": str(entry.kind), "at": time_text(entry.at), "values": values}


def _lines(path: Path, secret: bytes) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            try:
                head = json.loads(file.readline())
            except ValueError:
                head = None
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                raise InputError(f"{path} is not a file of decisions ({FORMAT}).")
            if not hmac.compare_digest(str(head.get("registry")), secret_mark(secret)):
                raise InputError(f"{path} is of a registry with another secret: its ids fit none.")
            for number, line in enumerate(file, start=2):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error


def _read(secret: bytes, text: str) -> tuple[Entry, dict[str, Any]]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _UnfitError("NOT_JSON") from error
    try:
        if not all(isinstance(body[name], str) for name in _TEXTS):
            raise _UnfitError("NOT_A_DECISION")
        values = {name: kept["value"] for name, kept in body["values"].items()}
        salts = {name: str(kept["salt"]) for name, kept in body["values"].items()}
        row = {name: body[name] for name in Entry.__dataclass_fields__}
        row |= {"kind": Kind(row["kind"]), "at": datetime.fromisoformat(row["at"])}
        row |= {"content": canonical(row["content"]), "digests": canonical(row["digests"])}
        entry = Entry(**row)
        whole = hmac.compare_digest(entry.digest, entry_digest(secret, entry))
        for name, value in values.items():
            said = value_digest(secret, salts[name], name, canonical(value))
            whole &= hmac.compare_digest(entry.value_digests.get(name, ""), said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _UnfitError("NOT_A_DECISION") from error
    if not whole:
        raise _UnfitError("CHANGED", entry.decision_id)
    return entry, values


def _trail(entry: Entry) -> set[str]:
    """The digests that a decision has had, here and where it came from."""
    found, origin = {entry.digest}, entry.details.get("imported")
    while origin:
        found.add(origin["digest"])
        origin = origin.get("earlier")
    return found


def _decision(entry: Entry, values: Mapping[str, Any]) -> Decision:
    details = entry.details
    if entry.kind is Kind.VALUE and "value" not in values:
        raise _UnfitError("ERASED", entry.decision_id)
    basis = details.get("basis", {})
    evidence = Evidence(**basis, details=values.get("evidence", {}))
    deadline = details.get("deadline")
    return Decision(
        entry.kind,
        entry.reason,
        entry.actor,
        tuple(r for r in (entry.record_a, entry.record_b) if r),
        tuple(tuple(part) for part in details.get("parts", [])),
        entry.target,
        values.get("note"),
        values.get("value"),
        values.get("before"),
        values.get("after"),
        details.get("level"),
        details.get("period"),
        details.get("field"),
        date.fromisoformat(deadline) if deadline else None,
        evidence if basis or evidence.details else None,
        decided=tuple(details.get("decided", [])),
    )
