"""Comparing many pairs of texts at once, over bytes: rapidfuzz's numbers without its objects.

The hot path compares millions of pairs of short texts. Kept as Python objects they cost more to
fetch than to compare; here they lie in one buffer, as Arrow keeps them. Each function gives for
each pair what rapidfuzz gives (property tests hold them equal, to the last bit); where a text has
more than 64 characters or others than ASCII, rapidfuzz itself is asked.

Bit-parallel forms: Hyyrö's LCS for the ratio (2004), Hyyrö's OSA (2003), Jaro with flags in a word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from resolver.match import kernels

Places = npt.NDArray[np.int32]
Values = npt.NDArray[np.float64]
Kernel = Callable[..., None]

KERNELS: dict[Callable[..., Any], Kernel] = {
    JaroWinkler.similarity: kernels.jaro_winkler,
    OSA.distance: kernels.osa,
    fuzz.ratio: kernels.ratio,
    fuzz.token_sort_ratio: kernels.token_sort_ratio,
    fuzz.token_set_ratio: kernels.token_set_ratio,
}
"""The kernel that stands for each function of rapidfuzz."""


@dataclass(frozen=True)
class Packed:
    """Distinct texts in one buffer: bytes of text *i* are ``data[starts[i]:starts[i + 1]]``.

    Attributes:
        data: uint8, UTF-8.
        starts: int64.
        plain: bool per text: ASCII without white space but single spaces between words, and at
            most 64 characters.
    """

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    plain: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, texts: pa.Array) -> "Packed":
        """Pack an array of texts; none of them may be null."""
        texts = texts.cast(pa.large_string())
        _, starts, data = texts.buffers()
        offsets = np.frombuffer(starts, np.int64, len(texts) + 1, 8 * texts.offset)
        octets = np.frombuffer(data or b"", np.uint8)
        return cls(octets, offsets, kernels.plain(octets, offsets))


def compare(
    scorer: Callable[..., Any], texts: pa.Array, packed: Packed, left: Places, right: Places
) -> Values:
    """Compare pairs of texts.

    Args:
        scorer: a function of rapidfuzz that stands in :data:`KERNELS`.
        texts: the distinct texts.
        packed: the same, packed.
        left, right: places of the texts of each pair.

    Returns:
        float64, one a pair.
    """
    result = np.full(len(left), np.nan)
    KERNELS[scorer](packed.data, packed.starts, packed.plain, left, right, result)
    for at in np.flatnonzero(np.isnan(result)).tolist():
        result[at] = scorer(texts[int(left[at])].as_py(), texts[int(right[at])].as_py())
    return result
