"""Regencies as they are, with villages that are not: names composed, codes in both systems."""

from dataclasses import dataclass, field
from random import Random

# Kemendagri regency, BPS regency, province, regency, cultures, older Kemendagri code (a split).
REGENCIES = [
    ("3205", "3205", "JAWA BARAT", "KABUPATEN GARUT", "sundanese", ""),
    ("1207", "1212", "SUMATERA UTARA", "KABUPATEN DELI SERDANG", "malay batak javanese", ""),
    ("5107", "5107", "BALI", "KABUPATEN KARANGASEM", "bali", ""),
    ("7308", "7311", "SULAWESI SELATAN", "KABUPATEN BONE", "bugis", ""),
    ("5307", "5310", "NUSA TENGGARA TIMUR", "KABUPATEN SIKKA", "east", ""),
    ("3524", "3524", "JAWA TIMUR", "KABUPATEN LAMONGAN", "javanese", ""),
    ("1108", "1111", "ACEH", "KABUPATEN ACEH UTARA", "malay", ""),
    ("6571", "6571", "KALIMANTAN UTARA", "KOTA TARAKAN", "bugis malay javanese", "6473"),
    ("9671", "9171", "PAPUA BARAT DAYA", "KOTA SORONG", "east bugis javanese", "9271"),
    ("3309", "3309", "JAWA TENGAH", "KABUPATEN BOYOLALI", "javanese", ""),
    (
        "3175",
        "3172",
        "DAERAH KHUSUS IBUKOTA JAKARTA",
        "KOTA ADM. JAKARTA TIMUR",
        "javanese sundanese malay batak",
        "",
    ),
    ("3578", "3578", "JAWA TIMUR", "KOTA SURABAYA", "javanese javanese malay east", ""),
    ("9103", "9403", "PAPUA", "KABUPATEN JAYAPURA", "east east bugis", ""),
]
_HEADS = {
    "javanese": "KARANG SUMBER WONO KEDUNG TANJUNG KALI NGADI SIDO BANJAR",
    "sundanese": "SUKA CI KARANG PASIR MEKAR SINDANG TANJUNG MARGA",
    "malay": "TANJUNG ALUE KUTA BATANG PAYA LUBUK BANDAR",
    "batak": "LUMBAN HUTA PARDOMUAN SI",
    "bali": "TIA BEBAN SIDE PEMPA DUDA ABANG KUBU",
    "bugis": "LA PA WATAM CEL LAPPA BULU",
    "east": "WATU NITA KOTING WOLO SAMO KLA YOKA",
}
_TAILS = {
    "javanese": "REJO SARI MULYO HARJO AGUNG TIRTO LOR KIDUL ANYAR SONO",
    "sundanese": "MAJU JAYA MUKTI SARI HURIP WANGI KARYA NAGARA LAYA",
    "malay": " BARAT  RAYA  MUDA  JAYA  BARO  TUHA  KEUDE",
    "batak": "RAJA TORUAN DOLOK JULU TONGA",
    "bali": "NDEM MAN TAN HAN GAN",
    "bugis": "MPUNG TTIRO LU MAROANGING NRE SALO",
    "east": " BAO  WAIR  GETE  TIMUR BARU  LORA",
}
_STREETS = [
    "MERDEKA",
    "DIPONEGORO",
    "PAHLAWAN",
    "MASJID",
    "PASAR LAMA",
    "KENANGA",
    "MELATI",
    "MAWAR",
    "GAJAH MADA",
    "SUDIRMAN",
    "PEMUDA",
    "VETERAN",
    "CEMPAKA",
    "RAYA DESA",
    "SAWO",
    "MANGGIS",
    "KH. HASYIM ASYARI",
    "A. YANI",
    "RAJAWALI",
    "BERINGIN",
]
_HAMLETS = {
    "javanese": "KRAJAN|NGEMPLAK|GONDANG|PUCANGAN|KLAMPOK|JATISARI|SEMANDING|BULU",
    "sundanese": "BABAKAN|CIKADU|PASANTREN|LEBAK|SAWAH LEGA|CIBEUREUM|NAGROG",
    "malay": "MEUNASAH TEUNGOH|PAYA RABO|SUKA DAMAI|PEKAN|KAMPUNG BARU",
    "batak": "LUMBAN TONGA|HUTA GODANG|BANJAR TORUAN|DOLOK",
    "bali": "KELODAN|KALERAN|TENGAH|PANDE|KAWAN",
    "bugis": "LABUANG|AMESSANGENG|PADAELO|TANETE|MACCOPE",
    "east": "WOLOMARANG|HABI|KAMPUNG TENGAH|WAIOTI|PUAY",
}


@dataclass(slots=True, eq=False)
class Village:
    """A village with its codes in both systems and its streets and hamlets."""

    code: str
    bps: str
    old_code: str
    province: str
    regency: str
    district: str
    name: str
    culture: str
    city: bool
    streets: list[str]
    hamlets: list[str]
    mother: "Village | None" = None  # the village it was split from
    neighbour: "Village | None" = None
    rt_count: int = 12
    traits: dict[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Six digits of the district: the beginning of a NIK."""
        return self.code[:6]


def make_villages(r: Random, count: int) -> list[Village]:
    """Make so many villages, spread over regencies, three or four to a district."""
    regencies = REGENCIES[: max(3, min(len(REGENCIES), count // 2))]
    made: list[Village] = []
    for number, (code, bps, province, regency, cultures, old) in enumerate(regencies):
        share = count // len(regencies) + (number < count % len(regencies))
        city = "KOTA" in regency
        for k in range(share):
            district, rank = k // 4 + 1, k % 4 + 1
            culture = r.choice(cultures.split())
            base = cultures.split()[0]
            tail = f"{2000 + rank}" if not city else f"{1000 + rank}"
            # BPS counts districts in tens, and villages in an order of its own.
            bps_code = f"{bps}{district * 10:03d}{5 - rank:03d}"
            made.append(
                Village(
                    f"{code}{district:02d}{tail}",
                    bps_code if r.random() > 0.03 else "",
                    f"{old}{district:02d}{tail}" if old else "",
                    province,
                    regency,
                    f"{_place(r, base)}" if rank == 1 else made[-1].district,
                    _place(r, base),
                    culture,
                    city,
                    [] if not city and r.random() < 0.5 else r.sample(_STREETS, 7),
                    r.sample(_HAMLETS[base].split("|"), 4),
                    rt_count=r.randint(6, 16),
                )
            )
            if rank > 1:
                made[-1].neighbour, made[-2].neighbour = made[-2], made[-2].neighbour or made[-1]
                if r.random() < 0.12 and made[-2].mother is None:
                    made[-1].mother = made[-2]
    for village in made:
        village.neighbour = village.neighbour or made[0]
    return made


def _place(r: Random, culture: str) -> str:
    tails = _TAILS[culture]
    parts = [" " + t.strip() for t in tails.split("  ")] if "  " in tails else tails.split()
    return (r.choice(_HEADS[culture].split()) + r.choice(parts)).strip()
