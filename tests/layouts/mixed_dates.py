"""A province's joined list: pipes, UTF-8 with BOM; every district wrote its dates in its own form.

Day first, month first, ISO or a spreadsheet's day number: only the district tells which. Village
codes are Kemendagri's, half of those of split regencies of the time before the split.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    expected_rows,
    serial,
    write_areas,
    write_text,
)

RELATIONS = {
    "HEAD": "KEPALA KEL.", "SPOUSE": "ISTRI/SUAMI", "CHILD": "ANAK", "CHILD_IN_LAW": "MANTU",
    "GRANDCHILD": "CUCU", "PARENT": "ORTU/MERTUA", "OTHER_FAMILY": "FAMILI LAIN",
    "SERVANT": "PEMBANTU RT", "OTHER": "LAINNYA",
}  # fmt: skip
MONTH_FIRST = ("JATIHURIP", "KARANG PERMAI")
ISO = ("KEMUNINGASRI",)
SERIAL = ("TELUKLESTARI",)


def write(folder: Path) -> Expected:
    who = blank_some(people(), "nik", 30)
    born = pd.Series(dates(who["birth_date"], "%d/%m/%Y"), dtype="object")
    district = who["district_name"]
    month_first = pd.Series(dates(who["birth_date"], "%m/%d/%Y"), dtype="object")
    born = born.mask(district.isin(MONTH_FIRST), month_first)
    born = born.mask(district.isin(ISO), who["birth_date"].astype("object"))
    numbers = pd.Series([str(serial(iso)) for iso in who["birth_date"]], dtype="object")
    born = born.mask(district.isin(SERIAL), numbers)
    old = (who["old_village"] != "") & (who.index % 2 == 0)
    frame = pd.DataFrame(
        {
            "PROV": who["province_name"],
            "KAB": who["regency_name"].str.replace("KABUPATEN ", "KAB. "),
            "KEC": district,
            "DESA": who["village_name"],
            "KD_DESA": who["village"].mask(old, who["old_village"]),
            "IDSEMESTA": who["source_group_id"],
            "ID_ART": who["source_record_id"],
            "NO_KK": who["kk"],
            "NIK_KTP": who["nik"],
            "NAMA_ART": who["name"],
            "GENDER": who["sex"].map({"M": "Pria", "F": "Wanita"}),
            "TGLLAHIR": born,
            "SHDK": who["relation"].map(RELATIONS),
            "AGAMA": "1",
            "IBU_KANDUNG": who["mother_name"],
            "ALAMAT_LENGKAP": who["address"],
            "RT": who["rt"].str.lstrip("0"),
            "RW": who["rw"].str.lstrip("0"),
            "TRIWULAN": "2026Q1",
        }
    )
    write_text(folder / "gabungan_dtks.csv", frame, "|", "utf-8-sig")
    write_areas(folder)
    return Expected("DTKS", expected_rows(who, "nik_status", "kk_status", "marital"))
