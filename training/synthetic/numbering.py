"""Synthetic NIK and KK numbers: real structure, serials 9001 to 9998 that no office issues.

PPKKCC DDMMYY SSSS, the day plus 40 for women. The area is where a person was first
registered, which for one in seven is not where they live now.
"""

import numpy as np

from training.synthetic.areas import PROVINCES, Areas
from training.synthetic.arrays import THREE, TWO, Ints, Rng, Texts, fill, order_within, texts

WRONG_DATE = 0.006  # the number carries another date than the birth data
WRONG_SEX = 0.002
TWO_NIKS = 0.004
MIGRANTS = 0.14


def _serials(rng: Rng, key: Texts) -> Texts:
    """`9` + three digits, rising and distinct within each key; low ones are the commonest."""
    codes = np.unique(key.astype("U12"), return_inverse=True)[1]
    order = np.argsort(codes, kind="stable")
    starts = np.r_[True, codes[order][1:] != codes[order][:-1]]
    rank = order_within(starts)
    steps = np.cumsum(rng.geometric(0.6, len(key)))
    base = steps[np.maximum.accumulate(np.where(starts, np.arange(len(key)), 0))]
    free = steps - base + rng.geometric(0.6, len(key))[np.cumsum(starts) - 1]
    # a crowded day falls back to counting
    crowded = np.zeros(len(key), bool)
    over = np.cumsum(starts)[free > 998] - 1
    crowded = np.isin(np.cumsum(starts) - 1, over)
    serial = np.where(crowded, rank + 1, free)
    if serial.max() > 998:
        raise ValueError("More than 998 people share one area and date; synthesise more villages.")
    out = fill(len(key))
    out[order] = "9" + THREE[serial]
    return out


def dated(born: np.ndarray, plus: Ints) -> Texts:
    """DDMMYY of days, `plus` added to the day."""
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    month = born.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (born - born.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray(TWO[day + plus] + TWO[month] + TWO[year % 100])


def _first_area(rng: Rng, areas: Areas, village: Ints) -> Texts:
    """PPKKCC: mostly the own district, else another of these, or anywhere in the country."""
    here = areas.kemendagri[village]
    before = areas.old[village]
    here = np.where((before != "") & (rng.random(len(village)) < 0.7), before, here)
    moved = rng.random(len(village)) < MIGRANTS
    provinces = texts(row[0] for row in PROVINCES)
    n = len(village)
    far = (
        provinces[rng.integers(0, len(provinces), n)]
        + TWO[rng.integers(1, 25, n)]
        + TWO[rng.integers(1, 25, n)]
    )
    other = areas.kemendagri[rng.integers(0, len(areas.kemendagri), n)]
    out = np.where(moved, np.where(rng.random(n) < 0.5, far, other), here)
    return texts(code[:6] for code in out.tolist())


def number_people(
    rng: Rng, areas: Areas, village: Ints, born: np.ndarray, sex: Ints
) -> tuple[Texts, Texts]:
    """A NIK for every person, and a second one for a few ('' for the rest); all distinct."""
    n = len(village)
    area = _first_area(rng, areas, village)
    wrong = rng.random(n) < WRONG_DATE
    shift = np.where(wrong, rng.integers(-700, 700, n), 0).astype("timedelta64[D]")
    flipped = np.where(rng.random(n) < WRONG_SEX, 1 - sex, sex)
    twice = np.flatnonzero(rng.random(n) < TWO_NIKS)
    moved_date = np.where(rng.random(len(twice)) < 0.5, rng.integers(-40, 40, len(twice)), 0)
    key = np.concatenate([
        area + dated(born + shift, flipped * 40),
        area[twice] + dated(born[twice] + moved_date.astype("timedelta64[D]"), sex[twice] * 40),
    ])  # fmt: skip
    numbers = key + _serials(rng, key)
    second = fill(n)
    second[twice] = numbers[n:]
    return numbers[:n], second


def number_families(
    rng: Rng, areas: Areas, village: Ints, parent_family: Ints
) -> tuple[Texts, Texts]:
    """Each family's KK number, and the one before its last move or split.

    Of a married child's family the older one is the parents' number.
    """
    n = len(village)
    area = _first_area(rng, areas, village)
    here = texts(code[:6] for code in areas.kemendagri[village].tolist())
    issued = np.datetime64("2006-01-01") + rng.integers(0, 7300, 2 * n).astype("timedelta64[D]")
    issued[n:] = np.minimum(issued[n:], issued[:n])
    key = np.concatenate([here, area]) + dated(issued, np.zeros(2 * n, np.int64))
    numbers = key + _serials(rng, key)
    kk, old = numbers[:n].copy(), numbers[n:].copy()
    grown = parent_family >= 0
    old[grown] = kk[parent_family[grown]]
    return kk, old
