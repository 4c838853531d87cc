"""The independent population (benchmarks/outside): its truth is sound, and satukan holds on it."""

import re
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.outside.make import make
from benchmarks.outside.measure import measure

PEOPLE = 800
# Of seeds 1-8 the lowest F1 of 800 people was .9968, 5 of 800 pairs missed; one pair of
# twins put together costs up to .006. The bound leaves room for one more of these, and lies above
# what equal NIKs, or equal names and dates, reach (.955 at best).
LOWEST_F1 = 0.988


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return make(tmp_path_factory.mktemp("outside"), PEOPLE, 7, "realistic")


def test_true_numbers_belong_to_one_person(truth: pd.DataFrame) -> None:
    """No two rows with one undamaged NIK are told apart, and nobody has two of them."""
    whole = truth[~truth["damage"].str.contains("nik|spreadsheet") & (truth["nik"].str.len() == 16)]
    assert len(whole) > PEOPLE / 2
    assert whole.groupby("nik")["person"].nunique().max() == 1
    assert whole.groupby("person")["nik"].nunique().max() == 1
    assert whole["nik"].str[-4:].astype(int).between(9001, 9998).all()


def test_everybody_has_one_family_and_one_household(truth: pd.DataFrame) -> None:
    for unit in ("family", "household"):
        assert (truth[unit] >= 0).all()
        assert truth.groupby("person")[unit].nunique().max() == 1


def test_equal_seeds_make_equal_populations(truth: pd.DataFrame, tmp_path: Path) -> None:
    again = make(tmp_path, PEOPLE, 7, "realistic")
    pd.testing.assert_frame_equal(truth, again)
    assert not truth.equals(make(tmp_path, PEOPLE, 8, "realistic"))


def test_every_file_says_that_it_is_synthetic(tmp_path: Path) -> None:
    make(tmp_path, 200, 7, "realistic")
    texts = [path for path in (tmp_path / "extracts").iterdir() if path.suffix != ".xlsx"]
    for path in texts:
        head = path.read_bytes()[:4000].decode("latin-1")
        assert re.search("sintetis|synthetic", head, re.IGNORECASE), path.name


def test_satukan_holds_on_people_it_has_never_met(tmp_path: Path) -> None:
    """Resolve one load through its mapping: ``measure`` raises where a row went missing."""
    figures = measure([7], PEOPLE, "realistic", tmp_path)[0]
    assert figures["persons"].f1 >= LOWEST_F1
    assert figures["persons"].f1 > figures["naive"].f1
