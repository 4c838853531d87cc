"""Verification answers of Dukcapil (SIAK): what each field says and what the record's status is."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from resolver.date_text import time_of, without_time
from resolver.normalise.dates import parse_date

#: Fields an answer may speak of, after their canonical names.
ANSWER_FIELDS: Final = ("nik", "name", "birth_date", "sex", "kk", "mother_name")

SIAK_COLUMNS: Final = (
    "source",
    "source_record_id",
    "siak",
    *(f"{field}_agrees" for field in ANSWER_FIELDS),
    *(f"{field}_score" for field in ANSWER_FIELDS),
    *(f"{field}_answer" for field in ANSWER_FIELDS),
    "outcome",
    "threshold",
    "checked_at",
)

_ANSWER = re.compile(
    r"^(tidak\s+)?sesuai\s*(?:\(\s*(\d{1,3})(?:[.,]\d+)?\s*%?\s*\))?$", re.IGNORECASE
)
#: Two-digit years are those of this century: nobody asked before.
_LAST_YEAR = 2099
_ECHO = re.compile(r"^\d{16}$")


def parse_answer(text: str | None) -> tuple[bool | None, int | None]:
    """Return (agrees, score) of one answer; both ``None`` where it does not say.

    ``Sesuai (100)`` → (True, 100), ``Tidak Sesuai`` → (False, None); sixteen digits are the NIK
    echoed: it exists.
    """
    if text is None:
        return None, None
    plain = text.strip()
    if _ECHO.match(plain):
        return True, None
    found = _ANSWER.match(plain)
    if found is None:
        return None, None
    score = None if found[2] is None else min(int(found[2]), 100)
    return found[1] is None, score


def parse_outcome(text: str | None) -> str | None:
    """Return the status that a whole-record outcome gives, or ``None``."""
    if text is None:
        return None
    plain = " ".join(text.casefold().split())
    if "tidak ditemukan" in plain or plain in ("13", "not_found"):
        return "NOT_FOUND"
    if "tidak aktif" in plain or plain in ("14", "inactive"):
        return "INACTIVE"
    return None


def asked_at(text: str | None) -> datetime | None:
    """Return when an answer was given (the day first, as everywhere), ``None`` if it says nothing.

    A time with an offset is put into UTC, others stand as they are: an office writes them alike.
    """
    if text is None:
        return None
    day = parse_date(without_time(text), _LAST_YEAR)
    if not day.day:
        return None
    hour, minute, second, offset = time_of(text)
    return datetime(*day) + timedelta(hours=hour, minutes=minute - offset, seconds=second)


def parse_answers(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``siak`` of the columns :data:`SIAK_COLUMNS`, a row for each row of *raw*.

    *raw* has the text columns record_source, source_record_id, the answer fields, outcome,
    threshold and checked_at. ``siak`` is NOT_FOUND or INACTIVE by the outcome, VERIFIED where
    NIK, name and birth date agree, MISMATCH where one of the three disagrees, else missing: the
    answer says too little. ``*_agrees`` are nullable booleans, ``*_score`` Int16, ``*_answer`` the
    raw texts.
    """
    table: dict[str, pd.Series] = {
        "source": raw["record_source"].str.upper(),
        "source_record_id": raw["source_record_id"],
    }
    for field in ANSWER_FIELDS:
        answers = {text: parse_answer(text) for text in raw[field].dropna().unique()}
        agrees = {text: answer[0] for text, answer in answers.items()}
        scores = {text: answer[1] for text, answer in answers.items()}
        table[f"{field}_agrees"] = _map(raw[field], agrees, "boolean")
        table[f"{field}_score"] = _map(raw[field], scores, "Int16")
        table[f"{field}_answer"] = raw[field]
    table.update({column: raw[column] for column in ("outcome", "threshold", "checked_at")})
    table["siak"] = _status(table)
    return pd.DataFrame(table, columns=list(SIAK_COLUMNS))


def _map(values: pd.Series, meanings: dict[str, Any], dtype: Any) -> pd.Series:
    codes, distinct = pd.factorize(values)
    # a missing value (code -1) reads the last place
    found = pd.array([*(meanings.get(value) for value in distinct), None], dtype=dtype)
    return pd.Series(found.take(codes), index=values.index)


def _status(table: dict[str, pd.Series]) -> pd.Series:
    outcome = table["outcome"]
    words = {text: parse_outcome(text) for text in outcome.dropna().unique()}
    whole = _map(outcome, words, "str")
    core = [table[f"{field}_agrees"] for field in ("nik", "name", "birth_date")]
    agreed = np.logical_and.reduce([one.fillna(False).to_numpy(dtype=bool) for one in core])
    denied = np.logical_or.reduce([(~one).fillna(False).to_numpy(dtype=bool) for one in core])
    by_field = pd.Series(None, index=outcome.index, dtype="str")
    by_field[denied] = "MISMATCH"
    by_field[agreed] = "VERIFIED"
    return whole.fillna(by_field)
