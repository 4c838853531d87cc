"""What is counted of every row: a code per row and measure, so that counting is one bincount."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Columns told by presence alone: raw column → what normalising made of it.
PLAIN: Final = {
    "name": "name_norm",
    "mother_name": "mother_norm",
    "sex": "sex",
    "relation": "relation",
    "marital_status": "marital",
    "address": "address_norm",
    "desil": "desil",
    "pkh": "pkh",
    "sembako": "sembako",
    "bst": "bst",
    "pbi": "pbi",
    "period": "period",
}
UNPLACED: Final = ("AMBIGUOUS", "UNKNOWN", "MISSING")


@dataclass(frozen=True)
class Measure:
    """One way to sort the rows by a column: `labels` and a code per row (-1 = none of them)."""

    column: str
    labels: tuple[str, ...]
    codes: Codes


def measures(raw: pd.DataFrame, clean: pd.DataFrame) -> Iterator[Measure]:
    """Yield every measure of the rows (docs/tables.md §5, `quality`).

    *raw* and *clean* hold the same rows in the same order.
    """
    for name in ("nik", "kk"):
        codes, labels = _coded(clean[f"{name}_status"])
        yield Measure(name, labels, codes)
        yield _flag(name, "UNUSABLE", clean[name].isna().to_numpy())
    yield _flag("nik", "REPEATED", _repeated(_grouped(clean["source"], clean["nik"])))
    for name, made in PLAIN.items():
        given = _given(raw, name)
        read = (clean[made] != 0).to_numpy() if made == "desil" else clean[made].notna().to_numpy()
        yield from _presence(name, given | read, read)
    numbered = (clean["rt"].notna() & clean["rw"].notna()).to_numpy()
    yield from _presence("rt_rw", numbered, numbered)
    yield from _dates(raw, clean)
    codes, labels = _coded(clean["area_status"])
    yield Measure("area", labels, codes)
    unplaced = np.array([label in UNPLACED for label in labels], dtype=bool)
    yield _flag("area", "UNPLACED", unplaced[codes] if len(labels) else codes > 0)
    codes, labels = _coded(clean["siak"])
    yield Measure("siak", labels, codes)
    yield _flag("row", "DOUBLE", _doubles(clean))


def _given(raw: pd.DataFrame, name: str) -> Flags:
    """Tell of each row whether something is written, also where a mapping's rule could not use it.

    `unread` names the columns of which it could not (docs/tables.md §2).
    """
    given = np.asarray(raw[name].notna(), dtype=bool)
    if "unread" not in raw or raw["unread"].isna().all():
        return given
    marked = "+" + raw["unread"] + "+"
    lost = marked.str.contains(f"+{name}+", regex=False, na=False)
    return np.asarray(given | lost.to_numpy(), dtype=bool)


def _presence(column: str, given: Flags, read: Flags) -> Iterator[Measure]:
    """Yield MISSING (nothing written) and UNREADABLE (nothing understood), and both: ABSENT."""
    codes = np.where(read, -1, np.where(given, 1, 0)).astype(np.int64)
    yield Measure(column, ("MISSING", "UNREADABLE"), codes)
    yield _flag(column, "ABSENT", ~read)


def _dates(raw: pd.DataFrame, clean: pd.DataFrame) -> Iterator[Measure]:
    year, month, day = (clean[f"birth_{part}"].to_numpy() > 0 for part in ("year", "month", "day"))
    given = _given(raw, "birth_date")
    full = year & month & day
    codes = np.select([full, year & month, year, given], [0, 1, 2, 3], 4).astype(np.int64)
    yield Measure("birth_date", ("FULL", "NO_DAY", "YEAR_ONLY", "UNREADABLE", "MISSING"), codes)
    yield _flag("birth_date", "INCOMPLETE", ~full)
    yield _flag("birth_date", "HEAP", clean["birth_heap"].to_numpy(dtype=bool))


def _doubles(clean: pd.DataFrame) -> Flags:
    """Rows whose source, name, whole birth date and village another row has as well."""
    date = clean["birth_year"].to_numpy(np.int64) * 10_000
    date += clean["birth_month"].to_numpy(np.int64) * 100 + clean["birth_day"].to_numpy(np.int64)
    whole = (clean["birth_day"] > 0) & (clean["birth_month"] > 0) & (clean["birth_year"] > 0)
    code = _grouped(clean["source"], clean["name_norm"], clean["village"])
    dates = pd.factorize(date)[0]
    joined = code * (int(dates.max(initial=0)) + 1) + dates
    return _repeated(np.where(whole.to_numpy() & (code >= 0), joined, -1))


def _grouped(*columns: pd.Series) -> Codes:
    """Number the combinations of text columns; -1 where one is missing."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    known = np.ones(len(code), dtype=bool)
    for column in columns:
        more, distinct = pd.factorize(column)
        known &= more >= 0
        code = code * (len(distinct) + 1) + more
        # numbered anew, so that many columns do not run out of bits
        code = pd.factorize(code)[0].astype(np.int64)
    return np.where(known, code, -1)


def _repeated(codes: Codes) -> Flags:
    """Tell of each row whether another has its code; -1 is nobody's."""
    if codes.max(initial=-1) > 4 * len(codes):
        codes = np.where(codes < 0, -1, pd.factorize(codes)[0])
    count = np.bincount(codes + 1)
    return np.asarray((count[codes + 1] > 1) & (codes >= 0))


def _coded(values: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    codes, distinct = pd.factorize(values)
    return codes.astype(np.int64), tuple(str(value) for value in distinct)


def _flag(column: str, name: str, rows: npt.NDArray[Any]) -> Measure:
    return Measure(column, (name,), np.where(rows, 0, -1).astype(np.int64))
