"""Finding a file's header row, its delimiter, and which source it is."""

import csv
from dataclasses import dataclass

from resolver.errors import InputError, MappingError
from resolver.sources.layout import Layout, header_key

DELIMITERS = (",", ";", "\t", "|")
#: Title lines and a ``sep=`` line may stand above the header.
_LINES_SEARCHED = 10


@dataclass(frozen=True)
class Header:
    """Where the rows start and what their columns are called."""

    layout: Layout
    delimiter: str
    names: tuple[str, ...]
    keys: list[str]
    body: int


@dataclass(frozen=True)
class _Guess:
    score: int
    delimiter: str
    names: tuple[str, ...]
    body: int


def find_header(file: str, data: bytes, layouts: tuple[Layout, ...]) -> Header:
    """Return the header of *data* (UTF-8, ``\\n`` line ends), *body* being the first row's offset.

    The layout is told by the file's name (its prefix), else by the header that it knows best.
    Raises :class:`InputError` without a header, :class:`MappingError` where a required column is
    missing or a used one stands there twice.
    """
    named = tuple(
        layout
        for layout in layouts
        if any(file.casefold().startswith(prefix) for prefix in layout.file_prefixes)
    )
    candidates = named or layouts
    known = frozenset().union(*(layout.known_keys() for layout in candidates))
    guess = _best_line(data, known)
    # One hit may be chance (a person called "Desa"); a header names at least two columns.
    if guess is None or guess.score < 2:
        raise InputError(
            f"{file} has no header row: none of its first lines names known columns. "
            "Add the column names as the first line."
        )
    keys = [header_key(name) for name in guess.names]
    layout = _choose_layout(file, keys, candidates)
    _refuse_twice(file, keys, guess.names, layout)
    return Header(layout, guess.delimiter, guess.names, keys, guess.body)


def _best_line(data: bytes, known: frozenset[str]) -> _Guess | None:
    best: _Guess | None = None
    start = 0
    for _ in range(_LINES_SEARCHED):
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else len(data)].decode("utf-8")
        body = end + 1 if end >= 0 else len(data)
        for delimiter in DELIMITERS:
            names = _split(line, delimiter)
            score = len({header_key(name) for name in names} & known)
            if best is None or score > best.score:
                best = _Guess(score, delimiter, names, body)
        if end < 0:
            break
        start = body
    return best


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter), ()))
    except csv.Error:
        return tuple(line.split(delimiter))


def _choose_layout(file: str, keys: list[str], layouts: tuple[Layout, ...]) -> Layout:
    def known(layout: Layout) -> int:
        return len(layout.known_keys().intersection(keys))

    whole = [layout for layout in layouts if not layout.missing(keys)]
    if not whole:
        best = max(layouts, key=known)
        names = ", ".join(_example(best, column) for column in best.missing(keys))
        raise MappingError(
            f"{file} (read as {best.source}) lacks the column(s) {names}. "
            "Rename them in the file or export it with them."
        )
    best = max(whole, key=known)
    rivals = [layout.source for layout in whole if known(layout) == known(best)]
    if len(rivals) > 1:
        raise MappingError(
            f"{file} may be {' or '.join(rivals)}: its columns fit both. "
            "Begin the file's name with the source, as in dtks_….csv."
        )
    return best


def _example(layout: Layout, column: str) -> str:
    return f"{column} ({layout.columns[column][0].upper()})"


def _refuse_twice(file: str, keys: list[str], names: tuple[str, ...], layout: Layout) -> None:
    known = layout.known_keys()
    for position, key in enumerate(keys):
        if key in known and key in keys[:position]:
            raise MappingError(
                f"{file} has the column {names[position]!r} twice. Remove or rename one of them."
            )
