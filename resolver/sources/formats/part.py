"""What every format gives: the tables of a file, each with its first lines and its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from resolver.sources.table import TextTable


class Start(Protocol):
    """Where the rows start: all that a format must know of a header."""

    @property
    def delimiter(self) -> str:
        """The sign between the columns of the head."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, as many as a row has."""

    @property
    def body(self) -> int:
        """The offset in the head at which the first row begins (at a line's start)."""


@dataclass(frozen=True)
class Part:
    """One table of a file: the file itself or a workbook's sheet.

    *head* holds the first lines as CSV (UTF-8, ``\\n`` line ends, whole lines); ``rows(start)``
    yields every row below the header in batches, the lines counted over the whole table.
    """

    head: bytes
    rows: Callable[[Start], Iterator[TextTable]]
    sheet: str = ""
    hidden: bool = False
