"""A base's columns by what they speak of, and the kinds of damage that belong to each."""

from typing import Final

from training.synthetic.life.news import (
    ADDRESS,
    BIRTH,
    KK,
    MARITAL,
    MOTHER,
    NAME,
    NIK,
    OTHER,
    RELATION,
    SEX,
)
from training.synthetic.rates import DTKS, P3KE, REGSOSEK

ID: Final = {DTKS: "ID ART", REGSOSEK: "id_anggota", P3KE: "ID Individu"}
GROUP: Final = {DTKS: "ID DTKS", REGSOSEK: "id_keluarga", P3KE: "ID Keluarga P3KE"}
PERIOD: Final = {DTKS: "PERIODE", REGSOSEK: "periode", P3KE: "Periode"}
# Where a base notes a death, and how; P3KE has no such column.
NOTE: Final = {DTKS: ("KETERANGAN MENINGGAL", "MENINGGAL"), REGSOSEK: ("r404_keberadaan", "2")}

COLUMNS: Final[dict[int, dict[int, tuple[str, ...]]]] = {
    DTKS: {
        NIK: ("NIK",), KK: ("NOKK",), NAME: ("NAMA",), RELATION: ("HUB KELUARGA",),
        BIRTH: ("TGL LAHIR",), SEX: ("JENIS KELAMIN",), MARITAL: ("STATUS KAWIN",),
        MOTHER: ("NAMA IBU KANDUNG",),
        ADDRESS: ("ALAMAT", "RT", "RW", "KODE KEL", "NM PROV", "NM KAB", "NM KEC", "NM KEL"),
    },
    REGSOSEK: {
        NIK: ("nik",), KK: ("no_kk",), NAME: ("nama",), RELATION: ("r409_hubungan",),
        BIRTH: ("tanggal_lahir",), SEX: ("r405_jk",), MARITAL: ("r408_status_kawin",),
        MOTHER: ("nama_ibu",),
        ADDRESS: ("alamat", "kode_sls", "rt", "rw", "kode_prov", "kode_kab", "kode_kec",
                  "kode_desa", "nama_prov", "nama_kab", "nama_kec", "nama_desa"),
    },
    P3KE: {
        NIK: ("NIK", "Padan Dukcapil"), NAME: ("Nama", "Padan Dukcapil"),
        RELATION: ("Hubungan dengan Kepala Keluarga",), BIRTH: ("Tanggal Lahir",),
        SEX: ("Jenis Kelamin",), MARITAL: ("Status Kawin",),
        ADDRESS: ("Provinsi", "Kabupaten/Kota", "Kecamatan", "Desa/Kelurahan", "Kode Kemdagri",
                  "Alamat"),
    },
}  # fmt: skip
# What a scribe types wrong afresh, and how often each.
RETYPED: Final = {NAME: 0.4, NIK: 0.2, BIRTH: 0.15, ADDRESS: 0.25}

_DAMAGE: Final = (
    ("nik_", NIK), ("kk_", KK), ("name_", NAME), ("baby_", NAME), ("date_", BIRTH),
    ("sex_", SEX), ("relation", RELATION), ("address_", ADDRESS), ("rt_", ADDRESS),
    ("area_", ADDRESS),
)  # fmt: skip
_TRAPS: Final = {
    "default_date": BIRTH, "office_address": ADDRESS, "filler_nik": NIK, "shared_nik": NIK,
    "shared_kk": KK, "name_date_heap": OTHER,
}  # fmt: skip


def damage_after(old: str, fresh: str, changed: int) -> str:
    """Kinds of damage of a row whose groups `changed` were written anew."""
    kept = [kind for kind in old.split(";") if not _of(kind) & changed]
    new = [kind for kind in fresh.split(";") if _of(kind) & changed]
    # a double that is changed alone repeats nothing any more
    kept = [kind for kind in kept if kind not in ("", "duplicate_exact")]
    # who is written twice in one batch is not thereby listed twice
    return ";".join(kept + [kind for kind in new if kind not in ("", "listed_twice")])


def trap_after(old: str, fresh: str, changed: int) -> str:
    """The trap of a row whose groups `changed` were written anew."""
    if _TRAPS.get(fresh, 0) & changed:
        return fresh
    return "" if _TRAPS.get(old, 0) & changed else old


def _of(kind: str) -> int:
    return next((group for start, group in _DAMAGE if kind.startswith(start)), OTHER)
