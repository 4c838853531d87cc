"""Answers of the civil registry: does each field of a row agree with the person of its NIK?"""

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from training.synthetic.arrays import Bools, Floats, Ints, Texts, fill, stream, texts
from training.synthetic.damage_dates import Dates
from training.synthetic.people import People

THRESHOLD = 80
ALIKE = 70  # for P3KE's older flag
NO_MATCH = "Data Tidak Ditemukan"
INACTIVE = "Tidak Aktif"
_SCORED_YES = texts(f"Sesuai ({i})" for i in range(101))
_SCORED_NO = texts(f"Tidak Sesuai ({i})" for i in range(101))


class CivilRegistry:
    """The registry's own rows, found by NIK; a reissued number answers half of the time."""

    def __init__(
        self,
        p: People,
        person: Ints,
        name: Texts,
        mother: Texts,
        kk: Texts,
        dates: Dates,
        sex: Ints,
    ) -> None:
        rows = np.arange(len(person))
        second = rows[(p.second_nik[person] != "") & (rows % 2 == 0)]
        self._row = np.r_[rows, second]
        numbers = np.concatenate([p.nik[person], p.second_nik[person[second]]])
        self._index = pd.Index(numbers)
        self._name, self._mother, self._kk, self._dates, self._sex = name, mother, kk, dates, sex
        self._alive = p.alive[person]

    def find(self, nik: Texts) -> Ints:
        """Row of every NIK as typed, -1 where there is none."""
        codes, values = pd.factorize(typed(nik))
        found = self._index.get_indexer(pd.Index(values))
        at = np.where(found >= 0, self._row[found], -1)
        return np.asarray(at[codes], dtype=np.int64)

    def confirms(self, nik: Texts, name: Texts) -> Bools:
        """Whether the NIK is there and its name much like the one given."""
        at = self.find(nik)
        return np.asarray((at >= 0) & (similarity(name, self._name[np.maximum(at, 0)]) >= ALIKE))

    def answer(
        self,
        seed: int,
        source: str,
        ids: Texts,
        nik: Texts,
        name: Texts,
        dates: Dates,
        sex: Ints,
        kk: Texts | None,
        mother: Texts | None,
    ) -> pd.DataFrame:
        """Rows of `siak.csv` for the rows given; a field that was not asked is empty."""
        rng = stream(seed, f"siak/{source}")
        at = self.find(nik)
        found = at >= 0
        row = np.maximum(at, 0)
        active = self._alive[row]
        answers = found & active
        day = np.asarray(
            (dates.year == self._dates.year[row])
            & (dates.month == self._dates.month[row])
            & (dates.day == self._dates.day[row])
        )
        n = len(nik)
        checked = np.datetime64("2026-02-01") + rng.integers(0, 50, n).astype("timedelta64[D]")
        empty = fill(n)
        return pd.DataFrame(
            {
                "SOURCE": fill(n, source),
                "SOURCE_RECORD_ID": ids,
                "NIK": np.where(found, "Sesuai", "").astype(object),
                "NAMA_LGKP": self._scored(name, self._name[row], answers & (name != "")),
                "TGL_LHR": _verdict(day, answers & ~dates.blank),
                "JENIS_KLMIN": _verdict(sex == self._sex[row], answers & (sex >= 0)),
                "NO_KK": empty
                if kk is None
                else _verdict(typed(kk) == self._kk[row], answers & (kk != "")),
                "NAMA_LGKP_IBU": empty
                if mother is None
                else self._scored(mother, self._mother[row], answers & (mother != "")),
                "OUTCOME": np.where(found, np.where(active, "", INACTIVE), NO_MATCH),
                "TRESHOLD": fill(n, str(THRESHOLD)),
                "CHECKED_AT": np.datetime_as_string(checked).astype(object),
            }
        ).astype("str")

    @staticmethod
    def _scored(written: Texts, known: Texts, asked: Bools) -> Texts:
        out = fill(len(written))
        score = similarity(written[asked], known[asked])
        out[asked] = np.where(score >= THRESHOLD, _SCORED_YES[score], _SCORED_NO[score])
        return out


def typed(numbers: Texts) -> Texts:
    """Numbers without the spaces, dots and apostrophes around their digits, as a clerk asks."""
    around = str.maketrans("", "", " .'-")
    return texts(number.translate(around) for number in numbers.tolist())


def asked_about(numbers: Texts) -> Bools:
    """Which numbers anybody asks the registry about: nobody does for "-" or "0"."""
    return np.asarray(np.char.str_len(typed(numbers).astype(str)) > 1)


def similarity(left: Texts, right: Texts) -> Ints:
    """Percent of likeness of two columns of names, upper-cased."""
    if not len(left):
        return np.zeros(0, np.int64)
    upper = [name.upper() for name in left.tolist()]
    score: Floats = cpdist(upper, right.tolist(), scorer=fuzz.ratio, workers=1)
    return np.floor(score).astype(np.int64)


def _verdict(agrees: Bools, asked: Bools) -> Texts:
    return np.where(asked, np.where(agrees, "Sesuai", "Tidak Sesuai"), "").astype(object)
