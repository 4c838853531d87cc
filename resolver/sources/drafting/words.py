"""Headers as words, and which canonical columns they may mean."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_LONG_NUMBER = re.compile(r"\d{5}")
#: A questionnaire's question number in front: ``r405_jk``.
_QUESTION = re.compile(r"^(?:r|b\d+r|no)\d+[a-z]?_", re.IGNORECASE)
#: Words of two letters that stand glued to others; the rest are syllables of too many words.
_SHORT = frozenset({"id", "no", "nm", "kd", "kk", "rt", "rw", "jk", "st"})
_LONGEST = 40


@dataclass(frozen=True)
class _Meaning:
    sets: tuple[frozenset[str], ...]
    against: frozenset[str]


def words_of(header: str) -> list[str]:
    """Return the words of a header, case-folded and written out: ``TglLhr`` → tanggal, lahir."""
    plain = _CAMEL.sub(" ", _QUESTION.sub("", header.strip()))
    words = [word.casefold() for word in _WORD.findall(plain)]
    long = _table()[0]
    out: list[str] = []
    for word in (part for one in words for part in _unglued(one)):
        for part in long.get(word, word).split():
            out.append(long.get(part, part))
    return out


def fits(header: str) -> dict[str, float]:
    """Return the canonical columns that a header may mean, each with a score up to about 4."""
    words = words_of(header)
    known = frozenset(words)
    found: dict[str, float] = {}
    for column, meaning in _table()[1].items():
        best = 0.0
        for one in meaning.sets:
            whole = "*" in one
            wanted = one - {"*"}
            if not wanted <= known or (whole and known != wanted):
                continue
            # Words beside those that were wanted make it less sure.
            best = max(best, 1 + len(wanted) - 0.3 * min(len(known - wanted), 4))
        if best and known & meaning.against:
            best -= 3
        if best > 0.3:
            found[column] = best
    return found


def best_fit(header: str) -> str | None:
    """Return the likeliest meaning of a header."""
    found = fits(header)
    return max(found, key=lambda column: found[column]) if found else None


def vocabulary() -> frozenset[str]:
    """Return the words of headers that are known, short and written out, case-folded."""
    long, meanings = _table()
    known = {word for one in meanings.values() for words in one.sets for word in words}
    return frozenset({*known, *long} - {"*"})


def is_headerlike(text: str) -> bool:
    """Tell whether a cell may be a column's name: letters, and no long number."""
    return bool(_WORD.search(text)) and not _LONG_NUMBER.search(text) and len(text) <= 80


@cache
def _unglued(word: str) -> tuple[str, ...]:
    """Return the known words that a word without a gap is made of (`tgllahir`), else itself."""
    pieces = _pieces()
    if word in pieces or len(word) > _LONGEST:
        return (word,)
    # The fewest pieces up to each place: `ends[n]` covers the first n letters.
    ends: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, piece = ends[start], word[start:end]
            if before is None or piece not in pieces:
                continue
            best = ends[end]
            if best is None or len(before) + 1 < len(best):
                ends[end] = (*before, piece)
    return ends[-1] or (word,)


@cache
def _pieces() -> frozenset[str]:
    return frozenset(word for word in vocabulary() if len(word) > 2 or word in _SHORT)


@cache
def _table() -> tuple[dict[str, str], dict[str, _Meaning]]:
    file = resources.files("resolver.sources.drafting") / "headers.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    meanings = {
        column: _Meaning(
            tuple(frozenset(one) for one in table["sets"]), frozenset(table.get("not", []))
        )
        for column, table in document["columns"].items()
    }
    return document["long"], meanings
