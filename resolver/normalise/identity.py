"""Opaque record ids: a keyed hash, since a source's own id may be a NIK (design §3)."""

import hmac

import pandas as pd
import pyarrow as pa

from resolver.normalise.columns import TEXT, to_arrow, to_series

#: Bytes kept of the digest: 32 hex digits; two of 10^9 records meet with a chance below 10^-20.
_KEPT = 16


def record_id(secret: bytes, source: str, source_record_id: str) -> str:
    """Return the id of one record: 32 hex digits of HMAC-SHA256 over source and own id."""
    message = f"{source}\x1f{source_record_id}".encode()
    return hmac.digest(secret, message, "sha256")[:_KEPT].hex()


def record_ids(secret: bytes, sources: pd.Series, source_record_ids: pd.Series) -> pd.Series:
    """Return the ids of the records, row by row (text)."""
    digest = hmac.digest
    pairs = zip(to_arrow(sources).to_pylist(), to_arrow(source_record_ids).to_pylist(), strict=True)
    ids = [
        digest(secret, f"{source}\x1f{own}".encode(), "sha256")[:_KEPT].hex()
        for source, own in pairs
    ]
    return to_series(pa.array(ids, TEXT), sources.index)
