"""What every reader of dates must know: the time behind a date, and a spreadsheet's day numbers."""

import re
from datetime import date, timedelta
from typing import Final

_TIME = re.compile(
    r"[T\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:([AP])\.?M\.?|Z|([+-])(\d{2}):?(\d{2}))?$",
    re.IGNORECASE,
)
#: Spreadsheets count days from here; 1900 has a 29 February there, which no birth date needs.
EXCEL_ZERO: Final = date(1899, 12, 30)


def without_time(text: str) -> str:
    """Return a date's text without blanks and quotes around it and without a time behind it."""
    return _TIME.sub("", text.strip().strip("'\"").strip()).strip()


def time_of(text: str) -> tuple[int, int, int, int]:
    """Return hour, minute, second and offset from UTC (minutes) of the time behind a date.

    Zeros where there is none or it cannot be one.
    """
    found = _TIME.search(text.strip().strip("'\"").strip())
    if found is None:
        return 0, 0, 0, 0
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    if found[4]:
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return 0, 0, 0, 0
    offset = int(found[6]) * 60 + int(found[7]) if found[5] else 0
    return hour, minute, second, -offset if found[5] == "-" else offset


def excel_date(days: int) -> date:
    """Return the day that a spreadsheet's number stands for. *days* has at most five digits."""
    return EXCEL_ZERO + timedelta(days=days)
