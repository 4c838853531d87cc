"""Decided values by field: taken as the normaliser takes a source's, or refused with what to do."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from resolver.errors import DecisionError
from resolver.normalise.codes import read_codes
from resolver.normalise.dates import UNKNOWN, parse_date
from resolver.normalise.kk import USABLE as USABLE_KK
from resolver.normalise.kk import read_kks
from resolver.normalise.names import name_keys
from resolver.normalise.nik import USABLE as USABLE_NIK
from resolver.normalise.nik import read_niks
from resolver.normalise.tables import load_table

_LONGEST: Final = 200
_NUMBER_IN_NAME = re.compile(r"\d{4,}")
_VILLAGE = re.compile(r"(\d{2})\.?(\d{2})\.?(\d{2})\.?(\d{4})")
_WRONG: Final[Mapping[str, str]] = {
    "MISSING": "holds no digits",
    "FILLER": "is a filler (all digits alike, a sequence)",
    "PRECISION_LOST": "was rounded by a spreadsheet",
    "MALFORMED": "does not have 16 digits",
    "ZERO_SERIAL": "ends in 0000, which no number does",
    "IMPOSSIBLE_DATE": "holds a date that does not exist (digits 7 to 12)",
    "NIK_IN_KK": "is a NIK: its day is a woman's day of birth",
}


def canonical_value(field: str, text: str) -> str:
    """Give a decided value in the form that the golden values have (docs/tables.md §5).

    Args:
        field: one of the fields of `reasons.toml`.
        text: what somebody decided, in any form that a source may write it in.

    Raises:
        DecisionError: it is no value of this field; the message names the field and what to do,
            never the value.
    """
    plain = text.strip()
    if not plain or len(plain) > _LONGEST:
        raise _refusal(field, "is empty or longer than 200 characters", "give the value alone")
    return _READERS[field](field, plain)


def _name(field: str, text: str) -> str:
    found = name_keys(pd.Series([text], dtype="str")).iloc[0]
    if _NUMBER_IN_NAME.search(text) or pd.isna(found["name"]) or pd.isna(found["name_norm"]):
        raise _refusal(field, "is no name", "give the name in letters, without titles")
    return str(found["name"])


def _birth_date(field: str, text: str) -> str:
    date = parse_date(text)
    if date == UNKNOWN:
        raise _refusal(field, "is no date that can be", "give it as 1980-12-31, or the year alone")
    if date.month and date.day:
        return f"{date.year:04d}-{date.month:02d}-{date.day:02d}"
    if re.fullmatch(r"\d{4}", text):
        return f"{date.year:04d}"
    raise _refusal(
        field, "lacks a day or month, or that day does not exist",
        "give it as 1980-12-31, or the year alone",
    )  # fmt: skip


def _nik(field: str, text: str) -> str:
    none = np.zeros(1, dtype=np.int16)
    blank = pd.Series([None], dtype="str")
    found = read_niks(pd.Series([text], dtype="str"), none, none, none, blank).iloc[0]
    return _number(field, found["nik"], str(found["nik_status"]), USABLE_NIK)


def _kk(field: str, text: str) -> str:
    blank = pd.Series([None], dtype="str")
    found = read_kks(pd.Series([text], dtype="str"), blank).iloc[0]
    return _number(field, found["kk"], str(found["kk_status"]), USABLE_KK)


def _number(field: str, number: object, status: str, usable: tuple[str, ...]) -> str:
    if status not in usable:
        wrong = _WRONG.get(status, "cannot be used")
        raise _refusal(field, f"{wrong} ({status})", "read it from the document once more")
    return str(number)


def _village(field: str, text: str) -> str:
    found = _VILLAGE.fullmatch(text)
    provinces = {code for some in load_table("numbers")["provinces"].values() for code in some}
    if found is None or int(found[1]) not in provinces:
        raise _refusal(
            field, "is no Kemendagri code of a village", "give its ten digits, as 3201012001"
        )
    return "".join(found.groups())


def _coded(field: str, text: str) -> str:
    found = read_codes(pd.Series([text], dtype="str"), field).iloc[0]
    if pd.isna(found):
        known = ", ".join(load_table("codes")[field])
        raise _refusal(field, "is not known", f"give one of {known}")
    return str(found)


def _refusal(field: str, wrong: str, advice: str) -> DecisionError:
    return DecisionError(f"This is no decision: the value of {field} {wrong}; {advice}.")


_READERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "name": _name,
    "mother_name": _name,
    "sex": _coded,
    "relation": _coded,
    "marital": _coded,
    "presence": _coded,
    "birth_date": _birth_date,
    "nik": _nik,
    "kk": _kk,
    "village": _village,
}
