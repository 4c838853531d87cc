"""From a ``[[source]]`` table to its layout, strictly."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from resolver.sources.formats.text import DELIMITERS, ENCODINGS
from resolver.sources.mapping.choice import Choice
from resolver.sources.mapping.dates import ORDERS, Order
from resolver.sources.mapping.identity import Hashed
from resolver.sources.mapping.layout import (
    DATE_COLUMNS,
    KIND_COLUMNS,
    KIND_NEEDS,
    KIND_SOURCE,
    NO_DATES,
    SYSTEMS,
    Filter,
    Layout,
    Reading,
    Scope,
)
from resolver.sources.mapping.numbers import STYLES
from resolver.sources.mapping.read_rules import read_codes, read_rule
from resolver.sources.mapping.rules import Rule
from resolver.sources.mapping.strict import Table, hint
from resolver.sources.mapping.words import WORDS, CodeTable, plain_code

T = TypeVar("T")

_SOURCE = re.compile(r"^[A-Z][A-Z0-9_]{0,31}$")
_AREA = re.compile(r"^\d{2}(\d{2}(\d{2}(\d{4})?)?)?$", re.ASCII)
_PATTERN = re.compile(r"^[^/\\\x00-\x1f]{1,200}$")
_NUMBER_COLUMNS = ("amount", "desil", "threshold")


def read_layout(table: Table) -> Layout:
    """Return the layout that a table writes. Raises :class:`MappingError`."""
    kind = table.word("kind", KIND_COLUMNS, "records")
    source = _source(table, kind)
    columns = _columns(table, kind)
    layout = Layout(
        source=source,
        kind=kind,
        columns=columns,
        required=_required(table, columns),
        files=file_patterns(table, "files"),
        area_system=_area_system(table, columns),
        reading=_reading(table),
        scope=_scope(table),
        blanks=frozenset(text.strip().casefold() for text in table.texts("blanks")),
        filters=(*_filter(table, "only", True), *_filter(table, "skip", False)),
        dates=_dates(table, kind, columns),
        codes=_codes(table, kind, columns),
        numbers=_numbers(table, columns),
    )
    table.finish()
    return layout


def file_patterns(table: Table, key: str) -> tuple[str, ...]:
    """Return patterns of file names; a folder in one is refused."""
    patterns = table.texts(key)
    for place, pattern in enumerate(patterns, 1):
        if not _PATTERN.match(pattern) or ".." in pattern:
            raise table.fail(
                "a file's name or pattern (* any signs, ? one sign) without folders is needed.",
                f"{key}[{place}]",
            )
    return patterns


def read_choice(
    value: Any, at: Table, key: str, option: Callable[[Any, Table, str], T]
) -> Choice[T]:
    """Return a choice: one option for all rows, or ``{ by, values, otherwise }``."""
    if not (isinstance(value, dict) and "by" in value):
        return Choice(option(value, at, key))
    table = at.inside(value, key)
    by = read_rule(table.take("by"), table, "by")
    values = table.table("values")
    found = {text: option(values.take(text), values, text) for text in values.data}
    if "otherwise" not in table:
        raise table.fail("say what holds for all other rows: otherwise = … is needed.")
    otherwise = option(table.take("otherwise"), table, "otherwise")
    table.finish()
    whole = {plain_code(text): one for text, one in found.items() if not text.endswith("*")}
    starts = {text[:-1].casefold(): one for text, one in found.items() if text.endswith("*")}
    longest_first = sorted(starts.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    return Choice(otherwise, by, tuple(whole.items()), tuple(longest_first))


def _source(table: Table, kind: str) -> str:
    if kind != "records":
        name = table.text("source", KIND_SOURCE[kind])
        if name != KIND_SOURCE[kind]:
            raise table.fail(
                f"of kind {kind} it is {KIND_SOURCE[kind]}; leave the key out.", "source"
            )
        return name
    name = table.text("source")
    if not _SOURCE.match(name) or name in KIND_SOURCE.values():
        raise table.fail(
            "a source's name is capitals, digits and _ (at most 32), "
            f"and none of {', '.join(KIND_SOURCE.values())}.",
            "source",
        )
    return name


def _columns(table: Table, kind: str) -> dict[str, Rule]:
    known = KIND_COLUMNS[kind]
    given = table.table("columns")
    columns: dict[str, Rule] = {}
    for name in given.data:
        given.one_of(name, list(known), name)
        columns[name] = read_rule(given.take(name), given, name)
        if isinstance(columns[name], Hashed) and name not in ("source_record_id", "payment_id"):
            raise given.fail("hash makes ids: for source_record_id or payment_id alone.", name)
    for needed in KIND_NEEDS[kind]:
        if not any(name in columns for name in needed):
            raise given.fail(f"{' or '.join(needed)} is needed here.")
    return columns


def _required(table: Table, columns: dict[str, Rule]) -> tuple[str, ...]:
    optional = table.texts("optional")
    required = table.texts("required")
    for key, names in (("optional", optional), ("required", required)):
        for name in names:
            if name not in columns:
                raise table.fail(
                    f"{name!r} is not among the columns.{hint(name, list(columns))}", key
                )
    return required or tuple(name for name in columns if name not in optional)


def _area_system(table: Table, columns: dict[str, Rule]) -> Choice[str]:
    if "area_system" not in table:
        return Choice("AUTO")
    if "area_code" not in columns and "kemendagri" not in columns:
        raise table.fail("says whose codes area_code holds; name that column too.", "area_system")

    def option(value: Any, at: Table, key: str) -> str:
        word = at.check_text(value, key)
        at.one_of(word, list(SYSTEMS), key)
        return word

    return read_choice(table.take("area_system"), table, "area_system", option)


def _reading(table: Table) -> Reading:
    delimiter = table.text("delimiter", "") or None
    if delimiter is not None and delimiter not in DELIMITERS:
        raise table.fail("one of , ; | or a tab (\\t) is needed.", "delimiter")
    encoding = table.text("encoding", "").casefold() or None
    if encoding is not None:
        table.one_of(encoding, list(ENCODINGS), "encoding")
    return Reading(
        encoding=encoding,
        delimiter=delimiter,
        sheet=table.text("sheet", "") or None,
        header_line=table.number("header_line", 1, 1000),
        names=table.texts("names"),
    )


def _scope(table: Table) -> Scope:
    given = table.table("scope")
    areas = given.texts("areas")
    for place, code in enumerate(areas, 1):
        if not _AREA.match(code):
            raise given.fail("a Kemendagri code has 2, 4, 6 or 10 digits.", f"areas[{place}]")
    scope = Scope(areas, given.text("period", ""), given.word("extent", ("full", "delta"), "delta"))
    given.finish()
    return scope


def _filter(table: Table, key: str, take: bool) -> list[Filter]:
    if key not in table:
        return []
    given = table.table(key)
    rule = read_rule(given.take("column"), given, "column")
    values = given.texts("values")
    if not values:
        raise given.fail("values = [...] is needed.")
    given.finish()
    return [Filter(rule, values, take)]


def _of_columns(table: Table, key: str, allowed: list[str]) -> list[tuple[str, Any, Table]]:
    given = table.table(key)
    for name in given.data:
        given.one_of(name, allowed, name)
    return [(name, given.take(name), given) for name in given.data]


def _dates(table: Table, kind: str, columns: dict[str, Rule]) -> dict[str, Choice[Order]]:
    allowed = [
        name for name in columns if name in DATE_COLUMNS and name not in NO_DATES.get(kind, ())
    ]

    def option(value: Any, at: Table, key: str) -> Order:
        words = value if isinstance(value, list) and value else [value]
        for word in words:
            at.one_of(at.check_text(word, key), list(ORDERS), key)
        return tuple(words)

    return {
        name: read_choice(value, given, name, option)
        for name, value, given in _of_columns(table, "dates", allowed)
    }


def _codes(table: Table, kind: str, columns: dict[str, Rule]) -> dict[str, Choice[CodeTable]]:
    found = {}
    for name, value, given in _of_columns(table, "codes", list(columns)):
        words = WORDS[kind].get(name, ())

        def option(one: Any, at: Table, key: str, words: tuple[str, ...] = words) -> CodeTable:
            return read_codes(at.inside(one, key), words)

        # A code "by" would be read as a choice; a table of a single word `by` is no code table.
        found[name] = read_choice(value, given, name, option)
    return found


def _numbers(table: Table, columns: dict[str, Rule]) -> dict[str, str]:
    allowed = [name for name in columns if name in _NUMBER_COLUMNS]
    styles = {}
    for name, value, given in _of_columns(table, "numbers", allowed):
        styles[name] = given.check_text(value, name)
        given.one_of(styles[name], list(STYLES), name)
    return styles
