"""Seals: the chain's end, signed and kept outside the database, so that a cut tail is seen."""

import contextlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from resolver.errors import ChainError, InputError, OutputError
from resolver.registry.ledger.chain import canonical, seal_signature, time_text
from resolver.registry.ledger.models import DECISION, HEAD_ROW
from resolver.registry.publish import check_secret_mark

FORMAT = "satukan seal 1"
FILE = "decisions.seal.json"
"""Name of the seal beside a run's manifest."""


@dataclass(frozen=True)
class Seal:
    """The chain's end at a moment.

    Attributes:
        seq: number of the last decision; 0 = none yet.
        digest: its digest.
        count: how many decisions there were.
        time: when it was sealed, ISO text in UTC.
        signature: keyed by the registry's secret.
    """

    seq: int
    digest: str
    count: int
    time: str
    signature: str

    def text(self) -> str:
        """What is signed."""
        return canonical([FORMAT, self.seq, self.digest, self.count, self.time])


def make_seal(connection: Connection, secret: bytes, at: datetime) -> Seal:
    """Seal the chain's end as this connection sees it.

    Raises:
        ChainError: the chain's end is not what the head says; verify tells more.
        StoreError: the registry belongs to another secret.
    """
    check_secret_mark(connection, secret)
    head = connection.execute(select(HEAD_ROW.c.seq, HEAD_ROW.c.digest)).one()
    last = connection.execute(
        select(DECISION.c.seq, DECISION.c.digest).order_by(DECISION.c.seq.desc()).limit(1)
    ).first()
    if (last.seq if last else 0, last.digest if last else "") != (head.seq, head.digest):
        raise ChainError("The ledger's end is not what its head says: run `satukan verify`.")
    count = connection.scalar(select(func.count()).select_from(DECISION)) or 0
    open_seal = Seal(head.seq, head.digest, count, time_text(at), "")
    return Seal(
        head.seq, head.digest, count, open_seal.time, seal_signature(secret, open_seal.text())
    )


def is_genuine(seal: Seal, secret: bytes) -> bool:
    """Whether a seal was made with this secret and not changed since."""
    return hmac.compare_digest(seal.signature, seal_signature(secret, seal.text()))


def write_seal(path: Path, seal: Seal) -> None:
    """Write a seal as JSON, whole or not at all. OutputError where that cannot be."""
    body = {"format": FORMAT, "seq": seal.seq, "digest": seal.digest, "count": seal.count}
    text = json.dumps(body | {"time": seal.time, "signature": seal.signature}, indent=1)
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise OutputError(f"Cannot write the seal {path}: {error.strerror}.") from error


def read_seal(path: Path) -> Seal:
    """Read a seal back. InputError where it is none; whether it is genuine, verify says."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"The seal {path} cannot be read: {error}.") from error
    parts = {"seq": int, "digest": str, "count": int, "time": str, "signature": str}
    if (
        not isinstance(body, dict)
        or body.pop("format", None) != FORMAT
        or set(body) != set(parts)
        or any(type(body[name]) is not kind for name, kind in parts.items())
    ):
        raise InputError(f"{path} is not a seal of the form {FORMAT}.")
    return Seal(**body)
