"""Finding a file's header row, its delimiter, and which layout it has."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO

from resolver.errors import InputError, MappingError
from resolver.sources.formats.text import DELIMITERS
from resolver.sources.mapping import Layout
from resolver.sources.mapping.rows import header_key
from resolver.sources.masking import hide_numbers

#: Title lines and a ``sep=`` line may stand above the header.
LINES_SEARCHED = 10
#: Columns that an error names.
COLUMNS_SHOWN = 40
#: One hit may be chance (a person called "Desa"); a header names at least two columns.
_FEWEST_KNOWN = 2
#: A mapping may state a line up to this.
_MOST_LINES = 1_000
#: A column's name may be written over this many lines.
_LONGEST_NAME = 10


@dataclass(frozen=True)
class Header:
    """Where the rows start and what their columns are called."""

    layout: Layout
    delimiter: str
    names: tuple[str, ...]
    keys: list[str]
    body: int


@dataclass(frozen=True)
class Line:
    """A line taken for the header: how many known names it has, and where the rows start."""

    score: int
    delimiter: str
    names: tuple[str, ...]
    body: int


def named_layouts(file: str, layouts: Sequence[Sequence[Layout]]) -> tuple[Layout, ...]:
    """Return the layouts whose name patterns fit *file*, of the first group that has any.

    The groups go in order: those of the mapping, then the shipped ones. None fits: none returned.
    """
    for group in layouts:
        found = tuple(layout for layout in group if layout.fits(file))
        if found:
            return found
    return ()


def find_header(file: str, data: bytes, layouts: Sequence[Sequence[Layout]]) -> Header:
    """Return the header of *data* (UTF-8, ``\\n`` line ends), *body* being the first row's offset.

    The layout is told by the file's name, else by the header that it knows best; one of the first
    group (the mapping given) that has all its columns goes before all others. Raises
    :class:`InputError` without a header, :class:`MappingError` where a required column is missing
    or a used one stands there twice.
    """
    named = named_layouts(file, layouts)
    sure = _sure(file, data, named or tuple(one for group in layouts for one in group))
    if not any(layout.fits(file) for layout in layouts[0]):
        # No name of the mapping fits: by their headers alone its layouts go before the shipped
        # ones, also before those whose names fit. (One with names is tried where none fits at all.)
        free = [one for one in layouts[0] if not (named and one.files)]
        ours = _sure(file, data, free)
        whole = [one for one in ours if not _lacking(*one)]
        sure = whole or sure
    if not sure:
        _refuse_far_header(file, data, named)
        raise InputError(
            f"{file} has no header row: none of its first lines names known columns. Add the "
            "column names as the first line, or describe the file in a mapping (satukan inspect)."
        )
    layout, line = _choose(file, sure)
    keys = [header_key(name) for name in line.names]
    _refuse_twice(file, keys, line.names, layout)
    return Header(layout, line.delimiter, line.names, keys, line.body)


def split_line(line: str, delimiter: str) -> tuple[str, ...]:
    """Return the fields of a line."""
    try:
        return tuple(next(csv.reader(StringIO(line), delimiter=delimiter), ()))
    except csv.Error:
        return tuple(line.split(delimiter))


def first_lines(data: bytes, most: int) -> list[tuple[str, int]]:
    """Return the first lines and for each the offset behind it.

    A line that opens a quote goes on to the line that closes it, if one of the next few does.
    """
    lines: list[tuple[str, int]] = []
    start = 0
    while start < len(data) and len(lines) < most:
        end = _line_end(data, start)
        line = data[start:end]
        for _ in range(_LONGEST_NAME):
            if data.count(b'"', start, end) % 2 == 0:
                line = data[start:end]
                break
            end = _line_end(data, end)
        start += len(line)
        lines.append((line.removesuffix(b"\n").decode("utf-8", "replace"), start))
    return lines


def _line_end(data: bytes, start: int) -> int:
    end = data.find(b"\n", start)
    return len(data) if end < 0 else end + 1


def _header_line(data: bytes, layout: Layout) -> Line | None:
    reading = layout.reading
    delimiters = DELIMITERS if reading.delimiter is None else (reading.delimiter,)
    if reading.header_line is None and reading.names:
        return _headerless(data, layout, delimiters)
    first = (reading.header_line or 1) - 1
    lines = first_lines(data, reading.header_line or LINES_SEARCHED)[first:]
    known = layout.known_keys()
    best: Line | None = None
    rank = (0, 0)
    for text, body in lines:
        for delimiter in delimiters:
            fields = split_line(text, delimiter)
            names = reading.names or fields
            score = len({header_key(name) for name in names} & known)
            # Columns named by their place alone: the delimiter that gives the most columns.
            new = (score, len(fields) if reading.header_line else 0)
            if best is None or new > rank:
                best, rank = Line(score, delimiter, names, body), new
    return best


def _headerless(data: bytes, layout: Layout, delimiters: Sequence[str]) -> Line:
    names = layout.reading.names
    first = first_lines(data, 1)
    text = first[0][0] if first else ""
    fit = [one for one in delimiters if len(split_line(text, one)) == len(names)]
    return Line(len(names), (fit or list(delimiters))[0], names, 0)


def _is_header(file: str, layout: Layout, line: Line) -> bool:
    reading = layout.reading
    stated = reading.header_line is not None or (reading.names and layout.fits(file))
    return bool(stated) or line.score >= _FEWEST_KNOWN


def _sure(file: str, data: bytes, layouts: Sequence[Layout]) -> list[tuple[Layout, Line]]:
    """Return the layouts that know a header line, each with it."""
    lines = ((layout, _header_line(data, layout)) for layout in layouts)
    return [(layout, line) for layout, line in lines if line and _is_header(file, layout, line)]


def _lacking(layout: Layout, line: Line) -> list[str]:
    return layout.missing([header_key(name) for name in line.names])


def _refuse_far_header(file: str, data: bytes, named: Sequence[Layout]) -> None:
    """Refuse a line for the header that lies beyond the first lines, by what the mapping says."""
    here = len(first_lines(data, _MOST_LINES))
    stated = [one.reading.header_line for one in named if one.reading.header_line is not None]
    if stated and min(stated) > here:
        raise MappingError(
            f"{file}: the mapping says that line {min(stated)} has the column names (header_line), "
            f"but only the first {here} lines are looked at. Of a workbook those are the first 50 "
            "rows: remove title rows above the header, or save it as CSV."
        )


def _what_is_there(names: Sequence[str], wanted: Sequence[str]) -> str:
    """Say which columns a file has, and which of them may be meant by one that it lacks."""
    there = [hide_numbers(name) for name in names if name.strip()]
    near = []
    for name in wanted:
        header = name.partition("(")[2].removesuffix(")") or name  # an example: name (NAMA)
        close = get_close_matches(header.upper(), [one.upper() for one in there], 1, 0.8)
        near += [f"{close[0]!r} for {header!r}"] if close else []
    shown = ", ".join(there[:COLUMNS_SHOWN]) + (", …" if len(there) > COLUMNS_SHOWN else "")
    return f"It has {shown}." + (f" Is it {' and '.join(near)}?" if near else "")


def _choose(file: str, found: list[tuple[Layout, Line]]) -> tuple[Layout, Line]:
    lacking = [_lacking(layout, line) for layout, line in found]
    whole = [one for one, missing in zip(found, lacking, strict=True) if not missing]
    if not whole:
        place = max(range(len(found)), key=lambda one: found[one][1].score)
        best = found[place][0]
        wanted = [best.example(column) for column in lacking[place]]
        raise MappingError(
            f"{file} (read as {best.source}) lacks the column(s) {', '.join(wanted)}. "
            f"{_what_is_there(found[place][1].names, wanted)} "
            "Rename them in the file, export it with them, or describe it in a mapping."
        )
    first = max(whole, key=lambda one: one[1].score)
    rivals = [layout.source for layout, line in whole if line.score == first[1].score]
    if len(rivals) > 1:
        raise MappingError(
            f"{file} may be {' or '.join(dict.fromkeys(rivals))}: its columns fit more than one "
            "layout. Begin its name with the source, as in dtks_….csv, or give its name in a "
            "mapping (files = […])."
        )
    return first


def _refuse_twice(file: str, keys: list[str], names: tuple[str, ...], layout: Layout) -> None:
    loose = {header.key for header in layout.headers() if header.key and not header.nth}
    for position, key in enumerate(keys):
        if key in loose and key in keys[:position]:
            raise MappingError(
                f"{file} has the column {names[position]!r} twice. Remove or rename one of them, "
                f'or say in a mapping which is meant: "{names[position]}#2" is the second.'
            )
