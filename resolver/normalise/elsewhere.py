"""Numbers and places of other registers: what is no NIK and no area of Indonesia's lists.

A voter list has its own numbers, a foreign file postcodes and towns. They say who somebody is no
worse than ours do, once they are told from a NIK or a code that was damaged.
"""

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, combine, distinct, spread, to_arrow, to_series
from resolver.normalise.name_text import fold
from resolver.normalise.numbers import read_numbers

OTHER_NUMBER = "OTHER_NUMBER"
#: A source in which fewer of the numbers than this are about as long as a NIK holds none.
FEW = 0.05
#: So many numbers of a source tell of which kind they are.
ENOUGH = 20
LEAST_SIGNS, MOST_SIGNS = 4, 16
#: Rows of one source that share a number beyond this: a filler, not a person's.
MOST_HOLDERS = 50
#: Longest code of an area (docs/tables.md §3).
AREA_SIGNS = 10


def other_numbers(niks: pd.DataFrame, texts: pd.Series, sources: pd.Series) -> pd.DataFrame:
    """Return *niks* with the numbers of sources that hold no NIKs but numbers of another kind.

    Args:
        niks: ``nik``, ``nik_digits``, ``nik_status``, as read for NIKs.
        texts: the numbers as they came.
        sources: of each row.

    Returns:
        The same columns; letters and digits of such a number, in capitals, stand in ``nik`` and
        ``nik_digits``, its status is :data:`OTHER_NUMBER`.
    """
    status = niks["nik_status"].to_numpy(object)
    malformed = status == "MALFORMED"
    if not malformed.any():
        return niks
    source = distinct(to_arrow(sources))[0]
    count = int(source.max()) + 1
    told = np.bincount(source[status != "MISSING"], minlength=count)
    long = niks["nik_digits"].notna().to_numpy(bool) | (status == "PRECISION_LOST")
    ours = np.bincount(source[long], minlength=count)
    other = (told >= ENOUGH) & (ours < FEW * told)
    rows = np.flatnonzero(other[source] & malformed)
    if not len(rows):
        return niks
    codes, firsts = distinct(to_arrow(texts.iloc[rows]))
    bare = pc.utf8_upper(pc.replace_substring_regex(fold(firsts), r"[^0-9A-Za-z]", ""))
    length = np.asarray(pc.utf8_length(bare))
    usable = (length >= LEAST_SIGNS) & (length <= MOST_SIGNS)
    usable &= np.asarray(pc.match_substring_regex(bare, "[0-9]"))
    usable &= read_numbers(firsts).status == "MALFORMED"
    keep = usable[codes] & (np.bincount(codes)[codes] <= MOST_HOLDERS * count)
    rows, numbers = rows[keep], spread(bare, codes[keep])
    result = niks.copy()
    for name in ("nik", "nik_digits"):
        values = niks[name].to_numpy(object).copy()
        values[rows] = numbers.to_pylist()
        result[name] = to_series(pa.array(values, TEXT, from_pandas=True), niks.index)
    status = status.copy()
    status[rows] = OTHER_NUMBER
    result["nik_status"] = pd.Series(status, index=niks.index, dtype="str")
    return result


def other_places(said: list[pa.Array]) -> list[pa.Array]:
    """Return what stands for village, district and regency where no area list knows the places.

    Args:
        said: per row what is told of its place, the narrowest first (postcode, town, county, …),
            in comparable form; null where nothing is.

    Returns:
        Three text columns of :data:`AREA_SIGNS` signs at most: the first three things told, the
        last one again where there are fewer.
    """
    codes, firsts = combine(*said)
    at = pa.array(firsts)
    rows = zip(*(one.take(at).to_pylist() for one in said), strict=True)
    found = []
    for row in rows:
        told = [_short(text) for text in row if text]
        found.append([*told, *told[-1:] * 3][:3] if told else [None] * 3)
    columns: list[list[str | None]] = [list(one) for one in zip(*found, strict=True)] or [[]] * 3
    return [spread(pa.array(one, TEXT), codes) for one in columns]


def _short(text: str) -> str:
    """Return a place's text, or what stands for a long one."""
    if len(text) <= AREA_SIGNS:
        return text
    return f"{text[:4]}~{hashlib.sha256(text.encode()).hexdigest()[:5]}"


def none_known(codes: pa.Array, digits: int) -> bool:
    """Tell whether no code of so many digits is among the area codes."""
    matches: npt.NDArray[np.bool_] = np.asarray(
        pc.fill_null(pc.equal(pc.utf8_length(codes), digits), False)
    )
    return not matches.any()
