"""The ledger of people's decisions: append-only, chained, with erasable values and one guard.

:class:`Ledger` is the one way in; :meth:`Ledger.standing` is what the road takes.
"""

from resolver.registry.ledger.append import Decided, append
from resolver.registry.ledger.decision import Decision, Evidence, Kind, Seen
from resolver.registry.ledger.guard import Conflict
from resolver.registry.ledger.ledger import Ledger
from resolver.registry.ledger.reasons import reasons
from resolver.registry.ledger.seal import Seal, read_seal, write_seal
from resolver.registry.ledger.standing import Standing
from resolver.registry.ledger.verify import Finding
from resolver.registry.ledger.views import DecisionView, Query

__all__ = [
    "Conflict",
    "Decided",
    "Decision",
    "DecisionView",
    "Evidence",
    "Finding",
    "Kind",
    "Ledger",
    "Query",
    "Seal",
    "Seen",
    "Standing",
    "append",
    "read_seal",
    "reasons",
    "write_seal",
]
