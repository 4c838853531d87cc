"""Progress on a terminal and in a log."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from api.progress import StepProgress


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, color_system=None)


def written(to: Console) -> str:
    assert isinstance(to.file, io.StringIO)
    return to.file.getvalue()


def ticking() -> Iterator[float]:
    yield from (float(second) for second in range(1000))


@pytest.mark.parametrize("terminal", [False, True])
def test_each_step_is_told_once_with_its_last_detail_and_time(terminal: bool) -> None:
    shown = console(terminal=terminal)
    clock = ticking()
    with StepProgress(2, shown, lambda: next(clock)) as progress:
        progress("normalise")
        progress("normalise", "10 of 20 rows")
        progress("normalise", "20 [rows]")
        progress("score")
        progress("done")
    told = [line for line in written(shown).splitlines() if " s  " in line or line.endswith(" s")]
    assert len([line for line in told if "normalise" in line and "20 [rows]" in line]) == 1
    assert list(progress.times) == ["normalise", "score"]
    assert all(seconds > 0 for seconds in progress.times.values())


def test_a_log_gets_plain_lines_without_control_signs() -> None:
    shown = console(terminal=False)
    with StepProgress(1, shown) as progress:
        progress("link", "5 links")
    assert "\x1b" not in written(shown)
    assert written(shown).startswith("link ")
    assert written(shown).endswith("5 links\n")


def test_a_step_that_failed_is_not_told_as_done() -> None:
    shown = console(terminal=False)
    progress = StepProgress(1, shown)

    def fail() -> None:
        with progress:
            progress("score")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert written(shown) == ""
    assert progress.times == {}
