"""Damage to birth dates, and the ways they are written."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.arrays import TWO, YEARS, Bools, Ints, Rng, Texts, fill
from training.synthetic.people import People
from training.synthetic.rows import Rows
from training.synthetic.scribes import Scribes

MONTHS = np.array(
    ["", "JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGUSTUS", "SEP", "OKT", "NOV", "DES"],
    dtype=object,
)
EXCEL_DAY_0 = np.datetime64("1899-12-30")
LATEST_BIRTH = 2025
PLAIN, DASHED, ISO, WORDS, SERIAL, CLOCK, SHORT_CLOCK = range(7)


@dataclass
class Dates:
    """Year, month and day of every row, and where the field is left blank."""

    year: Ints
    month: Ints
    day: Ints
    blank: Bools

    @classmethod
    def of(cls, born: np.ndarray) -> "Dates":
        """Split days (datetime64[D])."""
        year = born.astype("datetime64[Y]").astype(np.int64) + 1970
        month = born.astype("datetime64[M]").astype(np.int64) % 12 + 1
        day = (born - born.astype("datetime64[M]")).astype(np.int64) + 1
        return cls(year, month, day, np.zeros(len(year), bool))

    def take(self, rows: Ints) -> "Dates":
        """These rows, in this order."""
        return Dates(self.year[rows], self.month[rows], self.day[rows], self.blank[rows])


def written_dates(s: Scribes, p: People, rows: Rows, latest: int = LATEST_BIRTH) -> Dates:
    """The birth dates as this base has them, none after the year `latest`."""
    d = Dates.of(p.born[rows.person])
    rng, n = s.rng, len(rows.person)
    shifted = s.strike("date_year", elderly=True)
    years = rng.choice(np.array([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]), n,
                       p=[0.03, 0.03, 0.06, 0.11, 0.27, 0.27, 0.11, 0.06, 0.03, 0.03])  # fmt: skip
    decade = rng.random(n) < 0.06
    d.year = np.where(shifted, np.where(decade, d.year - 10, d.year + years), d.year)
    # the day goes wrong with it now and then
    slipped = shifted & (rng.random(n) < 0.1)
    d.day = np.where(slipped, (d.day + rng.integers(1, 20, n)) % 28 + 1, d.day)
    s.mark("date_year", shifted)
    can = (d.day <= 12) & (d.day != d.month)
    swapped = s.strike("date_swapped", elderly=True, where=can)
    d.day, d.month = np.where(swapped, d.month, d.day), np.where(swapped, d.day, d.month)
    s.mark("date_swapped", swapped)
    # a made-up day comes with a guessed year among the old
    heap = s.strike("date_heap", elderly=True, together=0.3)
    s.mark("date_heap", heap)
    guessed = heap & p.elderly[rows.person] & (rng.random(n) < 0.4)
    d.year = np.where(guessed, d.year + rng.integers(-3, 4, n), d.year)
    d.month = np.where(heap, np.where(rng.random(n) < 0.5, 1, 7), d.month)
    d.day = np.where(heap, 1, d.day)
    d.blank = s.strike("date_blank", elderly=True, together=0.4)
    s.mark("date_blank", d.blank)
    # the 29th to 31st of a shorter month
    last = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[d.month]
    d.day = np.minimum(d.day, last)
    d.year = np.clip(d.year, 1905, latest)
    return d


def write_dates(d: Dates, style: Ints, rng: Rng) -> Texts:
    """Text of the dates in each row's style."""
    out = fill(len(style))
    for code in range(7):
        rows = np.flatnonzero(style == code)
        year, month, day = d.year[rows], d.month[rows], d.day[rows]
        y, m, t = YEARS[year], TWO[month], TWO[day]
        if code == PLAIN:
            out[rows] = t + "/" + m + "/" + y
        elif code == DASHED:
            out[rows] = t + "-" + m + "-" + y
        elif code == ISO:
            out[rows] = y + "-" + m + "-" + t
        elif code == WORDS:
            out[rows] = t + " " + MONTHS[month] + " " + y
        elif code == SERIAL:
            months = (year - 1970) * 12 + month - 1
            days = months.astype("datetime64[M]").astype("datetime64[D]")
            number = (days - EXCEL_DAY_0).astype(np.int64) + day - 1
            out[rows] = number.astype(str).astype(object)
        elif code == CLOCK:
            out[rows] = t + "/" + m + "/" + y + " 0:00:00"
        else:
            out[rows] = YEARS[day] + "/" + YEARS[month] + "/" + y + " 0:00:00"
    blanks = np.array(["", "", "-", "00/00/0000", "0000-00-00"], dtype=object)
    out[d.blank] = blanks[rng.integers(0, len(blanks), int(d.blank.sum()))]
    return out
