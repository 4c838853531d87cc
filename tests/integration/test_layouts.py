"""Layouts nobody's code has seen, loaded by their mapping files alone.

Ten of the layouts (`tests/layouts/*.py`) were written before the mapping code and apart from it,
five later by somebody who had not seen it; the mapping files (`tests/layouts/*.toml`) from
`docs/mapping.md` alone.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from resolver.normalise import normalise_records
from resolver.normalise.payments import read_payments
from resolver.sources import Extracts, read_extracts
from tests.layouts.catalogue import LAYOUTS, mapping_of
from tests.layouts.writing import Expected

SECRET = b"a test's secret"


@dataclass(frozen=True)
class Loaded:
    folder: Path
    expected: Expected
    extracts: Extracts
    clean: pd.DataFrame


@pytest.fixture(scope="module", params=list(LAYOUTS))
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder = tmp_path_factory.mktemp(request.param)
    expected = LAYOUTS[request.param](folder)
    extracts = read_extracts(folder, mapping=mapping_of(request.param))
    clean = normalise_records(extracts.raw, extracts.areas, extracts.siak, SECRET)
    return Loaded(folder, expected, extracts, clean)


def seen(extracts: Extracts, clean: pd.DataFrame) -> pd.DataFrame:
    """What came out, in the words of `Expected.rows`; nothing is ""."""
    raw = extracts.raw
    table = pd.DataFrame(
        {
            "source_record_id": clean["source_record_id"],
            "source_group_id": raw["source_group_id"],
            "name": raw["name"],
            "mother_name": raw["mother_name"],
            "province_name": raw["province_name"],
            "birth_date": [
                f"{year:04d}-{month:02d}-{day:02d}"
                for year, month, day in zip(
                    clean["birth_year"], clean["birth_month"], clean["birth_day"], strict=True
                )
            ],
        }
    )
    same = ["nik", "nik_status", "kk", "kk_status", "sex", "relation", "marital", "village"]
    for column in [*same, "rt", "rw", "period"]:
        table[column] = clean[column]
    return table.astype("str").fillna("").assign(file=raw["file"], line=raw["line"])


def test_every_value_is_right(loaded: Loaded) -> None:
    found = seen(loaded.extracts, loaded.clean)
    # by file, as the layout lists them; the road may take files in another order
    found = found.sort_values(["file", "line"], kind="stable").reset_index(drop=True)
    rows = loaded.expected.rows
    assert len(found) == len(rows), loaded.extracts.rejects.head()
    assert set(loaded.clean["source"]) == {loaded.expected.source}
    for column in rows:
        wanted, got = rows[column], found[column]
        if column.endswith("_status"):
            # a status is stated only where the layout damages the number
            stated = wanted != ""
            wanted, got = wanted[stated], got[stated]
        wrong = wanted != got
        first = dict(zip(wanted[wrong].head(3), got[wrong].head(3), strict=True))
        assert not wrong.any(), f"{column}: {wrong.sum()} rows wrong, as {first}"


def test_nothing_is_lost(loaded: Loaded) -> None:
    counts = loaded.extracts.counts
    assert (counts["read"] == counts["accepted"] + counts["rejected"]).all()
    people = counts[counts["source"] == loaded.expected.source]
    assert people["accepted"].sum() == len(loaded.expected.rows)
    assert people["rejected"].sum() <= loaded.expected.rejected
    assert counts.loc[counts["source"] != loaded.expected.source, "rejected"].sum() == 0


def test_ids_are_whole_and_unique(loaded: Loaded) -> None:
    ids = loaded.clean["source_record_id"]
    assert ids.notna().all()
    assert ids.is_unique


def test_answers_and_payments_come_along(loaded: Loaded) -> None:
    answers, payments = loaded.extracts.siak, loaded.extracts.payments
    assert (answers is None) == (loaded.expected.answers is None)
    assert (payments is None) == (loaded.expected.payments is None)
    if answers is not None:
        wanted = loaded.expected.answers
        pd.testing.assert_frame_equal(answers[list(wanted)], wanted, check_dtype=False)
    if payments is not None:
        wanted = loaded.expected.payments
        got = read_payments(payments, loaded.extracts.areas)
        pd.testing.assert_frame_equal(got[list(wanted)], wanted, check_dtype=False)
