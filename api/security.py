"""Who may ask: an API key in a header, known by its keyed digest."""

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from api.services import Services, services
from resolver.errors import UnauthenticatedError
from resolver.registry import find_key_owner
from resolver.registry.api_keys import KeyOwner

_HEADER = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="Key made by `satukan` and shown once."
)
_BEARER = HTTPBearer(auto_error=False, description="The same key as a Bearer token.")


async def key_owner(
    parts: Annotated[Services, Depends(services)],
    header: Annotated[str | None, Security(_HEADER)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> KeyOwner:
    """Tell whose key a request carries.

    Raises:
        UnauthenticatedError: it carries none, or one that is unknown or revoked.
    """
    key = header or (bearer.credentials if bearer else None)
    if not key:
        raise UnauthenticatedError("No API key was sent.")
    owner = await run_in_threadpool(find_key_owner, parts.engine, parts.secret, key)
    if owner is None:
        raise UnauthenticatedError("The API key is unknown or revoked.")
    return owner
