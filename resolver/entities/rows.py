"""The records as the entity steps see them: in the order of their ids, with codes for values."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.partition import first_labels, join_equal, record_order
from resolver.entities.survivorship import Criterion, flag
from resolver.errors import SatukanError

Codes = NDArray[np.int32]

# Which base to believe when nothing else decides (domain §1, §8): P3KE's persons were matched
# with Dukcapil and carry the fewest identity errors; Regsosek saw who lives where and with whom.
IDENTITY_TRUST: Final = {"P3KE": 3, "REGSOSEK": 2, "DTKS": 1}
LIVING_TRUST: Final = {"REGSOSEK": 3, "DTKS": 2, "P3KE": 1}

# What SIAK said of the record's NIK: a denied number comes after one nobody has asked about.
_SIAK_LEVEL: Final = {"VERIFIED": 3, "MISMATCH": 1, "INACTIVE": 0, "NOT_FOUND": 0}
_NOT_ASKED: Final = 2

CLEAN_COLUMNS: Final = (
    "record_id", "source", "source_record_id", "period", "group_id", "nik", "nik_status", "kk",
    "name", "name_norm", "mother_norm", "birth_year", "birth_month", "birth_day", "birth_heap",
    "sex", "relation", "marital", "address_norm", "house_no", "street", "hamlet", "rt", "rw",
    "village", "area_status", "presence", "siak", "desil", "pkh", "sembako", "bst", "pbi",
)  # fmt: skip


class LabelsError(SatukanError):
    """The person labels do not fit the records: one label per row is needed, none below 0."""

    code = "labels"


def codes_of(values: pd.Series) -> Codes:
    """Number the distinct values by first appearance; missing = -1."""
    codes, _ = pd.factorize(values)
    return codes.astype(np.int32)


def levels(values: pd.Series) -> NDArray[np.int64]:
    """Return whole numbers without gaps as an array."""
    return np.asarray(values, dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """Records sorted by record id, one row each, with their person (0 … persons - 1, by first row).

    `of_input` leads from each row of the clean table to its row here.
    """

    table: pd.DataFrame
    person: Codes
    persons: int
    source: Codes
    of_input: NDArray[np.int64]

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.person)

    def codes(self, column: str) -> Codes:
        """Return the codes of a column, missing = -1."""
        return codes_of(self.table[column])

    def level_of(self, column: str, level: dict[str, int], other: int = 0) -> NDArray[np.int64]:
        """Translate the column's values; one without a level, or missing, gets `other`."""
        codes, distinct = pd.factorize(self.table[column])
        found = [level.get(value, other) for value in distinct.tolist()]
        return np.array([*found, other], dtype=np.int64)[codes]

    def has(self, column: str, value: str) -> NDArray[np.bool_]:
        """Tell per record whether the column holds this value; missing is no."""
        found: NDArray[np.bool_] = (self.table[column] == value).to_numpy(bool, na_value=False)
        return found

    def away(self) -> NDArray[np.bool_]:
        """Tell per record whether its source says that the person does not live there."""
        presence = self.table["presence"]
        found: NDArray[np.bool_] = presence.isin(["MOVED", "ABROAD", "NOT_FOUND"]).to_numpy(bool)
        return found

    def verified(self) -> Criterion:
        """SIAK confirmed the record's NIK with its name and date."""
        return flag("siak-verified", self.has("siak", "VERIFIED"))

    def siak(self) -> Criterion:
        """As :meth:`verified`, and a denied number comes last."""
        return Criterion("siak-verified", self.level_of("siak", _SIAK_LEVEL, _NOT_ASKED), 2)

    def newest(self) -> Criterion:
        """Rank of the record's period among all periods."""
        periods = sorted(self.table["period"].dropna().unique())
        # Seven bits hold more than 30 years of quarters; all older ones count as one.
        rank = {period: max(0, 127 - back) for back, period in enumerate(reversed(periods))}
        return Criterion("newest", self.level_of("period", rank), 7)

    def trust(self, order: dict[str, int]) -> Criterion:
        """How far the record's source is believed; a source without a place comes last."""
        return Criterion("source-trust", self.level_of("source", order), 2)

    def longest(self, column: str) -> Criterion:
        """Length of the text, to 127 characters."""
        return Criterion("longest", levels(self.table[column].str.len().fillna(0)), 7)


def prepare(clean: pd.DataFrame, raw: pd.DataFrame, person_labels: NDArray[np.int32]) -> Rows:
    """Sort the records by id and number their persons.

    In: the clean table, the raw table of the same rows, a person label per row. Rows of one
    record id are one record: their clusters are united and the first row is kept. Raises
    LabelsError when lengths differ or a label is missing.
    """
    labels = np.asarray(person_labels)
    if len(labels) != len(clean) or len(raw) != len(clean) or (labels < 0).any():
        raise LabelsError(LabelsError.__doc__)
    order = record_order(clean["record_id"])
    table = clean.loc[:, list(CLEAN_COLUMNS)].take(order).reset_index(drop=True)
    mothers = raw["mother_name"].take(order).reset_index(drop=True)
    table["mother_name"] = mothers.str.strip().str.upper()
    person = first_labels(labels[order])
    record = codes_of(table["record_id"])
    position = np.empty(len(order), dtype=np.int64)
    position[order] = record
    if len(record) and record[-1] + 1 < len(record):
        person = join_equal(person, record)
        kept = np.flatnonzero(np.r_[True, record[1:] != record[:-1]])
        table, person = table.take(kept).reset_index(drop=True), person[kept]
    persons = int(person.max()) + 1 if len(person) else 0
    return Rows(table, person, persons, codes_of(table["source"]), position)
