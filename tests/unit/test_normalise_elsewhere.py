"""Files of other registers: numbers that are no NIKs, places that no area list knows."""

import numpy as np
import pandas as pd
import pytest

from graph.candidates import candidate_pairs
from graph.keys import key_edges
from resolver.keys_table import mask
from resolver.match.blocking import KEYS, key_columns
from resolver.normalise import normalise_records
from resolver.sources.columns import RAW_COLUMNS

SECRET = b"a secret of the tests, 32 bytes.."
ROWS = 40


def raw_of(**columns: list[str | None]) -> pd.DataFrame:
    """Rows of one source with the given columns, all others empty."""
    count = len(next(iter(columns.values())))
    raw = pd.DataFrame({name: [None] * count for name in RAW_COLUMNS}, dtype="str")
    raw["source"] = raw["file"] = "VOTERS"
    raw["source_record_id"] = [f"{row}" for row in range(count)]
    raw["name"] = [f"PERSON {chr(65 + row % 26)}{chr(65 + row // 26)}LER" for row in range(count)]
    return raw.assign(**{name: pd.Series(values, dtype="str") for name, values in columns.items()})


def test_short_numbers_of_a_source_without_niks_tie_records() -> None:
    numbers = [f"{5_000_000 + row * 7}" for row in range(ROWS - 2)]
    clean = normalise_records(raw_of(nik=[*numbers, "ab-12 345", "0000000"]), None, None, SECRET)
    assert clean["nik"].tolist()[:-1] == [*numbers, "AB12345"]
    assert clean["nik_status"].tolist()[:-1] == ["OTHER_NUMBER"] * (ROWS - 1)
    assert clean["nik_digits"].iloc[0] == numbers[0]
    assert pd.isna(clean["nik"].iloc[-1])


def test_a_short_number_among_niks_is_a_damaged_nik() -> None:
    niks = [f"320101{1 + row % 28:02d}0780{row + 1:04d}" for row in range(ROWS - 1)]
    clean = normalise_records(raw_of(nik=[*niks, "5000007"]), None, None, SECRET)
    assert clean["nik_status"].iloc[-1] == "MALFORMED"
    assert pd.isna(clean["nik"].iloc[-1])


def test_postcode_and_town_stand_for_the_area_where_no_list_is() -> None:
    raw = raw_of(
        area_code=["2119", None, None], village_name=["Cleveland", "North Ryde Vale", None]
    )
    clean = normalise_records(raw, None, None, SECRET)
    assert clean["village"].tolist()[0] == "2119"
    assert clean["district"].tolist()[0] == clean["regency"].tolist()[0] == "CLEVELAND"
    assert clean["village"].iloc[1].startswith("NORT~")
    assert len(clean["village"].iloc[1]) == 10
    assert clean["area_status"].tolist() == ["UNKNOWN", "UNKNOWN", "MISSING"]


def test_names_are_no_areas_beside_kemendagri_codes() -> None:
    raw = raw_of(area_code=["3201012001", None], village_name=["Sukamaju", "Sukamaju"])
    clean = normalise_records(raw, None, None, SECRET)
    assert clean["village"].isna().tolist() == [False, True]


@pytest.mark.parametrize("column", ["sex", "village_name"])
def test_a_column_that_the_load_lacks_takes_no_key_away(column: str) -> None:
    told: dict[str, list[str | None]] = {"sex": ["M", "M"], "village_name": ["TOWN", "TOWN"]}
    told[column] = [None, None]
    raw = raw_of(name=["HARLEY MAYFIELD", "HARLEY MAYFIELD"], birth_date=["1970", "1970"], **told)
    clean = normalise_records(raw, None, None, SECRET)
    pairs = candidate_pairs(key_edges(key_columns(clean), KEYS), len(clean))
    assert list(zip(pairs["a"], pairs["b"], strict=True)) == [(0, 1)]


def test_the_keys_of_other_registers_are_silent_among_kemendagri_codes() -> None:
    raw = raw_of(area_code=["3201012001"] * 2, name=["HARLEY MAYFIELD"] * 2)
    columns = key_columns(normalise_records(raw, None, None, SECRET))
    assert not np.any(columns["elsewhere"])


def test_a_short_number_shows_its_last_two_signs_alone() -> None:
    assert mask("1804974") == "••••74"
