"""What single values say of how dates and area codes are written, with the NIK beside them."""

import re
from typing import Final

from resolver.sources.drafting.cells import bare

_TOKENS = re.compile(r"\d+")
_TIME = re.compile(r"[T\s]+\d{1,2}[:.]\d{2}.*$")
_NIK = re.compile(r"^\d{16}$", re.ASCII)
_VILLAGE: Final = 10


def date_orders(dates: list[str], niks: list[str]) -> list[str | None]:
    """Return DMY, MDY or nothing for each date; the NIK beside it settles what stays open."""
    known: dict[tuple[str, str], str | None] = {}
    found = []
    for text, nik in zip(dates, niks, strict=True):
        key = (text, bare(nik)[6:10] if _NIK.match(bare(nik)) else "")
        if key not in known:
            known[key] = _date_order(*key)
        found.append(known[key])
    return found


def area_systems(codes: list[str]) -> list[str | None]:
    """Return KEMENDAGRI, BPS or nothing for each ten-digit code, by its seventh digit.

    In a Kemendagri code it begins the village's number: 1 kelurahan, 2 desa, 3 desa adat; in a BPS
    code it ends the district's, which is 0 save where a district was split.
    """
    digits = ["".join(filter(str.isdigit, code)) for code in codes]
    meanings = {"0": "BPS", "1": "KEMENDAGRI", "2": "KEMENDAGRI"}
    return [
        meanings.get(code[6]) if len(code) == _VILLAGE else ("BPS" if len(code) > 12 else None)
        for code in digits
    ]


def _date_order(text: str, born: str) -> str | None:
    """Return the order of one date; *born* is DDMM of a NIK (a woman's day + 40), or empty."""
    tokens = _tokens(_TIME.sub("", text.strip()))
    if len(tokens) != 3 or len(tokens[0]) > 2 or len(tokens[2]) not in (2, 4):
        return None
    one, two = int(tokens[0]), int(tokens[1])
    if not (1 <= min(one, two) <= 12 and max(one, two) <= 31) or one == two:
        return None
    if max(one, two) > 12:
        return "DMY" if one > 12 else "MDY"
    orders = {(one, two): "DMY", (two, one): "MDY"}
    return orders.get((int(born[:2]) % 40, int(born[2:]))) if born else None


def _tokens(plain: str) -> list[str]:
    if not (plain.isascii() and plain.isdigit() and len(plain) in (6, 8)):
        return _TOKENS.findall(plain)
    year_first = len(plain) == 8 and plain[:2] in ("19", "20") and int(plain[4:6]) <= 12
    return [] if year_first else [plain[:2], plain[2:4], plain[4:]]
