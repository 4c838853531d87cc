"""The bases' own columns: headers and code words of docs/tables.md §1."""

import numpy as np
import pandas as pd

from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Ints, Texts, fill, texts
from training.synthetic.bases import Base
from training.synthetic.people import People
from training.synthetic.programmes import Programmes

PERIOD = "2026Q1"
YES_NO = texts(["TIDAK", "YA"])
# head, spouse, child, child-in-law, grandchild, parent, other
DTKS_RELATIONS = (
    "KEPALA KELUARGA|ISTRI|ANAK|MENANTU|CUCU|ORANG TUA|FAMILI LAIN",
    "KEPALA RUMAH TANGGA|ISTRI/SUAMI|ANAK|MENANTU|CUCU|ORANG TUA/MERTUA|LAINNYA",
    "KEPALA KELUARGA|SUAMI/ISTRI|ANAK KANDUNG|MENANTU|CUCU|MERTUA|FAMILI LAIN",
)
P3KE_RELATIONS = "Kepala Keluarga|Istri/Suami|Anak|Menantu|Cucu|Orang Tua/Mertua|Lainnya"
REGSOSEK_RELATIONS = "1|2|3|4|5|6|8"
# marital 1-4: single, married, divorced, widowed
DTKS_MARITAL = "|BELUM KAWIN|KAWIN|CERAI HIDUP|CERAI MATI"
P3KE_MARITAL = "|Belum Kawin|Kawin|Cerai Hidup|Cerai Mati"
# man, woman, blank (index -1)
DTKS_SEXES = ("LAKI-LAKI|PEREMPUAN|", "L|P|", "Laki - laki|Perempuan|", "PRIA|WANITA|")


def _coded(words: str, codes: Ints) -> Texts:
    return texts(words.split("|"))[codes]


def _by_habit(tables: tuple[str, ...], habit: np.ndarray, codes: Ints) -> Texts:
    table = np.array([words.split("|") for words in tables], dtype=object)
    which = np.minimum((habit * len(tables)).astype(np.int64), len(tables) - 1)
    return np.asarray(table[which, codes])


def _kemendagri(base: Base, areas: Areas, dotted: Bools) -> Texts:
    """Ten-digit codes; some of before a split or of the other system; some with dots."""
    code = areas.kemendagri[base.village]
    before = areas.old[base.village]
    other = np.where(before != "", before, areas.bps[base.village])
    code = np.where(base.area_other, other, code)
    rows = np.flatnonzero(dotted)
    code[rows] = texts(f"{c[:2]}.{c[2:4]}.{c[4:6]}.{c[6:]}" for c in code[rows].tolist())
    return code


def _short_regency(areas: Areas) -> Texts:
    return texts(name.replace("KABUPATEN ", "KAB. ") for name in areas.regency.tolist())


def _frame(base: Base, columns: dict[str, Texts]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.astype("str").iloc[sort_order(base)].reset_index(drop=True)


def sort_order(base: Base) -> Ints:
    """Rows of an extract come by village and group, members in no order that tells who they are."""
    groups = pd.factorize(base.group_ids, sort=True)[0]
    ids = np.argsort(np.argsort(base.ids.astype("U20")))
    return np.lexsort((ids, groups, base.village))


def lay_out_dtks(base: Base, areas: Areas, p: People, programmes: Programmes) -> pd.DataFrame:
    """`dtks.csv`."""
    v, habit = base.village, base.district_style
    regency = _short_regency(areas)
    family = p.f.family[base.rows.person]
    noted = base.noted_dead
    return _frame(
        base,
        {
            "ID DTKS": base.group_ids,
            "ID ART": base.ids,
            "NIK": base.nik,
            "NOKK": base.kk,
            "NAMA": base.name,
            "HUB KELUARGA": _by_habit(DTKS_RELATIONS, habit, base.relation),
            "TEMPAT LAHIR": programmes.birth_place[base.rows.person],
            "TGL LAHIR": base.birth_date,
            "JENIS KELAMIN": _by_habit(DTKS_SEXES, habit * 7 % 1, base.sex),
            "STATUS KAWIN": _coded(DTKS_MARITAL, base.marital),
            "NAMA IBU KANDUNG": base.mother,
            "ALAMAT": base.where.address,
            "RT": base.where.rt,
            "RW": base.where.rw,
            "KODE KEL": _kemendagri(base, areas, habit * 13 % 1 < 0.2),
            "NM PROV": areas.province[v],
            "NM KAB": regency[v],
            "NM KEC": areas.district[v],
            "NM KEL": areas.village[v],
            "PKH": YES_NO[programmes.pkh[family]],
            "BPNT": YES_NO[programmes.sembako[family]],
            "BST": YES_NO[programmes.bst[family]],
            "PBI": YES_NO[programmes.pbi[family]],
            "KETERANGAN MENINGGAL": np.where(noted, "MENINGGAL", ""),
            "PERIODE": fill(len(v), PERIOD),
        },
    )


def lay_out_regsosek(base: Base, areas: Areas, p: People) -> pd.DataFrame:
    """`regsosek.csv`."""
    v = base.village
    bps = areas.bps
    parts = [
        texts(code[a:b] for code in bps.tolist()) for a, b in ((0, 2), (2, 4), (4, 7), (7, 10))
    ]
    away = (p.away_house[base.rows.person] >= 0) & ~base.rows.guest
    presence = np.where(base.noted_dead, 2, np.where(away, 3, 1))
    split = np.where(base.rows.old, 2, np.where(base.rows.guest, 2, 1))
    sls = texts(f"{k % 9000 + 100:04d}00" for k in range(9001))
    return _frame(
        base,
        {
            "id_keluarga": base.group_ids,
            "id_anggota": base.ids,
            "nama": base.name,
            "nik": base.nik,
            "no_kk": base.kk,
            "r405_jk": _coded("1|2|", base.sex),
            "tanggal_lahir": base.birth_date,
            "r409_hubungan": _coded(REGSOSEK_RELATIONS, base.relation),
            "r408_status_kawin": _coded("|1|2|3|4", base.marital),
            "r404_keberadaan": _coded("|1|2|3|4|5|6", presence),
            "r115_keluarga": _coded("0|1|2", split),
            "nama_ibu": base.mother,
            "alamat": base.where.address,
            "kode_sls": sls[p.f.rt[p.f.family[base.rows.person]] % 9001],
            "rt": base.where.rt,
            "rw": base.where.rw,
            "kode_prov": parts[0][v],
            "kode_kab": parts[1][v],
            "kode_kec": parts[2][v],
            "kode_desa": parts[3][v],
            "nama_prov": areas.province[v],
            "nama_kab": areas.regency[v],
            "nama_kec": areas.district[v],
            "nama_desa": areas.village[v],
            "periode": fill(len(v), PERIOD),
        },
    )


def lay_out_p3ke(
    base: Base, areas: Areas, p: People, programmes: Programmes, agrees: Bools
) -> pd.DataFrame:
    """`p3ke.csv`; `agrees` = rows that the civil registry confirmed."""
    v = base.village
    family = p.f.family[base.rows.person]
    return _frame(
        base,
        {
            "ID Keluarga P3KE": base.group_ids,
            "ID Individu": base.ids,
            "Provinsi": areas.province[v],
            "Kabupaten/Kota": _short_regency(areas)[v],
            "Kecamatan": areas.district[v],
            "Desa/Kelurahan": areas.village[v],
            "Kode Kemdagri": _kemendagri(base, areas, np.zeros(len(v), bool)),
            "Desil Kesejahteraan": p.desil[family].astype(str).astype(object),
            "Alamat": base.where.address,
            "Nama": base.name,
            "NIK": base.nik,
            "Padan Dukcapil": YES_NO[agrees.astype(np.int64)],
            "Jenis Kelamin": _coded("Laki-laki|Perempuan|", base.sex),
            "Hubungan dengan Kepala Keluarga": _coded(P3KE_RELATIONS, base.relation),
            "Tanggal Lahir": base.birth_date,
            "Status Kawin": _coded(P3KE_MARITAL, base.marital),
            "Penerima BPNT": YES_NO[programmes.sembako[family]],
            "Penerima PKH": YES_NO[programmes.pkh[family]],
            "Penerima SEMBAKO": YES_NO[programmes.sembako[family]],
            "Periode": fill(len(v), PERIOD),
        },
    )
