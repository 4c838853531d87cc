"""The error tree: one class per kind of failure, each with its exit code and HTTP status.

The command line maps :attr:`SatukanError.exit_code` to the process's exit code;
the service maps :attr:`SatukanError.status` to a problem document (RFC 9457).
Messages name the file, row and column concerned and say what to do; they never
hold an unmasked identifier.
"""

from typing import ClassVar


class SatukanError(Exception):
    """Something the user can act on; its text is the message shown."""

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"


class InputError(SatukanError):
    """An input file cannot be used as it is (empty, unreadable, header-less, truncated)."""

    exit_code = 3
    status = 422
    code = "input"


class MappingError(InputError):
    """A file's columns cannot be understood: a needed one is missing or named twice."""

    exit_code = 4
    code = "mapping"


class ModelError(SatukanError):
    """A model document is damaged, unknown, or does not fit this version."""

    exit_code = 5
    code = "model"


class OutputError(SatukanError):
    """The results cannot be written (no space, no permission, not a run's folder)."""

    exit_code = 6
    code = "output"


class StoreError(SatukanError):
    """The registry or the graph store does not answer or refuses."""

    exit_code = 7
    status = 503
    code = "store"


class MissingPartError(SatukanError):
    """An optional part is not installed; the message says the command that installs it."""

    exit_code = 8
    code = "missing-part"


class NotFoundError(SatukanError):
    """No entity or record has this id."""

    exit_code = 9
    status = 404
    code = "not-found"


class ReplacedError(SatukanError):
    """An id that is no longer live: its records are with others now, or gone.

    Attributes:
        entity_id: the id that was asked for.
        state: `merged`, `split` or `retired`.
        successors: the live ids that hold what was its records, most first; none if retired.
    """

    exit_code = 15
    status = 410
    code = "replaced"

    def __init__(self, entity_id: str, state: str, successors: tuple[str, ...]) -> None:
        told = ", ".join(successors)
        super().__init__(
            f"{entity_id} was {state}; its records are now in {told}."
            if successors
            else f"{entity_id} was retired; none of its records stands any more."
        )
        self.entity_id = entity_id
        self.state = state
        self.successors = successors


class GapError(SatukanError):
    """What changed since a version is not known any more: everything must be read again."""

    status = 410
    code = "gap"


class UnauthenticatedError(SatukanError):
    """No API key, or one that is unknown or revoked."""

    exit_code = 10
    status = 401
    code = "unauthenticated"


class SettingError(SatukanError):
    """A setting or option has a value that cannot be used; 2 is also the code of wrong usage."""

    exit_code = 2
    code = "setting"


class DecisionError(SatukanError):
    """A decision lacks a part, or names what a decision of its kind cannot name."""

    exit_code = 13
    status = 422
    code = "decision"


class ConflictError(SatukanError):
    """A decision contradicts what stands, or what its decider saw has changed since.

    Attributes:
        conflict: which contradiction, for a program: one of
            :class:`resolver.registry.ledger.guard.Conflict`.
        path: the chain of records from one end of the contradiction to the other, if it is one
            of links; consecutive records are held together or apart by `decisions`.
        decisions: ids of the decisions that stand against it.
    """

    exit_code = 11
    status = 409
    code = "conflict"

    def __init__(
        self,
        message: str,
        conflict: str,
        path: tuple[str, ...] = (),
        decisions: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.conflict = conflict
        self.path = path
        self.decisions = decisions


class ChainError(SatukanError):
    """The ledger of decisions was changed from outside: its chain or its seal does not fit."""

    exit_code = 14
    code = "chain"
