"""The records as the matcher reads them: columns of codes and numbers, encoded once.

The same definition gives dedupe its record dictionaries (:meth:`MatchColumns.dedupe_records`),
so that training and the columnar scoring see equal inputs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

CONFIRMING = ("PLAUSIBLE", "SEX_MISMATCH")
"""Statuses of a NIK that agrees with the row's birth date (docs/tables.md §3)."""

MOST_ROWS_OF_FAMILY = 40
"""A source group of more rows than this is none (docs/tables.md §3)."""

CROWD_FULL = 14.0
"""log2 of the number of holders at which a crowd counts as full (16,384 records)."""


@dataclass(frozen=True)
class TextColumn:
    """A dictionary-encoded text column: ``values[codes[row]]``; code -1 = missing."""

    codes: npt.NDArray[np.int32]
    values: npt.NDArray[np.object_]
    _slices: dict[tuple[int, int, int], Rows] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def encode(cls, series: pd.Series) -> "TextColumn":
        """Encode a text series."""
        codes, values = pd.factorize(series)
        return cls(codes.astype(np.int32), np.asarray(values, dtype=object))

    def mapped(self, change: Callable[[str], str]) -> "TextColumn":
        """The column with every distinct value changed."""
        codes, values = pd.factorize(
            np.array([change(value) for value in self.values], dtype=object)
        )
        return TextColumn(np.append(codes, -1)[self.codes].astype(np.int32), values)

    def slices(self, start: int, stop: int, length: int) -> Rows:
        """Codes of a slice of every distinct value, with a last place for code -1.

        -1 where the value is not *length* long. Made once: a run compares in many chunks.
        """
        key = (start, stop, length)
        if key not in self._slices:
            parts = pd.Series(self.values, dtype="str")
            whole = parts.str.len().eq(length)
            codes, _ = pd.factorize(parts.str.slice(start, stop).where(whole))
            self._slices[key] = np.append(codes, -1).astype(np.int32)
        return self._slices[key]

    def at(self, rows: Rows) -> npt.NDArray[np.object_]:
        """Values of the rows; none of them may be missing."""
        return self.values[self.codes[rows]]

    def counts(self) -> npt.NDArray[np.int64]:
        """How many records hold each record's value; 0 where it is missing."""
        sizes = np.append(np.bincount(self.codes[self.codes >= 0], minlength=len(self.values)), 0)
        return np.asarray(sizes[self.codes], dtype=np.int64)


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


def match_columns(clean: pd.DataFrame) -> MatchColumns:
    """Encode the normalised records (docs/tables.md §3) for matching."""
    names = TextColumn.encode(clean["name_norm"])
    text = {
        "nik": TextColumn.encode(clean["nik"]),
        "nik_digits": TextColumn.encode(clean["nik_digits"]),
        "kk": TextColumn.encode(clean["kk"]),
        "kk_digits": TextColumn.encode(clean["kk_digits"]),
        "name": names,
        "first": names.mapped(lambda name: name.split(" ", 1)[0]),
        "last": names.mapped(lambda name: name.rsplit(" ", 1)[-1]),
        "sorted_words": names.mapped(lambda name: " ".join(sorted(name.split(" ")))),
        "joined": TextColumn.encode(clean["name_joined"]),
        "sorted": TextColumn.encode(clean["name_sorted"]),
        "skeleton": TextColumn.encode(clean["name_skeleton"]),
        "phonetic": TextColumn.encode(clean["name_phonetic"]),
        "mother": TextColumn.encode(clean["mother_norm"]),
        "sex": TextColumn.encode(clean["sex"]),
        "address": TextColumn.encode(clean["address_norm"]),
        "house": TextColumn.encode(clean["house_no"]),
        "rt_rw": TextColumn.encode(clean["rt"] + "/" + clean["rw"]),
        "village": TextColumn.encode(clean["village"]),
        "district": TextColumn.encode(clean["district"]),
        "regency": TextColumn.encode(clean["regency"]),
        "source": TextColumn.encode(clean["source"]),
        "group": TextColumn.encode(family_groups(clean)),
        "verified_nik": TextColumn.encode(clean["nik"].where(clean["siak"] == "VERIFIED")),
    }
    birth = np.column_stack(
        [clean[part].to_numpy(np.int16) for part in ("birth_year", "birth_month", "birth_day")]
    )
    text["confirmed"] = TextColumn.encode(_confirmed(clean["nik_status"], birth))
    village = text["village"].codes.astype(np.int64)
    whole: npt.NDArray[np.bool_] = np.all(birth > 0, axis=1)
    date = birth[:, 0].astype(np.int64) * 10_000 + birth[:, 1] * 100 + birth[:, 2]
    crowds = {
        "name_crowd": crowd(text["joined"].counts()),
        "nik_crowd": crowd(text["nik"].counts()),
        "kk_crowd": crowd(text["kk"].counts()),
        "address_crowd": crowd(
            _pair_counts(
                village, text["address"].codes.astype(np.int64), text["address"].codes >= 0
            )
        ),
        "date_crowd": crowd(_pair_counts(village, date, whole)),
        "namesakes": crowd(
            _pair_counts(village, text["joined"].codes.astype(np.int64), text["joined"].codes >= 0)
        ),
    }
    return MatchColumns(text, crowds, birth)


def family_groups(clean: pd.DataFrame) -> pd.Series:
    """The source group of each record; missing where it is no family or household.

    A group of very many rows is a filler (`0` in every row) or an institution: its members are
    not each other's kin, and what holds for two of them says nothing of the others.
    """
    groups = clean["group_id"]
    rows = TextColumn.encode(groups).counts()
    return groups.where(rows <= MOST_ROWS_OF_FAMILY)


def _confirmed(status: pd.Series, birth: npt.NDArray[np.int16]) -> pd.Series:
    """The birth date where the row's NIK holds the same one: number and date confirm each other.

    Two rows, each confirmed, of two dates are hardly one person, whatever else agrees.
    """
    year, month, day = (birth[:, part].astype(np.int64) for part in range(3))
    dates = pd.Series(year * 10_000 + month * 100 + day).astype("str")
    whole = (day > 0) & (month > 0) & (year > 0)
    return dates.where(status.isin(CONFIRMING).to_numpy() & whole)


def _pair_counts(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], present: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """How many records hold each record's combination of two codes; 0 where not present."""
    both = (first + 1) * np.int64(2**32) + second
    _, codes = np.unique(both[present], return_inverse=True)
    counts = np.zeros(len(first), dtype=np.int64)
    counts[present] = np.bincount(codes)[codes] if len(codes) else 0
    return counts
