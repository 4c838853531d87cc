"""How values are written: dates, codes, numbers, area systems, and all of them by district."""

import time
from pathlib import Path

import pyarrow as pa
import pytest

from resolver.normalise.dates import parse_date
from resolver.sources import Extracts, read_extracts
from resolver.sources.answers import parse_outcome
from resolver.sources.mapping.choice import Choice
from resolver.sources.mapping.dates import reorder
from resolver.sources.mapping.document import parse_mapping
from resolver.sources.mapping.rows import HeaderRef, Rows, constant
from resolver.sources.mapping.rules import Column
from resolver.sources.mapping.words import CodeTable, plain_code


def load(folder: Path, csv: str, mapping: str, name: str = "data.csv") -> Extracts:
    (folder / name).write_text(csv, encoding="utf-8")
    (folder / "mapping.toml").write_text("format = 1\n" + mapping, encoding="utf-8")
    return read_extracts(folder)


@pytest.mark.parametrize(
    ("text", "order", "result"),
    [
        ("03/04/1980", "MDY", "1980-03-04"),
        ("03/04/1980", "DMY", "1980-04-03"),
        ("1980.04.03", "YMD", "1980-04-03"),
        ("3/4/1980 0:00:00", "MDY", "1980-03-04"),
        ("'3-4-1980", "DMY", "1980-04-03"),
        ("05121980", "MDY", "1980-05-12"),
        ("5121980", "MDY", "1980-05-12"),
        ("19800512", "YMD", "1980-05-12"),
        ("051280", "MDY", "12-05-80"),
        ("80-05-12", "YMD", "12-05-80"),
        ("05/12/80", "MDY", "12-05-80"),
        ("MAY 12, 1980", "MDY", "12 MAY 1980"),
        ("1980 MEI 12", "YMD", "12 MEI 1980"),
        ("29353", "EXCEL", "1980-05-12"),
        # what the order cannot be stays as written, the normaliser has its turn
        ("25/12/1980", "MDY", "25/12/1980"),
        ("31/02/1980", "DMY", "31/02/1980"),
        ("29/02/1981", "DMY", "29/02/1981"),
        ("1980", "DMY", "1980"),
        ("0", "EXCEL", "0"),
        # a year among day numbers is a year, and no day number lies in a far century
        ("1985", "EXCEL", "1985"),
        ("1985.0", "EXCEL", "1985"),
        ("01985 0:00:00", "EXCEL", "1985"),
        ("9999", "EXCEL", "1927-05-17"),
        ("99999", "EXCEL", "99999"),
        ("tidak tahu", "MDY", "tidak tahu"),
        ("03/04/1980", "AUTO", "03/04/1980"),
    ],
)
def test_orders_of_dates(text: str, order: str, result: str) -> None:
    assert reorder(text, (order,)) == result


def test_a_plain_year_is_no_day_number() -> None:
    assert reorder("1985", ("EXCEL", "DMY")) == "1985"
    assert reorder("99999", ("EXCEL", "DMY")) == "99999"


@pytest.mark.parametrize(
    ("year", "month", "day", "born"),
    [
        ("85", "5", "12", (1985, 5, 12)),
        ("05", "3", "12", (2005, 3, 12)),
        ("85", "5", "", (1985, 5, 0)),
    ],
)
def test_two_digit_years_in_columns_reach_the_normaliser_right(
    year: str, month: str, day: str, born: tuple[int, int, int]
) -> None:
    layout = parse_mapping(
        (
            "format = 1\n" + HEAD + '[source.columns]\nsource_record_id = "Y"\nname = "Y"\n'
            'birth_date = { date = { year = "Y", month = "M", day = "D" } }\n'
        ).encode(),
        "m",
    ).layouts[0]
    columns = {str(n): pa.array([v], pa.large_string()) for n, v in enumerate((year, month, day))}
    read = layout.read(Rows(pa.table(columns), ["y", "m", "d"]), "birth_date")[0].as_py()
    assert parse_date(read) == born


def test_many_choices_are_looked_up_and_not_searched() -> None:
    """60,000 texts against 1,500 beginnings: by searching 90 million comparisons."""
    values = tuple((str(number), f"v{number}") for number in range(1_500))
    starts = tuple((f"k{number:05d}", f"s{number}") for number in range(1_500))
    choice = Choice("-", Column(HeaderRef.of("K")), values, (*starts, ("k", "short")))
    texts = [*(f"K{number % 2_000:05d}/{number}" for number in range(60_000)), "7", "07", "x"]
    keys = pa.array(texts, pa.large_string())
    start = time.process_time()
    found = choice.apply(
        Rows(pa.table({"0": keys}), ["k"]), keys, lambda one, option: constant(option, len(one))
    ).to_pylist()
    assert time.process_time() - start < 5
    assert found[:2] == ["s0", "s1"]
    assert found[1_500] == "short"
    assert found[-3:] == ["v7", "v7", "-"]


def test_orders_are_tried_in_turn() -> None:
    order = ("YMD", "MDY")
    assert reorder("1980-05-12", order) == "1980-05-12"
    assert reorder("05-12-1980", order) == "1980-05-12"
    assert reorder("05-12-1980", ("AUTO", "MDY")) == "05-12-1980"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("01", "1"),
        ("1.0", "1"),
        ("00", "0"),
        ("0", "0"),
        (" Laki  laki", "laki laki"),
        ("1.5", "1.5"),
    ],
)
def test_plain_codes(text: str, plain: str) -> None:
    assert plain_code(text) == plain


def test_code_tables_are_values() -> None:
    assert CodeTable.of({"1": "M", "2": "F"}) == CodeTable.of({"2": "F", "01": "M"})
    assert CodeTable.of({"": "NO"}).for_blank == "NO"


HEAD = '[[source]]\nsource = "X"\nfiles = ["data*"]\n'


def test_declarations_by_district(tmp_path: Path) -> None:
    csv = (
        "ID,NAMA,TGL,KAB,JK,KODE\n1,A,03/04/1980,BOGOR,1,3201012001\n"
        "2,B,03/04/1980,Garut ,1,3205012001\n"
        "3,C,03/04/1980,TASIK,1,3206012001\n4,D,,,1,3201012001\n"
    )
    mapping = HEAD + (
        'area_system = { by = "KAB", values = { "BOGOR" = "BPS", "G*" = "KEMENDAGRI" }, '
        'otherwise = "AUTO" }\n'
        '[source.columns]\nsource_record_id = "ID"\nname = "NAMA"\nbirth_date = "TGL"\nsex = "JK"\n'
        'area_code = "KODE"\n[source.dates]\n'
        'birth_date = { by = { from = "KODE", start = 1, length = 4 }, values = { "32*" = "YMD", '
        '"320*" = "DMY", "3205" = "MDY" }, otherwise = "AUTO" }\n[source.codes]\n'
        'sex = { by = "KAB", values = { "BOGOR" = { "1" = "M" }, "GARUT" = { "1" = "F" } }, '
        "otherwise = {} }\n"
    )
    raw = load(tmp_path, csv, mapping).raw
    assert raw["area_system"].fillna("-").tolist() == ["BPS", "KEMENDAGRI", "-", "-"]
    assert raw["birth_date"].fillna("-").tolist() == ["1980-04-03", "1980-03-04", "1980-04-03", "-"]
    assert raw["sex"].tolist() == ["M", "F", "1", "1"]


def test_two_columns_of_codes_keep_their_systems(tmp_path: Path) -> None:
    csv = "ID,NAMA,KEM,BPS\n1,A,32.01.01.2001,\n2,B,,3201010003\n3,C,3201012001,3201010003\n4,D,,\n"
    mapping = HEAD + (
        'area_system = "KEMENDAGRI"\n[source.columns]\nsource_record_id = "ID"\nname = "NAMA"\n'
        'area_code = ["KEM", { from = "BPS", system = "BPS" }]\n'
    )
    raw = load(tmp_path, csv, mapping).raw
    assert raw["area_code"].fillna("-").tolist() == ["3201012001", "3201010003", "3201012001", "-"]
    assert raw["area_system"].fillna("-").tolist() == ["KEMENDAGRI", "BPS", "KEMENDAGRI", "-"]


def test_a_blank_may_mean_something(tmp_path: Path) -> None:
    mapping = HEAD + (
        '[source.columns]\nsource_record_id = "ID"\nname = "NAMA"\npkh = "PKH"\n'
        '[source.codes.pkh]\n"X" = "YES"\n"" = "NO"\n"?" = ""\n'
    )
    raw = load(tmp_path, "ID,NAMA,PKH\n1,A,x\n2,B,\n3,C,?\n4,D,YA\n", mapping).raw
    assert raw["pkh"].fillna("-").tolist() == ["YES", "NO", "NO", "YA"]


def test_answers_in_words_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "p3ke.csv").write_text("ID Individu,Nama\nA1,X\nA2,Y\n", encoding="utf-8")
    csv = (
        "ROW,NIK,NAME,SCORE,DOB,RES,AT\nA1,Y,Y,95,Y,,01/31/2026\n"
        "A1,T,Y,90,Y,,12/31/2025\nA2,,,,,9,01/01/2026\n"
    )
    mapping = (
        '[[source]]\nkind = "answers"\nfiles = ["data*"]\n[source.columns]\n'
        'record_source = { value = "P3KE" }\nsource_record_id = "ROW"\nnik = "NIK"\n'
        'birth_date = "DOB"\noutcome = "RES"\nchecked_at = "AT"\n'
        'name = { join = [{ from = "NAME", codes = { "Y" = "Sesuai", "T" = "Tidak Sesuai" } }, '
        '{ from = "SCORE", prefix = "(", suffix = ")" }] }\n'
        '[source.dates]\nchecked_at = "MDY"\n[source.codes]\n'
        'nik = { "Y" = "Sesuai", "T" = "Tidak Sesuai" }\n'
        'birth_date = { "Y" = "Sesuai" }\noutcome = { "9" = "NOT_FOUND" }\n'
    )
    found = load(tmp_path, csv, mapping)
    assert found.siak is not None
    assert found.siak[["source", "siak", "checked_at"]].values.tolist() == [
        ["P3KE", "VERIFIED", "2026-01-31"],
        ["P3KE", "NOT_FOUND", "2026-01-01"],
    ]
    assert found.siak["name_score"].fillna(-1).tolist() == [95, -1]
    assert found.rejects["reason"].tolist() == ["OLDER_ANSWER"]


def test_the_canonical_outcomes() -> None:
    assert parse_outcome("NOT_FOUND") == "NOT_FOUND"
    assert parse_outcome("INACTIVE") == "INACTIVE"
    assert parse_outcome("FOUND") is None


def test_payments_and_areas_by_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\nA1,X\n", encoding="utf-8")
    (tmp_path / "wil.csv").write_text(
        "KODE;BPS;P;K;C;V\n32.01.01.2001;;JAWA BARAT;BOGOR;CIBINONG;NANGGEWER\n", encoding="utf-8"
    )
    mapping = (
        '[[source]]\nkind = "payments"\nfiles = ["data*"]\n[source.columns]\nname = "WHO"\n'
        'programme = { value = "PKH" }\namount = "RP"\n[source.numbers]\namount = "1.234,56"\n'
        '[[source]]\nkind = "areas"\nfiles = ["wil*"]\n[source.columns]\n'
        'kemendagri = "KODE"\nbps = "BPS"\n'
        'province = "P"\nregency = "K"\ndistrict = "C"\nvillage = "V"\n'
    )
    csv = "WHO;RP\nA;Rp 1.750.000,00\nB;600000\nC;1.234,5\nD;banyak\n"
    found = load(tmp_path, csv, mapping)
    assert found.payments is not None
    assert found.payments["amount"].tolist() == ["1750000", "600000", "1234.5", "banyak"]
    assert found.payments["programme"].tolist() == ["PKH"] * 4
    assert found.areas is not None
    assert found.areas["kemendagri"].tolist() == ["32.01.01.2001"]
    assert found.areas["bps"].isna().all()
