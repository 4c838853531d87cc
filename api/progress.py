"""Progress of a run for people: a rich bar on a terminal, plain lines anywhere else.

Both satisfy :class:`resolver.progress.Progress`, write to standard error (standard output is
the command's result) and are used as context managers, so that a bar never outlives its run.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from resolver.progress import DONE

Clock = Callable[[], float]


class StepProgress:
    """Shows each step once it is done, with its last detail and its time.

    `total` is the number of steps expected (a guess is fine: the bar stretches); `times` holds
    the seconds by step afterwards.
    """

    def __init__(
        self, total: int, console: Console | None = None, clock: Clock = time.perf_counter
    ) -> None:
        self.console = console or Console(stderr=True)
        self.clock = clock
        self.total = total
        self.times: dict[str, float] = {}
        self._step = ""
        self._detail = ""
        self._since = clock()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                console=self.console,
                transient=True,
            )
            self._bar.add_task("", total=self.total)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._finish()
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, step: str, detail: str = "") -> None:
        """A step begins or tells a detail; see :class:`resolver.progress.Progress`."""
        if step != self._step:
            self._finish()
            self._step, self._detail = "" if step == DONE else step, ""
            self._since = self.clock()
        self._detail = detail or self._detail
        if self._bar is not None:
            task = self._bar.tasks[0]
            total = max(self.total, len(self.times) + 1)
            text = escape(f"{step}  {self._detail}".rstrip())
            self._bar.update(task.id, description=text, completed=len(self.times), total=total)

    def _finish(self) -> None:
        """Write the line of the step that ends, if one runs."""
        if not self._step:
            return
        seconds = self.clock() - self._since
        self.times[self._step] = self.times.get(self._step, 0.0) + seconds
        mark = "[green]✓[/] " if self._bar is not None else ""
        self.console.print(
            f"{mark}{escape(self._step):<20}{seconds:>7.1f} s  {escape(self._detail)}".rstrip(),
            highlight=False,
            soft_wrap=True,
        )
        self._step = ""
