"""What a record is looked for by beside its columns: dates in its NIK, any word, its family."""

import numpy as np
import pandas as pd
import pytest

from graph.keys import combine, stable_codes
from resolver.match.key_values import births, families, rising_date, words

HEAD_NIK = "3201010507809002"


def clean(**columns: list[object]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    text = ("nik", "nik_digits", "kk", "name_skeleton", "village", "relation", "group_id")
    table = pd.DataFrame({name: pd.Series([None] * rows, dtype="str") for name in text})
    for part in ("year", "month", "day"):
        table[f"birth_{part}"] = np.zeros(rows, dtype=np.int16)
    return table.assign(**{name: pd.Series(values) for name, values in columns.items()})


def shares_a_value(codes: np.ndarray) -> bool:
    """Whether records 0 and 1 have a code in common, in whatever place."""
    return bool(set(codes[0][codes[0] != 0]) & set(codes[1][codes[1] != 0]))


def date_table(*dates: tuple[int, int, int], niks: list[str | None]) -> pd.DataFrame:
    year, month, day = zip(*dates, strict=True)
    return clean(
        birth_year=list(year),
        birth_month=list(month),
        birth_day=list(day),
        nik_digits=pd.Series(niks, dtype="str"),
    )


@pytest.mark.parametrize(
    ("date", "nik", "meets"),
    [
        ((0, 0, 0), HEAD_NIK, True),
        ((1980, 7, 1), HEAD_NIK, True),
        ((1980, 5, 7), None, True),
        ((0, 0, 0), "3201014507809002", True),
        ((0, 0, 0), "320101050780900", False),
        ((0, 0, 0), "3201013913809002", False),
        ((1981, 7, 5), None, False),
        ((0, 0, 0), None, False),
    ],
)
def test_a_record_meets_another_by_the_date_written_or_the_date_in_its_number(
    date: tuple[int, int, int], nik: str | None, meets: bool
) -> None:
    table = date_table((1980, 7, 5), date, niks=[None, nik])
    assert shares_a_value(births(table)) is meets


def test_the_century_of_a_number_is_that_of_the_written_year() -> None:
    table = date_table((1911, 3, 3), (2011, 3, 3), niks=["3201010303119001"] * 2)
    assert births(table).tolist() == [[19110303, 0], [20110303, 0]]


def test_a_swapped_date_is_one_value() -> None:
    parts = [np.array(part) for part in ([1980, 1980, 1980], [7, 5, 0], [5, 7, 5])]
    assert rising_date(*parts).tolist() == [19800705, 19800705, 0]


def words_of(*names: str | None) -> np.ndarray:
    return words(pd.DataFrame({"name_norm": pd.Series(names, dtype="str")}))


def test_any_word_of_a_name_counts_once() -> None:
    codes = words_of("BUDI", "A WIBAWANTA K", None)
    assert (codes != 0).sum(axis=1).tolist() == [1, 3, 0]
    assert shares_a_value(words_of("AGUS WIBAWANTA", "A WIBAWANTA K"))


def test_members_meet_by_their_heads_number_and_by_the_card_of_most() -> None:
    table = clean(
        group_id=["D:1", "D:1", "D:1", "R:9", "R:9", None],
        relation=["HEAD", "CHILD", "CHILD", "CHILD", "HEAD", "HEAD"],
        nik=pd.Series([HEAD_NIK, None, None, None, HEAD_NIK, HEAD_NIK], dtype="str"),
        kk=pd.Series(["1", "2", "2", None, None, "3"], dtype="str"),
    )
    found = families(table)
    head, card = stable_codes(pd.Series([HEAD_NIK, "2"], dtype="str"))
    assert found[:, 0].tolist() == [head] * 5 + [0]
    assert found[:, 2].tolist() == [card] * 3 + [0, 0, 0]


def test_a_head_is_no_spouse() -> None:
    names = pd.Series(["SKRN", "SKRN"], dtype="str")
    table = clean(
        group_id=["D:1", "R:9"],
        relation=["HEAD", "SPOUSE"],
        name_skeleton=names,
        village=pd.Series(["3201012001"] * 2, dtype="str"),
    )
    assert not shares_a_value(families(table))
    assert shares_a_value(families(table.assign(relation=["HEAD", "HEAD"])))


def test_combined_codes_do_not_depend_on_the_load() -> None:
    whole = words_of("BUDI SANTASA", "SITI")
    assert words_of("SITI")[0].tolist() == whole[1].tolist()
    assert combine([whole[:, 0], whole[:, 0]])[0] == combine([whole[:1, 0], whole[:1, 0]])[0]
