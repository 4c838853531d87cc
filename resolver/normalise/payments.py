"""Payment lines in comparable form: numbers, names, programme, rupiah, village (domain §1)."""

import re
from typing import Final

import numpy as np
import pandas as pd

from resolver.normalise.areas import read_areas
from resolver.normalise.codes import read_codes
from resolver.normalise.columns import distinct, to_arrow
from resolver.normalise.kk import read_kks
from resolver.normalise.names import name_keys
from resolver.normalise.nik import read_niks
from resolver.normalise.periods import read_periods
from resolver.personal_numbers import PERSONAL_NUMBER

#: Whom a programme pays where the list does not say: PBI persons, the others families.
UNIT_OF: Final = {"PKH": "FAMILY", "SEMBAKO": "FAMILY", "BST": "FAMILY", "PBI": "PERSON"}

_RAW: Final = (
    "payment_id", "nik", "kk", "name", "programme", "unit", "period", "amount", "channel",
    "area_code", "area_system", "province_name", "regency_name", "district_name", "village_name",
    "file",
)  # fmt: skip
_DRESS = re.compile(r"RP\.?|IDR|\s|,-+$", re.IGNORECASE)
_RUPIAH = re.compile(r"^(\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)(?:[.,]\d{1,2})?$")
_LONGEST = 15  # digits: more is no payment


def parse_rupiah(text: str) -> int | None:
    """Return whole rupiah: ``600000``, ``600.000``, ``Rp 600.000,00``, ``600,000.00``, ``-75000``.

    Points and commas before three digits part thousands, one before one or two digits parts the
    sen, which are dropped. Brackets or a minus mean money taken back. None for any other text.
    """
    plain = _DRESS.sub("", text)
    back = plain.startswith("-") or (plain.startswith("(") and plain.endswith(")"))
    found = _RUPIAH.match(plain.strip("-()"))
    if found is None or not plain.isascii():
        return None
    digits = found[1].replace(".", "").replace(",", "")
    if len(digits) > _LONGEST:
        return None
    return -int(digits) if back else int(digits)


def read_rupiah(values: pd.Series) -> pd.Series:
    """Return the amounts (Int64, NA where none can be read) of a text column."""
    codes, texts = distinct(to_arrow(values))
    amounts = [parse_rupiah(text) for text in texts.to_pylist()]
    found = np.array([amount or 0 for amount in [*amounts, None]], dtype=np.int64)
    missing = np.array([amount is None for amount in [*amounts, None]], dtype=bool)
    return pd.Series(pd.arrays.IntegerArray(found[codes], missing[codes]), index=values.index)


def read_payments(raw: pd.DataFrame | None, areas: pd.DataFrame | None) -> pd.DataFrame:
    """Return the payment lines of *raw* (docs/tables.md §2), row for row, in comparable form.

    A load without payment lists (None) has no lines; the columns are there all the same.

    Text columns ``file, payment_id, nik, nik_status, kk, name, name_norm, name_joined,
    name_sorted, alias_norm, programme, unit, period, channel, village``, ``line`` (int64),
    ``amount`` (Int64) and ``period_lost`` (bool: something is written that is no period). A
    programme that is not known stands as written, in upper case, ``OTHER`` where it holds the
    number of a person. No text in *raw* makes this raise.
    """
    if raw is None:
        raw = pd.DataFrame({name: pd.Series([], dtype="str") for name in _RAW})
        raw["line"] = pd.Series([], dtype="int64")
    unknown = np.zeros(len(raw), dtype=np.int16)
    niks = read_niks(
        raw["nik"], unknown, unknown, unknown, pd.Series(None, index=raw.index, dtype="str")
    )
    names = name_keys(raw["name"])
    written = raw["programme"].str.upper()
    numbered = written.str.contains(PERSONAL_NUMBER, regex=True).fillna(False).astype(bool)
    programme = read_codes(raw["programme"], "programme").fillna(written.mask(numbered, "OTHER"))
    periods = read_periods(raw["period"], with_year=False)
    columns = {
        "file": raw["file"],
        "line": raw["line"],
        "payment_id": raw["payment_id"],
        "nik": niks["nik"],
        "nik_status": niks["nik_status"],
        "kk": read_kks(raw["kk"], niks["nik_digits"])["kk"],
        **{
            name: names[name]
            for name in ("name", "name_norm", "name_joined", "name_sorted", "alias_norm")
        },
        "programme": programme,
        "unit": read_codes(raw["unit"], "unit").fillna(programme.map(UNIT_OF)),
        "period": periods,
        "period_lost": raw["period"].notna() & periods.isna(),
        "amount": read_rupiah(raw["amount"]),
        "channel": raw["channel"],
        "village": read_areas(raw, areas)["village"],
    }
    return pd.DataFrame(columns)
