"""A village's register in a workbook: the sex is a tick in one of two columns, L and P.

Place and date of birth stand in one column, RT and RW in the address; there are no ids and no area
codes; schooling, faith and work mean nothing here.
"""

from pathlib import Path

from tests.layouts.people import people
from tests.layouts.workbook import Cell, write_workbook
from tests.layouts.writing import Expected, day, expected_rows, write_areas

HEADER = (
    "No.", "Nomor KK", "Nama Lengkap / Panggilan", "NIK", "L", "P", "Tempat dan Tgl. Lahir",
    "Gol. Darah", "Agama", "Pendidikan Terakhir", "Pekerjaan", "Kedudukan dalam Keluarga",
    "Status Perkawinan", "Alamat Lengkap", "Desa", "Kecamatan", "Kab./Kota", "Provinsi", "Ket",
)  # fmt: skip
RELATIONS = {
    "HEAD": "Kep. Kel", "SPOUSE": "Istri/Suami", "CHILD": "Anak", "CHILD_IN_LAW": "Menantu",
    "GRANDCHILD": "Cucu", "PARENT": "Orang tua", "OTHER_FAMILY": "Keponakan",
    "SERVANT": "Pembantu", "OTHER": "Lainnya",
}  # fmt: skip
MARITAL = {
    "SINGLE": "Belum", "MARRIED": "Kawin", "DIVORCED": "Cerai Hidup", "WIDOWED": "Cerai Mati",
}  # fmt: skip


def write(folder: Path) -> Expected:
    who = people(every=2, start=1)
    rows: list[list[Cell]] = [
        ["BUKU INDUK PENDUDUK"],
        ["PENDATAAN P3KE TRIWULAN I TAHUN 2026"],
        list(HEADER),
    ]
    for n, one in enumerate(who.to_dict("records")):
        man = one["sex"] == "M"
        born = f"{one['birth_place'].title()}, {day(one['birth_date']):%d/%m/%Y}"
        rows.append(
            [
                n + 1, one["kk"], one["name"], one["nik"], "v" if man else "", "" if man else "v",
                born, "-", "Tidak diisi", "SD", "Petani", RELATIONS[one["relation"]],
                MARITAL[one["marital"]], f"{one['address']} RT {one['rt']} RW {one['rw']}",
                one["village_name"], one["district_name"], one["regency_name"],
                one["province_name"], "",
            ]
        )  # fmt: skip
    write_workbook(folder / "buku induk p3ke.xlsx", {"Data": rows})
    write_areas(folder)
    who["source_group_id"] = who["kk"]
    without = ("source_record_id", "nik_status", "kk_status", "mother_name")
    return Expected("P3KE", expected_rows(who, *without))
