"""One regency's P3KE list, province, regency and quarter in the file's name alone, with payments.

The payment list has its own columns under two title lines; programme and stage stand in the title;
amounts are written `Rp600.000,00`. Some lines are doubtful: another name on a NIK, a NIK that no
row has.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.mixed_codes import MARITAL
from tests.layouts.people import people
from tests.layouts.writing import Expected, dates, expected_rows, write_areas, write_text

REGENCY = "KABUPATEN GIRI MAKMUR"
RELATIONS = {
    "HEAD": "Kepala", "SPOUSE": "Istri", "CHILD": "Anak", "CHILD_IN_LAW": "Menantu",
    "GRANDCHILD": "Cucu", "PARENT": "Orangtua", "OTHER_FAMILY": "Saudara",
    "SERVANT": "ART", "OTHER": "Lain-lain",
}  # fmt: skip
BANKS = ("BRI", "BNI", "MANDIRI", "POS")


def write(folder: Path) -> Expected:
    everyone = people()
    who = everyone[everyone["regency_name"] == REGENCY].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "Kec.": who["district_name"],
            "Desa/Kel.": who["village_name"],
            "Id Kel.": who["source_group_id"],
            "Id Indv.": who["source_record_id"],
            "Nama": who["name"],
            "N.I.K.": who["nik"],
            "L/P": who["sex"].map({"M": "L", "F": "P"}),
            "Tgl. Lhr.": dates(who["birth_date"], "%d.%m.%Y"),
            "Hub. Kel.": who["relation"].map(RELATIONS),
            "Kawin?": who["marital"].map(MARITAL),
            "Alamat": who["address"],
            "RT / RW": who["rt"].str.lstrip("0") + " / " + who["rw"].str.lstrip("0"),
            "Desil": [str(n % 4 + 1) for n in range(len(who))],
        }
    )
    write_text(folder / "P3KE_JAWA BARAT_KAB GIRI MAKMUR_2026Q1.csv", frame, ";")
    paid = who[who["relation"] == "HEAD"].reset_index(drop=True)
    # one name of somebody else, one number that no row has
    paid.loc[1, "name"] = "KARTOLO WIRYO"
    paid.loc[2, "nik"] = "3230182003659998"
    lines = pd.DataFrame(
        {
            "No": range(1, len(paid) + 1),
            "NIK KPM": paid["nik"],
            "Nama KPM": paid["name"],
            "Desa": paid["village_name"],
            "Nominal (Rp)": [f"Rp{600 + 75 * (n % 3)}.000,00" for n in range(len(paid))],
            "Penyalur": [BANKS[n % 4] for n in range(len(paid))],
            "Ket": "",
        }
    )
    write_text(
        folder / "realisasi_pkh_tahap1_2026.csv",
        lines,
        ";",
        titles=["REALISASI PENYALURAN PROGRAM KELUARGA HARAPAN (PKH)", "TAHAP I TAHUN 2026"],
    )
    write_areas(folder)
    payments = pd.DataFrame(
        {
            "nik": paid["nik"],
            "name": paid["name"],
            "programme": "PKH",
            "period": "2026Q1",
            "amount": [(600 + 75 * (n % 3)) * 1000 for n in range(len(paid))],
            "channel": lines["Penyalur"],
        }
    )
    rows = expected_rows(who, "nik_status", "kk", "kk_status", "mother_name")
    rows["province_name"] = "JAWA BARAT"
    return Expected("P3KE", rows, payments=payments)
