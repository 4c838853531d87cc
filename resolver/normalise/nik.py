"""NIK: its status, its number where it can serve as a key, its digits for comparing (domain §3)."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, distinct, spread, spread_numbers, to_arrow, to_series
from resolver.normalise.numbers import Ints, possible_date, read_numbers

#: A woman's day of birth stands in her NIK with this added.
WOMAN = 40
#: With these a NIK still ties records: a mere warning, or nothing amiss.
USABLE = ("PLAUSIBLE", "UNKNOWN_REGION", "DATE_MISMATCH", "SEX_MISMATCH")


def read_niks(
    niks: pd.Series,
    birth_year: npt.NDArray[np.int16],
    birth_month: npt.NDArray[np.int16],
    birth_day: npt.NDArray[np.int16],
    sex: pd.Series,
) -> pd.DataFrame:
    """Return ``nik``, ``nik_digits``, ``nik_status`` (text) for the rows of *niks*.

    The birth date (0 = unknown part) and sex (``M | F``) of the row's own columns are compared
    with what the number says of them; a disagreement is a warning, the number stays usable.
    """
    codes, texts = distinct(to_arrow(niks))
    numbers = read_numbers(texts)
    woman = numbers.day > WOMAN
    day = numbers.day - WOMAN * woman
    status = numbers.status.copy()
    whole = numbers.whole
    status[whole] = "PLAUSIBLE"
    status[whole & ~numbers.region_known] = "UNKNOWN_REGION"
    status[whole & (numbers.serial == 0)] = "ZERO_SERIAL"
    status[whole & ~possible_date(day, numbers.month, numbers.year)] = "IMPOSSIBLE_DATE"

    row_status = spread_numbers(status, codes, "MISSING")
    plausible = row_status == "PLAUSIBLE"

    def row(values: Ints) -> Ints:
        return spread_numbers(values, codes, 0)

    # A date known in part is compared in the parts that are known.
    differs = (birth_year > 0) & (row(numbers.year) != birth_year % 100)
    differs |= (birth_month > 0) & (row(numbers.month) != birth_month)
    differs |= (birth_day > 0) & (row(day) != birth_day)
    told_sex = np.asarray(sex.fillna("").to_numpy(dtype=object))
    own_sex = np.where(row(woman.astype(np.int64)) == 1, "F", "M")
    row_status[plausible & (told_sex != "") & (told_sex != own_sex)] = "SEX_MISMATCH"
    row_status[plausible & differs] = "DATE_MISMATCH"

    usable = pa.array(np.isin(row_status.astype(str), USABLE))
    nik = pc.if_else(usable, spread(numbers.number, codes), pa.scalar(None, TEXT))
    return pd.DataFrame(
        {
            "nik": to_series(nik, niks.index),
            "nik_digits": to_series(spread(numbers.digits, codes), niks.index),
            "nik_status": pd.Series(row_status, index=niks.index, dtype="str"),
        }
    )
