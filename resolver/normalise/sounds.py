"""The sound of Indonesian words: from a spelling to its normal form, by the stages of a table."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, replace_all
from resolver.normalise.tables import load_table

Bytes = npt.NDArray[np.uint8]
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def sound_out(words: pa.Array, form: str = "stages") -> pa.Array:
    """Return the normal form of each word (large strings of A-Z, no nulls).

    ``SOEHARTO`` → ``SUARTA``; a word written as two and joined has the form of the one. *form*
    names another list of stages of the table: ``rough`` (of normal forms), ``light``, ``initial``.
    """
    bound = pc.binary_join_element_wise(
        pa.scalar("<", TEXT), words, pa.scalar(">", TEXT), pa.scalar("", TEXT)
    )
    for stage in load_table("sounds")[form]:
        bound = _apply(bound, stage)
    return pc.utf8_slice_codeunits(bound, 1, -1)


def single_letters(values: pa.Array, letters: str = "") -> pa.Array:
    """Return ASCII texts with each run of one of *letters* (all, where empty) cut to one."""
    counted = np.zeros(256, dtype=bool)
    counted[[ord(letter) for letter in letters or _LETTERS]] = True
    signs, offsets = flat(values)
    keep = np.ones(len(signs), dtype=bool)
    keep[1:] = (signs[1:] != signs[:-1]) | ~counted[signs[1:]]
    # A text may begin with the letter that the one before it ends with.
    starts = offsets[:-1]
    keep[starts[starts < len(signs)]] = True
    return unflat(signs, offsets, keep)


def flat(values: pa.Array) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """Return (bytes, offsets) of large strings without nulls."""
    _, offset_buffer, data = values.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)
    offsets = offsets[values.offset : values.offset + len(values) + 1]
    if data is None:
        return np.zeros(0, dtype=np.uint8), offsets
    return np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]], offsets - offsets[0]


def unflat(signs: Bytes, offsets: npt.NDArray[np.int64], keep: npt.NDArray[np.bool_]) -> pa.Array:
    """Return large strings of the bytes that *keep* marks."""
    before = np.concatenate([[0], np.cumsum(keep, dtype=np.int64)])
    kept = np.ascontiguousarray(signs[keep])
    return pa.Array.from_buffers(
        TEXT, len(offsets) - 1, [None, pa.py_buffer(before[offsets]), pa.py_buffer(kept)]
    )


def _apply(values: pa.Array, stage: dict[str, Any]) -> pa.Array:
    if "when" in stage:
        rows = pc.match_substring_regex(values, stage["when"])
        changed = _apply(values.filter(rows), {"rules": stage["rules"]})
        return pc.replace_with_mask(values, rows, changed)
    if "letters" in stage:
        signs, offsets = flat(values)
        return unflat(
            _translation(*stage["letters"])[signs], offsets, np.ones(len(signs), dtype=bool)
        )
    if "single" in stage:
        return single_letters(values, stage["single"])
    return replace_all(values, [(pattern, to) for pattern, to in stage["rules"]])


@cache
def _translation(letters: str, to: str) -> Bytes:
    table = np.arange(256, dtype=np.uint8)
    for letter, other in zip(letters, to, strict=True):
        table[ord(letter)] = ord(other)
    return table
