"""From a path to its tables: a file, the members of an archive, the sheets of a workbook."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar, cast

from resolver.errors import InputError, MappingError
from resolver.sources.formats import content
from resolver.sources.formats.csv_file import csv_part
from resolver.sources.formats.limits import LIMITS, Limits
from resolver.sources.formats.parquet_file import parquet_part
from resolver.sources.formats.part import Part
from resolver.sources.formats.source import Source
from resolver.sources.formats.xlsx_file import xlsx_parts
from resolver.sources.formats.zip_file import members

#: Endings of the files that are read from a folder.
SUFFIXES = tuple(content.SUFFIXES)
#: Enough of a file to tell what it is.
_START = 64

Found = TypeVar("Found")
#: Tells of a file (its own name, what rejects and counts call it) whether it is read.
Takes = Callable[[str, str], bool]


def by_ending(name: str, label: str = "") -> bool:
    """Tell whether a file's ending is one that is read from a folder or an archive."""
    del label
    return name.lower().endswith(SUFFIXES)


@dataclass(frozen=True)
class DataFile:
    """One file that holds tables, or a member of an archive.

    *name* is its own name, by which layouts know it; *label* is what rejects and counts call it
    (``load.zip/dtks.csv``).
    """

    name: str
    label: str
    _source: Source
    _kind: str

    def parts(self, encoding: str = "") -> list[Part]:
        """Return the tables: one, or the sheets of a workbook that hold anything.

        *encoding* (text alone) is one of ``utf-8``, ``cp1252``, ``latin-1``, ``utf-16``, else it
        is found out. Raises :class:`InputError` for a file that cannot be used.
        """
        if self._kind == content.ZIP:
            return xlsx_parts(self._source)
        if self._kind == content.PARQUET:
            return [parquet_part(self._source)]
        return [csv_part(self._source, encoding)]


def open_files(
    path: Path, label: str = "", limits: Limits = LIMITS, takes: Takes | None = None
) -> Iterator[DataFile]:
    """Yield the files that *path* holds: itself, or the tables in a zip archive.

    *takes* tells which are read: of an archive those of a known ending without it, and *path*
    itself in any case. Raises :class:`InputError` for a file that is missing, empty, or not what
    its name says, and for an archive that is more than a bundle of plain files.
    """
    label = label or path.name
    source = Source(label, partial(_open, path), _size(path, label), limits=limits)
    start = source.start(_START)
    if not start:
        raise InputError(f"{label} is empty. Export it again and check its size.")
    kind = content.find_kind(path.name, start)
    if kind == content.ZIP and content.suffix_kind(path.name) != content.XLSX:
        for name, member in members(source, takes or by_ending):
            yield _data_file(PurePosixPath(name).name, f"{label}/{name}", member)
        return
    yield _data_file(path.name, label, source)


def choose_part(
    file: DataFile, find: Callable[[str, bytes], Found], encoding: str = "", sheet: str = ""
) -> tuple[Found, Part]:
    """Return the table of *file* whose header *find* knows, with what it found.

    *find* takes the file's name and a head, and raises :class:`InputError` where it knows no
    header in it. Of a workbook the one sheet that is known is taken (hidden ones only where no
    other is), or the one called *sheet*. Raises :class:`InputError`, naming the sheets, where none
    or several are known.
    """
    parts = file.parts(encoding)
    if sheet:
        sheets = ", ".join(repr(part.sheet) for part in parts) or "none"
        parts = [part for part in parts if not part.sheet or part.sheet == sheet]
        if not parts:
            raise InputError(
                f"{file.label} has no sheet {sheet!r} that holds anything; it has {sheets}. "
                "Say in the mapping which one is meant (sheet = …)."
            )
    if len(parts) == 1:
        return _find(file, find, parts[0]), parts[0]
    known: list[tuple[Found, Part]] = []
    half_known: MappingError | None = None
    for part in sorted(parts, key=lambda part: part.hidden):
        if known and part.hidden and not known[0][1].hidden:
            break
        try:
            known.append((_find(file, find, part), part))
        except MappingError as error:
            half_known = half_known or error
        except InputError:
            continue
    if len(known) == 1:
        return known[0]
    if not known and half_known:
        raise half_known
    names = ", ".join(repr(part.sheet) for part in parts[:10])
    if not known:
        raise InputError(
            f"{file.label}: none of its sheets {names} has a header that is known. "
            "Put the column names into the first line of the sheet with the rows."
        )
    names = ", ".join(repr(part.sheet) for _, part in known[:10])
    raise InputError(
        f"{file.label}: its sheets {names} all hold rows that are known. "
        "Save each of them as a file of its own, or name one in a mapping file."
    )


def _find(file: DataFile, find: Callable[[str, bytes], Found], part: Part) -> Found:
    try:
        return find(file.name, part.head)
    except InputError as error:
        if file.label.endswith(f"/{file.name}"):
            raise type(error)(f"{error} (The file is {file.label}.)") from error
        raise


def _data_file(name: str, label: str, source: Source) -> DataFile:
    kind = content.find_kind(name, source.start(_START))
    if kind == content.GZIP:
        source = source.gunzipped()
        if content.find_kind("", source.start(_START)) != content.TEXT:
            raise InputError(
                f"{label} is refused: an archive or workbook is packed within it. "
                "Unpack it and give the file itself."
            )
        kind = content.TEXT
    return DataFile(name, label, source, kind)


def _size(path: Path, label: str) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise InputError(
            f"{label} cannot be read: {error.strerror}. Check the path and its permissions."
        ) from error


def _open(path: Path) -> BinaryIO:
    return cast(BinaryIO, path.open("rb"))
