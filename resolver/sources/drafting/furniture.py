"""What an office's table holds beside its data: a row of column numbers, cells that say nothing."""

import re
from typing import Final

#: Whole cells that say nothing wherever they stand: TIDAK ADA may answer a question, Nan is a name.
_NOTHING: Final = frozenset({"null", "n/a", "#n/a", "(blank)", "(kosong)"})
_SIGNS_ALONE = re.compile(r"^[-–—_.…*]+$")
_NUMBERED = re.compile(r"^[(\[]?\s*(\d{1,3})\s*[)\].]?$", re.ASCII)
_FEWEST_COLUMNS = 4
_MOSTLY = 0.8


def says_nothing(value: str) -> bool:
    """Tell whether a cell is a dash, dots, or a program's word for an empty cell."""
    return bool(_SIGNS_ALONE.match(value)) or value.casefold() in _NOTHING


def numbers_columns(row: list[str]) -> bool:
    """Tell whether a row counts the columns, as forms do below their header: (1), (2), (3), …"""
    if len(row) < _FEWEST_COLUMNS:
        return False
    told = [_NUMBERED.match(cell) for cell in row]
    hits = sum(
        found is not None and int(found[1]) == place for place, found in enumerate(told, start=1)
    )
    return hits >= _MOSTLY * len(row)


def telling_column(columns: list[list[str]]) -> int | None:
    """Return the place of a column whose first cell stands in no other row, words before numbers.

    A mapping can leave the first row out by that cell alone. It counts a column: what else may be
    written over such a row has no place in a draft.
    """
    alone = [
        place
        for place, values in enumerate(columns)
        if _NUMBERED.match(values[0]) and values[0] not in values[1:]
    ]
    worded = [place for place in alone if any(map(str.isalpha, "".join(columns[place][1:9])))]
    return next(iter(worded or alone), None)
