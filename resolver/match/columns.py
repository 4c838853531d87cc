"""The records as the matcher reads them: columns of codes and numbers, encoded once.

The same definition gives dedupe its record dictionaries (:meth:`MatchColumns.dedupe_records`),
so that training and the columnar scoring see equal inputs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.match.fields import Clean, Fields, Rows, TextColumn

__all__ = ["MatchColumns", "Rows", "TextColumn", "crowd", "match_columns"]

Floats = npt.NDArray[np.float32]

CONFIRMING = ("PLAUSIBLE", "SEX_MISMATCH")
"""Statuses of a NIK that agrees with the row's birth date (docs/tables.md §3)."""

CROWD_FULL = 14.0
"""log2 of the number of holders at which a crowd counts as full (16,384 records)."""


ONE_OF_A_FAMILY = ("HEAD", "SPOUSE")
"""Relations that mostly one member of a family has."""

DAYS_OF_A_YEAR = 366.0
BY_CHANCE = 3.0
"""Holders of one day that say nothing, beside those expected: in a small load days repeat."""
DEFAULT_FULL = 5.0
"""log2 of how many times too common a day is that counts as full (32 times)."""


@dataclass(frozen=True)
class MatchColumns:
    """All records' fields for matching.

    Attributes:
        text: text fields by name.
        crowd: float32 fields 0 … 1: how many hold the value (:func:`crowd`); NaN = no value.
        birth: int16 (records, 3): year, month, day; 0 = unknown.
    """

    text: dict[str, TextColumn]
    crowd: dict[str, Floats]
    birth: npt.NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.birth)

    def dedupe_records(self, rows: Iterable[int]) -> list[dict[str, Any]]:
        """The rows as dedupe's record dictionaries; missing values are ``None``."""
        return [self._record(row) for row in rows]

    def _record(self, row: int) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for name, column in self.text.items():
            code = column.codes[row]
            record[name] = None if code < 0 else str(column.values[code])
        for name, values in self.crowd.items():
            record[name] = None if np.isnan(values[row]) else float(values[row])
        year, month, day = (int(part) for part in self.birth[row])
        record["birth"] = (year, month, day) if year else None
        return record


def crowd(holders: npt.NDArray[np.int64]) -> Floats:
    """Turn numbers of holders into coarse buckets: whole powers of two, scaled to 0 … 1.

    Counts, not rates: by chance alone the number of strangers who agree on a value grows with
    the number of its holders, whatever the size of the whole. Coarse, so that a few new records
    do not change the score of old pairs.
    """
    with np.errstate(divide="ignore"):
        bucket = np.floor(np.log2(holders.astype(np.float64)))
    scaled = np.clip(bucket / CROWD_FULL, 0.0, 1.0).astype(np.float32)
    scaled[holders <= 0] = np.nan
    return scaled


def default_day(source: Rows, birth: npt.NDArray[np.int16]) -> Floats:
    """How much commoner a row's day and month are in its base than by chance, 0 … 1.

    Where no date is known offices give one: 1 January, 1 July, 31 December, a day of their own.
    Which one a base's offices give is read off the base. Whole powers of two, so that a few new
    records change nothing; NaN where day or month is unknown.

    Args:
        source: code of each record's base.
        birth: int16 (records, 3): year, month, day; 0 = unknown.
    """
    month, day = birth[:, 1].astype(np.int64), birth[:, 2].astype(np.int64)
    whole = (month > 0) & (day > 0)
    key = (source.astype(np.int64) * 16 + month) * 32 + day
    counts = np.bincount(key[whole], minlength=1)
    rows = np.bincount(source[whole], minlength=int(source.max(initial=0)) + 1)
    times = counts[np.where(whole, key, 0)] / (rows[source] / DAYS_OF_A_YEAR + BY_CHANCE)
    steps = np.floor(np.log2(np.maximum(times, 1.0)))
    value = np.clip(steps / DEFAULT_FULL, 0.0, 1.0).astype(np.float32)
    value[~whole] = np.nan
    return value


def match_columns(clean: Clean) -> MatchColumns:
    """Encode the normalised records (docs/tables.md §3) for matching."""
    fields = Fields.of(clean)
    text = {field: fields.text(name) for field, name in FIELDS.items()}
    words, names = fields.name_words, fields.text("name_norm")
    text["first"] = names.mapped(lambda _: words.words.take(words.first))
    text["last"] = names.mapped(lambda _: words.words.take(words.last))
    text["sorted_words"] = names.mapped(lambda _: words.sorted())
    text["rt_rw"] = _joined(fields.text("rt"), fields.text("rw"))
    text["group"] = fields.family
    siak = fields.text("siak")
    text["verified_nik"] = text["nik"].where(siak.codes == siak.place("VERIFIED"))
    birth = np.column_stack(
        [fields.numbers(part, np.int16) for part in ("birth_year", "birth_month", "birth_day")]
    )
    text["confirmed"] = _confirmed(fields.text("nik_status"), birth)
    relation = text["relation"]
    alone = np.isin(relation.codes, [relation.place(one) for one in ONE_OF_A_FAMILY])
    text["role"] = relation.where(alone)
    village = text["village"].codes.astype(np.int64)
    whole: npt.NDArray[np.bool_] = np.all(birth > 0, axis=1)
    crowds = {
        "name_crowd": crowd(text["joined"].counts()),
        "nik_crowd": crowd(text["nik"].counts()),
        "kk_crowd": crowd(text["kk"].counts()),
        "address_crowd": crowd(
            _pair_counts(
                village, text["address"].codes.astype(np.int64), text["address"].codes >= 0
            )
        ),
        "date_crowd": crowd(_pair_counts(village, _date(birth), whole)),
        "default_day": default_day(text["source"].codes, birth),
        "namesakes": crowd(
            _pair_counts(village, text["joined"].codes.astype(np.int64), text["joined"].codes >= 0)
        ),
    }
    return MatchColumns(text, crowds, birth)


FIELDS = {
    "nik": "nik",
    "nik_digits": "nik_digits",
    "kk": "kk",
    "kk_digits": "kk_digits",
    "name": "name_norm",
    "joined": "name_joined",
    "sorted": "name_sorted",
    "skeleton": "name_skeleton",
    "phonetic": "name_phonetic",
    "mother": "mother_norm",
    "sex": "sex",
    "address": "address_norm",
    "house": "house_no",
    "village": "village",
    "district": "district",
    "regency": "regency",
    "source": "source",
    "relation": "relation",
}
"""The fields that are columns of ``clean``, by their names there."""


def _joined(first: TextColumn, second: TextColumn) -> TextColumn:
    """Two fields as one, missing where either is; its texts are told from each other by ``/``."""
    missing = (first.codes < 0) | (second.codes < 0)
    count = np.int64(max(len(second.texts), 1))
    codes, both = pd.factorize(first.codes * count + second.codes)
    if not len(first.texts) or not len(second.texts):
        return TextColumn(np.full(len(codes), -1, dtype=np.int32), first.texts[:0])
    both = np.maximum(both, 0)
    texts = pc.binary_join_element_wise(
        first.texts.take(both // count),
        second.texts.take(both % count),
        pa.scalar("/", pa.large_string()),
    )
    return TextColumn(np.where(missing, -1, codes).astype(np.int32), texts)


def _date(birth: npt.NDArray[np.int16]) -> npt.NDArray[np.int64]:
    year, month, day = (birth[:, part].astype(np.int64) for part in range(3))
    return np.asarray(year * 10_000 + month * 100 + day)


def _confirmed(status: TextColumn, birth: npt.NDArray[np.int16]) -> TextColumn:
    """The birth date where the row's NIK holds the same one: number and date confirm each other.

    Two rows, each confirmed, of two dates are hardly one person, whatever else agrees.
    """
    places = [place for place in map(status.place, CONFIRMING) if place >= 0]
    said = np.isin(status.codes, places) & (birth > 0).all(axis=1)
    codes, dates = pd.factorize(_date(birth))
    return TextColumn(codes.astype(np.int32), pa.array(dates).cast(pa.large_string())).where(said)


def _pair_counts(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], present: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """How many records hold each record's combination of two codes; 0 where not present."""
    both = (first + 1) * np.int64(2**32) + second
    _, codes = np.unique(both[present], return_inverse=True)
    counts = np.zeros(len(first), dtype=np.int64)
    counts[present] = np.bincount(codes)[codes] if len(codes) else 0
    return counts
