"""Place names: in a comparable form, and taken out of addresses that repeat them."""

import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, distinct, empty_to_null, replace_all, spread
from resolver.normalise.name_text import fold
from resolver.normalise.tables import load_table

_KINDS = [
    (r"^(?:KELURAHAN|KEL|DESA|DS|KECAMATAN|KEC|KABUPATEN|KAB|PROVINSI|PROV|PROPINSI)\s+", ""),
    # A city and the regency around it often share a name: the word stays.
    (r"^(?:KOTA ADM|KOTA ADMINISTRASI|KODYA|KOTAMADYA)\s+", "KOTA "),
]


def place_names(names: pa.Array) -> pa.Array:
    """Return place names in upper case, words alone, without their kind (Kota excepted)."""
    codes, texts = distinct(names)
    plain = replace_all(pc.utf8_upper(fold(texts)), [(r"['`]", ""), (r"[^A-Z0-9]+", " ")])
    plain = replace_all(pc.ascii_trim_whitespace(plain), _KINDS)
    return spread(empty_to_null(plain), codes)


def drop_places(addresses: pa.Array, places: list[pa.Array]) -> pa.Array:
    """Return the addresses (words, no nulls) without the *places* beside them (names or null).

    A name goes with the word before it that says its kind (Desa, Kecamatan, …). Behind a street's
    or hamlet's word it is a street or hamlet called like the village: it stays. Works on distinct
    combinations, so that a Python step for each is cheap.
    """
    roles = load_table("addresses")["roles"]
    kept, kinds = (
        frozenset((*roles["street"], *roles["hamlet"], *roles["linking"])),
        frozenset(roles["kind"]),
    )
    columns = [one.to_pylist() for one in places]
    texts = []
    for text, *names in zip(addresses.to_pylist(), *columns, strict=True):
        rest = text
        for name in names:
            rest = rest if name is None else _drop(rest, name, kept, kinds)
        texts.append(rest)
    return pa.array(texts, TEXT)


def _drop(text: str, name: str, kept: frozenset[str], kinds: frozenset[str]) -> str:
    bare = name.removeprefix("KOTA ")
    if bare not in text:
        return text
    words, place = text.split(), (name if name in text else bare).split()
    # From the end on: places stand there, and a removal leaves the words before it in place.
    for at in range(len(words) - len(place), -1, -1):
        if words[at : at + len(place)] != place or (at and words[at - 1] in kept):
            continue
        start = at - 1 if at and words[at - 1] in kinds else at
        del words[start : at + len(place)]
    return " ".join(words)
