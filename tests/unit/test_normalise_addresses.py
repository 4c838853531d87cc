"""Addresses: RT and RW in every form, street, house, hamlet, places that repeat the columns."""

import pandas as pd
import pytest

from resolver.normalise.addresses import read_addresses

PLACES = ("DESA SUKAMAJU", "CIBINONG", "KAB. BOGOR", "JAWA BARAT")


def read(
    address: str | None, rt: str | None = None, rw: str | None = None, hamlet: str | None = None
) -> dict[str, str | None]:
    columns = [pd.Series([text], dtype="str") for text in (address, rt, rw, hamlet)]
    table = read_addresses(*columns, [pd.Series([place]) for place in PLACES])
    return {name: None if pd.isna(value) else value for name, value in table.iloc[0].items()}


@pytest.mark.parametrize(
    ("text", "rt", "rw"),
    [
        ("JL MAWAR RT 001/RW 002", "001", "002"),
        ("JL MAWAR RT.1 RW.2", "001", "002"),
        ("JL MAWAR RT/RW 1/2", "001", "002"),
        ("JL MAWAR RT/RW : 001/002", "001", "002"),
        ("JL MAWAR RT 01/02", "001", "002"),
        ("JL MAWAR RT01RW02", "001", "002"),
        ("JL MAWAR RT 1, RW IV", "001", "004"),
        ("JL MAWAR 001/002", "001", "002"),
        ("JL MAWAR 01/02", "001", "002"),
        ("JL MAWAR RT 12", "012", None),
        ("JL MAWAR RW 3", None, "003"),
        ("R.T. 5 R.W. 6 JL MAWAR", "005", "006"),
        ("JL MAWAR RT 000 RW 000", None, None),
        ("JL MAWAR RT - RW -", None, None),
        ("JL MAWAR", None, None),
    ],
)
def test_rt_and_rw_leave_the_address(text: str, rt: str | None, rw: str | None) -> None:
    found = read(text)
    assert (found["rt"], found["rw"]) == (rt, rw)
    assert found["address_norm"] == "MAWAR"


@pytest.mark.parametrize(
    ("rt", "rw", "expected"),
    [
        ("1", "2", ("001", "002")),
        ("001", "002", ("001", "002")),
        ("RT 01", "RW. 02", ("001", "002")),
        ("001/002", None, ("001", "002")),
        (None, "001/002", ("001", "002")),
        ("1.0", "2.0", ("001", "002")),
        ("-", "000", (None, None)),
        ("12345", "?", (None, None)),
    ],
)
def test_rt_and_rw_of_their_own_columns(
    rt: str | None, rw: str | None, expected: tuple[str | None, str | None]
) -> None:
    found = read(None, rt, rw)
    assert (found["rt"], found["rw"]) == expected


def test_own_columns_go_before_the_address() -> None:
    found = read("JL MAWAR RT 009 RW 008", "1", None)
    assert (found["rt"], found["rw"]) == ("001", "008")


@pytest.mark.parametrize(
    ("text", "street", "house", "hamlet", "whole"),
    [
        ("Jl. Mawar No.5", "MAWAR", "5", None, "MAWAR 5"),
        ("JLN MAWAR NOMOR 05", "MAWAR", "5", None, "MAWAR 5"),
        ("JALAN MAWAR NO. 12 A", "MAWAR", "12A", None, "MAWAR 12A"),
        ("JL MAWAR NO 12/14", "MAWAR", "12-14", None, "MAWAR 12/14"),
        ("Gg. Melati II", "GANG MELATI 2", None, None, "GANG MELATI 2"),
        ("Perum Asri Blok C3 No 12", "PERUMAHAN ASRI", "C3-12", None, "PERUMAHAN ASRI BLOK C3 12"),
        ("PERUM ASRI BLOK C/7", "PERUMAHAN ASRI", "C-7", None, "PERUMAHAN ASRI BLOK C/7"),
        ("JL RAYA KM 5 NO 7", "RAYA KM 5", "7", None, "RAYA KM 5 7"),
        ("Dsn. Krajan", None, None, "KRAJAN", "KRAJAN"),
        ("KRAJAN", None, None, "KRAJAN", "KRAJAN"),
        ("KP DUKUH", None, None, "DUKUH", "KAMPUNG DUKUH"),
        ("MERDEKA NO 5", "MERDEKA", "5", None, "MERDEKA 5"),
        ("JL MAWAR DSN KRAJAN", "MAWAR", None, "KRAJAN", "MAWAR KRAJAN"),
        ("JL. BALAI DESA", "BALAI DESA", None, None, "BALAI DESA"),
        ("Jl Mawar Ds. Sukamaju Kec. Cibinong Kab. Bogor 16914", "MAWAR", None, None, "MAWAR"),
        ("JL SUKAMAJU NO 3", "SUKAMAJU", "3", None, "SUKAMAJU 3"),
        ("DUSUN SUKAMAJU", None, None, "SUKAMAJU", "SUKAMAJU"),
        ("SUKAMAJU", None, None, None, None),
        ("KEL. SUKAMAJU", None, None, None, None),
        ("-", None, None, None, None),
        ("0", None, None, None, None),
        ("000/000", None, None, None, None),
        ("JL", None, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_parts(
    text: str | None, street: str | None, house: str | None, hamlet: str | None, whole: str | None
) -> None:
    found = read(text)
    assert found["street"] == street
    assert found["house_no"] == house
    assert found["hamlet"] == hamlet
    assert found["address_norm"] == whole


def test_a_hamlet_of_its_own_column_goes_first() -> None:
    assert read("DSN KRAJAN", hamlet="Dusun Pasir")["hamlet"] == "PASIR"


@pytest.mark.parametrize(
    ("text", "street", "house"),
    [
        ("JL SUDIRMAN 45", "SUDIRMAN", "45"),
        ("JL. SUDIRMAN NO 45", "SUDIRMAN", "45"),
        ("JL SUDIRMAN 7A", "SUDIRMAN", "7A"),
        ("JL. MELATI II", "MELATI 2", None),
        ("GG. KENARI 12", "GANG KENARI 12", None),
        ("JL RAYA BOGOR KM 32", "RAYA BOGOR KM 32", None),
        ("JL PAHLAWAN 45 NO 3", "PAHLAWAN 45", "3"),
    ],
)
def test_a_number_that_ends_a_street_is_the_houses(
    text: str, street: str, house: str | None
) -> None:
    found = read(text)
    assert (found["street"], found["house_no"]) == (street, house)


def test_a_streets_name_may_be_a_places() -> None:
    assert read("JL RAYA CIBINONG NO 5, CIBINONG")["street"] == "RAYA CIBINONG"
