"""Several names of places in one text: ``JAWA BARAT > KABUPATEN X > KECAMATAN Y > DESA Z``."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

#: Levels from the widest to the narrowest.
LEVELS: Final = ("province_name", "regency_name", "district_name", "village_name")
_SIGNS: Final = (">", "|", "/", "\\", ";", ",", "→", "»", " - ", " – ")
_FEWEST: Final = 3
_MOSTLY: Final = 0.9
_REGENCY = re.compile(r"^(?:KAB(?:UPATEN)?|KOTA)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PlacePath:
    """How such a text is cut: the sign, and the level of each part from the left."""

    sign: str
    levels: tuple[str, ...]


def place_path(counts: Counter[str]) -> PlacePath | None:
    """Return how the values of a column (each with its count) are places in one text, if they are.

    There must be fewer of the wide places than of the narrow ones, or nothing tells the order.
    """
    total = sum(counts.values())
    if not total or len(counts) > 0.5 * total:
        return None
    for sign in _SIGNS:
        cut = {value: [part.strip() for part in value.split(sign)] for value in counts}
        size = len(max(cut.values(), key=len))
        whole = [parts for parts in cut.values() if len(parts) == size and all(parts)]
        worded = all(part[0].isalpha() for parts in whole for part in parts)
        rows = sum(n for value, n in counts.items() if len(cut[value]) == size)
        if not _FEWEST <= size <= len(LEVELS) or not worded or rows < _MOSTLY * total:
            continue
        for turned in (False, True):
            paths = [parts[::-1] if turned else parts for parts in whole]
            levels = _levels(paths)
            if levels and _nested(paths):
                return PlacePath(sign, levels[::-1] if turned else levels)
    return None


def _levels(paths: list[list[str]]) -> tuple[str, ...]:
    """Return the levels of paths from wide to narrow; three by where the regency stands."""
    size = len(paths[0])
    if size == len(LEVELS):
        return LEVELS
    said = [
        sum(bool(_REGENCY.match(path[place])) for path in paths) >= _MOSTLY * len(paths)
        for place in range(2)
    ]
    if said[0]:
        return LEVELS[1 : 1 + size]
    return LEVELS[:size] if said[1] else ()


def _nested(paths: list[list[str]]) -> bool:
    """Tell whether the places grow in number from the wide to the narrow."""
    heads = [len({path[place] for path in paths}) for place in range(len(paths[0]))]
    return heads == sorted(heads) and heads[0] < heads[-1]
