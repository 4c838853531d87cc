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


class UnauthenticatedError(SatukanError):
    """No API key, or one that is unknown or revoked."""

    exit_code = 10
    status = 401
    code = "unauthenticated"


class SettingError(SatukanError):
    """A setting or option has a value that cannot be used; 2 is also the code of wrong usage."""

    exit_code = 2
    code = "setting"
