"""Values of a record that no column of ``clean`` holds as such, for the keys of blocking.

Each has several values a record, in an array (records, n) of stable codes, 0 = none
(:data:`graph.keys.Codes`): a record meets another on any of them.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.keys import Codes, combine, stable_codes
from resolver.match.columns import family_groups
from resolver.normalise.dates import LATEST_YEAR
from resolver.normalise.nik import WOMAN

Ints = npt.NDArray[np.int64]
NIK_DIGITS = 16


def rising_date(year: Ints, month: Ints, day: Ints) -> Ints:
    """Return dates as YYYYHHLL, day and month in rising order; 0 where a part is unknown.

    A date and the one with day and month swapped are one value.
    """
    known = (year > 0) & (month > 0) & (day > 0)
    low, high = np.minimum(day, month), np.maximum(day, month)
    return np.where(known, year * 10_000 + high * 100 + low, 0)


def births(clean: pd.DataFrame) -> Codes:
    """Return (written date, date in the NIK) of each record, as :func:`rising_date`.

    The second is 0 where it says nothing new. So a row whose date is blank, a heap or mistyped
    meets another by what its number says.
    """
    year, month, day = (
        clean[f"birth_{part}"].to_numpy(np.int64) for part in ("year", "month", "day")
    )
    written = rising_date(year, month, day)
    numbered = _nik_date(clean["nik_digits"], year)
    return np.column_stack([written, np.where(numbered == written, 0, numbered)]).astype(np.uint64)


def _nik_date(digits: pd.Series, year: Ints) -> Ints:
    """Return the rising date in sixteen digits, in the century nearest to the written *year*."""
    whole = digits.where(digits.str.len() == NIK_DIGITS)
    positions, distinct = pd.factorize(whole.str.slice(6, 12))
    numbers = np.append(pd.Series(distinct).astype(np.int64).to_numpy(), 0)[positions]
    day, month, short = numbers // 10_000, numbers // 100 % 100, numbers % 100
    day = np.where(day > WOMAN, day - WOMAN, day)
    possible = (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)
    late = 2000 + short
    late = np.where(late > LATEST_YEAR, late - 100, late)
    near = (year + 50 - short) // 100 * 100 + short
    full = np.where((year > 0) & (near <= LATEST_YEAR), near, late)
    return np.where(possible, rising_date(full, month, day), 0)


def words(names: pd.Series) -> Codes:
    """Return (first, last, longest) word of each normal name, each value once.

    The longest word is what initials, a cut or a changed order leave.
    """
    positions, distinct = pd.factorize(names)
    split = [name.split() for name in distinct]
    chosen = [(each[0], each[-1], max(each, key=len)) for each in split]
    codes = np.zeros((len(chosen) + 1, 3), dtype=np.uint64)
    for place in range(3):
        codes[:-1, place] = stable_codes(pd.Series([one[place] for one in chosen], dtype="str"))
    codes[codes[:, 1] == codes[:, 0], 1] = 0
    codes[(codes[:, 2] == codes[:, 0]) | (codes[:, 2] == codes[:, 1]), 2] = 0
    return codes[positions]


def families(clean: pd.DataFrame) -> Codes:
    """Return what tells whose source group a record stands in: five values.

    The head's NIK, the spouse's NIK, the card that most of its rows carry, and the sound of the
    head's and of the spouse's name within the village. So rows without a number of their own, or
    of a base without cards, meet by those they are listed with.
    """
    group = pd.factorize(family_groups(clean))[0].astype(np.int64)
    relation = clean["relation"].fillna("").to_numpy(object)
    nik, kk = stable_codes(clean["nik"]), stable_codes(clean["kk"])
    sound = combine([stable_codes(clean["name_skeleton"]), stable_codes(clean["village"])])
    head, spouse = relation == "HEAD", relation == "SPOUSE"
    return np.column_stack(
        [
            _of_first(group, head, nik),
            _of_first(group, spouse, nik),
            _most_common(group, kk),
            _of_first(group, head, combine([sound, _constant("HEAD", len(clean))])),
            _of_first(group, spouse, combine([sound, _constant("SPOUSE", len(clean))])),
        ]
    )


def _constant(text: str, count: int) -> Codes:
    return np.repeat(stable_codes(pd.Series([text], dtype="str")), count)


def _of_first(group: Ints, marked: npt.NDArray[np.bool_], values: Codes) -> Codes:
    """Give every record its group's value: that of the first row that is marked."""
    rows = np.flatnonzero(marked & (group >= 0))
    found, first = np.unique(group[rows], return_index=True)
    of_group = np.zeros(group.max(initial=-1) + 2, dtype=np.uint64)
    of_group[found] = values[rows[first]]
    # Without a group (-1): the last place, which holds nothing.
    return of_group[group]


def _most_common(group: Ints, values: Codes) -> Codes:
    """Give every record the value that most rows of its group carry; of equals the smallest."""
    rows = np.flatnonzero((group >= 0) & (values != 0))
    order = rows[np.lexsort((values[rows], group[rows]))]
    g, v = group[order], values[order]
    starts = np.flatnonzero(np.r_[True, (g[1:] != g[:-1]) | (v[1:] != v[:-1])][: len(g)])
    count = np.diff(np.r_[starts, len(g)])
    best = np.lexsort((v[starts], -count, g[starts]))
    found, first = np.unique(g[starts][best], return_index=True)
    of_group = np.zeros(group.max(initial=-1) + 2, dtype=np.uint64)
    of_group[found] = v[starts][best][first]
    return of_group[group]
