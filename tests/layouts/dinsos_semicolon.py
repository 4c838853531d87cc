"""A social office's recapitulation: cp1252, semicolons, abbreviated headers, joined columns.

RT and RW stand in one column, place and date of birth in another; village codes are dotted; the
relation is told in local words; dates are D-M-Y, in one district with the month in words; the
quarter stands in the file's name alone; the last line counts the rows.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    expected_rows,
    in_words,
    write_areas,
    write_text,
)

RELATIONS = {
    "HEAD": "Kepala", "SPOUSE": "Isteri", "CHILD": "Anak Kandung", "CHILD_IN_LAW": "Menantu",
    "GRANDCHILD": "Cucu", "PARENT": "Mertua", "OTHER_FAMILY": "Famili Lain",
    "SERVANT": "Pembantu", "OTHER": "Lainnya",
}  # fmt: skip
MARITAL = {"SINGLE": "BK", "MARRIED": "K", "DIVORCED": "CH", "WIDOWED": "CM"}


def write(folder: Path) -> Expected:
    who = blank_some(people(every=2), "nik", 25)
    worded = who["district_name"] == "KARANG PERMAI"
    plain = dates(who["birth_date"], "%d-%m-%Y")
    born = [
        in_words(iso) if words else text
        for iso, words, text in zip(who["birth_date"], worded, plain, strict=True)
    ]
    relation = who["relation"].map(RELATIONS)
    relation = relation.mask((who["relation"] == "SPOUSE") & (who["sex"] == "M"), "Suami")
    code = who["village"]
    frame = pd.DataFrame(
        {
            "No.": range(1, len(who) + 1),
            "ID BDT": who["source_group_id"],
            "ID ART": who["source_record_id"],
            "Nama Lengkap": who["name"],
            "N I K": who["nik"].replace("", "-"),
            "No. Kartu Kel.": who["kk"],
            "JK": who["sex"].map({"M": "L", "F": "P"}),
            "Tempat, Tgl. Lahir": [
                f"{a}, {b}" for a, b in zip(who["birth_place"], born, strict=True)
            ],
            "Hub. dg KK": relation,
            "Sts. Kawin": who["marital"].map(MARITAL),
            "Alamat (Jln – Dusun)": who["address"].replace("-", "DSN “BARU”"),
            "RT/RW": who["rt"] + "/" + who["rw"],
            "Kode Wil.": code.str[:2]
            + "."
            + code.str[2:4]
            + "."
            + code.str[4:6]
            + "."
            + code.str[6:],
            "Ds./Kel.": who["village_name"],
        }
    )
    write_text(
        folder / "rekap_dtks_tw1_2026.csv",
        frame,
        ";",
        "cp1252",
        footer=["JUMLAH;" + ";" * 12 + str(len(who))],
    )
    write_areas(folder)
    return Expected(
        "DTKS", expected_rows(who, "nik_status", "kk_status", "mother_name"), rejected=1
    )
