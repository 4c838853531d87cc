"""The keys that make two records candidates, in the words of the domain.

Selective keys only: the propagation of a later step brings what they miss. Birth dates enter
with day and month in rising order, so that swapped ones meet. What has several values a record
(any date, any word, any sign of the family) stands in :mod:`resolver.match.key_values`. A key
that says little has a small cap: of large groups it would make most of the pairs and few of the
true ones (docs/benchmarks.md gives each key's gain and cost).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from graph.keys import Codes, KeySpec, combine, stable_codes
from resolver.match.key_values import births, families, rising_date, words

KEYS: tuple[KeySpec, ...] = (
    KeySpec("nik", ("nik",), cap=12, refine=(("skeleton",), ("birth",))),
    KeySpec("kk+birth", ("kk", "birth"), cap=12, refine=(("skeleton",), ("sex",))),
    KeySpec("kk+year+sex", ("kk", "year", "sex"), cap=12, refine=(("initial",), ("first",))),
    KeySpec("kk+initial", ("kk", "initial"), cap=10, refine=(("sex",), ("year",))),
    KeySpec(
        "name+birth", ("joined", "birth"), cap=12, refine=(("district",), ("village",), ("rt",))
    ),
    KeySpec(
        "words+birth", ("sorted", "birth"), cap=12, refine=(("district",), ("village",), ("rt",))
    ),
    KeySpec("name+village", ("joined", "village"), cap=5, refine=(("sex", "year"), ("rt",))),
    KeySpec("name+year", ("joined", "year", "sex"), cap=3, refine=(("regency",), ("birth",))),
    KeySpec(
        "sound+year+district",
        ("skeleton", "year", "district"),
        cap=12,
        refine=(("village",), ("sex", "birth"), ("rt",)),
    ),
    KeySpec("sound+day+regency", ("skeleton", "day", "regency"), cap=5, refine=(("village",),)),
    KeySpec("sound3+year+village", ("sound3", "years", "village", "sex"), cap=5, refine=(("rt",),)),
    KeySpec("end4+year+village", ("end4", "years", "village"), cap=5, refine=(("sex",),)),
    KeySpec("phonetic+birth", ("phonetic", "birth"), cap=10, refine=(("regency",), ("village",))),
    KeySpec("phonetic+village", ("phonetic", "village"), cap=5, refine=(("year",), ("sex",))),
    KeySpec(
        "letters+year+district",
        ("letters", "years", "district"),
        cap=4,
        refine=(("village",), ("sex",)),
    ),
    KeySpec(
        "rough+year+district",
        ("rough", "years", "district"),
        cap=4,
        refine=(("village",), ("sex",)),
    ),
    KeySpec("rough+day", ("rough", "days"), cap=4, refine=(("regency",), ("village",))),
    KeySpec(
        "initials+day",
        ("initials", "days"),
        cap=4,
        refine=(("regency",), ("village",), ("sex",)),
    ),
    KeySpec("any-word+birth", ("words", "births"), cap=4, refine=(("regency",), ("village",))),
    KeySpec(
        "any-word+year+village",
        ("words", "years", "village"),
        cap=5,
        refine=(("sex",), ("rt",)),
    ),
    KeySpec(
        "sound2+birth",
        ("sound2", "births"),
        cap=4,
        refine=(("regency",), ("district",), ("village",)),
    ),
    KeySpec(
        "birth+initial+regency",
        ("births", "initial", "sex", "regency"),
        cap=8,
        refine=(("district",), ("village",), ("rt",)),
    ),
    KeySpec(
        "birth+district+sex",
        ("births", "district", "sex"),
        cap=8,
        refine=(("village",), ("initial",), ("rt",)),
    ),
    KeySpec(
        "birth+village", ("births", "village"), cap=8, refine=(("sex",), ("initial",), ("rt",))
    ),
    KeySpec(
        "day+village+initial", ("day", "village", "initial"), cap=5, refine=(("sex",), ("rt",))
    ),
    KeySpec(
        "nik-head+initial", ("nik_head", "initial"), cap=8, refine=(("skeleton",), ("village",))
    ),
    KeySpec("nik-tail+village", ("nik_tail", "village"), cap=8, refine=(("initial",),)),
    KeySpec("mother+birth", ("mother", "birth"), cap=8, refine=(("village",), ("initial",))),
    KeySpec("house+year+sex", ("house", "year", "sex"), cap=8, refine=(("initial",), ("birth",))),
    KeySpec(
        "number+initial+village",
        ("house_no", "village", "initial", "sex"),
        cap=8,
        refine=(("year",), ("skeleton",)),
    ),
    KeySpec("number+day+village", ("house_no", "village", "days"), cap=8, refine=(("initial",),)),
    KeySpec("family+year+sex", ("family", "years", "sex"), cap=8, refine=(("initial",),)),
    KeySpec("family+initial+sex", ("family", "initial", "sex"), cap=8, refine=(("year",),)),
    KeySpec("family+day", ("family", "days"), cap=8, refine=(("initial",), ("sex",))),
    KeySpec("family+relation+sex", ("family", "relation", "sex"), cap=5, refine=(("year",),)),
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
    birth = rising_date(year, month, day)
    both = births(clean)
    columns: dict[str, Codes] = {
        "nik": stable_codes(clean["nik"]),
        "nik_head": stable_codes(clean["nik"].str.slice(0, 12)),
        "nik_tail": stable_codes(clean["nik"].str.slice(6, 16)),
        "kk": stable_codes(clean["kk"]),
        "joined": stable_codes(clean["name_joined"]),
        "sorted": stable_codes(clean["name_sorted"]),
        "skeleton": stable_codes(clean["name_skeleton"]),
        "phonetic": stable_codes(clean["name_phonetic"]),
        "rough": stable_codes(clean["name_rough"]),
        "letters": stable_codes(clean["name_letters"]),
        "first": stable_codes(name.str.replace(" .*", "", regex=True)),
        "initials": stable_codes(clean["name_initials"]),
        "relation": stable_codes(clean["relation"]),
        "initial": stable_codes(name.str.slice(0, 1)),
        "mother": stable_codes(clean["mother_norm"]),
        "sex": stable_codes(clean["sex"]),
        "village": stable_codes(clean["village"]),
        "district": stable_codes(clean["district"]),
        "regency": stable_codes(clean["regency"]),
        "rt": stable_codes(clean["rt"]),
        "birth": _numbers(birth),
        "day": _numbers(birth % 10_000),
        "year": _numbers(year),
        "sound2": stable_codes(clean["name_skeleton"].str.slice(0, 2)),
        "end4": stable_codes(clean["name_joined"].str.slice(-4)),
        "sound3": stable_codes(clean["name_skeleton"].str.slice(0, 3)),
        "house_no": stable_codes(clean["house_no"]),
        "births": both,
        "days": both % 10_000,
        "years": both // 10_000,
        "words": words(name),
        "family": families(clean),
    }
    # the whole address in its village: too many share a street, and a number alone says nothing
    columns["house"] = combine(
        [columns["village"], stable_codes(clean["address_norm"].where(clean["house_no"].notna()))]
    )
    return columns


def _numbers(values: np.ndarray) -> Codes:
    """Codes of whole numbers; 0 stays 0 (unknown)."""
    return np.asarray(values, dtype=np.uint64)
