"""The parts of a workbook: its sheets, which number formats are dates, where the texts lie."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass

from resolver.errors import InputError
from resolver.sources.formats.source import Source
from resolver.sources.formats.xml import damaged, new_parser, run
from resolver.sources.formats.zip_file import Archive

#: The two namespaces of the format: as Excel writes it, and as the standard would have it.
MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATION_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
#: Number formats of dates and times that every workbook knows without saying so.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
#: What in a format's code is no sign of a date: quoted and escaped text, colours, conditions.
_NO_SIGNS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
#: Excel allows 65,490 cell formats.
_MOST_FORMATS = 100_000


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, its part of the archive, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Book:
    """A workbook's inside, without its cells."""

    archive: Archive
    sheets: tuple[Sheet, ...]
    #: Whether the cell format of this number shows a date.
    dates: tuple[bool, ...]
    #: Whether day 0 is 1904-01-01, as old Macintoshes had it.
    from_1904: bool
    strings: str | None


def open_book(source: Source) -> Book:
    """Return the workbook that *source* holds; raises :class:`InputError` where it is none."""
    archive = Archive(source)
    _refuse_others(source.name, archive)
    roots = _relations(archive, "")
    book = next((target for kind, target in roots.values() if kind == "officeDocument"), None)
    if book is None or book not in archive.members:
        raise damaged(source.name, "it names no workbook")
    relations = _relations(archive, book)
    sheets, from_1904 = _sheets(archive, book, relations)
    targets = {kind: target for kind, target in relations.values() if target in archive.members}
    styles = targets.get("styles")
    return Book(
        archive,
        sheets,
        _date_formats(archive, styles) if styles else (),
        from_1904,
        targets.get("sharedStrings"),
    )


def names_of(*local: str) -> dict[str, str]:
    """Return the parser's names of the workbook's elements → the names without a namespace."""
    return {f"{space} {name}": name for space in MAIN for name in local}


def part(archive: Archive, name: str) -> Source:
    """Return a part of the workbook; messages call it by the workbook's name."""
    return archive.member(name, archive.source.name)


def _refuse_others(name: str, archive: Archive) -> None:
    members = archive.members
    if "[Content_Types].xml" in members and any(one.startswith("xl/") for one in members):
        if "xl/workbook.bin" in members:
            raise InputError(f"{name} is unreadable: it is a binary workbook. Save it as .xlsx.")
        return
    if any(one in members for one in ("content.xml", "word/document.xml", "ppt/presentation.xml")):
        raise InputError(f"{name} is unreadable: it is another office document. Save it as .xlsx.")
    raise InputError(
        f"{name} is unreadable: its name says an Excel workbook (.xlsx), its content is a zip "
        "archive of other files. Rename it to .zip or save it as .xlsx."
    )


def _relations(archive: Archive, of: str) -> dict[str, tuple[str, str]]:
    """Return id → (kind, part) of what the part *of* refers to inside the archive."""
    folder, base = posixpath.split(of)
    where = posixpath.join(folder, "_rels", f"{base}.rels")
    found: dict[str, tuple[str, str]] = {}
    if where not in archive.members:
        return found

    def start(tag: str, values: dict[str, str]) -> None:
        if tag.endswith(" Relationship") and values.get("TargetMode") != "External":
            kind = values.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, values.get("Target", "")))
            found[values.get("Id", "")] = (kind, target.lstrip("/"))

    _read(archive, where, start)
    return found


def _sheets(
    archive: Archive, book: str, relations: dict[str, tuple[str, str]]
) -> tuple[tuple[Sheet, ...], bool]:
    tags = names_of("sheet", "workbookPr")
    sheets: list[Sheet] = []
    from_1904 = False

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal from_1904
        match tags.get(tag):
            case "workbookPr":
                from_1904 = values.get("date1904", "0") in ("1", "true")
            case "sheet":
                of = next((values[key] for key in _RELATION_ID if key in values), "")
                kind, target = relations.get(of, ("", ""))
                if kind == "worksheet" and target in archive.members:
                    hidden = values.get("state", "visible") != "visible"
                    sheets.append(Sheet(values.get("name", ""), target, hidden))

    _read(archive, book, start)
    return tuple(sheets), from_1904


def _date_formats(archive: Archive, styles: str) -> tuple[bool, ...]:
    tags = names_of("numFmt", "cellXfs", "xf")
    codes: dict[str, bool] = {}
    formats: list[bool] = []
    inside = False

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal inside
        match tags.get(tag):
            case "numFmt":
                codes[values.get("numFmtId", "")] = is_date_format(values.get("formatCode", ""))
            case "cellXfs":
                inside = True
            case "xf" if inside:
                number = values.get("numFmtId", "0")
                built_in = number.isdigit() and len(number) < 4 and int(number) in _DATE_FORMATS
                formats.append(codes.get(number, built_in))
                if len(formats) > _MOST_FORMATS:
                    raise damaged(archive.source.name, "it has too many cell formats")

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tags.get(tag) != "cellXfs"

    _read(archive, styles, start, end)
    return tuple(formats)


def is_date_format(code: str) -> bool:
    """Tell whether a number format's code shows a date or a time."""
    first = _NO_SIGNS.sub("", code).split(";")[0].lower()
    return "general" not in first and any(sign in first for sign in "dmyhs")


def _read(
    archive: Archive,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    parser = new_parser(archive.source.name)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    with part(archive, name).stream() as stream:
        run(archive.source.name, parser, stream)
