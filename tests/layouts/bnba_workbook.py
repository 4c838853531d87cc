"""A regency's by-name-by-address workbook: headers with line breaks, a row of column numbers below.

The village code stands in two columns (six digits and four), RT and RW in one column of words, the
birth date in full words; the aid flags are ticks; notes, telephone and age mean nothing here; a
block of signatures follows the table.
"""

from pathlib import Path

from tests.layouts.people import people
from tests.layouts.workbook import Cell, write_workbook
from tests.layouts.writing import Expected, blank_some, day, expected_rows, write_areas

HEADER = (
    "NO\nURUT", "KD KEC", "KD DESA", "KECAMATAN", "DESA /\nKELURAHAN", "ID SEMESTA\n(RUTA)",
    "ID ART\nSIKS-NG", "NAMA SESUAI\nKTP-EL", "KLMN", "UMUR\n(THN)", "NO. INDUK\nKEPENDUDUKAN",
    "NO. KK\n(16 DIGIT)", "KOTA\nLAHIR", "TGL LHR", "STATUS DLM\nKELUARGA", "STATUS\nNIKAH",
    "NM. IBU\nKANDUNG", "DUSUN / JALAN", "RT & RW", "NO. HP", "PKH", "BPNT", "KET.",
)  # fmt: skip
RELATIONS = {
    "HEAD": "KK", "SPOUSE": "ISTRI", "CHILD": "ANAK", "CHILD_IN_LAW": "MENANTU",
    "GRANDCHILD": "CUCU", "PARENT": "ORTU", "OTHER_FAMILY": "FAMILI", "SERVANT": "PRT",
    "OTHER": "LAIN2",
}  # fmt: skip
MARITAL = {"SINGLE": "LAJANG", "MARRIED": "NIKAH", "DIVORCED": "CERAI"}
MONTHS = (
    "JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI", "AGUSTUS", "SEPTEMBER",
    "OKTOBER", "NOVEMBER", "DESEMBER",
)  # fmt: skip
SIGNATURES = ("Mengetahui,", "Kepala Dinas Sosial", "", "NIP. ........................")


def write(folder: Path) -> Expected:
    who = blank_some(people(every=2), "nik", 18)
    rows: list[list[Cell]] = [
        ["DAFTAR BY NAME BY ADDRESS (BNBA) DTKS"],
        ["DINAS SOSIAL – KEADAAN S.D. MARET 2026"],
        [],
        list(HEADER),
        [f"({n})" for n in range(1, len(HEADER) + 1)],
    ]
    for n, one in enumerate(who.to_dict("records")):
        born = day(one["birth_date"])
        man = one["sex"] == "M"
        relation = RELATIONS[one["relation"]]
        widowed = "DUDA" if man else "JANDA"
        rows.append(
            [
                n + 1, one["village"][:6], one["village"][6:], one["district_name"],
                one["village_name"], one["source_group_id"], one["source_record_id"], one["name"],
                "LELAKI" if man else "PEREMPUAN", 2026 - born.year, one["nik"], one["kk"],
                one["birth_place"], f"{born.day:02d} {MONTHS[born.month - 1]} {born.year}",
                "SUAMI" if relation == "ISTRI" and man else relation,
                MARITAL.get(one["marital"], widowed), one["mother_name"] or "-",
                one["address"], f"RT {one['rt']} RW {one['rw']}", f"08{n:02d}000{n:04d}",
                "V" if n % 4 == 0 else "", "V" if n % 3 == 0 else "",
                "PERLU CEK" if n % 50 == 7 else "",
            ]
        )  # fmt: skip
    rows.append([])
    rows += [[""] * (len(HEADER) - 1) + [text] for text in SIGNATURES]
    write_workbook(folder / "BNBA DTKS TW I 2026.xlsx", {"BNBA": rows, "Sheet2": [], "Sheet3": []})
    write_areas(folder)
    return Expected(
        "DTKS",
        expected_rows(who, "nik_status", "kk_status"),
        rejected=2 + len(SIGNATURES),
    )
