"""The hand rules: what a careful clerk's SQL would join, and the yardstick of the generator.

FROZEN. These rules were written before the synthetic registry was tuned and do not change;
the generator's levels are set so that the rules' pair F1 lands in the anchored ranges
(tests/unit/test_synthetic_anchors.py). They clean values in their own simple way and share
nothing with the resolver's normaliser.

A pair of rows is one person when one of these holds:

1. the same usable NIK, and the same sound of the name or the same birth date;
2. the same usable KK, the same sound and the same birth year;
3. the same sound, the same full birth date and the same district.
"""

import re
import unicodedata

import numpy as np
import numpy.typing as npt
import pandas as pd

TITLES = {
    "H",
    "HJ",
    "DR",
    "DRS",
    "DRA",
    "IR",
    "R",
    "RR",
    "KH",
    "UST",
    "ALM",
    "NY",
    "BPK",
    "IBU",
    "BU",
    "PAK",
}
SOUND_CLASSES = str.maketrans(
    {
        **dict.fromkeys("BPFV", "1"), **dict.fromkeys("CGJKQSXZ", "2"), **dict.fromkeys("DT", "3"),
        "L": "4", **dict.fromkeys("MN", "5"), "R": "6", **dict.fromkeys("AEIOUYHW", ""),
    }
)  # fmt: skip
MONTHS = {
    "JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MEI": 5, "MAY": 5, "JUN": 6, "JUL": 7, "AGU": 8,
    "AUG": 8, "AGS": 8, "SEP": 9, "OKT": 10, "OCT": 10, "NOV": 11, "DES": 12, "DEC": 12,
}  # fmt: skip
OTHER_NAMES = re.compile(r"(,|@|/|\b(ALIAS|ALS|AL|BIN|BINTI)\b).*")
NO_KEY = -1


def sound(name: str) -> str:
    """A soundex-like code of the letters, eight long and blind to spaces; titles, aliases, a
    father's name after bin or binti, and what follows a comma are left out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    plain = OTHER_NAMES.sub("", re.sub(r"\(.*?\)", " ", plain)) or plain
    words = [w for w in re.split(r"[^A-Z]+", plain) if w]
    letters = "".join(w for w in words if w not in TITLES) or "".join(words)
    digits = re.sub(r"(.)\1+", r"\1", letters.translate(SOUND_CLASSES))
    return (letters[:1] + digits)[:8]


def birth_date(text: str) -> tuple[int, int, int]:
    """(year, month, day), zeros where it cannot be read."""
    text = text.strip().upper()
    if re.fullmatch(r"\d{4,5}", text):
        day = pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(text))
        return day.year, day.month, day.day
    parts = re.split(r"[/\- ]+", text.split(" 0:00")[0])
    if len(parts) != 3:
        return 0, 0, 0
    if len(parts[0]) == 4:
        parts.reverse()
    month = MONTHS.get(parts[1][:3], 0) if parts[1].isalpha() else int(parts[1])
    if not (parts[0].isdigit() and parts[2].isdigit()):
        return 0, 0, 0
    return int(parts[2]), month, int(parts[0])


def number(text: str) -> str:
    """Sixteen digits that are no filler, else ''."""
    digits = re.sub(r"[\s.'\-]", "", text)
    if not re.fullmatch(r"\d{16}", digits) or digits == "1234567890123456":
        return ""
    if len(set(digits)) == 1 or digits.startswith("9" * 14) or digits.endswith("0000"):
        return ""
    return digits


def _distinct(column: "pd.Series[str]") -> tuple[npt.NDArray[np.int64], list[str]]:
    codes, values = pd.factorize(column.fillna(""))
    return codes.astype(np.int64), [str(v) for v in values]


def _key(*parts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Dense codes of the tuples; NO_KEY where a part has none."""
    known = np.logical_and.reduce([part >= 0 for part in parts])
    out = np.full(len(parts[0]), NO_KEY, dtype=np.int64)
    code = np.zeros(int(known.sum()), dtype=np.int64)
    for part in parts:
        _, dense = np.unique(part[known], return_inverse=True)
        _, code = np.unique(code * (int(dense.max(initial=0)) + 1) + dense, return_inverse=True)
    out[known] = code
    return out


def _coded(column: "pd.Series[str]", rule: "dict[str, str]") -> npt.NDArray[np.int64]:
    values = column.fillna("").map(rule)
    return pd.factorize(values.where(values != ""))[0].astype(np.int64)


def _components(n: int, keys: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """Rows tied by a shared code of any key, also in steps, get one label: their first row."""
    label = np.arange(n)
    while True:
        before = label.copy()
        for key in keys:
            rows = np.flatnonzero(key >= 0)
            least = np.full(int(key.max(initial=-1)) + 1, n)
            np.minimum.at(least, key[rows], label[rows])
            label[rows] = np.minimum(label[rows], least[key[rows]])
        label = label[label]
        if np.array_equal(label, before):
            return label


def hand_rules_clusters(raw: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Cluster label of every row of a `raw` table (docs/tables.md §2), by the rules above.

    Reads `nik`, `kk`, `name`, `birth_date`, `province_name` and `district_name`; returns int64,
    equal labels = one person.
    """
    sounds = _coded(raw["name"], {v: sound(v) for v in _distinct(raw["name"])[1]})
    niks = _coded(raw["nik"], {v: number(v) for v in _distinct(raw["nik"])[1]})
    kks = _coded(raw["kk"], {v: number(v) for v in _distinct(raw["kk"])[1]})
    codes, values = _distinct(raw["birth_date"])
    dates = np.array([birth_date(v) for v in values], dtype=np.int64).reshape(-1, 3)[codes]
    years = np.where(dates[:, 0] > 0, dates[:, 0], NO_KEY)
    full = (dates > 0).all(axis=1)
    days = np.where(full, (dates[:, 0] * 100 + dates[:, 1]) * 100 + dates[:, 2], NO_KEY)
    place = raw["province_name"].fillna("") + "/" + raw["district_name"].fillna("")
    districts = pd.factorize(place.str.upper())[0].astype(np.int64)
    return _components(
        len(raw),
        [
            _key(niks, sounds),
            _key(niks, days),
            _key(kks, sounds, years),
            _key(sounds, days, districts),
        ],
    )
