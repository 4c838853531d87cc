"""Family-card numbers (KK): status, usable number, digits; a NIK in the KK column is found out."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, distinct, spread, spread_numbers, to_arrow, to_series
from resolver.normalise.nik import WOMAN
from resolver.normalise.numbers import possible_date, read_numbers

USABLE = ("PLAUSIBLE", "UNKNOWN_REGION")


def read_kks(kks: pd.Series, niks: pd.Series) -> pd.DataFrame:
    """Return ``kk``, ``kk_digits``, ``kk_status`` (text) for the rows of *kks*.

    *niks* are the rows' NIK digits: the same number in both columns, or a "day" that only a
    woman's NIK can have, is the status NIK_IN_KK. Rows whose NIK was rescued out of this column
    (:func:`resolver.normalise.rescue.rescue_niks`) come with that NIK, so they get it as well.
    """
    codes, texts = distinct(to_arrow(kks))
    numbers = read_numbers(texts)
    status, whole = numbers.status.copy(), numbers.whole
    status[whole] = "PLAUSIBLE"
    status[whole & ~numbers.region_known] = "UNKNOWN_REGION"
    status[whole & (numbers.serial == 0)] = "ZERO_SERIAL"
    status[whole & ~possible_date(numbers.day, numbers.month, numbers.year)] = "IMPOSSIBLE_DATE"
    woman = possible_date(numbers.day - WOMAN, numbers.month, numbers.year)
    status[whole & woman] = "NIK_IN_KK"

    row_status = spread_numbers(status, codes, "MISSING")
    number = spread(numbers.number, codes)
    same = np.asarray(pc.fill_null(pc.equal(number, to_arrow(niks)), False))
    row_status[same] = "NIK_IN_KK"
    usable = pa.array(np.isin(row_status.astype(str), USABLE))
    return pd.DataFrame(
        {
            "kk": to_series(pc.if_else(usable, number, pa.scalar(None, TEXT)), kks.index),
            "kk_digits": to_series(spread(numbers.digits, codes), kks.index),
            "kk_status": pd.Series(row_status, index=kks.index, dtype="str"),
        }
    )
