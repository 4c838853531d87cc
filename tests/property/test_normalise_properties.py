"""Whatever the text: no parser raises, what is normal stays so, what is written is read back."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.normalise import normalise_records
from resolver.normalise.addresses import read_addresses
from resolver.normalise.dates import parse_date
from resolver.normalise.kk import read_kks
from resolver.normalise.names import name_keys
from resolver.normalise.nik import read_niks
from resolver.normalise.tables import load_table
from resolver.sources.columns import RAW_COLUMNS

#: Any text, and texts of the signs that the parsers look for.
ANY = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="ABHIJKMORSTUWY0159 .,'/-()@", max_size=40),
    st.text(alphabet="0123456789.,E+-/: 'OIl", max_size=20),
    st.sampled_from(["RT 01/02", "RT", "RW", "RT/RW", "DUSUN", "JL", "NO", "BLOK", "H.", "BIN"]),
)
#: The raw table holds no empty text: a blank is missing.
CELL = ANY.map(lambda text: text or None)
WORD = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
DATE = st.dates(date(1900, 1, 2), date(2026, 12, 31))


#: Words that mean something by their place: titles, "alias", abbreviations.
PLACED = {
    word
    for words in load_table("names").values()
    for word in (words if isinstance(words, (list, dict)) else [])
}


def plain(word: str) -> bool:
    return len(word) > 2 and word not in PLACED


def series(values: list[str | None]) -> pd.Series:
    return pd.Series(values, dtype="str")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(RAW_COLUMNS[1:-2], CELL)), max_size=4))
def test_no_text_makes_the_normaliser_raise(rows: list[dict[str, str | None]]) -> None:
    raw = pd.DataFrame(rows, columns=list(RAW_COLUMNS[1:-2]), dtype="str")
    raw["source"] = pd.Series(["DTKS"] * len(raw), dtype="str")
    raw["file"] = pd.Series(["dtks.csv"] * len(raw), dtype="str")
    raw["source_record_id"] = pd.Series([str(n) for n in range(len(raw))], dtype="str")
    clean = normalise_records(raw, None, None, b"secret")
    assert len(clean) == len(raw)
    assert clean["nik"].dropna().str.fullmatch("[0-9]{16}").all()
    assert clean["kk"].dropna().str.fullmatch("[0-9]{16}").all()
    assert clean["rt"].dropna().str.fullmatch("[0-9]{3}").all()
    assert clean["name_norm"].dropna().str.fullmatch("[A-Z]+( [A-Z]+)*").all()
    assert not (clean.select_dtypes("str") == "").any(axis=None)


@settings(max_examples=40, deadline=None)
@given(st.lists(CELL, min_size=1, max_size=5))
def test_rows_do_not_depend_on_their_neighbours(names: list[str | None]) -> None:
    together = name_keys(series(names))
    for position, name in enumerate(names):
        alone = name_keys(series([name])).iloc[0]
        pd.testing.assert_series_equal(together.iloc[position], alone, check_names=False)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=4))
def test_a_displayed_name_displays_as_itself(words: list[str]) -> None:
    once = name_keys(series([" ".join(words)]))["name"]
    assert name_keys(once)["name"].tolist() == once.tolist()


@settings(max_examples=40, deadline=None)
@given(WORD)
def test_one_word_has_one_form(word: str) -> None:
    row = name_keys(series([word])).iloc[0]
    assert row.name_norm == row.name_joined == row.name_sorted


@settings(max_examples=40, deadline=None)
@given(st.lists(WORD.filter(plain), min_size=2, max_size=3), st.randoms())
def test_the_sorted_form_does_not_know_the_order(words: list[str], random: object) -> None:
    mixed = list(words)
    random.shuffle(mixed)
    left, right = name_keys(series([" ".join(words), " ".join(mixed)]))["name_sorted"]
    assert left == right


@given(DATE, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y 0:00:00", "%d%m%Y"]))
def test_a_date_written_is_read_back(day: date, form: str) -> None:
    if form == "%d%m%Y" and 1900 <= int(day.strftime("%d%m")) <= 2026:
        return  # Eight digits that begin like a year are read as YYYYMMDD.
    assert parse_date(day.strftime(form)) == (day.year, day.month, day.day)


@given(DATE)
def test_spreadsheet_days_are_read_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if serial >= 10000:
        assert parse_date(str(serial)) == (day.year, day.month, day.day)


@given(st.text(max_size=30))
def test_dates_never_raise_and_exist(text: str) -> None:
    year, month, day = parse_date(text)
    assert 0 <= month <= 12
    if day:
        date(year, month, day)


@given(DATE, st.booleans(), st.integers(1, 9998), st.sampled_from(["3201", "9471", "1171"]))
def test_a_nik_built_from_a_person_is_plausible_for_that_person(
    born: date, woman: bool, serial: int, regency: str
) -> None:
    day = born.day + 40 * woman
    nik = f"{regency}01{day:02}{born.month:02}{born.year % 100:02}{serial:04}"
    parts = [np.array([part], dtype=np.int16) for part in (born.year, born.month, born.day)]
    row = read_niks(series([nik]), *parts, series(["F" if woman else "M"])).iloc[0]
    assert (row.nik, row.nik_status) == (nik, "PLAUSIBLE")
    again = read_niks(series([row.nik]), *parts, series(["F" if woman else "M"])).iloc[0]
    assert again.nik == row.nik
    assert read_kks(series([nik]), series([nik])).iloc[0].kk_status == "NIK_IN_KK"


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["RT {}/RW {}", "RT.{} RW.{}"]))
def test_rt_and_rw_written_are_read_back(rt: int, rw: int, form: str) -> None:
    nothing = series([None])
    address = series([f"JL MAWAR {form.format(rt, rw)}"])
    row = read_addresses(address, nothing, nothing, nothing, [nothing] * 4).iloc[0]
    assert (row.rt, row.rw, row.street) == (f"{rt:03}", f"{rw:03}", "MAWAR")
    own = read_addresses(nothing, series([str(rt)]), series([str(rw)]), nothing, [nothing] * 4)
    assert (own.rt[0], own.rw[0]) == (row.rt, row.rw)
