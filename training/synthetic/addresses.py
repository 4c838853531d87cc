"""Dwellings' addresses, and the many ways one address is written."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.areas import Areas
from training.synthetic.arrays import THREE, TWO, YEARS, Bools, Ints, Texts, fill, stream, texts
from training.synthetic.families import Families
from training.synthetic.lexicon import HAMLETS, STREETS
from training.synthetic.rows import Rows
from training.synthetic.scribes import Scribes

HAMLET_WORDS = ("DUSUN", "DSN.", "DSN", "KP.", "KAMPUNG", "DK.", "LINGK.", "BR.", "DS.", "")
STREET_WORDS = ("JL. ", "JALAN ", "JLN. ", "JL ", "JLN ", "")
LANE_WORDS = ("GG. ", "GANG ", "GG ", "JL. GG. ", "LR. ", "GANG ")
ESTATE_WORDS = ("PERUM ", "PERUMAHAN ", "KOMP. ", "BTN ", "GRIYA ", "KOMPLEK ")
NUMBER_WORDS = (" NO. ", " NO ", " NO.", " ", " NOMOR ", " RUMAH ")


def _options(words: tuple[str, ...]) -> Texts:
    return texts(words)


@dataclass(frozen=True)
class Houses:
    """One entry per dwelling: where it stands."""

    village: Ints
    rt: Ints
    rw: Ints
    kind: Ints  # 0 no street, 1 street, 2 lane, 3 estate
    street: Texts
    number: Texts  # '' where the houses have none
    hamlet: Texts


def make_houses(seed: int, areas: Areas, f: Families) -> Houses:
    """Addresses of all dwellings: streets of towns, hamlets of villages."""
    rng = stream(seed, "addresses")
    n = int(f.house[-1]) + 1
    first = np.r_[True, f.house[1:] != f.house[:-1]]
    village, rt, rw = f.village[first], f.rt[first], f.rw[first]
    urban = areas.urban[village]
    has_street = rng.random(n) < np.where(urban, 0.95, 0.4)
    kind = np.where(has_street, rng.choice(np.array([1, 2, 3]), n, p=[0.7, 0.2, 0.1]), 0)
    # every village has some streets of its own; neighbourhoods lie along them
    offset = rng.integers(0, len(STREETS), len(areas.village))[village]
    nth = (rt + 7 * rw + rng.integers(0, 3, n)) * 5 + offset
    street = texts(STREETS)[nth % len(STREETS)]
    numbered = rng.random(n) < np.where(urban, 0.85, 0.3)
    number = rng.integers(1, 140, n).astype(str).astype(object)
    suffix = texts(["", "", "", "", "A", "B", " A", "/2"])[rng.integers(0, 8, n)]
    block = texts("ABCDEFGH")[rng.integers(0, 8, n)] + YEARS[rng.integers(1, 13, n)]
    number = np.where(kind == 3, "BLOK " + block + " NO. " + number, number + suffix)
    shift = rng.integers(0, len(HAMLETS), len(areas.village))[village]
    hamlet = texts(HAMLETS)[(rw + shift) % len(HAMLETS)]
    return Houses(
        village, rt, rw, kind, np.where(has_street, street, ""),
        np.where(numbered & has_street, number, ""), hamlet,
    )  # fmt: skip


@dataclass
class Written:
    """A base's address columns."""

    address: Texts
    rt: Texts
    rw: Texts


def written_houses(s: Scribes, rows: Rows, old_house: Ints) -> Ints:
    """The house each row gives: where it stands, or where the family lived before."""
    family = rows.kk_family
    old = (s.strike("address_old", together=0.9) | rows.old) & ~rows.guest
    s.mark("address_old", old)
    return np.where(old, old_house[family], rows.house)


def written_addresses(
    s: Scribes, houses: Houses, house: Ints, areas: Areas, inside: Bools
) -> Written:
    """Text of every row's address; `inside` = RT/RW stand in the text, else in their columns."""
    n = len(house)
    rewritten = s.strike("address_rewritten", together=0.95)
    s.mark("address_rewritten", rewritten)
    # a family's rows are written by one hand, in one way
    hand = [s.together(0.97) for _ in range(7)]

    def style(i: int, count: int) -> Ints:
        return np.where(rewritten, (hand[i] * count).astype(np.int64), 0)

    kind = houses.kind[house]
    heads = np.choose(
        kind,
        [
            fill(n),
            *(_options(words)[style(0, 6)] for words in (STREET_WORDS, LANE_WORDS, ESTATE_WORDS)),
        ],
    )
    street = heads + houses.street[house]
    number = houses.number[house]
    lost = rewritten & (hand[1] < 0.15)
    numbered = (number != "") & ~lost
    joint = np.where(kind == 3, " ", _options(NUMBER_WORDS)[style(2, 6)])
    street = np.where(numbered, street + joint + number, street)
    named = (houses.kind[house] == 0) | (rewritten & (hand[3] < 0.4))
    words = _options(HAMLET_WORDS)[style(4, len(HAMLET_WORDS))]
    hamlet = np.where(named, words + " " + houses.hamlet[house], "")
    nothing = rewritten & (hand[5] > 0.96)
    first = rewritten & (hand[5] < 0.3)
    text = np.where(first, hamlet + " " + street, street + " " + hamlet)

    missing = s.strike("rt_missing", together=0.9)
    s.mark("rt_missing", missing)
    rt, rw = houses.rt[house], houses.rw[house]
    forms = [
        " RT " + THREE[rt] + "/RW " + THREE[rw],
        " RT." + YEARS[rt] + " RW." + YEARS[rw],
        " RT/RW " + THREE[rt] + "/" + THREE[rw],
        " " + THREE[rt] + "/" + THREE[rw],
        " RT" + TWO[rt] + "/" + TWO[rw],
        " RT " + YEARS[rt] + " RW " + YEARS[rw],
    ]
    form = np.choose(style(6, 6), forms)
    text = np.where(inside & ~missing, text + form, text)
    village = areas.village[houses.village[house]]
    with_place = rewritten & (hand[1] > 0.8)
    text = np.where(with_place, text + " DESA " + village, text)
    text = np.where(nothing, texts(["-", "", "0", "000/000"])[style(0, 4)], text)
    address = texts(" ".join(t.split()) for t in text.tolist())
    columns = ~missing & ~inside
    zero = np.where(hand[2] < 0.3, "000", "")
    plain = hand[3] < 0.5
    rt_text = np.where(columns, np.where(plain, THREE[rt], YEARS[rt]), zero)
    rw_text = np.where(columns, np.where(plain, THREE[rw], YEARS[rw]), zero)
    return Written(address, rt_text, rw_text)
