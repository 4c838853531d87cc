"""A P3KE list of one text of places, with answers of a match and a bank's list of payments.

The four places stand in one column (`A > B > C > D`), RT and RW before the address, dates as eight
digits, day first; the answers say `COCOK`; the payments tell several months and amounts in the
English way, with an account number that is no NIK.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.people import PLACE, people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    expected_rows,
    write_areas,
    write_text,
)

RELATIONS = {
    "HEAD": "Kepala", "SPOUSE": "Pasangan", "CHILD": "Anak", "CHILD_IN_LAW": "Mantu",
    "GRANDCHILD": "Cucu", "PARENT": "Orang Tua", "OTHER_FAMILY": "Kerabat",
    "SERVANT": "Pekerja RT", "OTHER": "Non-Keluarga",
}  # fmt: skip
MARITAL = {
    "SINGLE": "Belum Menikah", "MARRIED": "Menikah", "DIVORCED": "Bercerai",
    "WIDOWED": "Duda/Janda",
}  # fmt: skip
# fields that agree, and the verdict they amount to
ANSWERS = (
    (("COCOK", "COCOK", "COCOK", "COCOK"), "ADA", "VERIFIED"),
    (("", "", "", ""), "NIHIL", "NOT_FOUND"),
    (("COCOK", "BEDA", "BEDA", "COCOK"), "ADA", "MISMATCH"),
    (("COCOK", "", "", ""), "NON-AKTIF", "INACTIVE"),
)


def write(folder: Path) -> Expected:
    who = blank_some(people(), "nik", 28)
    places = who[PLACE[0]]
    for column in PLACE[1:]:
        places = places + " > " + who[column]
    frame = pd.DataFrame(
        {
            "Wilayah (Prov > Kab/Kota > Kec > Desa/Kel)": places,
            "Ref. Keluarga": who["source_group_id"],
            "Ref. Individu": who["source_record_id"],
            "Tgl Verifikasi": "2026-01-15",
            "Petugas": "TIM 4",
            "No. Identitas (NIK)": who["nik"].replace("", "NULL"),
            "Nama Warga": who["name"],
            "Gender (M/F)": who["sex"],
            "Lahir (ddmmyyyy)": dates(who["birth_date"], "%d%m%Y"),
            "Peran dlm Kel.": who["relation"].map(RELATIONS),
            "Status Pernikahan": who["marital"].map(MARITAL),
            "Alamat Domisili": "RT." + who["rt"] + " RW." + who["rw"] + " " + who["address"],
            "Desil Nas.": [str(n % 4 + 1) for n in who.index],
            "Pengeluaran (Rp/bln)": [f"{1 + n % 3}.250.000" for n in who.index],
            "Skor Stunting": "NULL",
        }
    )
    write_text(folder / "pensasaran_p3ke_2026q1.csv", frame, ";", "utf-8-sig")
    asked = who[who["nik"] != ""].reset_index(drop=True)
    kinds = [ANSWERS[n % len(ANSWERS)] for n in asked.index]
    fields = pd.DataFrame([kind[0] for kind in kinds])
    answers = pd.DataFrame(
        {
            "Asal": "P3KE",
            "Ref. Individu": asked["source_record_id"],
            "Waktu Padan": "2026-02-20 08:00:00",
            "NIK": fields[0],
            "Nama": fields[1],
            "Tgl Lahir": fields[2],
            "Kelamin": fields[3],
            "Keterangan Dukcapil": [kind[1] for kind in kinds],
        }
    )
    write_text(folder / "hasil_padan_capil.csv", answers, ";")
    paid = asked[asked["relation"] == "HEAD"].reset_index(drop=True)
    amounts = [200_000 * (n % 3 + 1) for n in paid.index]
    lines = pd.DataFrame(
        {
            "Kode Cabang": "0311",
            "No Rekening": [f"{n:015d}" for n in range(700, 700 + len(paid))],
            "NIK Penerima": paid["nik"],
            "Nama di Rekening": paid["name"],
            "Jenis Bansos": "SEMBAKO",
            "Alokasi": "JAN-MAR 2026",
            "Jumlah Salur": [f"{amount:,}.00" for amount in amounts],
            "Bank": "BSI",
            "Tgl Buku": "28-02-2026",
        }
    )
    write_text(folder / "salur_sembako.txt", lines, "\t")
    write_areas(folder)
    payments = pd.DataFrame(
        {
            "nik": paid["nik"],
            "name": paid["name"],
            "programme": "SEMBAKO",
            "period": "2026Q1",
            "amount": amounts,
            "channel": "BSI",
        }
    )
    verdicts = [kind[2] for kind in kinds]
    rows = expected_rows(who, "nik_status", "kk", "kk_status", "mother_name")
    asked_rows = pd.DataFrame(
        {"source": "P3KE", "source_record_id": asked["source_record_id"], "siak": verdicts}
    )
    return Expected("P3KE", rows, answers=asked_rows, payments=payments)
