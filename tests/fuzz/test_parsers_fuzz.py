"""Any text into every parser of records: none raises, what comes out has its form and keeps it.

make fuzz                     one million inputs a parser (here and in the files beside)
FUZZ_INPUTS=5000 pytest tests/fuzz     the size of every test run
"""

import os
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from resolver.normalise.addresses import read_addresses
from resolver.normalise.areas import read_areas
from resolver.normalise.codes import read_codes, read_desil
from resolver.normalise.columns import to_arrow, to_series
from resolver.normalise.dates import read_dates
from resolver.normalise.kk import read_kks
from resolver.normalise.names import name_keys, normal_names
from resolver.normalise.nik import read_niks
from resolver.normalise.places import place_names
from resolver.normalise.tables import load_table
from tests.fuzz.inputs import batches

INPUTS = int(os.environ.get("FUZZ_INPUTS", "5000"))
SEED = int(os.environ.get("FUZZ_SEED", "4"))
ALONE = 20
"""Texts of a batch that are parsed alone as well: an answer hangs on its own text only."""
KINDS = ("sex", "relation", "marital", "presence", "flag", "death", "programme", "unit")
NIK_STATUSES = {
    "MISSING",
    "MALFORMED",
    "FILLER",
    "UNKNOWN_REGION",
    "IMPOSSIBLE_DATE",
    "ZERO_SERIAL",
    "PRECISION_LOST",
    "PLAUSIBLE",
}


def niks(texts: pd.Series) -> pd.DataFrame:
    unknown = np.zeros(len(texts), dtype=np.int16)
    nothing = pd.Series([None] * len(texts), dtype="str")
    return read_niks(texts, unknown, unknown, unknown, nothing)


def kks(texts: pd.Series) -> pd.DataFrame:
    return read_kks(texts, pd.Series([None] * len(texts), dtype="str"))


def addresses(texts: pd.Series) -> pd.DataFrame:
    nothing = pd.Series([None] * len(texts), dtype="str")
    places = pd.Series(["SUKAMAJU"] * len(texts), dtype="str")
    return read_addresses(texts, nothing, nothing, nothing, [places, nothing, nothing, nothing])


def address_columns(texts: pd.Series) -> pd.DataFrame:
    """RT, RW and hamlet out of their own columns."""
    nothing = pd.Series([None] * len(texts), dtype="str")
    return read_addresses(nothing, texts, texts, texts, [nothing] * 4)


def names(texts: pd.Series) -> pd.DataFrame:
    return name_keys(texts)


def codes(texts: pd.Series) -> pd.DataFrame:
    table: dict[str, object] = {kind: read_codes(texts, kind) for kind in KINDS}
    return pd.DataFrame(table | {"desil": read_desil(texts)})


def places(texts: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"place": to_series(place_names(to_arrow(texts)))})


AREA_LIST = pd.DataFrame(
    {
        "kemendagri": ["3201012001", "3201012002"],
        "bps": ["3201010003", None],
        "province": ["JAWA BARAT"] * 2,
        "regency": ["KAB. BOGOR"] * 2,
        "district": ["CIBINONG"] * 2,
        "village": ["SUKAMAJU", "SUKAMAJU"],
        "valid_from": [None, None],
        "valid_to": [None, "2020-01-01"],
    },
    dtype="str",
)


def areas(texts: pd.Series) -> pd.DataFrame:
    """The text as code and as every name."""
    columns = ("area_code", "province_name", "regency_name", "district_name", "village_name")
    raw = pd.DataFrame(dict.fromkeys(columns, texts))
    systems = np.resize(np.array(["BPS", "KEMENDAGRI", None], dtype=object), len(texts))
    return read_areas(raw.assign(area_system=pd.Series(systems, dtype="str")), AREA_LIST)


def check_number(texts: pd.Series, found: pd.DataFrame, name: str) -> None:
    assert set(found[f"{name}_status"]) <= NIK_STATUSES | {"NIK_IN_KK"}
    assert found[name].dropna().str.fullmatch("[0-9]{16}").all()
    assert found[f"{name}_digits"].dropna().str.fullmatch("[0-9]{14,17}").all()
    usable = found[name].dropna().reset_index(drop=True)
    again = (niks if name == "nik" else kks)(usable)
    assert again[name].tolist() == usable.tolist()


def check_names(texts: pd.Series, found: pd.DataFrame) -> None:
    for column in ("name", "name_norm", "name_initials", "alias_norm"):
        assert found[column].dropna().str.fullmatch("[A-Z]+( [A-Z]+)*").all(), column
    for column in ("name_joined", "name_sorted", "name_skeleton"):
        assert found[column].dropna().str.fullmatch("[A-Z]+").all(), column
        assert (found[column].isna() == found["name"].isna()).all(), column
    assert normal_names(texts).fillna("").tolist() == found["name_norm"].fillna("").tolist()
    shown = found["name"].dropna().reset_index(drop=True)
    pd.testing.assert_series_equal(name_keys(shown)["name"], shown)


def check_dates(texts: pd.Series, found: pd.DataFrame) -> None:
    year, month, day = (found[f"birth_{part}"] for part in ("year", "month", "day"))
    assert ((year == 0) | year.between(1900, 2026)).all()
    assert ((month == 0) | (year > 0)).all()
    assert ((day == 0) | (month > 0)).all()
    whole = found[day > 0].reset_index(drop=True)
    parts = (f"birth_{part}" for part in ("year", "month", "day"))
    year_text, month_text, day_text = (whole[part].astype("str") for part in parts)
    iso = year_text + "-" + month_text.str.zfill(2) + "-" + day_text.str.zfill(2)
    pd.testing.assert_frame_equal(read_dates(iso), whole)


def check_addresses(texts: pd.Series, found: pd.DataFrame) -> None:
    for column in ("rt", "rw"):
        numbers = found[column].dropna()
        assert (numbers.str.fullmatch("[0-9]{3}") & (numbers != "000")).all(), column
    for column in ("address_norm", "street", "hamlet"):
        assert found[column].dropna().str.fullmatch("[A-Z0-9/-]+( [A-Z0-9/-]+)*").all(), column


def check_codes(texts: pd.Series, found: pd.DataFrame) -> None:
    table = load_table("codes")
    for kind in KINDS:
        assert set(found[kind].dropna()) <= set(table[kind])
    for kind in ("relation", "marital", "presence", "flag", "programme", "unit"):
        again = read_codes(found[kind], kind)
        pd.testing.assert_series_equal(again, found[kind], check_names=False)
    assert found["desil"].between(0, 10).all()


def check_places(texts: pd.Series, found: pd.DataFrame) -> None:
    assert found["place"].dropna().str.fullmatch("[A-Z0-9]+( [A-Z0-9]+)*").all()


def check_areas(texts: pd.Series, found: pd.DataFrame) -> None:
    known = found["area_status"].isin(["KNOWN", "BRIDGED", "BY_NAME"])
    assert (found["village"].notna() == known).all()
    assert set(found["village"].dropna()) <= {"3201012001", "3201012002"}
    whole = found[known]
    assert (whole["village"].str.slice(0, 6) == whole["district"]).all()
    assert (whole["district"].str.slice(0, 4) == whole["regency"]).all()


Parser = Callable[[pd.Series], pd.DataFrame]
Check = Callable[[pd.Series, pd.DataFrame], None]
PARSERS: dict[str, tuple[str, Parser, Check]] = {
    "nik": ("number", niks, lambda texts, found: check_number(texts, found, "nik")),
    "kk": ("number", kks, lambda texts, found: check_number(texts, found, "kk")),
    "names": ("name", names, check_names),
    "dates": ("date", read_dates, check_dates),
    "addresses": ("address", addresses, check_addresses),
    "rt, rw, hamlet": ("address", address_columns, check_addresses),
    "codes": ("code", codes, check_codes),
    "programmes": ("programme", codes, check_codes),
    "places": ("place", places, check_places),
    "areas": ("place", areas, check_areas),
}


@pytest.mark.parametrize("name", PARSERS)
def test_no_text_breaks_a_parser(name: str) -> None:
    kind, parse, check = PARSERS[name]
    for number, batch in enumerate(batches(kind, INPUTS, SEED)):
        texts = pd.Series([text or None for text in batch], dtype="str")
        found = parse(texts)
        assert len(found) == len(texts)
        assert not (found.select_dtypes("str") == "").any(axis=None)
        check(texts, found)
        if name != "areas":  # the system of its codes goes by the row's place here
            for row in range(number % 7, len(texts), max(1, len(texts) // ALONE)):
                alone = parse(texts.iloc[[row]].reset_index(drop=True))
                pd.testing.assert_frame_equal(alone, found.iloc[[row]].reset_index(drop=True))
