"""A verification list with all headers written as one word (`tgllahir`, `namaart`), tabs between.

Each area level has its whole code and its name; codes in place of words throughout, year first; the
state of the verification and of the house mean nothing here.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.census_english import MARITAL, RELATIONS
from tests.layouts.people import people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    expected_rows,
    write_areas,
    write_text,
)


def write(folder: Path) -> Expected:
    who = blank_some(people(every=2), "nik", 20)
    # the list has one code for all others
    who["relation"] = who["relation"].replace("OTHER_FAMILY", "OTHER")
    code = who["village"]
    frame = pd.DataFrame(
        {
            "kode_prov": code.str[:2],
            "nama_prov": who["province_name"],
            "kode_kab": code.str[:4],
            "nama_kab": who["regency_name"],
            "kode_kec": code.str[:6],
            "nama_kec": who["district_name"],
            "kode_kel": code,
            "nama_kel": who["village_name"],
            "idbdt": who["source_group_id"],
            "idartbdt": who["source_record_id"],
            "nourut": [str(n % 6 + 1) for n in who.index],
            "namaart": who["name"],
            "nikktp": who["nik"],
            "nomorkk": who["kk"],
            "jnskel": who["sex"].map({"M": "1", "F": "2"}),
            "tmplahir": who["birth_place"],
            "tgllahir": dates(who["birth_date"], "%Y/%m/%d"),
            "stanikah": who["marital"].map(MARITAL),
            "hubkrt": who["relation"].map(RELATIONS),
            "namaibu": who["mother_name"],
            "alamat": who["address"],
            "rt": who["rt"],
            "rw": who["rw"],
            "sta_bangunan": "1",
            "luas_lantai": "36",
            "pkh": ["1" if n % 3 else "0" for n in who.index],
            "status_verval": "VALID",
        }
    )
    write_text(folder / "verval_dtks_tw1_2026.csv", frame, "\t")
    write_areas(folder)
    return Expected("DTKS", expected_rows(who, "nik_status", "kk_status"))
