"""Values of a record that no column of ``clean`` holds as such, for the keys of blocking.

Each has several values a record, in an array (records, n) of stable codes, 0 = none
(:data:`graph.keys.Codes`): a record meets another on any of them.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.keys import Codes, combine, hashed
from resolver.match.fields import Clean, Fields, TextColumn
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


def births(clean: Clean) -> Codes:
    """Return (written date, date in the NIK) of each record, as :func:`rising_date`.

    The second is 0 where it says nothing new. So a row whose date is blank, a heap or mistyped
    meets another by what its number says.
    """
    fields = Fields.of(clean)
    year, month, day = (fields.numbers(f"birth_{part}") for part in ("year", "month", "day"))
    written = rising_date(year, month, day)
    numbered = _nik_date(fields.text("nik_digits"), year)
    return np.column_stack([written, np.where(numbered == written, 0, numbered)]).astype(np.uint64)


def _nik_date(digits: TextColumn, year: Ints) -> Ints:
    """Return the rising date in sixteen digits, in the century nearest to the written *year*."""
    whole = pc.equal(pc.utf8_length(digits.texts), NIK_DIGITS)
    parts = pc.if_else(whole, pc.utf8_slice_codeunits(digits.texts, 6, 12), "000000")
    distinct = parts.cast(pa.int64()).to_numpy(zero_copy_only=False)
    numbers = np.append(distinct, 0)[digits.codes]
    day, month, short = numbers // 10_000, numbers // 100 % 100, numbers % 100
    day = np.where(day > WOMAN, day - WOMAN, day)
    possible = (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)
    late = 2000 + short
    late = np.where(late > LATEST_YEAR, late - 100, late)
    near = (year + 50 - short) // 100 * 100 + short
    full = np.where((year > 0) & (near <= LATEST_YEAR), near, late)
    return np.where(possible, rising_date(full, month, day), 0)


def words(clean: Clean) -> Codes:
    """Return (first, last, longest) word of each normal name, each value once.

    The longest word is what initials, a cut or a changed order leave.
    """
    fields = Fields.of(clean)
    cut = fields.name_words
    code = TextColumn.encode(cut.words).keys()
    chosen = np.zeros((len(cut.first) + 1, 3), dtype=np.uint64)
    for place, at in enumerate((cut.first, cut.last, cut.longest)):
        chosen[:-1, place] = code[at]
    chosen[chosen[:, 1] == chosen[:, 0], 1] = 0
    chosen[(chosen[:, 2] == chosen[:, 0]) | (chosen[:, 2] == chosen[:, 1]), 2] = 0
    return chosen[fields.text("name_norm").codes]


def families(clean: Clean) -> Codes:
    """Return what tells whose source group a record stands in: five values.

    The head's NIK, the spouse's NIK, the card that most of its rows carry, and the sound of the
    head's and of the spouse's name within the village. So rows without a number of their own, or
    of a base without cards, meet by those they are listed with.
    """
    fields = Fields.of(clean)
    group = fields.family.codes.astype(np.int64)
    relation = fields.text("relation")
    nik, kk = fields.text("nik").keys(), fields.text("kk").keys()
    sound = combine([fields.text("name_skeleton").keys(), fields.text("village").keys()])
    head, spouse = (relation.codes == relation.place(one) for one in ("HEAD", "SPOUSE"))
    return np.column_stack(
        [
            _of_first(group, head, nik),
            _of_first(group, spouse, nik),
            _most_common(group, kk),
            _of_first(group, head, combine([sound, _constant("HEAD", len(fields))])),
            _of_first(group, spouse, combine([sound, _constant("SPOUSE", len(fields))])),
        ]
    )


def _constant(text: str, count: int) -> Codes:
    return np.repeat(hashed(np.array([text], dtype=object))[:1], count)


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
