"""Entity ids: minted from the founding record, so that the same run gives the same ids.

An id is a prefix and 16 characters of base32: the first 80 bits of an HMAC-SHA256, keyed with
the registry's secret, of the kind, the founding record and the founding run. The founding record
of a cluster is the one with the smallest record id. Component labels are never ids.
"""

import hmac
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

Kind = Literal["P", "F", "H"]

_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", dtype=np.uint8)
_BYTES = 10
_CHARACTERS = 16


def mint(kind: Kind, founding: pd.Series, secret: bytes, run_id: str) -> pd.Series:
    """Mint an id per founding record.

    In: the kind (person, family, household), the founding record ids (str), the registry's
    secret, the founding run. Out: ids (str), same index.
    """
    if not secret:
        raise ValueError("ids need the registry's secret")
    head, tail = f"{kind}\0".encode(), f"\0{run_id}".encode()
    digest = hmac.digest
    raw = b"".join(
        digest(secret, head + record.encode() + tail, "sha256")[:_BYTES]
        for record in founding.to_list()
    )
    ids = np.empty((len(founding), len(kind) + 1 + _CHARACTERS), dtype=np.uint8)
    ids[:] = np.frombuffer(f"{kind}-{'A' * _CHARACTERS}".encode(), dtype=np.uint8)
    ids[:, -_CHARACTERS:] = _base32(np.frombuffer(raw, dtype=np.uint8).reshape(-1, _BYTES))
    width = pa.binary(ids.shape[1])
    array = pa.FixedSizeBinaryArray.from_buffers(width, len(ids), [None, pa.py_buffer(ids)])
    text = array.cast(pa.large_binary()).cast(pa.large_string())
    return pd.Series(text.to_pandas().array, index=founding.index, dtype="str")


def _base32(raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the base32 characters (RFC 4648) of rows of 10 bytes: exactly 16, no padding."""
    bits = np.unpackbits(raw, axis=1).reshape(len(raw), _CHARACTERS, 5)
    characters: NDArray[np.uint8] = _ALPHABET[np.packbits(bits, axis=2)[:, :, 0] >> 3]
    return characters
