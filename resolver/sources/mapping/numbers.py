"""Numbers with signs between thousands and before decimals, rewritten plainly."""

import re
from typing import Final

import pyarrow as pa

from resolver.sources.mapping.rows import TEXT, on_distinct

#: Styles a mapping can declare: (sign between thousands, sign before decimals).
STYLES: Final = {"1.234,56": (".", ","), "1,234.56": (",", ".")}


def plain_numbers(values: pa.Array, style: str) -> pa.Array:
    """Return the numbers as ``1234.56`` (``1234`` without decimals); other texts as written.

    ``Rp`` before the number and ``,-`` behind it are dropped.
    """
    between, decimal = (re.escape(sign) for sign in STYLES[style])
    form = re.compile(
        rf"^(?:rp\.?\s*)?(\d{{1,3}}(?:{between}\d{{3}})+|\d+)(?:{decimal}(\d{{1,2}}|-))?$",
        re.IGNORECASE | re.ASCII,
    )
    return on_distinct(
        values, lambda texts: pa.array([_plain(text, form) for text in texts.to_pylist()], TEXT)
    )


def _plain(text: str, form: re.Pattern[str]) -> str:
    found = form.match(text.strip())
    if found is None:
        return text
    whole = re.sub(r"\D", "", found[1])
    decimals = (found[2] or "").strip("-").rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole
