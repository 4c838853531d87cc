"""What the values of a column look like: shares of its filled cells that have a shape."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from resolver.sources.drafting.cells import DATE, EIGHT, ROUNDED, bare, known_words, plain_word
from resolver.sources.drafting.places import PlacePath, place_path
from resolver.sources.drafting.sample import SampleColumn

_SIXTEEN = re.compile(r"^\d{16}$", re.ASCII)
_AREA = re.compile(r"^\d{10}$|^\d{2}\.\d{2}\.\d{2}\.\d{4}$|^\d{13}$", re.ASCII)
_NUMBER = re.compile(r"^\d+(?:\.0+)?$", re.ASCII)
_PAIR = re.compile(
    r"^\s*(?:RT\D{0,4})?\d{1,3}\s*[/\\\-]\s*(?:RW\D{0,4})?\d{1,3}\s*$", re.IGNORECASE
)
_RT_RW_WORDS = re.compile(
    r"^\s*(?:R\.?T\W*\d{1,3}\W+R\.?W\W*\d{1,3}|R\.?W\W*\d{1,3}\W+R\.?T\W*\d{1,3})\s*$",
    re.IGNORECASE,
)
_PLACE_DATE = re.compile(r"^\D*[^\W\d].*?[,/;]\s*\d{1,4}[\s/.\-]")
_WORDS = re.compile(r"^[^\W\d_][^\d]*$")
_CODE_NAME = re.compile(r"^[\d.]{10,13}\s*[-–:|]?\s*[^\W\d]")
_STREET = re.compile(
    r"\b(?:JL|JLN|JALAN|GG|GANG|DSN|DUSUN|KP|KAMPUNG|RT|NO|BLOK|LINGK|PERUM)\b", re.IGNORECASE
)
_ANSWER = re.compile(r"^(?:tidak\s+)?sesuai", re.IGNORECASE)
_SERIAL = re.compile(r"^\d{4,5}(?:\.0+)?$", re.ASCII)
_PERIOD = re.compile(r"(?:19|20)\d{2}")
_MONEY = re.compile(r"^(?:Rp\.?\s*)?\d{1,3}(?:[.,]?\d{3})+(?:[.,]\d{1,2}|,-)?$", re.IGNORECASE)

#: Kinds of words of the normaliser's code tables (resolver/normalise/tables/codes.toml).
CODE_KINDS: Final = {
    "sex": "sex",
    "relation": "relation",
    "marital_status": "marital",
    "presence": "presence",
    "pkh": "flag",
    "sembako": "flag",
    "bst": "flag",
    "pbi": "flag",
    "deceased_note": "death",
}


@dataclass(frozen=True)
class Shape:
    """Shares of a column's filled cells that look like something."""

    column: SampleColumn

    def share(self, test: Callable[[str], object]) -> float:
        """Return the share of the filled cells that pass a test, run once per distinct value."""
        hits = sum(count for value, count in self.column.counts.items() if test(value))
        return hits / max(self.column.filled, 1)

    @cached_property
    def sixteen(self) -> float:
        """Share that are numbers of a person or a family, whole or rounded by a spreadsheet."""
        return self.share(lambda value: _SIXTEEN.match(bare(value)) or ROUNDED.match(value))

    @cached_property
    def women(self) -> float:
        """Share of the sixteen-digit numbers whose day is above 40: half in NIKs, none in KKs."""
        whole = {v: c for v, c in self.column.counts.items() if _SIXTEEN.match(bare(v))}
        above = sum(count for value, count in whole.items() if 41 <= int(bare(value)[6:8]) <= 71)
        return above / max(sum(whole.values()), 1)

    @cached_property
    def area(self) -> float:
        """Share that are codes of a village: ten digits, dotted or not."""
        return self.share(_AREA.match)

    @cached_property
    def code_name(self) -> float:
        """Share that are a village's code and its name in one text."""
        return self.share(_CODE_NAME.match)

    @cached_property
    def number(self) -> float:
        """Share that are whole numbers."""
        return self.share(_NUMBER.match)

    @cached_property
    def longest(self) -> int:
        """Digits of the longest whole number."""
        numbers = [len(value.split(".")[0]) for value in self.column.counts if _NUMBER.match(value)]
        return max(numbers, default=0)

    @cached_property
    def pair(self) -> float:
        """Share that are two numbers with a slash: RT and RW."""
        return self.share(_PAIR.match)

    @cached_property
    def rt_rw_words(self) -> float:
        """Share that are RT and RW, each with its word and number, and nothing else."""
        return self.share(_RT_RW_WORDS.match)

    @cached_property
    def places(self) -> PlacePath | None:
        """How the values are several places in one text, if they are."""
        return place_path(self.column.counts)

    @cached_property
    def told(self) -> float:
        """Share that are known words of a person's sex, relation or marital status."""
        return max(self.known_words(one) for one in ("sex", "relation", "marital_status"))

    @cached_property
    def place_date(self) -> float:
        """Share that are a place and a date in one text."""
        return self.share(_PLACE_DATE.match)

    @cached_property
    def date(self) -> float:
        """Share that are dates, with signs, in eight digits, or as a spreadsheet's day numbers."""
        return self.share(lambda value: DATE.match(value) or EIGHT.match(value) or is_serial(value))

    @cached_property
    def words(self) -> float:
        """Share without digits that begin with a letter."""
        return self.share(_WORDS.match)

    @cached_property
    def street(self) -> float:
        """Share with a street's or neighbourhood's word."""
        return self.share(_STREET.search)

    @cached_property
    def answer(self) -> float:
        """Share that are answers of the verification service."""
        return self.share(_ANSWER.match)

    @cached_property
    def period(self) -> float:
        """Share that name a year."""
        return self.share(_PERIOD.search)

    @cached_property
    def money(self) -> float:
        """Share that are amounts of at least a thousand."""
        return self.share(_MONEY.match)

    @cached_property
    def distinct(self) -> float:
        """Distinct values per filled cell."""
        return len(self.column.counts) / max(self.column.filled, 1)

    def known_words(self, column: str) -> float:
        """Share that the normaliser knows as words of a code column."""
        known = known_words(CODE_KINDS[column])
        return self.share(lambda value: plain_word(value) in known)


def is_serial(value: str) -> bool:
    """Tell whether a value may be a spreadsheet's day number of a birth date."""
    return bool(_SERIAL.match(value)) and 3_000 <= int(float(value)) <= 50_000


def by_value(first: list[str], second: list[str]) -> dict[str, Counter[str]]:
    """Return for each value of *first* how often each value of *second* stands beside it."""
    found: dict[str, Counter[str]] = {}
    for one, other in zip(first, second, strict=True):
        if one and other:
            found.setdefault(one, Counter())[other] += 1
    return found
