"""A P3KE list whose one code column mixes BPS and Kemendagri codes; the names beside decide.

It brings its own area list, under other headers and with dotted codes. In it, the numbers of one
regency mean another village in the other system, and one village has no BPS code. P3KE has no KK;
RT and RW stand in the address.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from tests.layouts.people import area_list, people
from tests.layouts.writing import Expected, blank_some, dates, expected_rows, write_text

RELATIONS = {
    "HEAD": "Kepala Keluarga", "SPOUSE": "Istri/Suami", "CHILD": "Anak",
    "CHILD_IN_LAW": "Menantu", "GRANDCHILD": "Cucu", "PARENT": "Orang Tua/Mertua",
    "OTHER_FAMILY": "Famili Lain", "SERVANT": "Pembantu", "OTHER": "Lainnya",
}  # fmt: skip
MARITAL = {
    "SINGLE": "Belum Kawin", "MARRIED": "Kawin", "DIVORCED": "Cerai Hidup", "WIDOWED": "Cerai Mati",
}  # fmt: skip
CLASHING = "JAWA BARAT"
UNBRIDGED = "9138282002"


def bridge() -> pd.DataFrame:
    """The area list with the clash and the gap."""
    areas = area_list()
    here = np.flatnonzero((areas["province"] == CLASHING) & (areas["valid_to"] == ""))
    codes = areas["kemendagri"].to_numpy(dtype=object)
    bps = areas["bps"].to_numpy(dtype=object)
    # the BPS code of each village is its neighbour's Kemendagri code
    bps[here] = np.roll(codes[here], 1)
    bps[codes == UNBRIDGED] = ""
    return areas.assign(bps=bps).astype("str")


def write(folder: Path) -> Expected:
    who = blank_some(people(), "nik", 40)
    areas = bridge()
    bps = who["village"].map(dict(zip(areas["kemendagri"], areas["bps"], strict=True)))
    by_bps = (who.index % 2 == 0) & (bps != "")
    frame = pd.DataFrame(
        {
            "ID_INDIVIDU": who["source_record_id"],
            "ID_KELUARGA_P3KE": who["source_group_id"],
            "NAMA": who["name"],
            "NIK": who["nik"],
            "JENIS_KELAMIN": who["sex"].map({"M": "Laki-laki", "F": "Perempuan"}),
            "HUBUNGAN_KELUARGA": who["relation"].map(RELATIONS),
            "TANGGAL_LAHIR": dates(who["birth_date"], "%d/%m/%Y 0:00:00"),
            "STATUS_KAWIN": who["marital"].map(MARITAL),
            "KODE_WILAYAH": who["village"].mask(by_bps, bps),
            "PROVINSI": who["province_name"],
            "KABUPATEN_KOTA": who["regency_name"],
            "KECAMATAN": who["district_name"],
            "DESA_KELURAHAN": who["village_name"],
            "ALAMAT": who["address"] + " RT " + who["rt"] + "/RW " + who["rw"],
            "DESIL": "3",
            "RESIKO_STUNTING": "0",
            "PERIODE_DATA": "2026Q1",
        }
    )
    write_text(folder / "individu_wilayah.csv", frame)
    code = areas["kemendagri"]
    dotted = code.str[:2] + "." + code.str[2:4] + "." + code.str[4:6] + "." + code.str[6:]
    listed = pd.DataFrame(
        {
            "KODE_BPS": areas["bps"],
            "KODE_KEMENDAGRI": dotted,
            "NAMA_PROVINSI": areas["province"],
            "NAMA_KAB_KOTA": areas["regency"],
            "NAMA_KECAMATAN": areas["district"],
            "NAMA_DESA": areas["village"],
            "BERLAKU_SEJAK": areas["valid_from"],
            "BERLAKU_SAMPAI": areas["valid_to"],
        }
    )
    write_text(folder / "kamus_wilayah.csv", listed, ";")
    return Expected("P3KE", expected_rows(who, "nik_status", "kk", "kk_status", "mother_name"))
