"""What NIK and KK have in common: sixteen digits, of region, date and serial (domain §3)."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, empty_to_null, replace_all
from resolver.normalise.name_text import fold
from resolver.normalise.tables import load_table

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
DIGITS = 16

#: 3.17E+15, 3,1701E15, 3.17e+15: a spreadsheet's text for a number it has rounded.
_ROUNDED = r"^'?[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]{1,2}$"
#: A number that passed through a float; above 15 digits its last ones are not to be trusted.
_FLOAT = r"^'?[0-9]{9,}[.,]0+$"
#: 3.201.014.507.809.001: thousands are grouped in numbers alone, not in identifiers.
_GROUPED = r"^'?[0-9]{1,3}(?:(?:\.[0-9]{3}){4,}(?:,0+)?|(?:,[0-9]{3}){4,}(?:\.0+)?)$"
_SIGNS = r"""[\s.'"`´‘’‛\-–_/:;,]"""


@dataclass(frozen=True)
class Numbers:
    """Distinct identifier texts, understood: all arrays have one entry per text.

    ``digits`` are the 14 to 17 digits as they stand (null for blanks, fillers, lost precision),
    ``number`` the 16 digits where there are so many; ``status`` is MISSING, FILLER,
    PRECISION_LOST, MALFORMED or, for sixteen digits, empty: the caller goes on from the parts.
    """

    digits: pa.Array
    number: pa.Array
    status: npt.NDArray[np.object_]
    region_known: Mask
    day: Ints
    month: Ints
    year: Ints
    serial: Ints

    @property
    def whole(self) -> Mask:
        """Where the text holds sixteen digits that are no filler."""
        return np.asarray(self.number.is_valid())


def read_numbers(texts: pa.Array) -> Numbers:
    """Return what the distinct *texts* (large strings without nulls) say as identifiers.

    Leading apostrophes, spaces, dots and dashes are dropped; O, I, l and | are read as digits
    where the whole then has sixteen of them. Never raises.
    """
    table = load_table("numbers")
    # Full-width digits, spaces that do not break and marks without a width come with copied text.
    trimmed = pc.utf8_trim_whitespace(fold(texts))
    missing = _mask(pc.is_in(pc.utf8_upper(trimmed), pa.array([*table["missing"], ""], TEXT)))
    lost = _mask(pc.match_substring_regex(trimmed, f"{_ROUNDED}|{_FLOAT}|{_GROUPED}"))
    bare = pc.replace_substring_regex(trimmed, _SIGNS, "")
    missing |= _mask(pc.equal(bare, "")) & ~lost
    repaired = replace_all(bare, [("[Oo]", "0"), ("[Iil|]", "1")])
    bare = pc.if_else(pc.match_substring_regex(repaired, r"^[0-9]{16}$"), repaired, bare)
    only_digits = _mask(pc.match_substring_regex(bare, "^[0-9]+$"))
    filler = only_digits & _mask(pc.match_substring_regex(bare, "|".join(table["fillers"])))
    digits = pc.replace_substring_regex(bare, r"[^0-9]", "")
    length = np.asarray(pc.utf8_length(digits))
    unusable = missing | lost | filler
    kept = pa.array(~unusable & (length >= 14) & (length <= 17))
    whole = ~unusable & only_digits & (length == DIGITS)
    number = pc.if_else(pa.array(whole), bare, pa.scalar(None, TEXT))
    status = np.full(len(texts), "MALFORMED", dtype=object)
    for rows, word in ((whole, ""), (filler, "FILLER"), (lost, "PRECISION_LOST")):
        status[rows] = word
    status[missing] = "MISSING"
    parts = _parts(number)
    region = parts[:, 0] * 10 + parts[:, 1]
    regency = parts[:, 2] * 10 + parts[:, 3]
    district = parts[:, 4] * 10 + parts[:, 5]
    return Numbers(
        digits=empty_to_null(pc.if_else(kept, digits, pa.scalar(None, TEXT))),
        number=number,
        status=status,
        region_known=np.isin(region, _provinces())
        # Regencies are numbered 01 to 69, cities 71 to 99.
        & ~np.isin(regency, (0, 70))
        & (district > 0),
        day=parts[:, 6] * 10 + parts[:, 7],
        month=parts[:, 8] * 10 + parts[:, 9],
        year=parts[:, 10] * 10 + parts[:, 11],
        serial=parts[:, 12:16] @ np.array([1000, 100, 10, 1]),
    )


@cache
def _provinces() -> npt.NDArray[np.int64]:
    vintages = load_table("numbers")["provinces"].values()
    return np.unique([int(code) for vintage in vintages for code in vintage])


def possible_date(day: Ints, month: Ints, year: Ints) -> Mask:
    """Tell which (day, month, two-digit year) exist; 29 February counts in years divisible by 4."""
    longest = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    known = (month >= 1) & (month <= 12)
    last = longest[np.where(known, month, 0)] + ((month == 2) & (year % 4 == 0))
    exists: Mask = known & (day >= 1) & (day <= last)
    return exists


def _parts(number: pa.Array) -> Ints:
    """Return the digits of sixteen-digit texts as a matrix (n, 16); nulls become zeros."""
    filled = pc.fill_null(number, "0" * DIGITS)
    _, offsets, data = filled.buffers()
    if data is None:
        return np.zeros((0, DIGITS), dtype=np.int64)
    start = int(np.frombuffer(offsets, dtype=np.int64)[filled.offset])
    end = start + DIGITS * len(filled)
    signs = np.frombuffer(data, dtype=np.uint8)[start:end]
    return signs.reshape(-1, DIGITS).astype(np.int64) - ord("0")


def _mask(values: pa.Array) -> Mask:
    mask: Mask = np.asarray(pc.fill_null(values, False))
    return mask
