"""Which line of an unknown file names its columns, or that none does: then its rows are people.

A person taken for the names of columns would be lost, and written into the draft. So a line names
the columns only if it holds no number of a person and no date, and if its cells are column names,
or unlike what stands below them, more often than they are like it.
"""

import re
from collections import Counter
from dataclasses import dataclass

from resolver.sources.drafting.cells import is_data, names_column, says_person
from resolver.sources.drafting.words import best_fit, is_headerlike, vocabulary, words_of
from resolver.sources.formats.text import DELIMITERS
from resolver.sources.header import LINES_SEARCHED, first_lines, split_line

_LINES = 40
#: A year may name a column; amounts and codes of areas do not.
_NUMBER = re.compile(r"^\d{5,}(?:\.0+)?$|^\d{2}\.\d{2}\.\d{2}\.\d{4}$", re.ASCII)
_MOSTLY = 0.8
#: A mapping's `names` go so far.
_WIDEST = 2000

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Heading:
    """Where the rows begin and what their columns are called.

    ``names`` are empty where the lines are no table; ``headed`` is false where the names are made
    up. ``line`` (1 = the first) holds the names, or is the last one above the first row, 0 = none.
    ``sure`` is false where a person should look; ``score`` compares the sheets of a workbook.
    """

    delimiter: str
    names: tuple[str, ...] = ()
    body: int = 0
    line: int = 0
    title: str = ""
    headed: bool = False
    sure: bool = True
    score: float = 0.0


def find_heading(head: bytes, *, workbook: bool = False, named: bool = False) -> Heading:
    """Return the heading of a table by its first lines (UTF-8, ``\\n`` line ends).

    Of a *workbook* the commas alone part the cells; *named* says that the format itself names the
    columns, on the first line.
    """
    lines = first_lines(head, _LINES)
    delimiters = DELIMITERS[:1] if workbook or named else DELIMITERS
    cut = {one: [split_line(text, one) for text, _ in lines] for one in delimiters}
    if named and lines:
        return Heading(",", cut[","][0], lines[0][1], 1, headed=True, score=10.0)
    found = [
        Heading(
            delimiter,
            rows[place],
            lines[place][1],
            place + 1,
            " ".join(text for text, _ in lines[:place]),
            headed=True,
            sure=known > 1,
            score=_score(rows[place], rows[place + 1 : place + 9]),
        )
        for delimiter, rows in cut.items()
        for place in range(min(len(rows), LINES_SEARCHED))
        if len(rows[place]) > 1 and (known := _known(rows, place, workbook))
    ]
    if found:
        # Of equals the first.
        return max(found, key=lambda one: one.score)
    return _without_header(lines, cut, workbook) or _one_column(lines, delimiters)


def _score(names: tuple[str, ...], below: Rows) -> float:
    steady = sum(len(row) == len(names) for row in below) / max(len(below), 1)
    filled = sum(bool(name.strip()) for name in names) / len(names)
    like = sum(is_headerlike(name) for name in names) / len(names)
    known = sum(best_fit(name) is not None for name in names)
    return known + filled + 2 * like + 2 * steady + 0.02 * len(names)


def _known(rows: Rows, place: int, workbook: bool) -> int:
    """Return how many signs there are that a line names the columns; 0 where it does not."""
    names = rows[place]
    above = [row for row in rows[:place] if len(row) > 1]
    if any(any(map(_is_data, row)) for row in (names, *above)):
        return 0
    if sum(map(is_headerlike, names)) <= 0.5 * len(names):
        return 0
    below = [row for row in rows[place + 1 :] if any(map(str.strip, row))]
    # A header that comes again at the head of each page is no row.
    if below.count(names) < 0.2 * len(below):
        below = [row for row in below if row != names]
    # A workbook's rows end with their last cell that says anything; others are of one width.
    if not workbook and sum(len(row) == len(names) for row in below) < 0.5 * len(below):
        return 0
    # Rows may stand above too: the last row of a file has none below that it could be like.
    around = [*above, *below]
    known = unlike = alike = 0
    for at, name in enumerate(names):
        cell = name.strip()
        under = [row[at].strip() for row in around if at < len(row) and row[at].strip()]
        if not cell:
            continue
        if under and _alike(cell, under):
            alike += 1
            continue
        known += best_fit(cell) is not None
        unlike += bool(under) and _unlike(cell, under)
    enough = known > 1 or (known and (unlike or not alike)) or (unlike > 1 and not alike)
    return known + unlike if enough and known + unlike > alike else 0


def _is_data(cell: str) -> bool:
    return is_data(cell) or bool(_NUMBER.match(cell.strip()))


def _unlike(cell: str, under: list[str]) -> bool:
    """Tell whether a cell is letters above digits."""
    digits = sum(any(map(str.isdigit, one)) for one in under)
    return not any(map(str.isdigit, cell)) and digits >= _MOSTLY * len(under)


def _alike(cell: str, under: list[str]) -> bool:
    """Tell whether a cell may be one more of those below it."""
    if cell.casefold() in {one.casefold() for one in under}:
        return True
    half = 0.5 * len(under)
    if says_person(cell) and sum(map(says_person, under)) > half:
        return True
    # `DESA SUKA` above `DESA MAJU`; but `Status Kawin` above `Kawin` is a header.
    meaning = best_fit(cell) if set(words_of(cell)) - vocabulary() else None
    if meaning is not None and sum(best_fit(one) == meaning for one in under) > half:
        return True
    return any(map(str.isdigit, cell)) and sum(_form(one) == _form(cell) for one in under) > half


def _form(text: str) -> str:
    """Return which signs a text is made of: runs of digits as 9, of letters as A."""
    form: list[str] = []
    for sign in text:
        kind = "9" if sign.isdigit() else ("A" if sign.isalpha() else sign)
        if not form or form[-1] != kind or kind not in "9A":
            form.append(kind)
    return "".join(form)


def _without_header(
    lines: list[tuple[str, int]], cut: dict[str, Rows], workbook: bool
) -> Heading | None:
    """Return where the rows of a table without a header begin; ``None`` for no table."""
    found: list[tuple[tuple[float, float, int], Heading]] = []
    for delimiter, rows in cut.items():
        full = [row for row in rows if any(cell.strip() for cell in row)]
        widths = Counter(len(row) for row in full)
        rank = (lambda one: one) if workbook else (lambda one, n=widths: (one > 1, n[one], one))
        width = max(widths, key=rank, default=0)
        wide = [len(row) >= width / 2 if workbook else len(row) == width for row in rows]
        share = sum(wide) / max(len(full), 1)
        if not 1 < width <= _WIDEST or share <= 0.5:
            continue
        first = wide.index(True)
        names = tuple(f"KOLOM {place}" for place in range(1, width + 1))
        body = lines[first - 1][1] if first else 0
        title = " ".join(text for text, _ in lines[:first])
        # What stands before a gap is a comma within a text: `BOGOR, 01-02-1990`.
        cells = [cell for row in full for cell in row[1:]]
        close = round(sum(not cell.startswith(" ") for cell in cells) / len(cells), 1)
        heading = Heading(delimiter, names, body, first, title, sure=False, score=share)
        found.append(((share, close, width), heading))
    if not found:
        return None
    return max(found, key=lambda one: one[0])[1]


def _one_column(lines: list[tuple[str, int]], delimiters: tuple[str, ...]) -> Heading:
    """Return a table of one column, if its first line names it or its lines are long numbers."""
    told = [(place, text.strip()) for place, (text, _) in enumerate(lines) if text.strip()]
    absent = [one for one in delimiters if not any(one in text for text, _ in lines)]
    delimiter = next(iter(absent), delimiters[0])
    if not told or not absent:
        return Heading(delimiter)
    place, first = told[0]
    below = [text for _, text in told[1:]]
    if below and names_column(first) and not is_data(first) and not _alike(first, below):
        return Heading(delimiter, (first,), lines[place][1], place + 1, headed=True, sure=False)
    if sum(is_data(text) for _, text in told) > _MOSTLY * len(told):
        return Heading(delimiter, ("KOLOM 1",), sure=False)
    return Heading(delimiter)
