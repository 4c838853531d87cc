"""Addresses: from free text to a comparable whole and its parts (domain §5)."""

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import (
    TEXT,
    combine,
    distinct,
    empty_to_null,
    replace_all,
    spread,
    to_arrow,
    to_series,
)
from resolver.normalise.name_text import fold
from resolver.normalise.places import drop_places, place_names
from resolver.normalise.rt_rw import read_rt_rw, take_rt_rw
from resolver.normalise.tables import load_table
from resolver.normalise.words import Words

ADDRESS_COLUMNS = ("address_norm", "street", "house_no", "hamlet", "rt", "rw")

_BEFORE_WORDS = [
    (r"\bKODE\s?POS\b[\s:.]*[0-9]{5}\b", " "),
    (r"[\s,.][0-9]{5}\s*$", " "),
    (r"['`]", ""),
    (r"\b(?:NO\.?\s)?(?:RUMAH|RMH)\s?(?:NO\.?\s?)?([0-9])", r"NO \1"),
    (r"\b(NO|BLOK|BLK|KAV|KM)\.?([0-9])", r"\1 \2"),
    (r"([0-9A-Z])\s?([/-])\s?([0-9][0-9A-Z]*)", r"\1\2\3"),
    (r"[^A-Z0-9/-]+", " "),
    (r"([A-Z])[-/]([A-Z])", r"\1 \2"),
    (r"(^|\s)[-/]+|[-/]+(\s|$)", " "),
    (r"\b([0-9]+)\s([A-H])\b", r"\1\2"),
    (r"\b0+([0-9])", r"\1"),
]


def read_addresses(
    address: pd.Series,
    rt: pd.Series,
    rw: pd.Series,
    hamlet: pd.Series,
    places: list[pd.Series],
) -> pd.DataFrame:
    """Return the columns :data:`ADDRESS_COLUMNS` (text, NA) for the rows.

    *places* are the rows' own place names (village, district, regency, province): where an
    address repeats them they are dropped, save behind a street's or hamlet's word. RT and RW of
    their own columns go before those in the address.
    """
    codes, texts = distinct(to_arrow(address))
    found = take_rt_rw(pc.utf8_upper(fold(_without_missing(texts))))
    plain = _spell_out(found.rest)

    names = [place_names(to_arrow(one)) for one in places]
    combination, firsts = combine(to_arrow(address), *names)
    at = pa.array(firsts)
    row_codes = codes[firsts]
    rest = drop_places(pc.fill_null(spread(plain, row_codes), ""), [one.take(at) for one in names])
    parts = _parts(rest)
    own_hamlet = _hamlet_column(hamlet)
    return pd.DataFrame(
        {
            "address_norm": to_series(spread(parts["address_norm"], combination)),
            "street": to_series(spread(parts["street"], combination)),
            "house_no": to_series(spread(parts["house_no"], combination)),
            "hamlet": to_series(pc.coalesce(own_hamlet, spread(parts["hamlet"], combination))),
            **_rt_rw(rt, rw, spread(found.rt, codes), spread(found.rw, codes)),
        },
        columns=list(ADDRESS_COLUMNS),
    ).set_axis(address.index)


def _without_missing(texts: pa.Array) -> pa.Array:
    missing = pa.array([*load_table("addresses")["missing"], ""], TEXT)
    said = pc.is_in(pc.utf8_upper(pc.utf8_trim_whitespace(texts)), missing)
    return pc.if_else(said, "", texts)


def _spell_out(texts: pa.Array) -> pa.Array:
    """Return the texts as plain words: short forms written out, Roman numbers as digits."""
    words = Words.split(pc.ascii_trim_whitespace(replace_all(texts, _BEFORE_WORDS)))
    table = load_table("addresses")
    long_forms = {short: word for word, shorts in table["words"].items() for short in shorts}
    spelt = words.respell(
        pa.array([long_forms.get(word, word) for word in words.vocabulary.to_pylist()], TEXT)
    )
    # A Roman number counts something: it does not begin an address and is no block's letter.
    roman = spelt.flags(frozenset(table["roman"])) & ~spelt.first()
    roman[1:] &= ~spelt.flags(frozenset(("BLOK",)))[:-1]
    vocabulary = spelt.vocabulary.to_pylist()
    digits = pa.array([table["roman"].get(word, word) for word in vocabulary], TEXT)
    both = pa.concat_arrays([spelt.vocabulary, digits])
    code = np.where(roman, spelt.code + len(vocabulary), spelt.code)
    return pc.fill_null(spelt.recode(code, both).join(" "), "")


def _parts(rest: pa.Array) -> dict[str, pa.Array]:
    patterns = _patterns()
    plain = pc.ascii_trim_whitespace(
        replace_all(
            rest,
            [
                (r"\s+", " "),
                (r"\b(?:PERUMAHAN )+(PERUMAHAN|GRIYA)\b", r"\1"),
                # Words that say what follows, with nothing behind them.
                (patterns["empty"], ""),
            ],
        )
    )
    block = pc.extract_regex(plain, patterns["block"])
    number = pc.struct_field(pc.extract_regex(plain, patterns["number"]), "number")
    pieces = [pc.struct_field(block, "block"), pc.struct_field(block, "plot"), number]
    # Nulls are filled first: the join's own way of skipping them loses rows in some versions.
    filled = [pc.fill_null(piece, "") for piece in pieces]
    house = pc.binary_join_element_wise(*filled, pa.scalar("-", TEXT))
    house = replace_all(house, [("[-/]+", "-"), ("^-|-$", "")])
    bare = pc.ascii_trim_whitespace(
        replace_all(plain, [(patterns["block"], " "), (patterns["number"], " "), (r"\s+", " ")])
    )
    street = pc.struct_field(pc.extract_regex(bare, patterns["street"]), "street")
    street, house = _trailing_number(street, house)
    street = pc.replace_substring_regex(street, "^JALAN ", "")
    hamlet = pc.struct_field(pc.extract_regex(bare, patterns["hamlet"]), "hamlet")
    # Without a word that says what it is: a street where houses are numbered, else a hamlet.
    unsaid = pc.and_(street.is_null(), hamlet.is_null())
    numbered = pc.not_equal(house, "")
    silent = patterns["silent"]
    whole = replace_all(plain, [(silent, " "), (r"\s+", " ")])
    return {
        "address_norm": empty_to_null(pc.ascii_trim_whitespace(whole)),
        "street": empty_to_null(pc.if_else(pc.and_(unsaid, numbered), bare, street)),
        "house_no": empty_to_null(house),
        "hamlet": empty_to_null(pc.if_else(pc.and_not(unsaid, numbered), bare, hamlet)),
    }


def _trailing_number(street: pa.Array, house: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return streets without the house number that ends them with no word before it.

    "JALAN SUDIRMAN 45" has the house 45; in "GANG KENARI 2" and "RAYA KM 32" the number is part
    of the name, and where a house was read already it is the street's as well. A lone digit is
    left: it may have been a Roman one, "Jl. Melati II".
    """
    patterns = _patterns()
    plain = pc.match_substring_regex(street, patterns["plain street"])
    other = pc.match_substring_regex(street, patterns["numbered kind"])
    parts = pc.extract_regex(street, patterns["trailing"])
    ends = pc.and_(pc.and_not(plain, other), pc.and_(pc.equal(house, ""), parts.is_valid()))
    ends = pc.fill_null(ends, False)
    number = pc.replace_substring_regex(pc.struct_field(parts, "number"), "[-/]+", "-")
    return (
        pc.if_else(ends, pc.struct_field(parts, "name"), street),
        pc.if_else(ends, number, house),
    )


@cache
def _patterns() -> dict[str, str]:
    roles = {role: "|".join(words) for role, words in load_table("addresses")["roles"].items()}
    stop = rf"(?:\s(?:{roles['hamlet']}|{roles['house']})\b|$)"
    return {
        # Behind another such word it is the name itself: "Kp. Dukuh".
        "empty": rf"^(?:{roles['street']}|{roles['hamlet']}|{roles['place']})$"
        rf"|(?:^|\s)(?:{roles['house']}|{roles['place']})$",
        "block": r"\bBLOK (?P<block>[A-Z]{1,2}[0-9]{0,3}|[0-9]{1,3}[A-Z]?)\b"
        r"(?:[/-]| )?(?P<plot>[0-9]{1,4}[A-Z]?)?\b",
        "number": r"\b(?:NO|KAVLING) "
        r"(?P<number>[0-9]+[A-Z]?(?:[/-][0-9A-Z]+)*|[A-Z]{1,2}[/-]?[0-9]+[A-Z]?)\b",
        "plain street": "^JALAN ",
        "numbered kind": r"\b(?:GANG|LORONG|KM|LT|PERUMAHAN|KOMPLEK|GRIYA)\b",
        "trailing": r"^(?P<name>JALAN .*?[A-Z].*?) "
        r"(?P<number>(?:[0-9]{2,4}[A-Z]?|[0-9][A-Z])(?:[/-][0-9A-Z]+)?)$",
        "silent": rf"\b(?:{roles['silent']})\b",
        "hamlet word": rf"^(?:{roles['hamlet']}) ",
        "street": rf"\b(?P<street>(?:{roles['street']}) .+?){stop}",
        "hamlet": rf"\b(?:{roles['hamlet']}) (?P<hamlet>.+?)"
        rf"(?:\s(?:{roles['hamlet']}|{roles['house']}|{roles['street']})\b|$)",
    }


def _hamlet_column(values: pd.Series) -> pa.Array:
    codes, texts = distinct(to_arrow(values))
    plain = _spell_out(take_rt_rw(pc.utf8_upper(fold(_without_missing(texts)))).rest)
    marker = _patterns()["hamlet word"]
    return spread(empty_to_null(pc.replace_substring_regex(plain, marker, "")), codes)


def _rt_rw(
    rt: pd.Series, rw: pd.Series, address_rt: pa.Array, address_rw: pa.Array
) -> dict[str, pd.Series]:
    rt_codes, rt_texts = distinct(to_arrow(rt))
    rw_codes, rw_texts = distinct(to_arrow(rw))
    own_rt, beside_rt = (spread(one, rt_codes) for one in read_rt_rw(rt_texts))
    own_rw, beside_rw = (spread(one, rw_codes) for one in read_rt_rw(rw_texts))
    # "001/002" in the RW column alone says both; its own number is then the second.
    both_in_rw = beside_rw.is_valid()
    return {
        "rt": to_series(
            pc.coalesce(own_rt, pc.if_else(both_in_rw, own_rw, pa.scalar(None, TEXT)), address_rt)
        ),
        "rw": to_series(
            pc.coalesce(pc.if_else(both_in_rw, beside_rw, own_rw), beside_rt, address_rw)
        ),
    }
