"""The area list, indexed: codes of both systems, and names inside their parents."""

from dataclasses import dataclass, field

import pandas as pd

from resolver.normalise.columns import to_arrow
from resolver.normalise.places import place_names

DISTRICT_DIGITS = 6
REGENCY_DIGITS = 4
VILLAGE_DIGITS = 10

Names = tuple[str | None, ...]


@dataclass
class AreaList:
    """Villages by Kemendagri code, by BPS code and by name.

    ``names``: code → (province, regency, district, village) in comparable form; ``bridge``: BPS →
    Kemendagri, several where a village was parted since; ``ended``: codes no longer in force, which
    no name leads to. The ``*_by_name`` indexes hold every code of a name, so that two of them are
    seen to be ambiguous; their keys begin with the province, or ``None`` where it is not told.
    """

    names: dict[str, Names] = field(default_factory=dict)
    bridge: dict[str, set[str]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    regencies: set[str] = field(default_factory=set)
    villages_by_name: dict[Names, set[str]] = field(default_factory=dict)
    districts_by_name: dict[Names, set[str]] = field(default_factory=dict)
    regencies_by_name: dict[Names, set[str]] = field(default_factory=dict)
    villages_in_district: dict[Names, set[str]] = field(default_factory=dict)

    def add(self, code: str, bps: str | None, ended: bool, names: Names) -> None:
        """Take in one village."""
        if ended and code in self.names and code not in self.ended:
            return  # what holds today stands, wherever its row is
        self.names[code] = names
        if bps:
            self.bridge.setdefault(bps, set()).add(code)
        if ended:
            self.ended.add(code)
            return
        self.ended.discard(code)
        district, regency = code[:DISTRICT_DIGITS], code[:REGENCY_DIGITS]
        self.districts.add(district)
        self.regencies.add(regency)
        self.villages_in_district.setdefault((district, names[3]), set()).add(code)
        for province in (names[0], None):
            for index, key, found in (
                (self.villages_by_name, (province, *names[1:]), code),
                (self.districts_by_name, (province, *names[1:3]), district),
                (self.regencies_by_name, (province, names[1]), regency),
            ):
                index.setdefault(key, set()).add(found)


def index_areas(areas: pd.DataFrame) -> AreaList:
    """Return the index of an area list (docs/tables.md §1, all text)."""
    result = AreaList()
    names = [
        place_names(to_arrow(areas[column])).to_pylist()
        for column in ("province", "regency", "district", "village")
    ]
    codes = to_arrow(areas["kemendagri"].str.replace(".", "", regex=False)).to_pylist()
    bps = [_bps(text) for text in to_arrow(areas["bps"]).to_pylist()]
    ends = to_arrow(areas["valid_to"]).to_pylist()
    for code, other, end, *parents in zip(codes, bps, ends, *names, strict=True):
        result.add(code, other, bool(end), tuple(parents))
    return result


def _bps(text: str | None) -> str | None:
    """Return the digits of a BPS code, ``None`` for whatever is none."""
    digits = (text or "").replace(".", "")
    return digits if len(digits) == VILLAGE_DIGITS and digits.isdecimal() else None
