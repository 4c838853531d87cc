"""From TOML to rules, strictly: one shape each, every key known, sizes bounded."""

from typing import Any, Final

from resolver.sources.mapping.dates import DateParts
from resolver.sources.mapping.identity import Hashed
from resolver.sources.mapping.patterns import problem_of, stem_of
from resolver.sources.mapping.rows import HeaderRef
from resolver.sources.mapping.rules import (
    AnyYes,
    Code,
    Column,
    Constant,
    FileName,
    First,
    Join,
    Rule,
    Stepped,
)
from resolver.sources.mapping.steps import Cut, Pattern, Slice, Split, Steps
from resolver.sources.mapping.strict import Table
from resolver.sources.mapping.words import CodeTable

YES: Final = ("YA", "Y", "YES", "1", "TRUE", "SUDAH")
_SHAPES: Final = ("from", "join", "code", "date", "value", "file_name", "any_yes", "hash")
_STEPS: Final = ("split", "part", "of", "from_end", "pattern", "start", "length", "codes", "system")
_DEEPEST = 6


def read_rule(value: Any, at: Table, key: str, depth: int = 0) -> Rule:
    """Return the rule that *value*, found under *key* of the table *at*, writes.

    Raises :class:`MappingError` naming the place and what to do.
    """
    if depth > _DEEPEST:
        raise at.fail(f"rules stand at most {_DEEPEST} deep in each other.", key)
    if isinstance(value, str):
        return Column(_header(value, at, key))
    if isinstance(value, list):
        if not value:
            raise at.fail("the list is empty; name at least one header.", key)
        return First(tuple(_rules(value, at, key, depth)))
    table = at.inside(value, key)
    shape = [one for one in _SHAPES if one in table]
    if len(shape) != 1:
        raise table.fail(f"a rule has one of the keys {', '.join(_SHAPES)}.")
    rule = _READERS[shape[0]](table, depth)
    if shape[0] in ("from", "join", "code", "value", "file_name"):
        rule = _stepped(rule, table, at)
    table.finish(_STEPS)
    return rule


def read_codes(table: Table, words: tuple[str, ...] = ()) -> CodeTable:
    """Return a code table; *words* are those allowed on the right side, none = any text."""
    found: dict[str, str] = {}
    for key in table.data:
        word = table.text(key)
        if words and word:
            table.one_of(word, list(words), key)
        found[key] = word
    return CodeTable.of(found)


def _header(value: str, at: Table, key: str) -> HeaderRef:
    header = HeaderRef.of(at.check_text(value, key))
    if not header.key and not header.nth:
        raise at.fail(f"{value!r} is no header: it holds no letter or digit.", key)
    return header


def _rules(value: list[Any], at: Table, key: str, depth: int) -> list[Rule]:
    return [read_rule(one, at, f"{key}[{place}]", depth + 1) for place, one in enumerate(value, 1)]


def _parts(table: Table, key: str, depth: int) -> tuple[Rule, ...]:
    value = table.take(key)
    if not isinstance(value, list) or not value:
        raise table.fail('a list of headers or rules is needed, as in ["A", "B"].', key)
    return tuple(_rules(value, table, key, depth))


def _from(table: Table, depth: int) -> Rule:
    return read_rule(table.take("from"), table, "from", depth + 1)


def _join(table: Table, depth: int) -> Rule:
    return Join(_parts(table, "join", depth), table.text("with", " "))


def _code(table: Table, depth: int) -> Rule:
    value = table.take("code")
    shape = 'a list of [header, digits] is needed, as in [["PROV", 2], ["KAB", 2]].'
    if not isinstance(value, list) or not value:
        raise table.fail(shape, "code")
    rules, widths = [], []
    for place, part in enumerate(value, 1):
        key = f"code[{place}]"
        if not isinstance(part, list) or len(part) != 2 or not isinstance(part[1], int):
            raise table.fail(shape, key)
        if not 1 <= part[1] <= 20:
            raise table.fail("a part of a code has 1 to 20 digits.", key)
        rules.append(read_rule(part[0], table, key, depth + 1))
        widths.append(part[1])
    return Code(tuple(rules), tuple(widths))


def _date(table: Table, depth: int) -> Rule:
    parts = table.table("date")
    rules = {
        name: read_rule(parts.take(name), parts, name, depth + 1)
        for name in ("year", "month", "day")
        if parts.take(name) is not None
    }
    parts.finish()
    if "year" not in rules or ("day" in rules and "month" not in rules):
        raise parts.fail("a date has a year, and a day only with a month.")
    return DateParts(rules["year"], rules.get("month"), rules.get("day"))


def _value(table: Table, depth: int) -> Rule:
    del depth
    return Constant(table.text("value").strip())


def _file_name(table: Table, depth: int) -> Rule:
    del depth
    return FileName(stem_of(_pattern(table, "file_name")))


def _any_yes(table: Table, depth: int) -> Rule:
    return AnyYes(_parts(table, "any_yes", depth), table.texts("yes") or YES)


def _hash(table: Table, depth: int) -> Rule:
    parts = _parts(table, "hash", depth)
    return Hashed(parts, table.flag("with_file"), table.flag("number"))


_READERS: Final = {
    "from": _from,
    "join": _join,
    "code": _code,
    "date": _date,
    "value": _value,
    "file_name": _file_name,
    "any_yes": _any_yes,
    "hash": _hash,
}


def _pattern(table: Table, key: str) -> str:
    pattern = table.text(key)
    problem = problem_of(pattern)
    if problem:
        raise table.fail(f"{problem}.", key)
    return pattern


def _stepped(rule: Rule, table: Table, at: Table) -> Rule:
    remove = table.texts("remove")
    if "" in remove:
        raise table.fail("an empty text cannot be removed.", "remove")
    codes = read_codes(table.table("codes")) if "codes" in table else None
    steps = Steps(
        cut=_cut(table),
        digits=table.flag("digits"),
        remove=remove,
        codes=codes,
        pad=table.number("pad", 1, 40) or 0,
        prefix=table.text("prefix", ""),
        suffix=table.text("suffix", ""),
    )
    system = None
    if "system" in table:
        if not at.path.endswith("columns") or not table.path.split(".")[-1].startswith("area_code"):
            raise table.fail("belongs to an alternative of area_code alone.", "system")
        system = table.word("system", ("KEMENDAGRI", "BPS", "AUTO"))
    return rule if steps == Steps() and system is None else Stepped(rule, steps, system)


def _cut(table: Table) -> Cut | None:
    named = [key for key in ("split", "pattern", "start") if key in table]
    if len(named) > 1:
        raise table.fail(
            f"{' and '.join(named)} cannot stand together; let `from` be a rule to cut twice."
        )
    if "pattern" in table:
        return Pattern(_pattern(table, "pattern"))
    if "start" in table:
        start = table.number("start", 1, 4000)
        return Slice(start or 1, table.number("length", 1, 4000))
    if "split" not in table:
        return None
    separator, part = table.text("split"), table.number("part", -50, 50)
    if not separator:
        raise table.fail("the separator is empty.", "split")
    if part is None:
        raise table.fail("say which part to take: part = 1 is the first, -1 the last.", "split")
    of = table.number("of", 2, 50)
    if of is None and table.flag("from_end"):
        raise table.fail("says from where `of` counts; give `of` too.", "from_end")
    return Split(separator, part, of, table.flag("from_end"))
