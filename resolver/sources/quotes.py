"""Quotes that never close: told apart from line breaks inside a quoted value and from a cut file.

A reader that meets an opening quote without its partner swallows the lines behind it. Here each
such line is replaced by :data:`MARK`, which the reader sees as one ragged row, so that the lines
behind it are read; a quote left open at the end of the file means that the file was cut.
"""

import csv
import re

from resolver.errors import InputError

MARK = b"\x1aOPEN_QUOTE"
#: A quoted value may span this many lines; more is an open quote.
_LONGEST_VALUE = 20


def close_quotes(file: str, body: bytes, delimiter: str, width: int) -> bytes:
    """Return *body* with each line that opens a quote for good replaced by :data:`MARK`.

    *width* is the number of columns. Raises :class:`InputError` where the last quote is open and
    no whole row follows it: the file is truncated.
    """
    lines = body.split(b"\n")
    end = len(lines) - 1 if lines[-1] == b"" else len(lines)
    opening = re.compile(rb'(?:^|%s)"' % re.escape(delimiter.encode()))
    position = 0
    while position < end:
        line = lines[position]
        if line.count(b'"') % 2 == 0 or not opening.search(line):
            position += 1
            continue
        closed = _closing_line(
            lines, position, min(end, position + _LONGEST_VALUE), delimiter, width
        )
        if closed is not None:
            position = closed + 1
            continue
        if not any(_fields(lines[after], delimiter) == width for after in range(position + 1, end)):
            raise InputError(
                f"{file} is truncated: it ends inside a quoted value that opens in line "
                f"{position + 1} below the header. Copy or export it again."
            )
        lines[position] = MARK
        position += 1
    return b"\n".join(lines)


def _closing_line(
    lines: list[bytes], start: int, end: int, delimiter: str, width: int
) -> int | None:
    for last in range(start + 1, end):
        if lines[last].count(b'"') % 2 == 1:
            text = b"\n".join(lines[start : last + 1])
            return last if _fields(text, delimiter) == width else None
    return None


def _fields(text: bytes, delimiter: str) -> int:
    try:
        source = text.decode("utf-8", errors="replace").split("\n")
        rows = list(csv.reader([line + "\n" for line in source], delimiter=delimiter, strict=True))
    except csv.Error:
        return 0
    return len(rows[0]) if len(rows) == 1 else 0
