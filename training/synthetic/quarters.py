"""A registry over N quarters: what happens to the people, and what the bases make of it.

The first quarter is `synthesise` of the same arguments, file for file. In each further one life
goes on in the truth (births, deaths, marriages, splits, moves, new cards, corrections); every
base learns of it in its own time or never; its scribes drop, re-enter and mistype rows; and it
delivers everything, some regencies, or only what has changed. Rows of people to whom nothing
happened stay as they were, but for the period.
"""

from collections.abc import Iterator
from pathlib import Path

from resolver.errors import InputError, OutputError
from training.synthetic.life.deliveries import Scope
from training.synthetic.life.quarter import Options, Quarter
from training.synthetic.life.stage import Stage
from training.synthetic.registry import NOTICE

__all__ = ["Options", "Quarter", "Scope", "quarters", "write_quarters"]

MOST_EVENTS = 50.0


def quarters(options: Options, quarters: int) -> Iterator[Quarter]:
    """Play so many quarters, the same for the same options; the n-th does not depend on N.

    Raises InputError for options that cannot be played.
    """
    if quarters < 1:
        raise InputError("Play at least one quarter.")
    if not 0 <= options.events <= MOST_EVENTS:
        raise InputError(f"The events' rates can be multiplied by 0 to {MOST_EVENTS:g}.")
    return _play(Stage(options), quarters)


def _play(stage: Stage, count: int) -> Iterator[Quarter]:
    yield stage.first()
    for number in range(2, count + 1):
        yield stage.next(number)


def write_quarters(out: Path | str, options: Options, count: int) -> list[Path]:
    """Write `out/2026Q1/`, `out/2026Q2/` … and the notice beside them; returns the folders.

    Raises InputError for options that cannot be played, OutputError where it cannot be written.
    """
    out = Path(out)
    folders = []
    playing = quarters(options, count)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "SYNTHETIC.txt").write_text(NOTICE, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"Cannot write to {out}: {error.strerror}. Give another folder."
        ) from error
    for quarter in playing:
        folders.append(out / quarter.period)
        quarter.write(folders[-1])
    return folders
