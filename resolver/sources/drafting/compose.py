"""Rules for a draft: columns taken as they stand, and those that must be cut or put together."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from resolver.sources.drafting.cells import known_words, plain_word
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
    "places",
    "place_date",
    "code_name",
    "province_code",
    "regency_code",
    "district_code",
    "village_code",
)
#: A person gets a programme where any of its columns says so.
_FLAGS = ("pkh", "sembako", "bst", "pbi")
_ONE_TICK = 0.95


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
    for put in (_names, _birth, _rt_rw, _places, _area_code):
        put(rules, guesses)
    if "sex" not in rules.toml:
        _ticks(rules, sample)
    return rules


def _ticks(rules: Rules, sample: Sample) -> None:
    """Read the sex from two columns, one for men and one for women, of which each row ticks one."""
    words = known_words("sex")
    ticked: dict[str, SampleColumn] = {}
    for column in sample.columns:
        word = plain_word(column.header)
        if word.isalpha() and word in words and len(column.counts) == 1:
            ticked.setdefault(words[word], column)
    if len(ticked) < 2:
        return
    rows = list(zip(ticked["M"].values, ticked["F"].values, strict=True))
    if sum(bool(man) != bool(woman) for man, woman in rows) < _ONE_TICK * len(rows):
        return
    parts = [
        f"{{ from = {quoted(column.ref)}, codes = {{ {quoted(tick)} = {quoted(sex)} }} }}"
        for sex, column in sorted(ticked.items(), reverse=True)
        for tick in column.counts
    ]
    doubt = "by which of the two columns has a sign"
    rules.put("sex", f"[{', '.join(parts)}]", doubt, *ticked.values())


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
    if both.shape.rt_rw_words > both.shape.pair:
        # `R.T.` and `R.W.` are told by their last letters.
        dotted = both.shape.share(lambda value: "RT" in value.upper()) < 0.5
        for column in ("rt", "rw"):
            word = column.upper()[1:] if dotted else column.upper()
            pattern = quoted(f"*{word}*{{#}}*")
            toml = f"{{ from = {quoted(both.column.ref)}, pattern = {pattern} }}"
            rules.put(column, toml, "", both)
        return
    sign = _separator(both.column, lambda text: bool(re.search(r"\d", text)))
    for part, column in ((1, "rt"), (2, "rw")):
        toml = f"{{ from = {quoted(both.column.ref)}, split = {quoted(sign)}, part = {part} }}"
        rules.put(column, toml, "", both)


def _places(rules: Rules, guesses: dict[str, Guess]) -> None:
    whole = guesses.get("places")
    path = whole.shape.places if whole is not None else None
    if whole is None or path is None:
        return
    for part, column in enumerate(path.levels, start=1):
        if column not in rules.toml:
            cut = f"split = {quoted(path.sign)}, part = {part}"
            toml = f"{{ from = {quoted(whole.column.ref)}, {cut} }}"
            rules.put(column, toml, "by the number of different parts", whole)


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
    if "area_code" not in rules.toml:
        _code_of_parts(rules, guesses)


def _code_of_parts(rules: Rules, guesses: dict[str, Guess]) -> None:
    """Put the code together from the village upwards, until a part holds all that is above it."""
    levels = [guesses.get(f"{one}_code") for one in ("province", "regency", "district", "village")]
    village, district = levels[3], levels[2]
    if village is None:
        return
    used = [one for one in levels if one is not None]
    # A village's own number has four digits at most; with those of the district it has six or more.
    if village.shape.longest >= 6:
        rules.put("area_code", quoted(village.column.ref), "", *used)
        return
    bps = district is not None and (district.shape.longest in (3, 7) or village.shape.longest == 3)
    own = (2, 2, 3, 3) if bps else (2, 2, 2, 4)
    parts: list[str] = []
    for place in (3, 2, 1, 0):
        one = levels[place]
        if one is None:
            return
        whole = one.shape.longest > own[place]
        width = sum(own[: place + 1]) if whole else own[place]
        parts.insert(0, f"[{quoted(one.column.ref)}, {width}]")
        if whole:
            break
    rules.put("area_code", f"{{ code = [{', '.join(parts)}] }}", "", *used)


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
