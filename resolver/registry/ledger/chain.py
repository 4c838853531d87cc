"""The chain: every decision's keyed digest covers the one before it.

The chain covers keyed, salted digests of the personal values, not the values: with value and
salt erased, it can still be verified, and what was erased can be neither read nor guessed.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from resolver.registry.ledger.decision import Kind


@dataclass(frozen=True)
class Entry:
    """A row of the ledger; see :class:`resolver.registry.ledger.models.DecisionRow`."""

    seq: int
    decision_id: str
    kind: Kind
    record_a: str | None
    record_b: str | None
    target: str | None
    reason: str
    four_eyes: bool
    actor: str
    at: datetime
    content: str
    digests: str
    previous: str
    digest: str

    @property
    def details(self) -> dict[str, Any]:
        """The content, read."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def value_digests(self) -> dict[str, str]:
        """The digests of its personal values, by name."""
        found: dict[str, str] = json.loads(self.digests)
        return found

    @property
    def records(self) -> tuple[str, ...]:
        """Every record it names itself."""
        parts = self.details.get("parts", [])
        named = [record for record in (self.record_a, self.record_b) if record]
        return (*named, *(record for part in parts for record in part))


def canonical(value: Any) -> str:
    """JSON text that is the same for equal values. ValueError for NaN, TypeError for no JSON."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def time_text(at: datetime) -> str:
    """A moment as text; SQLite gives back what is UTC without saying so."""
    utc = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")


def entry_digest(secret: bytes, entry: Entry) -> str:
    """The digest a row must have (hex). `seq` is not in it: order is what `previous` says."""
    row = {
        "decision_id": entry.decision_id,
        "kind": str(entry.kind),
        "record_a": entry.record_a,
        "record_b": entry.record_b,
        "target": entry.target,
        "reason": entry.reason,
        "four_eyes": entry.four_eyes,
        "actor": entry.actor,
        "at": time_text(entry.at),
        "content": entry.content,
        "digests": entry.digests,
    }
    return _keyed(secret, "chain", f"{entry.previous}\n{canonical(row)}")


def new_salt() -> str:
    """A salt that nobody guesses (hex)."""
    return secrets.token_hex(32)


def value_digest(secret: bytes, salt: str, name: str, text: str) -> str:
    """The digest of a personal value (hex); `text` is its canonical JSON."""
    return _keyed(secret, "value", f"{salt}\n{name}\n{text}")


def seal_signature(secret: bytes, text: str) -> str:
    """The signature of a seal (hex)."""
    return _keyed(secret, "seal", text)


def request_digest(secret: bytes, request: str) -> bytes:
    """What the id of a decision with a caller's own key is made of."""
    return bytes.fromhex(_keyed(secret, "request", request))


def _keyed(secret: bytes, purpose: str, text: str) -> str:
    # A key per purpose, so that no digest of one kind can pass for one of another.
    key = hmac.digest(secret, f"satukan decision {purpose}".encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()
