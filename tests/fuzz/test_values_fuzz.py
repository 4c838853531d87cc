"""Any text as a payment's value, a period, an answer, a date in a declared order, a number."""

import os
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from resolver.date_text import time_of
from resolver.normalise.dates import UNKNOWN, parse_date
from resolver.normalise.nik import read_niks
from resolver.normalise.payments import parse_rupiah, read_payments
from resolver.normalise.periods import parse_period
from resolver.normalise.rescue import mark_copied, mark_lost, rescue_niks
from resolver.sources.answers import ANSWER_FIELDS, asked_at, parse_answer, parse_answers
from resolver.sources.mapping.dates import ORDERS, Order, reorder
from resolver.sources.mapping.numbers import STYLES, plain_numbers
from resolver.sources.masking import hide_numbers
from tests.fuzz.inputs import batches

INPUTS = int(os.environ.get("FUZZ_INPUTS", "5000"))
SEED = int(os.environ.get("FUZZ_SEED", "4"))
PERIOD = re.compile(r"(20[0-3]\d)?(|-\d\d|[QSTM]\d{1,2}|M\d{1,2}-\d{1,2})")
DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d\d-\d\d-\d\d|\d{1,2} [^\W\d_]{3,} (\d\d|\d{4})|(19|20|21)\d\d"
)
NUMBER = re.compile(r"\d+(\.\d{1,2})?", re.ASCII)
ORDERINGS: tuple[Order, ...] = (*((one,) for one in ORDERS), ("EXCEL", "DMY"), ("YMD", "MDY"))


def amounts(text: str) -> None:
    amount = parse_rupiah(text)
    assert amount is None or (abs(amount) < 10**15 and parse_rupiah(str(amount)) == amount)


def periods(text: str) -> None:
    for with_year in (True, False):
        period = parse_period(text, with_year=with_year)
        if period is None:
            continue
        assert PERIOD.fullmatch(period), (text, period)
        assert len(period) <= 10
        assert parse_period(period, with_year=with_year) == period, text
        assert not with_year or period[:2] == "20"


def answers(text: str) -> None:
    agrees, score = parse_answer(text)
    assert score is None or (agrees is not None and 0 <= score <= 100)
    hour, minute, second, offset = time_of(text)
    assert 0 <= hour < 24
    assert 0 <= minute < 60
    assert 0 <= second < 60
    assert abs(offset) < 100 * 61
    at = asked_at(text)
    assert at is None or 1899 < at.year < 2101


def orders(text: str) -> None:
    for order in ORDERINGS:
        found = reorder(text, order)
        if found == text:
            continue
        assert DATE.fullmatch(found), (text, order, found)
        # what is rewritten is read as this day and no other, unless nobody alive was born then
        read = parse_date(found)
        if found[:2] in ("19", "20") and found[4:5] == "-" and read != UNKNOWN:
            assert found == f"{read.year}-{read.month:02d}-{read.day:02d}"


def numbers(text: str) -> None:
    for style in STYLES:
        (found,) = plain_numbers(pa.array([text], pa.large_string()), style).to_pylist()
        assert found == text or NUMBER.fullmatch(found), (text, style, found)


def masks(text: str) -> None:
    hidden = hide_numbers(text)
    assert not re.search(r"(?:[0-9][\s.'-]?){11,}", hidden), (text, hidden)
    assert hide_numbers(hidden) == hidden


PARSERS: dict[str, tuple[str, Callable[[str], None]]] = {
    "amounts": ("amount", amounts),
    "periods": ("period", periods),
    "answers": ("answer", answers),
    "dates in an order": ("date", orders),
    "numbers": ("amount", numbers),
    "masks": ("number", masks),
}


@pytest.mark.parametrize("name", PARSERS)
def test_no_text_breaks_a_parser_of_values(name: str) -> None:
    kind, check = PARSERS[name]
    for batch in batches(kind, INPUTS, SEED):
        for text in set(batch):
            check(text)


def columns(count: int, **kinds: str) -> pd.DataFrame:
    """A table of *count* rows of damaged texts, a column each of some kind; empty ones missing."""
    drawn = {
        name: [text for batch in batches(kind, count, SEED + at) for text in batch]
        for at, (name, kind) in enumerate(kinds.items())
    }
    return pd.DataFrame(
        {name: [text or None for text in texts] for name, texts in drawn.items()}, dtype="str"
    )


def test_no_payment_line_breaks_the_reading() -> None:
    raw = columns(
        INPUTS, payment_id="code", nik="number", kk="number", name="name", programme="programme",
        unit="programme", period="period", amount="amount", channel="code", area_code="number",
        province_name="place", regency_name="place", district_name="place", village_name="place",
    )  # fmt: skip
    raw = raw.assign(area_system=None, file="pay.csv", line=range(1, len(raw) + 1))
    lines = read_payments(raw.astype({"area_system": "str"}), None)
    assert len(lines) == len(raw)
    assert set(lines["unit"].dropna()) <= {"FAMILY", "PERSON"}
    assert not lines["programme"].str.contains(r"\d{11}", na=False).any()
    assert lines["period"].dropna().str.len().max() <= 10
    assert (lines["period_lost"] == (raw["period"].notna() & lines["period"].isna())).all()


def test_no_answer_breaks_the_reading() -> None:
    names = dict.fromkeys((*ANSWER_FIELDS, "outcome", "threshold", "checked_at"), "answer")
    raw = columns(INPUTS // 5, record_source="code", source_record_id="number", **names)
    found = parse_answers(raw)
    assert len(found) == len(raw)
    assert set(found["siak"].dropna()) <= {"VERIFIED", "MISMATCH", "NOT_FOUND", "INACTIVE"}


def test_no_numbers_break_what_is_told_of_them_beside_other_cells() -> None:
    """Numbers cut, in the wrong column, copied: families of three, dates and names at random."""
    raw = columns(INPUTS, nik="number", kk="number", name="name", date="date")
    dice = np.random.default_rng(SEED)
    born = [np.empty(0)] * 3
    dates = [parse_date(text) if isinstance(text, str) else UNKNOWN for text in raw["date"]]
    born = [np.array(part, dtype=np.int16) for part in zip(*dates, strict=True)]
    sex = pd.Series(dice.choice(np.array(["M", "F", None], dtype=object), len(raw)), dtype="str")
    source = pd.Series(dice.choice(["DTKS", "P3KE"], len(raw)), dtype="str")
    files = source.str.lower() + ".csv"
    group = pd.Series([f"G{row // 3}" for row in range(len(raw))], dtype="str")
    texts = rescue_niks(mark_lost(raw["nik"], source, files), raw["kk"], *born, sex)
    niks = read_niks(texts, *born, sex)
    status = mark_copied(niks, group, raw["name"], *born)
    copied = (status == "COPIED").to_numpy()
    shared = niks.assign(group=group).groupby(["group", "nik"])["nik"].transform("size")
    assert len(status) == len(raw)
    assert (shared[copied] > 1).all()
    assert niks.loc[copied, "nik"].notna().all()
    assert (status[~copied] == niks.loc[~copied, "nik_status"]).all()
    # a number taken out of the KK column stood there
    rescued = (raw["nik"].isna() & texts.notna()).to_numpy()
    assert raw.loc[rescued, "kk"].notna().all()
