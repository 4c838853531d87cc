"""Keys for damaged names: what each survives, and where it says nothing."""

import pandas as pd
import pytest

from resolver.normalise.names import name_keys


def keys(column: str, *names: str) -> list[str | None]:
    found = name_keys(pd.Series(names, dtype="str"))[column].astype(object)
    return found.where(found.notna(), None).tolist()


@pytest.mark.parametrize(
    "names",
    [
        ("SULASTRI", "SULASTERI", "SULSTRI", "SULASTR"),
        ("ROSMALINA TAMBUNAN", "ROSMALNA TAMBUNAN", "ROSMALINA TAMBUNN"),
        ("MUHAMMAD KHOIRUL ROZAK SIDABUTAR", "MUHAMMAD KHOIRUL ROZAK SI"),
        ("VERONICA", "FERONIKA"),
        ("ZULFATUN", "JULFATUN"),
        ("JENNIFER", "YENIFER"),
        ("RAMADIANSYAH PERKASA", "RAMADIANSYAH PERK"),
        ("ANAK AGUNG AYU LAKSMIDEWI", "ANAK AGUNG AYU LAKSMIDE"),
        ("SITI MUALIMAH", "SITIMUALIMAH", "ST. MUALIMAH"),
    ],
)
def test_sounds_vowels_and_cut_ends_do_not_change_the_rough_form(names: tuple[str, ...]) -> None:
    assert len(set(keys("name_rough", *names))) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("YANTI", "YANTO"),
        ("SITI ROHMAH", "MUHAMMAD RAMA"),
        ("ANAK AGUNG AYU LAKSMIDEWI", "ANAK AGUNG AYU SUKMAWATI"),
        ("RINA", "RANI"),
    ],
)
def test_other_names_keep_other_rough_forms(a: str, b: str) -> None:
    first, second = keys("name_rough", a, b)
    assert first != second


@pytest.mark.parametrize(
    "names",
    [
        ("KUNTARI", "KUTNARI"),
        ("LUSIANA", "LUSAINA"),
        ("RANGGA ADHITAMA", "ADHITAMA RANGGA"),
        ("SULASIH", "SULAISH"),
        ("TAMAHALI", "TAMAAHLI"),
        ("MUSTAFIRIN", "MUSTFAIRIN", "MUSTAFRIN"),
        ("PANDAPOTAN GULTOM", "GULTOM PANDAPTAN"),
    ],
)
def test_places_of_letters_and_words_do_not_change_the_letters(names: tuple[str, ...]) -> None:
    assert len(set(keys("name_letters", *names))) == 1


def test_few_letters_say_nothing() -> None:
    assert keys("name_letters", "RUDI", "SITI", "-") == [None, None, None]


@pytest.mark.parametrize(
    "names",
    [
        ("AGUSTINUS WIBAWANTO", "A. WIBAWANTO", "Ag. Wibawanto"),
        ("MARIA GORETTI SUWARTINI", "M.G. SUWARTINI"),
        ("CORNELIA DJUMINTEN", "K. JUMINTEN", "C. JUMINTEN"),
        ("HENDRIK MAMPUK", "H. MAMPUK"),
        ("SRI WIDAYANTI", "S. WIDAYANTI"),
    ],
)
def test_initials_meet_what_they_stand_for(names: tuple[str, ...]) -> None:
    found = keys("name_last", *names)
    assert found[0] is not None
    assert len(set(found)) == 1


def test_an_initial_beside_a_frequent_or_short_word_says_nothing() -> None:
    assert keys("name_last", "A. ALI", "WIBAWANTO") == [None, None]
    for name in ("AGUS SETIAWAN", "AGUS ALI"):
        first, last = name.split()
        full, short = keys("name_last", name, f"{first[0]}. {last}")
        assert full is not None
        assert full != short


@pytest.mark.parametrize(
    "names",
    [
        ("HAMID SETIAWAN", "HAMIT SETIAWAN"),
        ("RUDIYANTO SAPUTRA", "RUDIYANSO SAPUTRA"),
        ("HENDRI ALI", "HENRI ALI"),
    ],
)
def test_beside_a_frequent_word_the_first_counts_by_its_beginning(names: tuple[str, ...]) -> None:
    found = keys("name_last", *names)
    assert found[0] is not None
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("RUMONDANG LASTIAR SILABAN", "RUMONDANG L. SILABAN", "RUMONDANG L SILABAN"),
        ("TEGUH MARGARETHA PRIBADI", "TEGUH M. PRIBADI"),
        ("KELIWON HADIPUTRANTO", "KELIWON HADIPURTANTO", "KELIWON HADI"),
        ("AGUS KELIWONDANU", "AGUS KELIWOMDANU"),
    ],
)
def test_both_ends_meet_whatever_stands_between_or_behind(names: tuple[str, ...]) -> None:
    found = keys("name_ends", *names)
    assert found[0] is not None
    assert len(set(found)) == 1


def test_one_end_alone_says_nothing() -> None:
    assert keys("name_ends", "KELIWON", "KELIWON H.", "SITI RUMONDANG", "-") == [None] * 4


def test_the_dropped_word_is_kept_as_a_sign() -> None:
    assert keys("name_rough", "ROMLAH", "SITI ROMLAH", "M. ROMLAH", "SITI") == [
        "RMLAA",
        "RMLAA+S",
        "RMLAA+M",
        "SITI",
    ]
