"""Patterns without regular expressions: ``*RT {#}*``, compiled to RE2 (linear in the text)."""

import re
from fnmatch import fnmatchcase
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.mapping.rows import empty_to_null

LONGEST_PATTERN = 200
_ENDINGS = (".gz", ".zip", ".csv", ".tsv", ".txt", ".xlsx", ".parquet")
_TOKENS = re.compile(r"\{#\}|\{\}|\s+|.", re.DOTALL)
_MEANINGS = {
    "{}": "(?P<part>.*?)",
    "{#}": "(?P<part>[0-9]+)",
    "*": ".*?",
    "?": ".",
    "#": "[0-9]+",
}


def problem_of(pattern: str) -> str | None:
    """Return what is wrong with a pattern that is to cut a part out, or ``None``."""
    if len(pattern) > LONGEST_PATTERN:
        return f"a pattern has at most {LONGEST_PATTERN} signs"
    holes = pattern.count("{}") + pattern.count("{#}")
    if holes != 1 or pattern.count("{") != 1 or pattern.count("}") != 1:
        return "a pattern has one part in braces, {} or {#}, and no other braces"
    return None


def cut(values: pa.Array, pattern: str) -> pa.Array:
    """Return the part of each text that stands in the braces; null where the text does not fit."""
    parts = pc.extract_regex(values, _compiled(pattern))
    return empty_to_null(pc.struct_field(parts, "part"))


def fits_name(pattern: str, name: str) -> bool:
    """Tell whether a file's name fits a pattern of ``*`` and ``?``; case does not matter."""
    # fnmatch knows classes in brackets too, which a mapping does not: an opening one is literal.
    return fnmatchcase(name.casefold(), pattern.casefold().replace("[", "[[]"))


def stem_of(file: str) -> str:
    """Return a file's name without its endings (``.csv``, ``.csv.gz``, ``.xlsx``, …)."""
    stem = file
    for ending in _ENDINGS:
        if stem.casefold().endswith(ending) and len(stem) > len(ending):
            stem = stem[: -len(ending)]
    return stem


@cache
def _compiled(pattern: str) -> str:
    parts = []
    for token in _TOKENS.findall(pattern.strip()):
        if token.isspace():
            parts.append(r"\s*")
        else:
            parts.append(_MEANINGS.get(token) or _literal(token))
    return r"(?is)^\s*" + "".join(parts) + r"\s*$"


def _literal(sign: str) -> str:
    return "\\" + sign if sign.isascii() and not sign.isalnum() and sign != "_" else sign
