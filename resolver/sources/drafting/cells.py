"""What one cell is, whatever its column: a number of a person, a date, a known word."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from resolver.normalise.tables import load_table
from resolver.sources.drafting.words import fits, words_of

_SIGNS = re.compile(r"[\s.'\"`\-]")
_FLOAT = re.compile(r"[.,]0+$")
ROUNDED: Final = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
#: Eleven digits, signs between them allowed: a number of a person, a family, a telephone.
LONG_NUMBER: Final = re.compile(r"(?:\d[\s.\-'`]?){11,}")
DATE: Final = re.compile(
    r"^(?:\d{1,4}[\s/.\-]+(?:\d{1,2}|[^\W\d_]{3,9})[\s/.,\-]+\d{1,4}"
    r"|[^\W\d_]{3,9}\s+\d{1,2},?\s+\d{4})(?:[T\s]+\d.*)?$"
)
EIGHT: Final = re.compile(r"^(?:(?:19|20)\d{6}|\d{4}(?:19|20)\d{2})$", re.ASCII)
_PLACE_AND_DATE = re.compile(r"^[^\d(]{2,}[,;/]\s*\d{1,2}[\s/.\-]+\w{1,9}[\s/.\-]+\d{2,4}$")
_A_DATE_INSIDE = re.compile(r"\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_KINDS = ("sex", "relation", "marital")


def bare(value: str) -> str:
    """Return a number without the signs that are typed into it, and without a float's ``.0``."""
    return _SIGNS.sub("", _FLOAT.sub("", value))


def plain_word(value: str) -> str:
    """Return a value as the normaliser's code tables spell it; a code before a word is dropped."""
    plain = " ".join(re.sub(r"[^A-Z0-9_]+", " ", value.upper()).split())
    return re.sub(r"^\d{1,2} (?=[A-Z])", "", plain)


def known_words(kind: str) -> dict[str, str]:
    """Return the normaliser's words of a kind, each with its meaning."""
    return {word: meaning for meaning, words in load_table("codes")[kind].items() for word in words}


@cache
def meanings() -> dict[str, Any]:
    """Return the words and codes that the normaliser does not know, by kind and meaning."""
    file = resources.files("resolver.sources.drafting") / "meanings.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def is_data(cell: str) -> bool:
    """Tell whether a cell can name no column: a long number, a date, a place with a date."""
    text = cell.strip()
    tests = (LONG_NUMBER.search, ROUNDED.match, DATE.match, EIGHT.match, _PLACE_AND_DATE.match)
    return any(test(text) for test in tests)


def holds_date(cell: str) -> bool:
    """Tell whether a date stands anywhere in a cell."""
    return is_data(cell) or bool(_A_DATE_INSIDE.search(cell))


def says_person(cell: str) -> bool:
    """Tell whether a cell is a word of a person's sex, relation or marital status."""
    word = plain_word(cell)
    return word.replace(" ", "").isalpha() and any(word in known_words(kind) for kind in _KINDS)


def names_column(text: str) -> bool:
    """Tell whether a lone line names a column: at most three words, hardly one of them unknown."""
    return len(words_of(text)) <= 3 and max(fits(text).values(), default=0.0) >= 1.7
