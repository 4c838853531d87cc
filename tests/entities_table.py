"""Small clean and raw tables for the entity tests: a row holds what differs from the default."""

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from resolver.entities.build import Entities, build_entities
from resolver.entities.rows import CLEAN_COLUMNS

SECRET = b"test secret"

_NUMBERS = {
    "birth_year": ("int16", 1980),
    "birth_month": ("int16", 5),
    "birth_day": ("int16", 17),
    "birth_heap": ("bool", False),
    "desil": ("int8", 0),
}
_TEXT = {"source": "DTKS", "period": "2026Q1", "nik_status": "MISSING", "area_status": "KNOWN"}


def record_id(source: str, number: object) -> str:
    return hashlib.sha256(f"{source}:{number}".encode()).hexdigest()[:32]


def tables(rows: list[dict[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the clean and raw tables of these rows; `id` = source_record_id (default: place)."""
    columns: dict[str, pd.Series] = {}
    filled = []
    for place, row in enumerate(rows):
        one = {**_TEXT, **{name: value for name, (_, value) in _NUMBERS.items()}, **row}
        number = one.pop("id", place)
        one["source_record_id"] = str(number)
        one["record_id"] = one.get("record_id", record_id(one["source"], number))
        if "name" in one:
            one.setdefault("name_norm", one["name"])
        if not pd.isna(one.get("nik", pd.NA)):
            one["nik_status"] = row.get("nik_status", "PLAUSIBLE")
        filled.append(one)
    for name in CLEAN_COLUMNS:
        values = [one.get(name, pd.NA) for one in filled]
        kind = _NUMBERS[name][0] if name in _NUMBERS else "str"
        columns[name] = pd.Series(values, dtype=kind)
    mothers = [one.get("mother", one.get("mother_norm", pd.NA)) for one in filled]
    raw = pd.DataFrame({"mother_name": pd.Series(mothers, dtype="str")})
    return pd.DataFrame(columns), raw


def build(rows: list[dict[str, Any]], **options: Any) -> Entities:
    """Build the entities of rows that hold their true person under `person`."""
    names = [row["person"] for row in rows]
    labels = np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int32)
    clean, raw = tables([{k: v for k, v in row.items() if k != "person"} for row in rows])
    return build_entities(clean, raw, labels, SECRET, "run-1", **options)


def together(rows: list[dict[str, Any]], column: str, **options: Any) -> set[frozenset[str]]:
    """Return the persons' names grouped by `family_id` or `household_id`."""
    entities = build(rows, **options)
    ids = {
        (row["source"], row["source_record_id"]): row[column]
        for row in entities.memberships.to_dict("records")
    }
    found: dict[str, set[str]] = {}
    for place, row in enumerate(rows):
        key = (row.get("source", "DTKS"), str(row.get("id", place)))
        found.setdefault(ids[key], set()).add(row["person"])
    return {frozenset(names) for names in found.values()}


def listing(source: str, group: str, people: str, **common: Any) -> list[dict[str, Any]]:
    """Return a row per person (names joined by blanks) that a source lists in one group."""
    return [
        {
            "source": source,
            "group_id": f"{source}:{group}",
            "id": f"{group}-{name}",
            "person": name,
            "name": name,
            **common,
        }
        for name in people.split()
    ]
