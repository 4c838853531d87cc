"""Endless texts for the parsers: what sources write, damaged at random, the same for a seed."""

import random
from collections.abc import Iterator

BATCH = 50_000
#: Signs that texts get: those the parsers look for, and those that break careless ones.
SIGNS = [
    *"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz .,'\"/-()[]@:;_+=*?^$|\\{}<>&#%!~`\t\n\r",
    *"\0\x1f\x7f\u00a0\u200b\u200d\u2028\ufeff\u0301éßİıŉǅﬁ３Ⅳ²½٣०😀𝟘\ue000",
]
SEEDS: dict[str, tuple[str, ...]] = {
    "number": (
        "3201014507809001",
        "'3201010507809002",
        "32.01.01.450780.9001",
        "3.20101E+15",
        "3201014507809001.0",
        "3.201.014.507.809.001",
        "32O1O145O78O9OO1",
        "9999999999999995",
        "320101450780900",
        "TIDAK ADA",
        "0",
    ),
    "name": (
        "SITI AMINAH",
        "Hj. SOEKARNO, S.Pd.I.",
        "M. YUSUF BIN SALIM",
        "I GST PT RAI",
        "DJOKO ALIAS JAKA",
        "BAYI NY. RATNA",
        "MUNTAHA B. DAWAM",
        "NI'MATUL KHOIRIYAH",
        "ABDURRACHMAN (ALM)",
        "FX. SUDARTO / TO",
        "S0EHART0",
        "KH. M. CHOLIL",
    ),
    "date": (
        "05/07/1980",
        "1980-07-05",
        "5 JULI 1980",
        "05071980",
        "29407",
        "05/07/1980 0:00:00",
        "JULI 1980",
        "1980",
        "00/00/0000",
        "31/02/80",
        "1980-07-05T00:00:00+07:00",
    ),
    "address": (
        "JL. MAWAR NO. 12 A RT 001/RW 002",
        "DSN. KRAJAN RT.1 RW.2 DS. SUKAMAJU KEC. CIBINONG 16911",
        "PERUM GRIYA ASRI BLOK C-3/12",
        "KP. DUKUH GG. II",
        "RT/RW 1/2",
        "000/000",
        "BTN BLOK IV NO 5 KAV 7",
        "BR. TENGAH",
        "-",
    ),
    "place": (
        "DESA SUKAMAJU",
        "KOTA ADM. JAKARTA PUSAT",
        "KAB. BOGOR",
        "Kec. Cibinong",
        "3201012001",
    ),
    "amount": (
        "600000",
        "Rp 600.000,00",
        "IDR 1,200,000.50",
        "(75.000)",
        "-75000",
        "Rp. 1.200.000,-",
        "225000.0",
        "1.234,5",
    ),
    "period": (
        "2026Q1",
        "TW IV 2025",
        "Januari s.d. Maret 2026",
        "Tahap ke-2 (2026)",
        "202603",
        "31/03/2026",
        "2026M1-2",
        "Semester II Tahun 2025",
        "3201014507809001",
    ),
    "answer": (
        "Sesuai (100)",
        "Tidak Sesuai (59)",
        "SESUAI",
        "3201014507809001",
        "Data Tidak Ditemukan",
        "14 - Tidak Aktif",
        "2026-01-01T10:00:00+07:00",
        "31/12/2025 11:59:00 PM",
    ),
    "programme": (
        "PKH",
        "Bantuan Pangan Non Tunai (BPNT)",
        "BST-Covid",
        "PBI-JK",
        "KELUARGA",
        "Perorangan",
        "KPM",
        "3201 0145 0780 9001",
    ),
    "code": ("LAKI-LAKI", "2. PEREMPUAN", "Kepala Keluarga", "YA", "0", "1.0", "(3) ANAK", "KAWIN"),
}


def batches(kind: str, count: int, seed: int) -> Iterator[list[str]]:
    """Yield *count* texts of a *kind* (a key of :data:`SEEDS`), at most :data:`BATCH` at once."""
    dice = random.Random(f"{kind}/{seed}")
    seeds = SEEDS[kind]
    while count > 0:
        size = min(count, BATCH)
        yield [damaged(dice, seeds) for _ in range(size)]
        count -= size


def damaged(dice: random.Random, seeds: tuple[str, ...]) -> str:
    """Return one of *seeds* after a few slips; now and then a text of mere signs."""
    if dice.random() < 0.05:
        return "".join(dice.choices(SIGNS, k=dice.randrange(40)))
    text = dice.choice(seeds)
    for _ in range(dice.randrange(5)):
        at = dice.randrange(len(text) + 1)
        slip = dice.randrange(6)
        if slip == 0:
            text = text[:at] + dice.choice(SIGNS) + text[at:]
        elif slip == 1:
            text = text[:at] + dice.choice(SIGNS) + text[at + 1 :]
        elif slip == 2:
            text = text[:at] + text[at + 1 + dice.randrange(3) :]
        elif slip == 3:
            other = dice.choice(seeds)
            text = text[:at] + other[dice.randrange(len(other)) :]
        elif slip == 4:
            text = text[at:] + " " + text[:at]
        else:
            text = text.lower() if dice.random() < 0.5 else text[:at] + text[: at + 2] + text[at:]
    return text
