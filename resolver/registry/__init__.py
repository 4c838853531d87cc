"""The registry: one database for what a run published, who may ask, and the graph's tables."""

from resolver.registry.api_keys import create_api_key, find_key_owner, revoke_api_keys
from resolver.registry.database import migrate, open_registry
from resolver.registry.ledger import Decision, Kind, Ledger
from resolver.registry.publish import publish
from resolver.registry.read import Reader
from resolver.registry.runs import earlier_runs

__all__ = [
    "Decision",
    "Kind",
    "Ledger",
    "Reader",
    "create_api_key",
    "earlier_runs",
    "find_key_owner",
    "migrate",
    "open_registry",
    "publish",
    "revoke_api_keys",
]
