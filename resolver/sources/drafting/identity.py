"""What tells rows apart: an id by its values, a member's number in its group, a hash."""

import re
from collections import Counter

from resolver.sources.drafting.compose import Rules
from resolver.sources.drafting.guess import Guess
from resolver.sources.drafting.sample import Sample, SampleColumn
from resolver.sources.drafting.separate import quoted

_UNIQUE = 0.97
#: One word of letters and digits: numbers alone may be telephones, accounts, meters.
_ID = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[0-9A-Za-z_-]{6,64}$", re.ASCII)
_MOSTLY = 0.95
#: Rows whose group has another KK: old and mistyped ones (domain §8), more are no family.
_TOGETHER = 0.85


def add_identity(rules: Rules, sample: Sample, guesses: dict[str, Guess]) -> None:
    """Name what tells rows apart: an id, a numbered member of a group, or a hash of what stays.

    An id whose header says nothing is told by its values: no two rows share it, or just those of a
    family do.
    """
    kk = guesses.get("kk")
    told = guesses.get("source_group_id")
    group = told.column if told is not None else None
    free = [column for column in sample.columns if column.place not in rules.used and _ids(column)]
    if "source_group_id" not in rules.toml and kk is not None:
        for column in free:
            if _goes_with(column, kk.column):
                doubt = "by its values: the rows of one KK share it"
                rules.put("source_group_id", quoted(column.ref), doubt, column)
                group = column
                break
    if "source_group_id" not in rules.toml and kk is not None:
        doubt = "no column of groups; the KK is taken"
        rules.put("source_group_id", quoted(kk.column.ref), doubt, kk)
    if "source_record_id" in rules.toml:
        return
    for column in free:
        if column.place not in rules.used and column.filled == len(column.counts) == sample.rows:
            doubt = "by its values: no two rows share it"
            rules.put("source_record_id", quoted(column.ref), doubt, column)
            return
    group = group or (kk.column if kk is not None else None)
    if group is not None:
        for column in sample.columns:
            if column.place not in rules.used and _numbers_members(group, column):
                join = f'{{ join = [{quoted(group.ref)}, {quoted(column.ref)}], with = "-" }}'
                doubt = "no column of ids; the member's number within its group is taken"
                rules.put("source_record_id", join, doubt, column)
                return
    names = (
        "nik",
        "name",
        "first_name",
        "last_name",
        "birth_date",
        "place_date",
        "birth_year",
        "birth_month",
        "birth_day",
        "kk",
        "source_group_id",
    )
    parts = [guesses[name].column for name in names if name in guesses]
    # Nothing of a person is known: all columns that are there at all.
    parts = parts or [one for one in sample.columns if one.filled] or sample.columns
    refs = ", ".join(quoted(column.ref) for column in parts)
    unique = _share_unique([column.values for column in parts])
    number = "" if unique > _UNIQUE else ", number = true"
    doubt = "no column of ids: a hash of these columns; do they stay from load to load?"
    rules.put("source_record_id", f"{{ hash = [{refs}]{number} }}", doubt, *parts)


def _ids(column: SampleColumn) -> bool:
    return len(column.counts) > 1 and all(_ID.match(value) for value in column.counts)


def _goes_with(column: SampleColumn, kk: SampleColumn) -> bool:
    """Tell whether a column parts the rows as the KK does, save some old or mistyped KKs."""
    rows = [(one, other) for one, other in zip(column.values, kk.values, strict=True) if other]
    several = len({other for _, other in rows}) < _MOSTLY * len(rows)
    if not several or column.filled < _MOSTLY * len(column.values):
        return False
    turned = [(other, one) for one, other in rows]
    return min(_agreed(rows), _agreed(turned)) >= _TOGETHER


def _agreed(rows: list[tuple[str, str]]) -> float:
    """Return the share of rows whose second value is the commonest beside their first."""
    most: dict[str, int] = {}
    for (one, _), count in Counter(rows).items():
        most[one] = max(most.get(one, 0), count)
    return sum(most.values()) / max(len(rows), 1)


def _numbers_members(group: SampleColumn, column: SampleColumn) -> bool:
    small = all(len(value) <= 3 and value.isdigit() for value in list(column.counts)[:200])
    rows = len(column.values)
    # A number that is unique by itself counts the file's rows: it changes with every export.
    if not small or column.filled < 0.95 * rows or not 3 <= len(column.counts) < 0.5 * rows:
        return False
    return _share_unique([group.values, column.values]) > _UNIQUE


def _share_unique(columns: list[list[str]]) -> float:
    rows = list(zip(*columns, strict=True))
    return len(set(rows)) / max(len(rows), 1)
