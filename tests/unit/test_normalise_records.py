"""The clean table as a whole: columns of the contract, row order, statuses put together."""

import re
from pathlib import Path

import pandas as pd
import pytest

from resolver.normalise import CLEAN_COLUMNS, normalise_records
from resolver.normalise.identity import record_id
from resolver.sources import read_extracts

SECRET = b"a test's secret"
FILES = {
    "dtks.csv": (
        "ID DTKS,ID ART,NIK,NOKK,NAMA,HUB KELUARGA,TGL LAHIR,JENIS KELAMIN,STATUS KAWIN,"
        "NAMA IBU KANDUNG,ALAMAT,RT,RW,KODE KEL,NM KEL,PKH,BPNT,KETERANGAN MENINGGAL,PERIODE\n"
        'D1,A1,\'3201014507809001,3201010101159001,"Hj. SITI AMINAH, S.Pd",ISTRI,05-07-1980,P,'
        "KAWIN,ROEKIJAH,JL MAWAR NO 5 RT 001/RW 002,,,32.01.01.2001,SUKAMAJU,YA,TIDAK,,2026Q1\n"
        "D1,A2,3.2E+15,3201014507809001,TONO,ANAK,1 JAN 2010,L,BELUM KAWIN,,-,1,2,,,,,"
        "MENINGGAL,2026Q1\n"
    ),
    "regsosek.csv": (
        "id_keluarga,id_anggota,nama,nik,r405_jk,tanggal_lahir,r404_keberadaan,"
        "kode_prov,kode_kab,kode_kec,kode_desa\n"
        "K1,R1,BUDI,,1,1980-00-00,1,32,01,010,003\n"
    ),
    "siak.csv": (
        "SOURCE,SOURCE_RECORD_ID,NIK,NAMA_LGKP,TGL_LHR\nDTKS,A1,Sesuai,Sesuai (100),Sesuai\n"
    ),
    "areas.csv": (
        "kemendagri,bps,province,regency,district,village,valid_from,valid_to\n"
        "3201012001,3201010003,JAWA BARAT,KAB. BOGOR,CIBINONG,SUKAMAJU,,\n"
    ),
}


@pytest.fixture
def clean(tmp_path: Path) -> pd.DataFrame:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    load = read_extracts(tmp_path)
    return normalise_records(load.raw, load.areas, load.siak, SECRET)


def test_columns_are_those_of_the_contract() -> None:
    page = Path(__file__).parents[2] / "docs" / "tables.md"
    section = page.read_text(encoding="utf-8").split("## 3.")[1].split("## 4.")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(CLEAN_COLUMNS)


def test_types(clean: pd.DataFrame) -> None:
    assert tuple(clean.columns) == CLEAN_COLUMNS
    numbers = dict.fromkeys(("birth_year", "birth_month", "birth_day"), "int16")
    numbers |= {"birth_heap": "bool", "desil": "int8"}
    for name in CLEAN_COLUMNS:
        assert str(clean[name].dtype) == numbers.get(name, "str"), name


def test_a_whole_row(clean: pd.DataFrame) -> None:
    row = clean.iloc[0].dropna().to_dict()
    assert row == {
        "record_id": record_id(SECRET, "DTKS", "A1"),
        "source": "DTKS",
        "source_record_id": "A1",
        "period": "2026Q1",
        "group_id": "DTKS:D1",
        "nik": "3201014507809001",
        "kk": "3201010101159001",
        "nik_digits": "3201014507809001",
        "kk_digits": "3201010101159001",
        "nik_status": "PLAUSIBLE",
        "kk_status": "PLAUSIBLE",
        "name": "SITI AMINAH",
        "name_norm": "AMINA",
        "name_joined": "AMINA",
        "name_sorted": "AMINA",
        "name_skeleton": "AMN",
        "name_phonetic": "A550",
        "name_initials": "AMINA",
        "name_rough": "AMNIA+S",
        "mother_norm": "RUKIA",
        "birth_year": 1980,
        "birth_month": 7,
        "birth_day": 5,
        "birth_heap": False,
        "birth_precision": "DAY",
        "sex": "F",
        "relation": "SPOUSE",
        "marital": "MARRIED",
        "address_norm": "MAWAR 5",
        "street": "MAWAR",
        "house_no": "5",
        "rt": "001",
        "rw": "002",
        "village": "3201012001",
        "district": "320101",
        "regency": "3201",
        "area_status": "KNOWN",
        "siak": "VERIFIED",
        "desil": 0,
        "pkh": "YES",
        "sembako": "NO",
    }


def test_rows_of_other_sources(clean: pd.DataFrame) -> None:
    dead, field = clean.iloc[1], clean.iloc[2]
    assert (dead.nik_status, dead.kk_status, dead.presence) == (
        "PRECISION_LOST",
        "NIK_IN_KK",
        "DIED",
    )
    assert bool(dead.birth_heap)
    assert pd.isna(dead.siak)
    assert (field.village, field.area_status) == ("3201012001", "BRIDGED")
    assert (field.birth_year, field.birth_month, field.nik_status) == (1980, 0, "MISSING")


def test_ids_depend_on_secret_source_and_own_id() -> None:
    ids = {
        record_id(SECRET, "DTKS", "A1"),
        record_id(b"another", "DTKS", "A1"),
        record_id(SECRET, "P3KE", "A1"),
        record_id(SECRET, "DTKS", "A2"),
    }
    assert len(ids) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)


def test_no_rows_give_no_rows(tmp_path: Path) -> None:
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\n", encoding="utf-8")
    load = read_extracts(tmp_path)
    clean = normalise_records(load.raw, load.areas, load.siak, SECRET)
    assert len(clean) == 0
    assert tuple(clean.columns) == CLEAN_COLUMNS


def test_a_wrong_column_for_the_period_leads_no_number_of_a_person_on(tmp_path: Path) -> None:
    rows = "".join(f"A{n},SITI {n},05-07-80,32010145078{n:05}\n" for n in range(100))
    (tmp_path / "dtks.csv").write_text(f"ID ART,NAMA,TGL LAHIR,PERIODE\n{rows}", encoding="utf-8")
    load = read_extracts(tmp_path)
    clean = normalise_records(load.raw, load.areas, load.siak, SECRET)
    assert clean["period"].isna().all()


def test_one_slip_in_a_period_leaves_the_years_of_two_digits(tmp_path: Path) -> None:
    periods = ["2026Q1"] * 98 + ["2062Q1", "2036Q1"]
    rows = "".join(f"A{n},SITI {n},05-07-34,{period}\n" for n, period in enumerate(periods))
    (tmp_path / "dtks.csv").write_text(f"ID ART,NAMA,TGL LAHIR,PERIODE\n{rows}", encoding="utf-8")
    load = read_extracts(tmp_path)
    clean = normalise_records(load.raw, load.areas, load.siak, SECRET)
    assert clean["birth_year"].unique().tolist() == [1934]
