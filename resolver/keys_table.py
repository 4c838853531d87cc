"""The keys that tie records, as they are published: keyed hashes and masked forms, no numbers."""

import hmac
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from resolver.match.key_values import NIK_DIGITS

HUB = 50
"""A value that more records hold ties nobody: evidence and paths would join all by it."""


def shared_keys(clean: pd.DataFrame, secret: bytes) -> pd.DataFrame:
    """The NIK, KK, ADDRESS and NAME keys that 2 … :data:`HUB` records hold.

    Args:
        clean: the normalised records.
        secret: key of the hashes.

    Returns:
        ``record_id``, ``key_type``, ``key_hash`` (32 hex digits), ``masked``.
    """
    year = clean["birth_year"].astype("str").where(clean["birth_year"] > 0)
    parts = [
        _keys(clean, "NIK", clean["nik"], mask, secret),
        _keys(clean, "KK", clean["kk"], mask, secret),
        _keys(
            clean,
            "ADDRESS",
            clean["address_norm"] + " | " + clean["village"],
            without_numbers,
            secret,
        ),
        _keys(clean, "NAME", clean["name_skeleton"] + " | " + year, str, secret),
    ]
    return pd.concat(parts, ignore_index=True).sort_values(
        ["record_id", "key_type"], ignore_index=True
    )


def mask(number: str) -> str:
    """The province and regency and the last two digits; the rest hidden.

    Of a number that is shorter than a NIK the last two signs alone.
    """
    if len(number) < NIK_DIGITS:
        return f"{'•' * 4}{number[-2:]}"
    return f"{number[:4]}{'•' * 10}{number[-2:]}"


def without_numbers(text: str) -> str:
    """Hide what may be a NIK or KK number, well or badly typed, in free text (an address)."""
    return re.sub(r"\d{11,}", lambda found: mask(found[0]), text)


def _keys(
    clean: pd.DataFrame, kind: str, values: pd.Series, show: Callable[[str], str], secret: bytes
) -> pd.DataFrame:
    codes, distinct = pd.factorize(values)
    holders = np.bincount(codes[codes >= 0], minlength=len(distinct))
    shared = np.flatnonzero((holders >= 2) & (holders <= HUB))
    texts = np.asarray(distinct, dtype=object)[shared]
    prefix = f"{kind}\0".encode()
    hashes = [hmac.digest(secret, prefix + t.encode(), "sha256")[:16].hex() for t in texts]
    place = np.full(len(distinct) + 1, -1, dtype=np.int64)
    place[shared] = np.arange(len(shared))
    at = place[codes]  # code -1 (missing) reads the last place, which is -1 too
    rows = np.flatnonzero(at >= 0)
    return pd.DataFrame(
        {
            "record_id": clean["record_id"].to_numpy()[rows],
            "key_type": pd.array([kind] * len(rows), dtype="str"),
            "key_hash": pd.array(np.array(hashes, dtype=object)[at[rows]], dtype="str"),
            "masked": pd.array(
                np.array([show(text) for text in texts], dtype=object)[at[rows]], dtype="str"
            ),
        }
    )
