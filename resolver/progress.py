"""How a long run tells what it is doing: a callback, so that no step knows a terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
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


class Steps:
    """Times the steps (CPU seconds of this process, by name) and tells the progress."""

    def __init__(self, progress: Progress) -> None:
        """Tell `progress` of every step."""
        self._progress = progress
        self._current = ""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Run a step."""
        self._current = name
        self._progress(name)
        start = time.process_time()
        yield
        self.seconds[name] = round(time.process_time() - start, 2)

    def tell(self, detail: str) -> None:
        """Tell something of the step that runs."""
        self._progress(self._current, detail)
