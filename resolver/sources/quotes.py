"""Quotes that never close: told apart from line breaks inside a quoted value and from a cut file.

A reader that meets an opening quote without its partner swallows the lines behind it. Here each
such line is replaced by :data:`MARK` or :data:`SHORT_MARK`, which the reader sees as one ragged
row, so that the lines behind it are read.
"""

import csv
import re
from functools import cache

#: A line with the delimiters of a whole row: the quote is a stray one.
MARK = b"\x1aOPEN_QUOTE"
#: A line that lacks some of them: it may be the last of a file that is cut off in a value.
SHORT_MARK = b"\x1aSHORT_OPEN_QUOTE"
#: A quoted value may span this many lines; more is an open quote.
_LONGEST_VALUE = 20


def close_quotes(text: bytes, delimiter: str, width: int, final: bool) -> tuple[bytes, bytes]:
    """Return *text* with each line that opens a quote for good replaced, and the undecided rest.

    *text* holds whole lines, *width* is the number of columns. The rest begins with a line whose
    quote may close in a line that is not there yet; it is empty where *final* says that no more
    lines will come.
    """
    lines = text.split(b"\n")
    end = len(lines) - 1 if lines[-1] == b"" else len(lines)
    position = 0
    while position < end:
        line = lines[position]
        if not is_open(line, delimiter):
            position += 1
            continue
        if line.count(b'"') % 2 == 0:
            # An even number that leaves a quote open (a",",) is no value with a line break.
            lines[position] = _mark(line, delimiter, width)
            position += 1
            continue
        limit = position + _LONGEST_VALUE
        closing = _next_odd(lines, position + 1, min(end, limit))
        if closing is None and limit > end and not final:
            return b"".join(one + b"\n" for one in lines[:position]), b"\n".join(lines[position:])
        if closing is not None and _is_one_row(lines[position : closing + 1], delimiter, width):
            position = closing + 1
            continue
        lines[position] = _mark(line, delimiter, width)
        position += 1
    return b"\n".join(lines), b""


def is_open(line: bytes, delimiter: str) -> bool:
    """Tell whether a quote opens in a line and does not close in it."""
    return b'"' in line and not _closed(delimiter).fullmatch(line)


@cache
def _closed(delimiter: str) -> re.Pattern[bytes]:
    """Return the pattern of a line in which every quote that opens a value closes it."""
    sign = re.escape(delimiter.encode())
    value = rb'(?:"[^"]*+(?:""[^"]*+)*+"[^%s]*+|[^"%s][^%s]*+|)' % (sign, sign, sign)
    return re.compile(rb"%s(?:%s%s)*+" % (value, sign, value))


def _mark(line: bytes, delimiter: str, width: int) -> bytes:
    return MARK if line.count(delimiter.encode()) >= width - 1 else SHORT_MARK


def _next_odd(lines: list[bytes], start: int, end: int) -> int | None:
    return next((place for place in range(start, end) if lines[place].count(b'"') % 2), None)


def _is_one_row(lines: list[bytes], delimiter: str, width: int) -> bool:
    """Tell whether the lines are one row with line breaks in it, not rows behind an open quote.

    Two stray quotes in two rows would otherwise swallow all rows between them. There, the first
    line has the delimiters of a whole row, and so has another; in a value with line breaks the
    first line lacks the columns behind it.
    """
    fields = _fields(b"\n".join(lines), delimiter)
    if len(fields) < width or any(field.strip() for field in fields[width:]):
        return False
    whole = [line.count(delimiter.encode()) >= width - 1 for line in lines]
    return width < 3 or not (whole[0] and any(whole[1:]))


def _fields(text: bytes, delimiter: str) -> list[str]:
    """Return the fields of a text that is one row, else none."""
    try:
        source = text.decode("utf-8", errors="replace").split("\n")
        rows = list(csv.reader([line + "\n" for line in source], delimiter=delimiter, strict=True))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []
