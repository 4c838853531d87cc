"""Invented villages, districts and regencies under the real provinces' codes.

Province names and codes are public facts (decree 300.2.2-2430/2025; BPS numbers Papua's
provinces otherwise). Everything below them is made up, so no synthetic person can be
mistaken for an inhabitant of a real village.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from training.synthetic.arrays import THREE, TWO, Bools, Ints, Rng, Texts, fill, stream, texts
from training.synthetic.lexicon import PLACE_HEADS, PLACE_TAILS

# Kemendagri code, BPS code, name, island, weight (rough population share), cultures of its people
PROVINCES: tuple[tuple[str, str, str, str, float, str], ...] = (
    ("11", "11", "ACEH", "SUMATERA", 2, "ac ac ac ar jv"),
    ("12", "12", "SUMATERA UTARA", "SUMATERA", 5, "bt bt bt jv ar"),
    ("13", "13", "SUMATERA BARAT", "SUMATERA", 2, "mn mn mn mn ar"),
    ("14", "14", "RIAU", "SUMATERA", 2, "ar ar mn jv bt"),
    ("15", "15", "JAMBI", "SUMATERA", 1, "ar ar jv mn"),
    ("16", "16", "SUMATERA SELATAN", "SUMATERA", 3, "ar ar ar jv"),
    ("17", "17", "BENGKULU", "SUMATERA", 1, "ar ar jv"),
    ("18", "18", "LAMPUNG", "SUMATERA", 3, "jv jv jv ar su"),
    ("19", "19", "KEPULAUAN BANGKA BELITUNG", "SUMATERA", 1, "ar ar jv"),
    ("21", "21", "KEPULAUAN RIAU", "SUMATERA", 1, "ar ar bt mn"),
    ("31", "31", "DKI JAKARTA", "JAWA", 4, "ar jv su bt"),
    ("32", "32", "JAWA BARAT", "JAWA", 18, "su su su jv ar"),
    ("33", "33", "JAWA TENGAH", "JAWA", 13, "jv jv jv jv ar"),
    ("34", "34", "DAERAH ISTIMEWA YOGYAKARTA", "JAWA", 2, "jv"),
    ("35", "35", "JAWA TIMUR", "JAWA", 15, "jv jv jv ar"),
    ("36", "36", "BANTEN", "JAWA", 4, "su su ar jv"),
    ("51", "51", "BALI", "BALI-NUSRA", 2, "bl bl bl bl jv"),
    ("52", "52", "NUSA TENGGARA BARAT", "BALI-NUSRA", 2, "ar ar ar bl"),
    ("53", "53", "NUSA TENGGARA TIMUR", "BALI-NUSRA", 2, "ea ea ea ea ar"),
    ("61", "61", "KALIMANTAN BARAT", "KALIMANTAN", 2, "ar ar ea jv"),
    ("62", "62", "KALIMANTAN TENGAH", "KALIMANTAN", 1, "ar ea jv"),
    ("63", "63", "KALIMANTAN SELATAN", "KALIMANTAN", 2, "ar ar ar jv"),
    ("64", "64", "KALIMANTAN TIMUR", "KALIMANTAN", 1, "ar jv bg"),
    ("65", "65", "KALIMANTAN UTARA", "KALIMANTAN", 1, "ar bg ea"),
    ("71", "71", "SULAWESI UTARA", "SULAWESI", 1, "ea ea ea ar"),
    ("72", "72", "SULAWESI TENGAH", "SULAWESI", 1, "ar bg ea"),
    ("73", "73", "SULAWESI SELATAN", "SULAWESI", 3, "bg bg bg bg ar"),
    ("74", "74", "SULAWESI TENGGARA", "SULAWESI", 1, "bg ar ar"),
    ("75", "75", "GORONTALO", "SULAWESI", 1, "ar ar"),
    ("76", "76", "SULAWESI BARAT", "SULAWESI", 1, "bg ar"),
    ("81", "81", "MALUKU", "MALUKU-PAPUA", 1, "ea ea ar"),
    ("82", "82", "MALUKU UTARA", "MALUKU-PAPUA", 1, "ar ar ea"),
    ("91", "94", "PAPUA", "MALUKU-PAPUA", 1, "ea ea ea jv"),
    ("92", "91", "PAPUA BARAT", "MALUKU-PAPUA", 1, "ea ea jv"),
    ("93", "95", "PAPUA SELATAN", "MALUKU-PAPUA", 1, "ea ea jv"),
    ("94", "96", "PAPUA TENGAH", "MALUKU-PAPUA", 1, "ea ea ea"),
    ("95", "97", "PAPUA PEGUNUNGAN", "MALUKU-PAPUA", 1, "ea ea ea"),
    ("96", "92", "PAPUA BARAT DAYA", "MALUKU-PAPUA", 1, "ea ea bg"),
)

PER_VILLAGE = 2000


@dataclass(frozen=True)
class Areas:
    """One entry per village: codes and names as text, indices of district and regency."""

    kemendagri: Texts
    bps: Texts
    old: Texts  # the code before its regency was split off, or ''
    province: Texts
    regency: Texts
    district: Texts
    village: Texts
    island: Texts
    cultures: list[tuple[str, ...]]
    district_of: Ints
    regency_of: Ints
    urban: Bools
    bridged: Bools  # whether areas.csv knows the BPS code

    def table(self) -> pd.DataFrame:
        """`areas.csv` of docs/tables.md: the codes in force, then those of before a split."""
        names = {
            "province": self.province,
            "regency": self.regency,
            "district": self.district,
            "village": self.village,
        }
        bps = np.where(self.bridged, self.bps, "")
        n = len(self.kemendagri)
        blank = fill(n)
        now = pd.DataFrame(
            {
                "kemendagri": self.kemendagri,
                "bps": bps,
                **names,
                "valid_from": blank,
                "valid_to": blank,
            }
        )
        was_split = self.old != ""
        now.loc[was_split, "valid_from"] = "2014-07-01"
        before = now[was_split].assign(
            kemendagri=self.old[was_split], bps="", valid_from="", valid_to="2014-06-30"
        )
        both: pd.DataFrame = pd.concat([now, before], ignore_index=True)
        return both.astype("str")


def _invented(rng: Rng, n: int, sort: int) -> Texts:
    """`n` place names, distinct while they last; a third argument keeps the kinds apart."""
    numbers = rng.permutation(len(PLACE_HEADS) * len(PLACE_TAILS))
    numbers = numbers[(np.arange(n) + sort) % len(numbers)]
    glue = rng.random(n) < 0.5
    return texts(
        PLACE_HEADS[k // len(PLACE_TAILS)] + ("" if g else " ") + PLACE_TAILS[k % len(PLACE_TAILS)]
        for k, g in zip(numbers.tolist(), glue.tolist(), strict=True)
    )


def _runs(rng: Rng, n: int, low: int, high: int) -> Ints:
    """Group numbers of `n` things in runs of `low`..`high`."""
    sizes = rng.integers(low, high + 1, n // low + 1)
    return np.repeat(np.arange(len(sizes)), sizes)[:n].astype(np.int64)


def _provinces(rng: Rng, n: int) -> Ints:
    """Provinces of `n` regencies by population share; the first ones on islands of their own."""
    weights = np.array([row[4] for row in PROVINCES])
    islands = [row[3] for row in PROVINCES]
    shuffled = np.argsort(rng.exponential(1.0, len(PROVINCES)) / weights, kind="stable").tolist()
    first: dict[str, int] = {}
    for province in shuffled:
        first.setdefault(islands[province], province)
    spread = list(first.values())
    # one regency more for every five: then the drawn provinces come round again by weight
    rest = rng.choice(len(PROVINCES), size=max(0, n - len(spread)), p=weights / weights.sum())
    return np.sort(np.array((spread + rest.tolist())[:n], dtype=np.int64))


def make_areas(seed: int, people: int) -> Areas:
    """Villages for so many people, about 2,000 each, in districts of two to five."""
    rng = stream(seed, "areas")
    n = max(1, round(people / PER_VILLAGE))
    district_of = _runs(rng, n, 2, 5)
    districts = int(district_of[-1]) + 1
    regency_of_district = _runs(rng, districts, 1, 2)
    if districts > 1 and regency_of_district[-1] == 0:
        # two regencies at least, on two islands: some errors only happen between them
        regency_of_district = np.arange(districts)
    regencies = int(regency_of_district[-1]) + 1
    province_of = _provinces(rng, regencies)
    urban_regency = rng.random(regencies) < 0.25

    # numbers within the province: regencies 01.., cities 71..
    regency_no, bps_regency = np.zeros(regencies, np.int64), np.zeros(regencies, np.int64)
    for province in np.unique(province_of):
        mine = np.flatnonzero(province_of == province)
        plain, city = mine[~urban_regency[mine]], mine[urban_regency[mine]]
        regency_no[plain] = np.sort(
            rng.permutation(np.arange(1, max(40, len(plain) + 1)))[: len(plain)]
        )
        regency_no[city] = 71 + np.arange(len(city))
        bps_regency[plain] = np.sort(
            rng.permutation(np.arange(1, max(40, len(plain) + 1)))[: len(plain)]
        )
        bps_regency[city] = 71 + np.arange(len(city))
    district_no = np.zeros(districts, np.int64)
    for regency in range(regencies):
        mine = np.flatnonzero(regency_of_district == regency)
        district_no[mine] = np.sort(rng.choice(np.arange(1, 31), len(mine), replace=False))

    regency_of = regency_of_district[district_of]
    province = province_of[regency_of]
    urban = urban_regency[regency_of] | (rng.random(n) < 0.08)
    starts = np.r_[True, district_of[1:] != district_of[:-1]]
    in_district = np.arange(n) - np.maximum.accumulate(np.where(starts, np.arange(n), 0)) + 1
    kab = texts(
        PROVINCES[p][0] + TWO[k] for p, k in zip(province_of, regency_no.tolist(), strict=True)
    )
    bps_kab = texts(
        PROVINCES[p][1] + TWO[k] for p, k in zip(province_of, bps_regency.tolist(), strict=True)
    )
    tail = TWO[district_no[district_of]] + np.where(urban, "1", "2") + THREE[in_district]
    # BPS numbers districts by tens, with ones for those split off since
    bps_district = THREE[10 * district_no + rng.integers(0, 3, districts)]
    # a fifth of the regencies was split off another; their villages had its code before
    split = rng.random(regencies) < 0.2
    mother = texts(f"{code[:2]}{(int(code[2:]) + 37) % 60 + 1:02d}" for code in kab.tolist())
    names = _invented(rng, regencies, 0)
    kinds = np.where(urban_regency, "KOTA ", "KABUPATEN ")
    return Areas(
        kemendagri=kab[regency_of] + tail,
        bps=bps_kab[regency_of] + bps_district[district_of] + THREE[in_district],
        old=np.where(split[regency_of], mother[regency_of] + tail, ""),
        province=texts(PROVINCES[p][2] for p in province.tolist()),
        regency=(kinds + names)[regency_of],
        district=_invented(rng, districts, 300)[district_of],
        village=_invented(rng, n, 600),
        island=texts(PROVINCES[p][3] for p in province.tolist()),
        cultures=[tuple(PROVINCES[p][5].split()) for p in province.tolist()],
        district_of=district_of,
        regency_of=regency_of,
        urban=urban,
        bridged=rng.random(n) >= 0.03,
    )
