"""The keys that make two records candidates, in the words of the domain.

Selective keys only: the propagation of a later step brings what they miss. Birth dates enter
with day and month in rising order, so that swapped ones meet.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from graph.keys import Codes, KeySpec, combine, stable_codes

KEYS: tuple[KeySpec, ...] = (
    KeySpec("nik", ("nik",), cap=12, refine=(("skeleton",), ("birth",))),
    KeySpec("kk+birth", ("kk", "birth"), cap=12, refine=(("skeleton",), ("sex",))),
    KeySpec("kk+name", ("kk", "skeleton"), cap=12, refine=(("year",), ("sex",))),
    KeySpec("kk+year+sex", ("kk", "year", "sex"), cap=12, refine=(("initial",), ("first",))),
    KeySpec(
        "name+birth", ("joined", "birth"), cap=12, refine=(("district",), ("village",), ("rt",))
    ),
    KeySpec(
        "words+birth", ("sorted", "birth"), cap=12, refine=(("district",), ("village",), ("rt",))
    ),
    KeySpec(
        "sound+year+district",
        ("skeleton", "year", "district"),
        cap=12,
        refine=(("village",), ("sex", "birth"), ("rt",)),
    ),
    KeySpec(
        "birth+village+sex",
        ("birth", "village", "sex"),
        cap=10,
        refine=(("initial",), ("skeleton",), ("rt",)),
    ),
    KeySpec("name+village", ("joined", "village"), cap=8, refine=(("sex", "year"), ("rt",))),
    KeySpec(
        "first+birth+regency",
        ("first", "birth", "regency"),
        cap=10,
        refine=(("village",), ("skeleton",), ("rt",)),
    ),
    KeySpec("name+year", ("joined", "year", "sex"), cap=6, refine=(("regency",), ("birth",))),
    KeySpec("sound+day+regency", ("skeleton", "day", "regency"), cap=10, refine=(("village",),)),
    KeySpec(
        "nik-head+initial", ("nik_head", "initial"), cap=8, refine=(("skeleton",), ("village",))
    ),
    KeySpec("mother+birth", ("mother", "birth"), cap=8, refine=(("village",), ("initial",))),
    KeySpec("house+first", ("house", "first"), cap=10, refine=(("year",), ("sex",))),
    KeySpec("house+year+sex", ("house", "year", "sex"), cap=8, refine=(("initial",), ("birth",))),
    KeySpec("phonetic+birth", ("phonetic", "birth"), cap=10, refine=(("regency",), ("village",))),
    KeySpec("phonetic+village", ("phonetic", "village"), cap=8, refine=(("year",), ("sex",))),
    KeySpec("last+birth", ("last", "birth"), cap=8, refine=(("regency",), ("village",))),
    KeySpec("last+year+village", ("last", "year", "village"), cap=8, refine=(("sex",), ("rt",))),
    KeySpec("birth+district+sex", ("birth", "district", "sex"), cap=8, refine=(("initial",),)),
    KeySpec(
        "day+village+initial", ("day", "village", "initial"), cap=8, refine=(("sex",), ("rt",))
    ),
    KeySpec("kk+initial", ("kk", "initial"), cap=10, refine=(("sex",), ("year",))),
    KeySpec("nik-tail+village", ("nik_tail", "village"), cap=8, refine=(("initial",),)),
)


def key_columns(clean: pd.DataFrame) -> Mapping[str, Codes]:
    """Stable codes of the columns that :data:`KEYS` combine, one per record of ``clean``.

    Args:
        clean: the normalised records (docs/tables.md §3).
    """
    name = clean["name_norm"]
    year = clean["birth_year"].to_numpy(np.int64)
    month = clean["birth_month"].to_numpy(np.int64)
    day = clean["birth_day"].to_numpy(np.int64)
    whole = (year > 0) & (month > 0) & (day > 0)
    low, high = np.minimum(day, month), np.maximum(day, month)
    day_of_year = np.where(whole, high * 100 + low, 0)
    columns: dict[str, Codes] = {
        "nik": stable_codes(clean["nik"]),
        "nik_head": stable_codes(clean["nik"].str.slice(0, 12)),
        "nik_tail": stable_codes(clean["nik"].str.slice(6, 16)),
        "kk": stable_codes(clean["kk"]),
        "joined": stable_codes(clean["name_joined"]),
        "sorted": stable_codes(clean["name_sorted"]),
        "skeleton": stable_codes(clean["name_skeleton"]),
        "phonetic": stable_codes(clean["name_phonetic"]),
        "first": stable_codes(name.str.replace(" .*", "", regex=True)),
        "last": stable_codes(name.str.replace(".* ", "", regex=True)),
        "initial": stable_codes(name.str.slice(0, 1)),
        "mother": stable_codes(clean["mother_norm"]),
        "sex": stable_codes(clean["sex"]),
        "village": stable_codes(clean["village"]),
        "district": stable_codes(clean["district"]),
        "regency": stable_codes(clean["regency"]),
        "rt": stable_codes(clean["rt"]),
        "birth": _numbers(np.where(whole, year * 10_000 + day_of_year, 0)),
        "day": _numbers(day_of_year),
        "year": _numbers(year),
    }
    # the whole address in its village: too many share a street, and a number alone says nothing
    columns["house"] = combine(
        [columns["village"], stable_codes(clean["address_norm"].where(clean["house_no"].notna()))]
    )
    return columns


def _numbers(values: np.ndarray) -> Codes:
    """Codes of whole numbers; 0 stays 0 (unknown)."""
    return np.asarray(values, dtype=np.uint64)
