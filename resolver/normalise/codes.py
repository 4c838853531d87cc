"""Value columns: sex, relation, marital status, presence, yes and no, from words and codes."""

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from resolver.normalise.columns import TEXT, distinct, spread, spread_numbers, to_arrow, to_series
from resolver.normalise.tables import load_table

_SIGNS = re.compile(r"[^A-Z0-9_]+")
#: "4. Anak", "(4) Anak", "4 - Anak": the code and its word; the word is read.
_NUMBERED = re.compile(r"^\d{1,2} (?=[A-Z])")
_DESIL = re.compile(r"^(?:DESIL\s*)?0*([1-9]|10)(?:\.0+)?\+?$")


def read_codes(values: pd.Series, kind: str) -> pd.Series:
    """Return the canonical values of a column; *kind* names a table of ``tables/codes.toml``.

    Kinds: ``sex, relation, marital, presence, flag, death, programme, unit``. What is not in the
    table is NA.
    """
    codes, texts = distinct(to_arrow(values))
    table = _words(kind)
    meanings = pa.array([_meaning(text, table) for text in texts.to_pylist()], TEXT)
    return to_series(spread(meanings, codes), values.index)


def read_desil(values: pd.Series) -> npt.NDArray[np.int8]:
    """Return the deciles 1 to 10; 0 where the text is none."""
    codes, texts = distinct(to_arrow(values))
    found = [_DESIL.match(text.strip().upper()) for text in texts.to_pylist()]
    deciles = np.array([int(one[1]) if one else 0 for one in found], dtype=np.int8)
    return spread_numbers(deciles, codes, 0)


def _meaning(text: str, table: dict[str, str]) -> str | None:
    plain = " ".join(_SIGNS.sub(" ", text.upper()).split()).removesuffix(" 0")
    if plain.isdigit():
        plain = plain.lstrip("0") or "0"
    return table.get(plain) or table.get(_NUMBERED.sub("", plain))


@cache
def _words(kind: str) -> dict[str, str]:
    table = load_table("codes")[kind]
    return {word: meaning for meaning, words in table.items() for word in words}
