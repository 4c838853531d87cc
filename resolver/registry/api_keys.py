"""API keys of integration jobs: shown once, kept as a keyed digest."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select, update

from resolver.registry.database import reading, writing
from resolver.registry.models import ApiKey, table
from resolver.registry.publish import keep_secret_mark

_PREFIX = "satukan_"
"""So that a leaked key is recognised by whoever finds it, and by secret scanners."""


@dataclass(frozen=True)
class KeyOwner:
    """Whose key a request carried."""

    name: str
    created_at: datetime


def create_api_key(engine: Engine, secret: bytes, name: str) -> str:
    """Make a key, keep its digest, and return the key, which cannot be shown again.

    Args:
        engine: of :func:`resolver.registry.open_registry`.
        secret: the registry's secret.
        name: who will use it; several keys may bear one name.
    """
    key = _PREFIX + secrets.token_urlsafe(32)
    with writing(engine) as connection:
        keep_secret_mark(connection, secret)
        connection.execute(
            insert(table(ApiKey)).values(
                digest=_digest(secret, key), name=name, created_at=datetime.now(UTC)
            )
        )
    return key


def revoke_api_keys(engine: Engine, name: str) -> int:
    """Revoke the keys that bear a name; returns how many were still valid."""
    keys = table(ApiKey)
    with writing(engine) as connection:
        changed = connection.execute(
            update(keys)
            .where(keys.c.name == name, keys.c.revoked_at.is_(None))
            .values(revoked_at=datetime.now(UTC))
        )
        return changed.rowcount


def find_key_owner(engine: Engine, secret: bytes, key: str) -> KeyOwner | None:
    """Tell whose key this is; None if it is unknown or revoked."""
    keys = table(ApiKey)
    query = select(keys.c.name, keys.c.created_at).where(
        keys.c.digest == _digest(secret, key), keys.c.revoked_at.is_(None)
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else KeyOwner(row.name, row.created_at)


def _digest(secret: bytes, key: str) -> str:
    return hmac.new(secret, b"satukan api key\0" + key.encode(), "sha256").hexdigest()
