"""A worksheet's rows, streamed: what each cell says as text, or as the number of a shared text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from resolver.sources.formats.limits import too_wide
from resolver.sources.formats.numbers import cell_number
from resolver.sources.formats.xlsx_book import Book, Sheet, names_of, part
from resolver.sources.formats.xlsx_strings import plain_text, too_long
from resolver.sources.formats.xml import damaged, feed, new_parser

#: Text, the number of a shared text, or nothing.
Cell = str | int | None
_DIGITS = "0123456789"
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384


@dataclass
class Row:
    """One row: *number* as Excel shows it, its cells as far as wanted.

    *bare* are the columns (from 1, of those wanted) with a formula but no value of it.
    """

    number: int
    cells: list[Cell] = field(default_factory=list)
    bare: tuple[int, ...] = ()

    def blank(self) -> bool:
        """Tell whether no cell says anything."""
        return not (self.bare or any(cell not in (None, "") for cell in self.cells))


def sheet_rows(book: Book, sheet: Sheet, width: int | None = None) -> Iterator[list[Row]]:
    """Yield the rows of *sheet* in batches; *width* is how many cells of a row are wanted.

    Without it all are, and a cell beyond the limit of columns is an error. What stands to the right
    of the wanted cells has no header, so nobody reads it: it is passed over.
    """
    name = book.archive.source.name
    reader = _SheetReader(book, width)
    with part(book.archive, sheet.part).stream() as stream:
        for _ in feed(name, reader.parser, stream):
            if reader.rows:
                yield reader.rows
                reader.rows = []


class _SheetReader:
    """The parser's handlers; finished rows gather in ``rows``."""

    def __init__(self, book: Book, width: int | None) -> None:
        self.name, self.limits = book.archive.source.name, book.archive.source.limits
        self.book, self.width = book, width
        self.rows: list[Row] = []
        self.row = Row(0)
        self.place = 0
        self.kind, self.style = "n", 0
        self.pieces: list[str] | None = None
        self.value: str | None = None
        self.formula = False
        self.length = 0
        self._places: dict[str, int] = {}
        self._tags = names_of("row", "c", "v", "t", "f", "rPh")
        self._reading = False
        self.parser = new_parser(self.name)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _start(self, tag: str, values: dict[str, str]) -> None:
        match self._tags.get(tag):
            case "c":
                self.place = self._place(values["r"]) if "r" in values else self.place + 1
                self.kind = values.get("t", "n")
                style = values.get("s", "0")
                self.style = int(style) if style.isdecimal() and len(style) < 7 else 0
                self.value, self.formula, self.length = None, False, 0
            case "v":
                self.pieces = []
            case "t" if self.kind == "inlineStr" and not self._reading:
                self.pieces = []
            case "f":
                self.formula = True
            case "rPh":
                self._reading = True
            case "row":
                self.row, self.place = Row(self._row_number(values.get("r"))), 0

    def _end(self, tag: str) -> None:
        match self._tags.get(tag):
            case "v" | "t" if self.pieces is not None:
                self.value = (self.value or "") + "".join(self.pieces)
                self.pieces = None
            case "c":
                self._add()
            case "rPh":
                self._reading = False
            case "row":
                self.rows.append(self.row)

    def _data(self, text: str) -> None:
        if self.pieces is not None:
            self.pieces.append(text)
            self.length += len(text)
            if self.length > self.limits.value:
                raise too_long(self.name, self.limits.value)

    def _row_number(self, given: str | None) -> int:
        number = self.row.number + 1
        if given is not None:
            if not (given.isdecimal() and len(given) < 8 and int(given) >= number):
                raise damaged(self.name, f"row {given[:20]!r} stands behind row {number - 1}")
            number = int(given)
        if number > _MOST_ROWS:
            raise damaged(self.name, f"a sheet has more than {_MOST_ROWS:,} rows")
        return number

    def _place(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        place = self._places.get(letters)
        if place is None:
            if not (letters.isascii() and letters.isalpha() and len(letters) < 4):
                raise damaged(self.name, f"a cell stands at {reference[:20]!r}")
            place = 0
            for letter in letters.upper():
                place = place * 26 + ord(letter) - ord("A") + 1
            self._places[letters] = place
        return place

    def _add(self) -> None:
        row, place = self.row, self.place
        wanted = self.width is None or place <= self.width
        if self.formula and self.value is None and self.kind != "e":
            if wanted:
                row.bare += (place,)
            return
        cell = self._cell()
        if cell is None or cell == "":
            return
        if place > _MOST_COLUMNS or (self.width is None and place > self.limits.columns):
            raise too_wide(self.name, self.limits)
        if not wanted:
            return
        if place <= len(row.cells):
            raise damaged(self.name, f"two cells of row {row.number} stand in one place")
        row.cells.extend([None] * (place - 1 - len(row.cells)))
        row.cells.append(cell)

    def _cell(self) -> Cell:
        value = self.value
        if value is None or self.kind == "e":  # An error (#N/A, #REF!) says nothing.
            return None
        match self.kind:
            case "s":
                if not (value.isdecimal() and len(value) < 10):
                    raise damaged(self.name, f"row {self.row.number} refers to no text")
                return int(value)
            case "n":
                return self._number(value)
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case "d":
                return value.removesuffix("T00:00:00")
        return plain_text(value)

    def _number(self, raw: str) -> str:
        dates = self.book.dates
        try:
            if self.style < len(dates) and dates[self.style]:
                return day_text(float(raw), self.book.from_1904) or cell_number(raw)
            return cell_number(raw)
        except ValueError as error:
            message = f"row {self.row.number} holds a number that is none"
            raise damaged(self.name, message) from error


def day_text(serial: float, from_1904: bool) -> str | None:
    """Return Excel's day number as an ISO date, with its time where it has one; None for no date.

    A number below one is a time of day alone. Excel's 29 February 1900, which never was, shifts
    the days before it by one.
    """
    if not 0 <= serial < 2_958_466:
        return None
    days, seconds = divmod(round(serial * 86_400), 86_400)
    if days == 0 and not from_1904:
        return str(timedelta(seconds=seconds)).rjust(8, "0")
    zero = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    try:
        when = zero + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return None
    return when.isoformat(" ") if seconds else when.date().isoformat()
