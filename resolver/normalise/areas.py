"""Areas: from codes of two systems, or from names, to Kemendagri codes (domain §5)."""

from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from resolver.normalise.area_list import (
    DISTRICT_DIGITS,
    REGENCY_DIGITS,
    VILLAGE_DIGITS,
    AreaList,
    index_areas,
)
from resolver.normalise.columns import TEXT, combine, spread, to_arrow, to_series
from resolver.normalise.elsewhere import none_known, other_places
from resolver.normalise.places import place_names

AREA_RESULT_COLUMNS = ("village", "district", "regency", "area_status")


class Told(NamedTuple):
    """What a row's area columns say: a code, its declared system, names in comparable form."""

    code: str | None
    system: str | None
    province: str | None
    regency: str | None
    district: str | None
    village: str | None


class Area(NamedTuple):
    """Kemendagri codes of village, district and regency, as far as known, and how they came."""

    village: str | None
    district: str | None
    regency: str | None
    status: str


def read_areas(raw: pd.DataFrame, areas: pd.DataFrame | None) -> pd.DataFrame:
    """Return ``village, district, regency`` (Kemendagri codes, NA) and ``area_status``.

    *raw* has area_code (digits), area_system and the four name columns; *areas* is the area list,
    without which no code can be checked: Kemendagri codes are then taken as they stand, status
    UNKNOWN. Where a load without a list holds no such code, whatever it tells of places (a
    postcode, a town) stands for them (:func:`resolver.normalise.elsewhere.other_places`). Never
    raises on any text.
    """
    columns = [to_arrow(raw[name]) for name in ("area_code", "area_system")] + [
        place_names(to_arrow(raw[f"{level}_name"]))
        for level in ("province", "regency", "district", "village")
    ]
    if areas is None and none_known(columns[0], VILLAGE_DIGITS):
        return _elsewhere(raw, columns)
    codes, firsts = combine(*columns)
    at = pa.array(firsts)
    told = zip(*(column.take(at).to_pylist() for column in columns), strict=True)
    known = None if areas is None else index_areas(areas)
    found = [resolve_area(Told(*one), known) if known else _unchecked(Told(*one)) for one in told]
    answers = zip(*found, strict=True) if found else [[]] * 4
    return pd.DataFrame(
        {
            name: to_series(spread(pa.array(list(values), TEXT), codes), raw.index)
            for name, values in zip(AREA_RESULT_COLUMNS, answers, strict=True)
        }
    )


def _elsewhere(raw: pd.DataFrame, columns: list[pa.Array]) -> pd.DataFrame:
    code, _, province, regency, district, village = columns
    places = other_places([code, village, district, regency, province])
    found = {
        name: to_series(one, raw.index)
        for name, one in zip(AREA_RESULT_COLUMNS, places, strict=False)
    }
    told = found["village"].notna()
    status = pd.Series("UNKNOWN", index=raw.index, dtype="str").where(told, "MISSING")
    return pd.DataFrame({**found, AREA_RESULT_COLUMNS[3]: status})


def resolve_area(told: Told, known: AreaList) -> Area:
    """Return the area that *told* means.

    A code that exists in both systems means different villages: the names beside it decide, then
    the declared system. Against the declared system a code counts only where a name agrees. A BPS
    code of several villages (one was parted since) means the one whose names agree best. A code
    that has ended leads to the village of its names today. Without a known code the names decide,
    each inside its parent.
    """
    candidates = {
        "KEMENDAGRI": {told.code} if told.code in known.names else set(),
        "BPS": _in_force(known.bridge.get(told.code or "", set()), known),
    }
    order = ("BPS", "KEMENDAGRI") if told.system == "BPS" else ("KEMENDAGRI", "BPS")
    best, agreed, equal = None, -1, set[str]()
    for system in order:
        for code in sorted(candidates[system]):
            if told.system not in (None, system) and not _named(told, known.names[code]):
                continue
            if (score := _agreement(told, known.names[code])) > agreed:
                best, agreed, equal = (system, code), score, set()
            if best is not None and best[0] == system and score == agreed:
                equal.add(code)
    by_name = _by_names(told, known)
    if best is None or (agreed == 0 and len(by_name) == 1):
        return _without_code(told, known, by_name)
    system, code = best
    if told.system is None and agreed == 0 and all(candidates.values()):
        return Area(None, None, None, "AMBIGUOUS")
    if len(equal) > 1:
        return _ambiguous(equal)
    if code in known.ended:
        today = known.villages_by_name.get(known.names[code], set())
        return _area(next(iter(today)), "BRIDGED") if len(today) == 1 else _area(code, "KNOWN")
    return _area(code, "BRIDGED" if system == "BPS" else "KNOWN")


def _in_force(codes: set[str], known: AreaList) -> set[str]:
    """Return those of some villages that have not ended; all where all have."""
    return codes - known.ended or codes


def _named(told: Told, names: tuple[str | None, ...]) -> bool:
    """Tell whether the closest name told, of the village or else its district, is the area's."""
    pairs = ((told.village, names[3]), (told.district, names[2]))
    return next((own == name for own, name in pairs if own is not None), False)


def _agreement(told: Told, names: tuple[str | None, ...]) -> int:
    """Return how many of the names told are those of a village, its own name counting most."""
    weights = (1, 2, 2, 4)
    pairs = zip(told[2:], names, weights, strict=True)
    return sum(weight for own, name, weight in pairs if own is not None and own == name)


def _by_names(told: Told, known: AreaList) -> set[str]:
    if told.village is None:
        return set()
    return known.villages_by_name.get(told[2:], set())


def _without_code(told: Told, known: AreaList, by_name: set[str]) -> Area:
    code = told.code or ""
    district = code[:DISTRICT_DIGITS] if told.system != "BPS" else ""
    if len(by_name) == 1:
        return _area(next(iter(by_name)), "BY_NAME")
    if district in known.districts and told.village is not None:
        inside = known.villages_in_district.get((district, told.village), set())
        if len(inside) == 1:
            return _area(next(iter(inside)), "BY_NAME")
    if len(by_name) > 1:
        return _ambiguous(by_name)
    if not any((told.code, told.village, told.district, told.regency)):
        return Area(None, None, None, "MISSING")
    if district not in known.districts:
        named = known.districts_by_name.get(told[2:5], set())
        district = next(iter(named)) if len(named) == 1 else ""
    regency = district[:REGENCY_DIGITS] or code[:REGENCY_DIGITS]
    if regency not in known.regencies or (told.system == "BPS" and not district):
        cities = known.regencies_by_name.get(told[2:4], set())
        regency = next(iter(cities)) if len(cities) == 1 else ""
    return Area(None, district or None, regency or None, "UNKNOWN")


def _ambiguous(codes: set[str]) -> Area:
    """Return what several villages have in common."""
    return Area(None, _common(codes, DISTRICT_DIGITS), _common(codes, REGENCY_DIGITS), "AMBIGUOUS")


def _common(codes: set[str], digits: int) -> str | None:
    prefixes = {code[:digits] for code in codes}
    return next(iter(prefixes)) if len(prefixes) == 1 else None


def _area(code: str, status: str) -> Area:
    return Area(code, code[:DISTRICT_DIGITS], code[:REGENCY_DIGITS], status)


def _unchecked(told: Told) -> Area:
    if told.code is None:
        named = any((told.village, told.district, told.regency))
        return Area(None, None, None, "UNKNOWN" if named else "MISSING")
    if told.system == "BPS" or len(told.code) != VILLAGE_DIGITS:
        return Area(None, None, None, "UNKNOWN")
    return _area(told.code, "UNKNOWN")
