"""How a long run tells what it is doing: a callback, so that no step knows a terminal."""

from typing import Final, Protocol


class Progress(Protocol):
    """Called when a step begins (no detail) and when it has something to tell (a short text).

    A call with another step's name ends the step before it. The text is for people: counts,
    never an identifier.
    """

    def __call__(self, step: str, detail: str = "") -> None:
        """Tell that `step` runs, and `detail` of it."""


def silent(step: str, detail: str = "") -> None:
    """The progress that says nothing: the default of every function that takes one."""


SILENT: Final[Progress] = silent

DONE: Final = "done"
"""The name that ends the last step; it is no step itself."""
