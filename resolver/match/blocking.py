"""The keys that make two records candidates, in the words of the domain.

Selective keys only: the propagation of a later step brings what they miss. Birth dates enter
with day and month in rising order, so that swapped ones meet. What has several values a record
(any date, any word, any sign of the family) stands in :mod:`resolver.match.key_values`. A key
that says little has a small cap: of large groups it would make most of the pairs and few of the
true ones (docs/benchmarks.md gives each key's gain and cost).
"""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.keys import Codes, KeySpec, combine
from resolver.match.fields import Clean, Fields
from resolver.match.key_values import births, families, rising_date, words
from resolver.normalise.area_list import VILLAGE_DIGITS
from resolver.normalise.elsewhere import none_known

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
    # a load of other registers: postcodes and towns err, and no card ties what they part
    KeySpec("words", ("elsewhere", "sorted"), cap=3, refine=(("year",), ("regency",))),
    KeySpec(
        "words+town", ("elsewhere", "sorted", "district"), cap=5, refine=(("year",), ("first",))
    ),
    KeySpec(
        "any-word+town",
        ("elsewhere", "words", "district"),
        cap=5,
        refine=(("village",), ("year",), ("initial",)),
    ),
    KeySpec(
        "any-word+place", ("elsewhere", "words", "village"), cap=5, refine=(("year",), ("initial",))
    ),
    KeySpec(
        "any-word+day", ("elsewhere", "words", "days"), cap=5, refine=(("year",), ("initial",))
    ),
    KeySpec("address+initial", ("elsewhere", "address", "initial"), cap=5, refine=(("year",),)),
    KeySpec("address+year", ("elsewhere", "address", "years"), cap=5, refine=(("initial",),)),
    KeySpec("number-start", ("elsewhere", "nik_start"), cap=5, refine=(("initial",), ("year",))),
    KeySpec("number-end", ("elsewhere", "nik_end"), cap=5, refine=(("initial",), ("year",))),
)


def key_columns(clean: Clean) -> Mapping[str, Codes]:
    """Stable codes of the columns that :data:`KEYS` combine, one per record of ``clean``.

    Args:
        clean: the normalised records (docs/tables.md §3).
    """
    fields = Fields.of(clean)
    name, cut = fields.text("name_norm"), fields.name_words
    joined, skeleton = fields.text("name_joined"), fields.text("name_skeleton")
    year, month, day = (fields.numbers(f"birth_{part}") for part in ("year", "month", "day"))
    birth = rising_date(year, month, day)
    both = births(fields)
    columns: dict[str, Codes] = {
        key: fields.text(column).keys() for key, column in WHOLE_COLUMNS.items()
    }
    columns |= {
        "nik_head": fields.text("nik").keys(sliced(0, 12)),
        "nik_tail": fields.text("nik").keys(sliced(6, 16)),
        "first": name.keys(lambda _: cut.words.take(cut.first)),
        "initial": name.keys(sliced(0, 1)),
        "birth": _numbers(birth),
        "day": _numbers(birth % 10_000),
        "year": _numbers(year),
        "sound2": skeleton.keys(sliced(0, 2)),
        "sound3": skeleton.keys(sliced(0, 3)),
        "end4": joined.keys(sliced(-4, None)),
        "births": both,
        "days": both % 10_000,
        "years": both // 10_000,
        "words": words(fields),
        "family": families(fields),
    }
    # the whole address in its village: too many share a street, and a number alone says nothing
    numbered = fields.text("house_no").codes >= 0
    columns["house"] = combine(
        [columns["village"], fields.text("address_norm").where(numbered).keys()]
    )
    # what no record of a load says parts nobody: the keys with it stand on their other columns
    for absent in ABSENT:
        if not columns[absent].any():
            columns[absent] = np.ones(len(fields), dtype=np.uint64)
    elsewhere = none_known(fields.text("village").texts, VILLAGE_DIGITS)
    columns["elsewhere"] = np.full(len(fields), elsewhere, dtype=np.uint64)
    if elsewhere:
        number = fields.text("nik_digits")
        columns["nik_start"] = number.keys(sliced(0, HALF_NUMBER))
        columns["nik_end"] = number.keys(sliced(-HALF_NUMBER, None))
        columns["address"] = fields.text("address_norm").keys()
    else:
        columns |= dict.fromkeys(("nik_start", "nik_end", "address"), columns["elsewhere"])
    return columns


HALF_NUMBER = 4
"""Signs of a number of another kind that make a key, from either end."""
ABSENT = ("sex", "village", "district", "regency", "rt")
"""Columns whose lack in a whole load takes no key away."""

WHOLE_COLUMNS = {
    "nik": "nik",
    "kk": "kk",
    "joined": "name_joined",
    "sorted": "name_sorted",
    "skeleton": "name_skeleton",
    "phonetic": "name_phonetic",
    "rough": "name_rough",
    "letters": "name_letters",
    "initials": "name_initials",
    "relation": "relation",
    "mother": "mother_norm",
    "sex": "sex",
    "village": "village",
    "district": "district",
    "regency": "regency",
    "rt": "rt",
    "house_no": "house_no",
}
"""What is a column of ``clean`` as it is, by its name there."""


def sliced(start: int, stop: int | None) -> Callable[[pa.Array], pa.Array]:
    """Cut texts to their characters from *start* to before *stop*."""
    return lambda texts: pc.utf8_slice_codeunits(texts, start, stop)


def _numbers(values: np.ndarray) -> Codes:
    """Codes of whole numbers; 0 stays 0 (unknown)."""
    return np.asarray(values, dtype=np.uint64)
