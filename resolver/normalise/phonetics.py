"""Looser keys on the normal form: the consonant skeleton and jellyfish's Soundex."""

import jellyfish
import numpy as np
import pyarrow as pa

from resolver.normalise.columns import TEXT
from resolver.normalise.sounds import flat, single_letters, unflat

_DROPPED = np.zeros(256, dtype=bool)
_DROPPED[[ord(letter) for letter in "AEIOUWY"]] = True


def skeletons(joined: pa.Array) -> pa.Array:
    """Return each text's first letter and the consonants behind it, doubles cut (W, Y dropped).

    *joined* are large strings of A-Z without nulls; ``SUKARNA`` → ``SKRN``.
    """
    signs, offsets = flat(joined)
    keep = ~_DROPPED[signs]
    starts = offsets[:-1]
    keep[starts[starts < len(signs)]] = True
    return single_letters(unflat(signs, offsets, keep))


def soundexes(words: pa.Array) -> pa.Array:
    """Return jellyfish's Soundex of each word (large strings of A-Z without nulls)."""
    return pa.array([jellyfish.soundex(word) for word in words.to_pylist()], TEXT)
