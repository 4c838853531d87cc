"""Rules for a draft: columns taken as they stand, and those that must be cut or put together."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from resolver.sources.drafting.guess import Guess
from resolver.sources.drafting.sample import Sample, SampleColumn
from resolver.sources.drafting.separate import quoted

#: Guesses that are parts of a rule and no canonical columns themselves.
_PARTS = (
    "first_name",
    "last_name",
    "birth_year",
    "birth_month",
    "birth_day",
    "rt_rw",
    "place_date",
    "code_name",
    "province_code",
    "regency_code",
    "district_code",
    "village_code",
)
#: A person gets a programme where any of its columns says so.
_FLAGS = ("pkh", "sembako", "bst", "pbi")
_UNIQUE = 0.97


@dataclass
class Rules:
    """The rules of a draft (canonical column → TOML), the doubts by column, the columns used."""

    toml: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def put(self, column: str, toml: str, doubt: str, *guesses: Guess | SampleColumn) -> None:
        """Name a canonical column's rule."""
        self.toml[column] = toml
        if doubt:
            self.doubts[column] = doubt
        for one in guesses:
            self.used.add((one.column if isinstance(one, Guess) else one).place)


def compose(sample: Sample, guesses: dict[str, Guess]) -> Rules:
    """Return the rules that the guesses amount to."""
    rules = Rules()
    for column, guess in guesses.items():
        if column in _FLAGS and guess.rival is not None:
            both = f"{{ any_yes = [{quoted(guess.column.ref)}, {quoted(guess.rival)}] }}"
            rival = next(one for one in sample.columns if one.ref == guess.rival)
            rules.put(column, both, "", guess, rival)
        elif column not in _PARTS:
            rules.put(column, quoted(guess.column.ref), _doubt(guess), guess)
    for put in (_names, _birth, _rt_rw, _area_code):
        put(rules, guesses)
    return rules


def add_identity(rules: Rules, sample: Sample, guesses: dict[str, Guess]) -> None:
    """Name what tells rows apart: a numbered member of a group, or a hash of what stays."""
    kk = guesses.get("kk")
    if "source_group_id" not in rules.toml and kk is not None:
        doubt = "no column of groups; the KK is taken"
        rules.put("source_group_id", quoted(kk.column.ref), doubt, kk)
    if "source_record_id" in rules.toml:
        return
    group = guesses.get("source_group_id") or kk
    if group is not None:
        for column in sample.columns:
            if column.place not in rules.used and _numbers_members(group.column, column):
                join = (
                    f'{{ join = [{quoted(group.column.ref)}, {quoted(column.ref)}], with = "-" }}'
                )
                doubt = "no column of ids; the member's number within its group is taken"
                rules.put("source_record_id", join, doubt, column)
                return
    names = (
        "nik",
        "name",
        "first_name",
        "birth_date",
        "place_date",
        "birth_year",
        "kk",
        "source_group_id",
    )
    parts = [guesses[name].column for name in names if name in guesses]
    refs = ", ".join(quoted(column.ref) for column in parts)
    unique = _share_unique([column.values for column in parts])
    number = "" if unique > _UNIQUE else ", number = true"
    doubt = "no column of ids: a hash of these columns; do they stay from load to load?"
    rules.put("source_record_id", f"{{ hash = [{refs}]{number} }}", doubt, *parts)


def _doubt(guess: Guess) -> str:
    if guess.rival is not None:
        return f"or {guess.rival}"
    return "" if guess.sure else "by a weak sign"


def _names(rules: Rules, guesses: dict[str, Guess]) -> None:
    first, last = guesses.get("first_name"), guesses.get("last_name")
    if first is not None and last is not None:
        join = f"{{ join = [{quoted(first.column.ref)}, {quoted(last.column.ref)}] }}"
        rules.put("name", join, "", first, last)
    elif first is not None and "name" not in rules.toml:
        rules.put("name", quoted(first.column.ref), "by a weak sign", first)


def _birth(rules: Rules, guesses: dict[str, Guess]) -> None:
    both = guesses.get("place_date")
    year, month, day = (guesses.get(f"birth_{part}") for part in ("year", "month", "day"))
    if "birth_date" in rules.toml:
        return
    if both is not None:
        sign = _separator(both.column, lambda text: bool(re.search(r"\d", text)))
        for part, column in ((1, "birth_place"), (2, "birth_date")):
            toml = (
                f"{{ from = {quoted(both.column.ref)}, split = {quoted(sign)}, part = {part}, "
                "of = 2, from_end = true }"
            )
            rules.put(column, toml, "", both)
    elif year is not None:
        parts = [("year", year), ("month", month), ("day", day)]
        named = [f"{name} = {quoted(one.column.ref)}" for name, one in parts if one is not None]
        taken = [one for _, one in parts if one is not None]
        rules.put("birth_date", f"{{ date = {{ {', '.join(named)} }} }}", "", *taken)


def _rt_rw(rules: Rules, guesses: dict[str, Guess]) -> None:
    both = guesses.get("rt_rw")
    if both is None or "rt" in rules.toml:
        return
    sign = _separator(both.column, lambda text: bool(re.search(r"\d", text)))
    for part, column in ((1, "rt"), (2, "rw")):
        toml = f"{{ from = {quoted(both.column.ref)}, split = {quoted(sign)}, part = {part} }}"
        rules.put(column, toml, "", both)


def _area_code(rules: Rules, guesses: dict[str, Guess]) -> None:
    both = guesses.get("code_name")
    if both is not None and "area_code" not in rules.toml:
        ref = quoted(both.column.ref)
        rules.put("area_code", f'{{ from = {ref}, pattern = "{{#}}*" }}', "", both)
        if any("." in value for value in both.column.counts):
            rules.toml["area_code"] = f"{{ from = {ref}, start = 1, length = 13, digits = true }}"
        sign = next((one for one in "-–:|" if all(one in v for v in both.column.counts)), " ")
        name = f"{{ from = {ref}, split = {quoted(sign)}, part = 2, of = 2 }}"
        rules.put("village_name", name, "", both)
        return
    levels = [guesses.get(f"{one}_code") for one in ("province", "regency", "district", "village")]
    parts = [one for one in levels if one is not None]
    if "area_code" in rules.toml or not parts:
        return
    whole = parts[-1]
    if whole.shape.longest >= 6 and whole.shape.longest > parts[0].shape.longest:
        rules.put("area_code", quoted(whole.column.ref), "", *parts)
        return
    if None in levels:
        return
    bps = parts[2].shape.longest >= 3
    widths = (2, 2, 3, 3) if bps else (2, 2, 2, 4)
    code = ", ".join(
        f"[{quoted(one.column.ref)}, {width}]" for one, width in zip(parts, widths, strict=True)
    )
    rules.put("area_code", f"{{ code = [{code}] }}", "", *parts)


def _separator(column: SampleColumn, is_part: Callable[[str], bool]) -> str:
    """Return the sign before the last part of most values."""

    def hits(sign: str) -> int:
        return sum(
            count
            for value, count in column.counts.items()
            if sign in value
            and is_part(value.rsplit(sign, 1)[1])
            and value.rsplit(sign, 1)[0].strip()
        )

    def cut_dates(sign: str) -> int:
        # A sign inside the date itself leaves a part that is no whole date.
        return sum(
            count
            for value, count in column.counts.items()
            if sign in value and len(re.findall(r"\d+", value.rsplit(sign, 1)[1])) >= 3
        )

    return max((",", ";", "/", "-", " "), key=lambda sign: (cut_dates(sign), hits(sign)))


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
