"""RT and RW (neighbourhood numbers) from their columns and out of free addresses (domain §5)."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT
from resolver.normalise.tables import load_table

_NUMBER = r"[0-9]{1,4}|[IVX]{1,5}\b"
_SEP = r"\s*[:.\-=,]*\s*"

#: (pattern, what is said), tried in this order; what is found is cut out of the address.
_FORMS = (
    rf"\bR\.?\s?T\.?\s*[/.\-,&]?\s*R\.?\s?W{_SEP}(?P<rt>{_NUMBER})\s*[/\\.,\-\s]\s*(?P<rw>{_NUMBER})",
    rf"\bR\.?\s?T{_SEP}(?P<rt>[0-9]{{1,4}})\s*[/\\\-]\s*(?P<rw>[0-9]{{1,4}})\b",
    rf"\bR\.?\s?T{_SEP}(?P<rt>{_NUMBER})\s*[/\\.,\-]?",
    rf"\bR\.?\s?W{_SEP}(?P<rw>{_NUMBER})",
    r"(?:^|[\s,(])(?P<rt>[0-9]{3})\s?[/\\\-]\s?(?P<rw>[0-9]{3})(?:$|[\s,.)])",
    r"(?:^|[\s,(])(?P<rt>0[0-9]{1,2})\s?[/\\\-]\s?(?P<rw>0[0-9]{1,2})(?:$|[\s,.)])",
)
_LEFT_OVER = r"\bR\.?\s?[TW]\b[\s:.\-=,/]*(?:R\.?W\b)?[\s:.\-=,/0]*"


@dataclass(frozen=True)
class RtRw:
    """Distinct addresses (upper case) with RT and RW (three digits or null) taken out."""

    rest: pa.Array
    rt: pa.Array
    rw: pa.Array


def take_rt_rw(addresses: pa.Array) -> RtRw:
    """Return the addresses (large strings of upper case, no nulls) without their RT and RW.

    Reads ``RT 001/RW 002``, ``RT.1 RW.2``, ``RT/RW 1/2``, ``RT 1/2``, ``001/002``, ``RT01RW02``,
    Roman numbers; a bare ``12/14`` is a house's number and stays.
    """
    found: dict[str, list[pa.Array]] = {"rt": [], "rw": []}
    rest = addresses
    for form in _FORMS:
        parts = pc.extract_regex(rest, form)
        hit = parts.is_valid()
        if not pc.any(hit).as_py():
            continue
        for name, columns in found.items():
            if f"(?P<{name}>" in form:
                columns.append(three_digits(pc.struct_field(parts, name)))
        rest = pc.if_else(
            hit, pc.replace_substring_regex(rest, form, " ", max_replacements=1), rest
        )
    rest = pc.replace_substring_regex(rest, _LEFT_OVER, " ")
    nothing = pa.nulls(len(addresses), TEXT)
    return RtRw(rest, pc.coalesce(*found["rt"], nothing), pc.coalesce(*found["rw"], nothing))


def read_rt_rw(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return (number, second number) of a column's texts: ``001/002`` in one gives both."""
    plain = pc.replace_substring_regex(pc.utf8_upper(values), r"\.0+$", "")
    form = rf"^\D*?(?P<one>{_NUMBER})(?:\s*[/\\\-]\s*\D*(?P<two>{_NUMBER}))?\s*$"
    parts = pc.extract_regex(plain, form)
    return (
        three_digits(pc.struct_field(parts, "one")),
        three_digits(pc.struct_field(parts, "two")),
    )


def three_digits(numbers: pa.Array) -> pa.Array:
    """Return numbers as three digits: ``1`` → ``001``, ``IV`` → ``004``; zeros and others null."""
    roman = load_table("addresses")["roman"]
    position = pc.index_in(numbers, pa.array(list(roman), TEXT))
    plain = pc.coalesce(pa.array(list(roman.values()), TEXT).take(position), numbers)
    bare = pc.utf8_ltrim(plain, "0")
    good = pc.match_substring_regex(bare, "^[0-9]{1,3}$")
    return pc.if_else(good, pc.utf8_lpad(bare, 3, "0"), pa.scalar(None, TEXT))
