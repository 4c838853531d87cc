"""The first rows of an unknown file: its header line, its delimiter, its columns."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from resolver.errors import InputError
from resolver.sources.drafting.furniture import numbers_columns, says_nothing, telling_column
from resolver.sources.drafting.heading import Heading, find_heading
from resolver.sources.files import DataFile
from resolver.sources.formats.part import Part
from resolver.sources.mapping.rows import header_key

#: Rows looked at: enough for shares to mean something, even by district.
MOST_ROWS = 20_000
#: A mapping's texts go so far; a longer header is named by its place.
_LONGEST_HEADER = 200


@dataclass(frozen=True)
class SampleColumn:
    """One column: its header, how a mapping names it, its trimmed values (blank = "")."""

    place: int
    header: str
    ref: str
    values: list[str]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value that is not blank stands there."""
        return Counter(value for value in self.values if value)

    @property
    def filled(self) -> int:
        """How many rows have a value."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Sample:
    """The first rows of one table, below its ``heading``.

    ``blanks`` are the cells that say nothing (the columns have "" there). ``numbered`` is a
    column's name in mappings and its cell in a first row that only counts the columns; the columns
    here are without that row.
    """

    file: str
    heading: Heading
    sheet: str = ""
    columns: list[SampleColumn] = field(default_factory=list)
    blanks: tuple[str, ...] = ()
    numbered: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the file or made up."""
        return self.heading.names

    @property
    def title(self) -> str:
        """What stands above the names or the first row."""
        return self.heading.title

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.columns[0].values) if self.columns else 0


def sample_of(file: DataFile) -> Sample:
    """Return a sample of a file. Raises :class:`InputError` for one that is no table."""
    parts = [part for part in file.parts() if not part.hidden]
    if not parts:
        raise InputError(f"{file.label} has no visible sheet that holds anything.")
    named = file.name.lower().endswith(".parquet")
    found = [
        (part, find_heading(part.head, workbook=bool(part.sheet), named=named)) for part in parts
    ]
    part, heading = max(found, key=lambda one: one[1].score)
    rivals = [one for _, one in found if one.names and one.score >= heading.score / 2]
    if not heading.names:
        raise InputError(
            f"{file.label}: no line of it looks like a table's. Is it an extract? Lines of fixed "
            'width or JSON need a mapping by hand (names = ["LINE"], docs/mapping.md).'
        )
    values = _values(part, heading)
    keys = [header_key(name) for name in heading.names]
    refs = [_reference(place, name, keys) for place, name in enumerate(heading.names)]
    numbered = None
    if values[0] and numbers_columns([column[0] for column in values]):
        telling = telling_column(values)
        if telling is not None:
            numbered = (refs[telling], values[telling][0])
            values = [column[1:] for column in values]
    silent = {value for column in values for value in set(column) if says_nothing(value)}
    columns = [
        SampleColumn(place, name, ref, [one if one not in silent else "" for one in column])
        for place, (name, ref, column) in enumerate(zip(heading.names, refs, values, strict=True))
    ]
    sheet = part.sheet if len(rivals) > 1 else ""
    return Sample(file.name, heading, sheet, columns, tuple(sorted(silent)), numbered)


def _values(part: Part, start: Heading) -> list[list[str]]:
    values: list[list[str]] = [[] for _ in start.names]
    for batch in part.rows(start):
        for place, column in enumerate(values):
            texts = batch.columns.column(place).slice(0, MOST_ROWS - len(column)).to_pylist()
            column.extend((text or "").strip() for text in texts)
        if len(values[0]) >= MOST_ROWS:
            break
    return values


def _reference(place: int, name: str, keys: list[str]) -> str:
    """Return how a mapping names the column: by its header, where that tells it from the others."""
    text = " ".join(name.split())
    if not keys[place] or "#" in text or not text.isprintable() or len(text) > _LONGEST_HEADER:
        return f"#{place + 1}"
    before = keys[:place].count(keys[place])
    twice = keys.count(keys[place]) > 1
    return f"{text}#{before + 1}" if twice else text
