"""An export of a survey program: variable names with the questionnaire's numbers, labelled codes.

cp1252 with pipes, ending `.dat`; the lowest unit's name is the RT and RW; dates are month first
with a time of day; other persons (enumerator, supervisor) and other dates stand in the same row.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    expected_rows,
    write_areas,
    write_text,
)

RELATIONS = {
    "HEAD": "1. Kepala keluarga", "SPOUSE": "2. Istri/suami", "CHILD": "3. Anak",
    "CHILD_IN_LAW": "4. Menantu", "GRANDCHILD": "5. Cucu", "PARENT": "6. Orang tua/mertua",
    "SERVANT": "7. Pembantu/sopir", "OTHER": "8. Lainnya",
}  # fmt: skip
MARITAL = {
    "SINGLE": "1. Belum kawin", "MARRIED": "2. Kawin/nikah", "DIVORCED": "3. Cerai hidup",
    "WIDOWED": "4. Cerai mati",
}  # fmt: skip
ENUMERATORS = ("André", "Sri Wilujeng", "Zoë Tambunan")


def write(folder: Path) -> Expected:
    who = blank_some(people(every=2, start=1), "nik", 22)
    who["relation"] = who["relation"].replace("OTHER_FAMILY", "OTHER")
    regency = who["regency_name"].str.title().str.replace("Kabupaten ", "Kab. ")
    frame = pd.DataFrame(
        {
            "interview__key": who["source_group_id"],
            "b1r1_nm_prov": who["province_name"].str.title(),
            "b1r2_nm_kab": regency,
            "b1r3_nm_kec": who["district_name"].str.title(),
            "b1r4_nm_desa": who["village_name"].str.title(),
            "b1_iddesa_bps": who["bps"],
            "b1r5_nm_sls": "RT " + who["rt"] + " RW " + who["rw"],
            "b1r8_alamat": who["address"],
            "pencacah": [ENUMERATORS[n % 3] for n in range(len(who))],
            "pengawas": "Bima",
            "tgl_cacah": [f"02/{n % 28 + 1:02d}/2026 09:{n % 60:02d}:00 AM" for n in who.index],
            "person_uid": who["source_record_id"],
            "b4r1_nourut": [str(n % 6 + 1) for n in who.index],
            "b4r2_nama": who["name"],
            "b4r3_nik": who["nik"],
            "b4r3b_nokk": who["kk"],
            "b4r5_jk": who["sex"].map({"M": "1. Laki-laki", "F": "2. Perempuan"}),
            "b4r6_tgl_lahir": dates(who["birth_date"], "%m/%d/%Y 12:00:00 AM"),
            "b4r7_umur": [str(2026 - int(born[:4])) for born in who["birth_date"]],
            "b4r8_stat_kawin": who["marital"].map(MARITAL),
            "b4r9_hub_kk": who["relation"].map(RELATIONS),
            "b4r10_nm_ibu": who["mother_name"],
            "b4r11_ijazah": [f"{n % 5}. Jenjang" for n in who.index],
            "b5_luas_lantai": [str(20 + n % 70) for n in who.index],
            "gps_lat": "-6.50112",
            "gps_lon": "106.50871",
            "periode": "Triwulan I 2026",
        }
    )
    write_text(folder / "regsosek_art_long.dat", frame, "|", "cp1252")
    write_areas(folder)
    return Expected("REGSOSEK", expected_rows(who, "nik_status", "kk_status"))
