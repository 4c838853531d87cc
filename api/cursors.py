"""Opaque cursors: where a reader of pages stands, signed, so that nobody makes one up."""

import base64
import binascii
import hmac
import json

from api.problems import InvalidRequestError

_SIGNATURE = 12


def write_cursor(secret: bytes, purpose: str, place: list[int]) -> str:
    """A cursor for a place, in letters that go into a URL."""
    body = json.dumps(place, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(secret, purpose, body) + body).decode().rstrip("=")


def read_cursor(secret: bytes, purpose: str, cursor: str) -> list[int]:
    """The place of a cursor.

    Raises:
        InvalidRequestError: it was not given out by this service for this purpose.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError) as error:
        raise InvalidRequestError("This is no cursor.") from error
    signature, body = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(secret, purpose, body)):
        raise InvalidRequestError("This cursor was not given out by this service.")
    return [int(number) for number in json.loads(body)]


def _signature(secret: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(secret, f"cursor {purpose}\n".encode() + body, "sha256")[:_SIGNATURE]
