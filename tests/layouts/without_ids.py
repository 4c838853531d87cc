"""A gzipped list without row ids, with the head's columns beside each person.

Header cells and addresses hold line breaks; the birth date stands in three columns; there are no
area codes, only names; the KK number is the only group.
"""

import gzip
from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import Expected, delimited, expected_rows, write_areas

RELATIONS = {
    "HEAD": "KEPALA KELUARGA", "SPOUSE": "PASANGAN", "CHILD": "ANAK", "CHILD_IN_LAW": "MENANTU",
    "GRANDCHILD": "CUCU", "PARENT": "ORANG TUA", "OTHER_FAMILY": "KELUARGA LAIN",
    "SERVANT": "ASISTEN RUMAH TANGGA", "OTHER": "BUKAN KELUARGA",
}  # fmt: skip


def write(folder: Path) -> Expected:
    who = people()
    heads = who[who["relation"] == "HEAD"].drop_duplicates("kk").set_index("kk")
    born = who["birth_date"].str.split("-", expand=True).astype("int64")
    frame = pd.DataFrame(
        {
            "NO KARTU KELUARGA": who["kk"],
            "NAMA KEPALA KELUARGA": who["kk"].map(heads["name"]).fillna(""),
            "NIK KEPALA KELUARGA": who["kk"].map(heads["nik"]).fillna(""),
            "NAMA ANGGOTA": who["name"],
            "NIK ANGGOTA": who["nik"],
            "HUBUNGAN\nDENGAN KEPALA": who["relation"].map(RELATIONS),
            "KELAMIN": who["sex"].map({"M": "LK", "F": "PR"}),
            "TGL\nLAHIR": born[2],
            "BLN\nLAHIR": born[1],
            "THN\nLAHIR": born[0],
            "NAMA IBU": who["mother_name"],
            "ALAMAT": "RUMAH\n" + who["address"],
            "RT": who["rt"],
            "RW": who["rw"],
            "PROVINSI": who["province_name"],
            "KABUPATEN / KOTA": who["regency_name"].str.title(),
            "KECAMATAN": who["district_name"].str.title(),
            "DESA / KELURAHAN": who["village_name"].str.title(),
        }
    )
    with gzip.open(folder / "anggota_keluarga_dtks_2026_q1.csv.gz", "wb") as packed:
        packed.write(delimited(frame).encode())
    write_areas(folder)
    who["source_group_id"] = who["kk"]
    return Expected(
        "DTKS",
        expected_rows(who, "source_record_id", "nik_status", "kk_status", "marital"),
    )
