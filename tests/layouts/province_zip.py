"""A zip with one file per province, the province in the member's name, columns in two orders.

Village code and name stand in one column (`3230182001 - MARGA HURIP`); sex is 0 for women and 1
for men, as the note in the zip states; dates are eight digits, year first.
"""

import zipfile
from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    delimited,
    expected_rows,
    write_areas,
)

RELATIONS = {
    "HEAD": "01 Kepala Keluarga", "SPOUSE": "02 Istri/Suami", "CHILD": "03 Anak",
    "CHILD_IN_LAW": "04 Menantu", "GRANDCHILD": "05 Cucu", "PARENT": "06 Orang Tua",
    "OTHER_FAMILY": "07 Famili Lain", "SERVANT": "08 Pembantu", "OTHER": "09 Lainnya",
}  # fmt: skip
NOTE = "Kolom JNS_KEL: 0 = perempuan, 1 = laki-laki. TGL_LAHIR: tahun, bulan, tanggal.\n"


def write(folder: Path) -> Expected:
    who = blank_some(people(), "nik", 35)
    parts = []
    with zipfile.ZipFile(folder / "dtks_2026Q1.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("KETERANGAN.txt", NOTE)
        for n, (province, part) in enumerate(who.groupby("province_name", sort=True)):
            frame = _frame(part)
            if n % 2:
                frame = frame[frame.columns[::-1]]
            packed.writestr(f"DTKS - {province} - 2026Q1.csv", delimited(frame))
            parts.append(part)
    write_areas(folder)
    everyone = pd.concat(parts)
    rows = expected_rows(everyone, "nik_status", "kk_status", "marital")
    rows["province_name"] = everyone["province_name"]
    return Expected("DTKS", rows.reset_index(drop=True))


def _frame(part: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ID_DTKS": part["source_group_id"],
            "ID_ART": part["source_record_id"],
            "NO_NIK": part["nik"],
            "NOMOR_KK": part["kk"],
            "NAMA_LENGKAP": part["name"],
            "NM_IBU": part["mother_name"],
            "JNS_KEL": part["sex"].map({"M": "1", "F": "0"}),
            "TGL_LAHIR": dates(part["birth_date"], "%Y%m%d"),
            "STATUS_HUBUNGAN": part["relation"].map(RELATIONS),
            "KAB_KOTA": part["regency_name"],
            "KECAMATAN": part["district_name"],
            "DESA_KEL": part["village"] + " - " + part["village_name"],
            "ALAMAT": part["address"],
            "NO_RT": part["rt"],
            "NO_RW": part["rw"],
        }
    )
