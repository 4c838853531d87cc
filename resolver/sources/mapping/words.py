"""Code tables: whole values and the canonical words they stand for; and the words there are."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.mapping.rows import TEXT, empty_to_null, on_distinct

_FLAG = ("YES", "NO")
_ANSWER = ("Sesuai", "Tidak Sesuai")

#: Canonical words of the columns that have a fixed set, by kind of source (docs/mapping.md).
WORDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "records": {
        "sex": ("M", "F"),
        "relation": (
            "HEAD",
            "SPOUSE",
            "CHILD",
            "CHILD_IN_LAW",
            "GRANDCHILD",
            "PARENT",
            "OTHER_FAMILY",
            "SERVANT",
            "OTHER",
        ),
        "marital_status": ("SINGLE", "MARRIED", "DIVORCED", "WIDOWED"),
        "presence": ("LIVES_HERE", "DIED", "MOVED", "ABROAD", "NEW", "NOT_FOUND"),
        "deceased_note": _FLAG,
        "pkh": _FLAG,
        "sembako": _FLAG,
        "bst": _FLAG,
        "pbi": _FLAG,
    },
    "answers": {
        "outcome": ("NOT_FOUND", "INACTIVE", "FOUND"),
        **dict.fromkeys(("nik", "name", "birth_date", "sex", "kk", "mother_name"), _ANSWER),
    },
    "payments": {"unit": ("FAMILY", "PERSON")},
    "areas": {},
}


def plain_code(text: str) -> str:
    """Return a value as code tables compare it: no case, single spaces; ``01`` and ``1.0`` as 1."""
    plain = " ".join(text.casefold().split())
    number = plain.removesuffix(".0")
    if number.isascii() and number.isdigit():
        return number.lstrip("0") or "0"
    return plain


@dataclass(frozen=True)
class CodeTable:
    """Whole values (as :func:`plain_code` gives them) and the words in their place.

    ``pairs`` are sorted; an empty word blanks the value. ``for_blank`` is what a blank cell means.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    for_blank: str | None = None

    @classmethod
    def of(cls, table: dict[str, str]) -> "CodeTable":
        """Return the table that maps the values of *table*; its key ``""`` is for blanks."""
        pairs = {plain_code(value): word for value, word in table.items() if value.strip()}
        blanks = [word for value, word in table.items() if not value.strip() and word]
        return cls(tuple(sorted(pairs.items())), blanks[0] if blanks else None)

    def translate(self, values: pa.Array) -> pa.Array:
        """Return the texts with those of the table replaced, row by row."""
        if self.pairs:
            values = on_distinct(values, self._translate)
        return values if self.for_blank is None else pc.fill_null(values, self.for_blank)

    def _translate(self, texts: pa.Array) -> pa.Array:
        words = dict(self.pairs)
        found = [words.get(plain_code(text), text) for text in texts.to_pylist()]
        return empty_to_null(pa.array(found, TEXT))
