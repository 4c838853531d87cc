"""A layout: how one source's files are read; and a mapping: the layouts of one file."""

from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.columns import AREA_COLUMNS, PAYMENT_COLUMNS, VALUE_COLUMNS
from resolver.sources.mapping.choice import Choice
from resolver.sources.mapping.dates import Order, reorder_column
from resolver.sources.mapping.numbers import plain_numbers
from resolver.sources.mapping.patterns import fits_name, stem_of
from resolver.sources.mapping.rows import NOTHING, TEXT, HeaderRef, Rows, blank, constant
from resolver.sources.mapping.rules import First, Rule, Stepped
from resolver.sources.mapping.steps import digits_only
from resolver.sources.mapping.words import CodeTable

SYSTEMS: Final = ("KEMENDAGRI", "BPS", "AUTO")

#: Canonical columns by kind; what is not here no mapping can fill.
KIND_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "records": tuple(name for name in VALUE_COLUMNS if name != "area_system"),
    "answers": (
        "record_source",
        "source_record_id",
        "nik",
        "name",
        "birth_date",
        "sex",
        "kk",
        "mother_name",
        "outcome",
        "threshold",
        "checked_at",
    ),
    "areas": AREA_COLUMNS,
    "payments": tuple(name for name in PAYMENT_COLUMNS if name != "area_system"),
}
#: What each kind needs: one column of every group.
KIND_NEEDS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "records": (("source_record_id",), ("name", "nik")),
    "answers": (("record_source",), ("source_record_id",)),
    "areas": (("kemendagri",), ("province",), ("regency",), ("district",), ("village",)),
    "payments": (("name", "nik"), ("programme",), ("amount",)),
}
#: Names of the sources that hold no records.
KIND_SOURCE: Final = {"answers": "SIAK", "areas": "AREAS", "payments": "PAYMENTS"}
DATE_COLUMNS: Final = ("birth_date", "checked_at", "valid_from", "valid_to")
#: What SIAK said of a birth date is no date.
NO_DATES: Final = {"answers": ("birth_date",)}


@dataclass(frozen=True)
class Scope:
    """What a load covers: Kemendagri codes of any level, a period; ``extent`` full or delta."""

    areas: tuple[str, ...] = ()
    period: str = ""
    extent: str = "delta"


@dataclass(frozen=True)
class Reading:
    """Overrides of what is otherwise found out about a file; ``header_line`` begins at 1."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """Rows to take alone or (``take`` false) to leave out, by the values of a rule."""

    rule: Rule
    values: tuple[str, ...]
    take: bool


@dataclass(frozen=True)
class Layout:
    """How the files of one source are read (docs/mapping.md)."""

    source: str
    kind: str
    columns: dict[str, Rule]
    required: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    area_system: Choice[str] = field(default_factory=lambda: Choice("AUTO"))
    reading: Reading = Reading()
    scope: Scope = Scope()
    blanks: frozenset[str] = frozenset()
    filters: tuple[Filter, ...] = ()
    dates: dict[str, Choice[Order]] = field(default_factory=dict)
    codes: dict[str, Choice[CodeTable]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def fits(self, file: str) -> bool:
        """Tell whether one of the name patterns fits a file, with or without its endings."""
        names = (file, stem_of(file))
        return any(fits_name(pattern, name) for pattern in self.files for name in names)

    def headers(self) -> list[HeaderRef]:
        """Return every column of a file that the layout names."""
        rules = [*self.columns.values(), *(one.rule for one in self.filters)]
        rules += [rule for rule in self._deciding().values() if rule is not None]
        return [header for rule in rules for header in rule.headers()]

    def known_keys(self) -> frozenset[str]:
        """Return every header key that the layout understands."""
        return frozenset(header.key for header in self.headers() if header.key)

    def missing(self, keys: list[str]) -> list[str]:
        """Return what a file of these header keys lacks: required columns, and the columns that
        filters and choices go by."""
        lacking = [name for name in self.required if not self.columns[name].given(keys)]
        named = {name: rule for name, rule in self._deciding().items() if rule is not None}
        for place, one in enumerate(self.filters):
            named[f"{'only' if one.take else 'skip'}[{place}]"] = one.rule
        return lacking + [name for name, rule in named.items() if not rule.given(keys)]

    def _deciding(self) -> dict[str, Rule | None]:
        """Return the rules by which declarations are chosen, by the declaration's place."""
        return {
            "area_system": self.area_system.by,
            **{f"dates.{name}": choice.by for name, choice in self.dates.items()},
            **{f"codes.{name}": choice.by for name, choice in self.codes.items()},
        }

    def example(self, column: str) -> str:
        """Return the first header that would give a column, for messages."""
        rule = self.columns.get(column)
        header = next(rule.headers(), None) if rule is not None else None
        return column if header is None else f"{column} ({header.text})"

    def read(self, rows: Rows, column: str) -> pa.Array:
        """Return a canonical column of a file, its values put into canonical words.

        The rows whose rule took nothing from what is written are noted in *rows*.
        """
        rule = self.columns.get(column)
        values = blank(rows.length) if rule is None else rule.read(rows)
        lost = rows.take_lost()
        if column in self.codes:
            values = self.codes[column].apply(rows, values, lambda one, table: table.translate(one))
        if column in self.dates:
            values = self.dates[column].apply(rows, values, reorder_column)
        if column in self.numbers:
            values = plain_numbers(values, self.numbers[column])
        if column == "period" and self.scope.period:
            values = pc.fill_null(values, self.scope.period)
        rows.take_lost()  # of the rules that the declarations go by
        rows.note_lost(lost)
        return values

    def read_area(self, rows: Rows) -> tuple[pa.Array, pa.Array]:
        """Return (area_code: digits, area_system: null where AUTO or no code) of a file."""
        rule = self.columns.get("area_code")
        none = blank(rows.length)
        if rule is None:
            return none, none
        declared = self.area_system.apply(
            rows, constant("", rows.length), lambda one, system: constant(system, len(one))
        )
        code, system = none, none
        rows.take_lost()
        for alternative in rule.parts if isinstance(rule, First) else (rule,):
            if not alternative.given(rows.keys):
                continue
            own = self._alternative(rows, alternative)
            fresh = pc.and_(code.is_null(), own.is_valid())
            code = pc.coalesce(code, own)
            named = alternative.system if isinstance(alternative, Stepped) else None
            told = declared if named is None else constant(named, rows.length)
            system = pc.if_else(fresh, told, system)
        lost = rows.take_lost()
        if isinstance(rule, First) and lost is not None:
            lost = pc.and_(lost, code.is_null())
        rows.note_lost(lost)
        return code, pc.if_else(pc.equal(system, "AUTO"), NOTHING, system)

    def _alternative(self, rows: Rows, rule: Rule) -> pa.Array:
        values = rule.read(rows)
        if "area_code" in self.codes:
            table = self.codes["area_code"]
            values = table.apply(rows, values, lambda one, words: words.translate(one))
        digits = digits_only(values)
        rows.note_lost(pc.and_(values.is_valid(), digits.is_null()))
        return digits

    def wanted(self, rows: Rows) -> pa.Array:
        """Return which rows the filters let in."""
        wanted = pa.repeat(True, rows.length)
        for one in self.filters:
            values = pc.utf8_lower(one.rule.read(rows))
            among = pc.is_in(values, pa.array([value.casefold() for value in one.values], TEXT))
            wanted = pc.and_(wanted, among if one.take else pc.invert(among))
        return wanted


@dataclass(frozen=True)
class Mapping:
    """The layouts of one mapping file, in its order; files that ``ignore`` fits are left out."""

    name: str
    layouts: tuple[Layout, ...]
    ignore: tuple[str, ...] = ()

    def ignores(self, file: str) -> bool:
        """Tell whether a file is to be left out."""
        return any(fits_name(pattern, file) for pattern in self.ignore)
