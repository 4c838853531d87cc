"""Numbers of spreadsheets and Parquet files as text, lost precision being left to be seen."""

import math

#: Excel keeps fifteen digits; above, a float's last digits are not to be trusted.
EXACT = 10**15
#: Below this a float with ``.0`` behind it is written without an exponent.
_PLAIN = 10**18
#: No cell means so much; an integer of that size may be no float at all.
_ABSURD = 10**300


def number_text(value: float, exact: int = EXACT) -> str:
    """Return a number as text: ``12`` for 12.0, ``0.1`` for 0.1, nothing for NaN.

    A whole number of *exact* and more ends in ``.0``: the mark of a number that passed through a
    float, which the normaliser reads as PRECISION_LOST in an identifier's cell. It is put on
    integers too, since a spreadsheet's cell has no others.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if abs(value) >= _PLAIN:
        return repr(float(value)) if abs(value) < _ABSURD else ""
    if abs(value) >= exact:
        return f"{int(value)}.0"
    return str(int(value)) if value == int(value) else repr(value)


def cell_number(raw: str) -> str:
    """Return the text of a number as it stands in a workbook; ``ValueError`` where it is none."""
    if raw.isascii() and raw.isdigit() and len(raw) <= 20:
        return number_text(int(raw))
    return number_text(float(raw))
