"""The first rows of an unknown file: its header line, its delimiter, its columns."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from resolver.errors import InputError
from resolver.sources.drafting.words import best_fit, is_headerlike
from resolver.sources.files import DataFile, open_files
from resolver.sources.formats.part import Part
from resolver.sources.header import DELIMITERS, LINES_SEARCHED, first_lines, split_line
from resolver.sources.mapping.rows import header_key

#: Rows looked at: enough for shares to mean something, even by district.
MOST_ROWS = 20_000
_LINES = 40


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
    """The first rows of one table; ``header_line`` (1 = first line of the file), 0 = none.

    ``title`` is what stands above the header.
    """

    file: str
    delimiter: str
    names: tuple[str, ...]
    body: int
    header_line: int
    sheet: str
    title: str = ""
    columns: list[SampleColumn] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.columns[0].values) if self.columns else 0


def samples(path: Path) -> list[Sample]:
    """Return a sample of each file that *path* holds. Raises :class:`InputError`."""
    return [_sample(file) for file in open_files(path)]


def _sample(file: DataFile) -> Sample:
    parts = [part for part in file.parts() if not part.hidden]
    if not parts:
        raise InputError(f"{file.label} has no visible sheet that holds anything.")
    found = [(part, *_header(file.name, part.head)) for part in parts]
    part, score, start = max(found, key=lambda one: one[1])
    rivals = [one for one in found if one[1] >= score / 2]
    sheet = part.sheet if len(rivals) > 1 else ""
    if not start.names:
        raise InputError(f"{file.label}: no line of it looks like a table's. Is it one?")
    return Sample(
        start.file,
        start.delimiter,
        start.names,
        start.body,
        start.header_line,
        sheet,
        start.title,
        _columns(part, start),
    )


def _header(file: str, head: bytes) -> tuple[float, Sample]:
    """Return the likeliest header line with its score; line 0 where all lines are rows."""
    lines = first_lines(head, _LINES)
    best = (0.0, Sample(file, ",", (), 0, 0, ""))
    for delimiter in DELIMITERS:
        rows = [split_line(text, delimiter) for text, _ in lines]
        for place, names in enumerate(rows[:LINES_SEARCHED]):
            if len(names) < 2:
                continue
            below = rows[place + 1 : place + 9]
            steady = sum(len(row) == len(names) for row in below) / max(len(below), 1)
            filled = sum(bool(name.strip()) for name in names) / len(names)
            like = sum(is_headerlike(name) for name in names) / len(names)
            known = sum(best_fit(name) is not None for name in names)
            score = known + filled + 2 * like + 2 * steady + 0.02 * len(names)
            if like > 0.5 and score > best[0]:
                title = " ".join(text for text, _ in lines[:place])
                sample = Sample(file, delimiter, names, lines[place][1], place + 1, "", title)
                best = (score, sample)
    return best if best[1].names else (0.5, _headerless(file, lines))


def _headerless(file: str, lines: list[tuple[str, int]]) -> Sample:
    text = lines[0][0] if lines else ""
    delimiter = max(DELIMITERS, key=lambda one: len(split_line(text, one)))
    count = len(split_line(text, delimiter))
    names = tuple(f"KOLOM {place}" for place in range(1, count + 1)) if count > 1 else ()
    return Sample(file, delimiter, names, 0, 0, "")


def _columns(part: Part, start: Sample) -> list[SampleColumn]:
    values: list[list[str]] = [[] for _ in start.names]
    for batch in part.rows(start):
        for place, column in enumerate(values):
            texts = batch.columns.column(place).slice(0, MOST_ROWS - len(column)).to_pylist()
            column.extend((text or "").strip() for text in texts)
        if len(values[0]) >= MOST_ROWS:
            break
    keys = [header_key(name) for name in start.names]
    return [
        SampleColumn(place, name, _reference(place, name, keys), values[place])
        for place, name in enumerate(start.names)
    ]


def _reference(place: int, name: str, keys: list[str]) -> str:
    """Return how a mapping names the column: by its header, where that tells it from the others."""
    text = " ".join(name.split())
    if not keys[place] or "#" in text or any(ord(sign) < 32 for sign in text):
        return f"#{place + 1}"
    before = keys[:place].count(keys[place])
    twice = keys.count(keys[place]) > 1
    return f"{text}#{before + 1}" if twice else text
