"""NIKs beside other cells: in the KK column, cut by a spreadsheet, copied to other members."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from resolver.normalise.columns import (
    TEXT,
    combine,
    distinct,
    spread_numbers,
    to_arrow,
    to_series,
)
from resolver.normalise.dates import LATEST_YEAR
from resolver.normalise.nik import read_niks
from resolver.normalise.numbers import read_numbers

Parts = npt.NDArray[np.int16]
Rows = npt.NDArray[np.int64]

#: No card with sixteen digits was issued before: what looks older is a date of birth.
FIRST_CARD_YEAR = 1995
#: A column of so many numbers shows whether a spreadsheet has cut it.
ENOUGH = 50
#: One number in ten ends with 0 by chance; in a column cut to fifteen digits all do.
CUT_SHARE = 0.6
#: Names under one number whose letters are this alike are one name with a slip. Members of a
#: family share words and beginnings (SITI AMINAH, SITI AISAH: 0.80): a measure that forgives left
#: out words would take brothers for a double row.
_ONE_NAME = 0.85
#: What a cut number is replaced by: a spreadsheet's own way of writing it.
_LOST = "3E+15"


def mark_lost(numbers: pd.Series, sources: pd.Series, files: pd.Series) -> pd.Series:
    """Return the identifier texts with those that a spreadsheet cut to fifteen digits marked.

    Where most sixteen-digit numbers of a file end with 0, those that do have lost a digit each:
    they are returned as a text that every parser reads as PRECISION_LOST. Each file of a source
    came through other hands, so each is judged by itself.
    """
    texts = to_arrow(numbers)
    tens = np.asarray(pc.fill_null(pc.match_substring_regex(texts, r"^'?[0-9]{15}0$"), False))
    if not tens.any():
        return numbers
    whole = np.asarray(pc.fill_null(pc.match_substring_regex(texts, r"^'?[0-9]{16}$"), False))
    # Fillers end with 0 too and say nothing of the others.
    zeros = np.asarray(pc.fill_null(pc.match_substring_regex(texts, "0{8}$"), False))
    codes, firsts = combine(to_arrow(sources), to_arrow(files))
    counted = whole & ~zeros
    total = np.bincount(codes[counted], minlength=len(firsts))
    cut = np.bincount(codes[counted & tens], minlength=len(firsts))
    of_file = (total >= ENOUGH) & (cut > CUT_SHARE * total)
    lost = tens & ~zeros & of_file[codes]
    if not lost.any():
        return numbers
    return to_series(pc.if_else(pa.array(lost), pa.scalar(_LOST, TEXT), texts), numbers.index)


def rescue_niks(
    niks: pd.Series, kks: pd.Series, year: Parts, month: Parts, day: Parts, sex: pd.Series
) -> pd.Series:
    """Return the NIK texts, those of empty cells filled with the NIK that the KK column holds.

    Only a number that says the row's own whole birth date and sex, and that no card can carry:
    a woman's day, or a year in which no cards were issued. The head's NIK in the KK column of
    the members is none of theirs and is left.
    """
    missing = np.asarray(to_arrow(niks).is_null())
    codes, texts = distinct(to_arrow(niks))
    missing |= spread_numbers(read_numbers(texts).status == "MISSING", codes, True)
    rows = np.flatnonzero(missing & np.asarray(to_arrow(kks).is_valid()) & (day > 0))
    if not len(rows):
        return niks
    own_sex = sex.iloc[rows]
    found = read_niks(kks.iloc[rows], year[rows], month[rows], day[rows], own_sex)
    woman = (own_sex == "F").fillna(False).to_numpy(bool)
    before = (year[rows] < FIRST_CARD_YEAR) & (year[rows] % 100 > LATEST_YEAR % 100)
    own = (found["nik_status"] == "PLAUSIBLE").to_numpy(bool) & own_sex.notna().to_numpy(bool)
    own &= woman | before
    rescued = to_arrow(niks).to_numpy(zero_copy_only=False)
    rescued[rows[own]] = found["nik"].to_numpy(object)[own]
    return to_series(pa.array(rescued, TEXT), niks.index)


def mark_copied(
    niks: pd.DataFrame, groups: pd.Series, names: pd.Series, year: Parts, month: Parts, day: Parts
) -> pd.Series:
    """Return ``nik_status`` with COPIED where a row carries the number of another member.

    *niks* are the columns of :func:`read_niks`. Rows of one source group that share a number
    under other names and dates are several people: whose date the number says keeps it, the others
    are marked; where it says nobody's, all are. A warning: the number stays usable.
    """
    number = distinct(to_arrow(niks["nik"]))[0]
    group = distinct(to_arrow(groups))[0]
    status = niks["nik_status"]
    rows = np.flatnonzero((number >= 0) & (group >= 0))
    shared = group[rows] * (number.max(initial=0) + 1) + number[rows]
    _, place, count = np.unique(shared, return_inverse=True, return_counts=True)
    several = count[place] > 1
    rows, place = rows[several], np.unique(place[several], return_inverse=True)[1]
    if not len(rows):
        return status
    owner = (day[rows] > 0) & np.isin(
        status.iloc[rows].to_numpy(object), ("PLAUSIBLE", "UNKNOWN_REGION")
    )
    # The owner's row if there is one, else the first, is what the others are held against.
    order = np.lexsort((~owner, place))
    first = order[np.searchsorted(place[order], np.arange(int(place.max()) + 1))]
    differs = _others(names, year, month, day, rows, rows[first][place])
    some = np.bincount(place, differs) > 0
    marked = np.where(owner[first][place], differs & ~owner, some[place])
    result = status.to_numpy(object).copy()
    result[rows[marked]] = "COPIED"
    return pd.Series(result, index=status.index, dtype="str")


def _others(
    names: pd.Series, year: Parts, month: Parts, day: Parts, left: Rows, right: Rows
) -> npt.NDArray[np.bool_]:
    """Tell of each two rows whether they are two people.

    A double row repeats the name or the date, a slip aside: letters that are almost the same, day
    and month changed round. Another person differs in both.
    """
    same_year = year[left] == year[right]
    as_it_is = (month[left] == month[right]) & (day[left] == day[right])
    turned = (month[left] == day[right]) & (day[left] == month[right]) & (day[left] > 0)
    differs: npt.NDArray[np.bool_] = ~(same_year & (as_it_is | turned))
    doubtful = np.flatnonzero(differs)
    known, texts = distinct(to_arrow(names))
    one, two = known[left[doubtful]], known[right[doubtful]]
    # Two rows without a name say nothing of two people.
    same = one == two
    named = np.flatnonzero((one >= 0) & (two >= 0) & ~same)
    letters = pc.replace_substring(texts, " ", "")
    spelt = [letters.take(pa.array(code[named])).to_pylist() for code in (one, two)]
    same[named] = cpdist(*spelt, scorer=OSA.normalized_similarity, dtype=np.float64) >= _ONE_NAME
    differs[doubtful] = ~same
    return differs
