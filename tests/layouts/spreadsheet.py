"""A workbook: a sheet of instructions first, titles above the table, a line of totals below.

Most NIKs and all KK numbers were typed as numbers, so their last digits are gone; every third NIK
was typed as text and is whole. Dates are date cells; RT, RW and village codes are numbers.
"""

from pathlib import Path

from tests.layouts.people import people
from tests.layouts.workbook import Cell, write_workbook
from tests.layouts.writing import Expected, day, expected_rows, write_areas

HEADER = (
    "No", "ID Rumah Tangga", "ID Anggota RT", "Nama Anggota Rumah Tangga", "NIK", "Nomor KK",
    "Jenis Kelamin", "Tempat Lahir", "Tanggal Lahir", "Hubungan dgn KRT", "Status Perkawinan",
    "Nama Gadis Ibu Kandung", "Alamat", "RT", "RW", "Kode Desa/Kelurahan", "Nama Desa/Kelurahan",
    "Penerima PKH",
)  # fmt: skip
RELATIONS = {
    "HEAD": "Kepala Rumah Tangga", "SPOUSE": "Istri / Suami", "CHILD": "Anak",
    "CHILD_IN_LAW": "Menantu", "GRANDCHILD": "Cucu", "PARENT": "Orang Tua / Mertua",
    "OTHER_FAMILY": "Famili Lain", "SERVANT": "Pembantu Ruta", "OTHER": "Lainnya",
}  # fmt: skip
MARITAL = {
    "SINGLE": "Belum Kawin", "MARRIED": "Kawin", "DIVORCED": "Cerai Hidup", "WIDOWED": "Cerai Mati",
}  # fmt: skip


def write(folder: Path) -> Expected:
    who = people(every=2)
    rows: list[list[Cell]] = [
        ["DATA TERPADU KESEJAHTERAAN SOSIAL (DTKS)"],
        ["Triwulan I Tahun 2026"],
        [],
        list(HEADER),
    ]
    for n, one in enumerate(who.to_dict("records")):
        rows.append(
            [
                n + 1, one["source_group_id"], one["source_record_id"], one["name"],
                one["nik"] if n % 3 == 2 else int(one["nik"]),
                int(one["kk"]),
                {"M": "Laki-Laki", "F": "Perempuan"}[one["sex"]], one["birth_place"],
                day(one["birth_date"]), RELATIONS[one["relation"]], MARITAL[one["marital"]],
                one["mother_name"], one["address"], int(one["rt"]), int(one["rw"]),
                int(one["village"]), one["village_name"], "Ya" if n % 4 == 0 else "Tidak",
            ]
        )  # fmt: skip
    rows.append(["Jumlah", len(who)])
    write_workbook(
        folder / "Rekapitulasi ART.xlsx",
        {"Petunjuk": [["Isilah lembar Data ART."], ["Satu baris per orang."]], "Data ART": rows},
    )
    write_areas(folder)
    typed = who.index % 3 == 2
    who["nik"] = who["nik"].where(typed, "")
    who["nik_status"] = ["" if whole else "PRECISION_LOST" for whole in typed]
    who["kk"], who["kk_status"] = "", "PRECISION_LOST"
    return Expected("DTKS", expected_rows(who), rejected=1)
