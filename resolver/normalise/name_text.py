"""Names as texts: signs, degrees, brackets and letter-digit swaps, before the split into words."""

import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, replace_all
from resolver.normalise.tables import load_table

#: In a name's text this word stands for everything that introduces another name.
ALIAS = "ALIAS"

_TYPOGRAPHIC = str.maketrans("‘’‛´`ʼ–—", "''''''--")

_BEFORE_DEGREES = [
    (r"\(\s*(?:ALM|ALMH|ALMARHUM|ALMARHUMAH)\.?\s*\)", " "),
    (r"\bA\.\s?K\.\s?A\b\.?", f" {ALIAS} "),
    (r"\sAL\.", f" {ALIAS} "),
    # R.M. and its like are one title each.
    (r"^\s*R\.\s?(NG|A|B|M|P|R)\.\s?", r"R\1 "),
    (r"^\s*K\.\s?R\.\s?T\.?\s", "KRT "),
    (r"\(\s*(?:HC|PURN)\.?\s*\)", " "),
    (r"[(\[@/\\=;\"]", f" {ALIAS} "),
    (r"\bD/H\b", f" {ALIAS} "),
]
_AFTER_DEGREES = [
    # Behind a comma stand degrees, unless whole words do: then the order was turned round.
    (r",\s*([A-Z']{4,}[A-Z' ]*)$", r" \1"),
    (r",.*?(\s(?:ALIAS|BIN|BINTI)\s|$)", r"\1"),
    (r"['`]", ""),
    (r"([A-Z])0", r"\1O"),
    (r"0([A-Z])", r"O\1"),
    (r"([A-Z])1", r"\1I"),
    (r"1([A-Z])", r"I\1"),
    (r"([A-Z])3([A-Z])", r"\1E\2"),
    (r"([A-Z])4([A-Z])", r"\1A\2"),
    (r"([A-Z])5([A-Z])", r"\1S\2"),
    (r"[0-9]+", ""),
    (r"[^A-Z]+", " "),
]


def clean_names(names: pa.Array) -> pa.Array:
    """Return the names (large strings without nulls) as words of A-Z, one space between them.

    Degrees and what stands behind a comma go, brackets, ``@``, ``/`` and "al." become the word
    ALIAS, 0, 1, 3, 4, 5 between letters become O, I, E, A, S. Never raises.
    """
    upper = pc.utf8_upper(fold(names))
    text = replace_all(upper, _BEFORE_DEGREES)
    text = pc.replace_substring_regex(text, load_table("names")["degrees"], "")
    return pc.ascii_trim_whitespace(replace_all(text, _AFTER_DEGREES))


def fold(texts: pa.Array) -> pa.Array:
    """Return the texts in ASCII: accents off, typographic quotes plain, other signs as spaces."""
    odd = pc.invert(pc.string_is_ascii(texts))
    plain = pa.array([_fold(text) for text in texts.filter(odd).to_pylist()], TEXT)
    return pc.replace_with_mask(texts, odd, plain) if len(plain) else texts


def _fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHIC))
    signs = [sign for sign in parts if not unicodedata.combining(sign)]
    return "".join(sign if sign.isascii() else " " for sign in signs)
