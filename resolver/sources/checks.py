"""Row checks: which rows of a source cannot be taken in, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.columns import BLANK_IDS, PAYMENT_COLUMNS, VALUE_COLUMNS

Mask = npt.NDArray[np.bool_]

#: No name or address is this long; a value beyond it is a swallowed piece of the file.
LONGEST_VALUE = 4000


@dataclass(frozen=True)
class Finding:
    """Rows (a mask over the table) to refuse for one reason; *column* holds the value to show."""

    rows: Mask
    column: str
    reason: str
    message: str


def check_records(rows: pa.Table) -> Iterator[Finding]:
    """Yield the findings on the rows of one source, in order: a row's first finding counts.

    *rows* has the canonical value columns. Rows refused by an earlier finding are left out of the
    search for repeated ids, so that a damaged row does not hide a good one.
    """
    refused = np.zeros(rows.num_rows, dtype=bool)
    for check in (_unreadable, _incomplete, _repeated):
        for finding in check(rows, refused):
            yield finding
            refused |= finding.rows


def check_answers(rows: pa.Table) -> Iterator[Finding]:
    """Yield the findings on verification answers: no record named, or a newer answer given."""
    source, ids = rows.column("record_source"), rows.column("source_record_id")
    nameless = _mask(pc.or_(pc.is_null(source), pc.is_null(ids)))
    yield Finding(nameless, "source_record_id", "NO_RECORD_ID", "the answer names no record")
    frame = pd.DataFrame(
        {
            "key": pc.binary_join_element_wise(
                source, ids, pa.scalar("\x1f", ids.type)
            ).to_pandas(),
            "at": rows.column("checked_at").to_pandas().fillna(""),
        }
    )[~nameless]
    newest = frame.sort_values("at", ascending=False, kind="stable").drop_duplicates("key").index
    older = ~nameless
    older[newest] = False
    yield Finding(older, "source_record_id", "OLDER_ANSWER", "another answer for the record stands")


def check_areas(rows: pa.Table) -> Iterator[Finding]:
    """Yield the findings on an area list: a village code that is not ten digits."""
    code = rows.column("kemendagri")
    bad = ~_mask(pc.match_substring_regex(code, r"^(\d{10}|\d{2}\.\d{2}\.\d{2}\.\d{4})$"))
    yield Finding(bad, "kemendagri", "BAD_AREA_CODE", "a village code has ten digits")


def check_payments(rows: pa.Table) -> Iterator[Finding]:
    """Yield the findings on payment lines: unreadable values, or nobody named.

    Equal lines all stay: two payments may look alike, and a double one is a finding, not damage.
    """
    refused = np.zeros(rows.num_rows, dtype=bool)
    for finding in _unreadable(rows, refused, PAYMENT_COLUMNS):
        yield finding
        refused |= finding.rows
    nameless = pc.and_(pc.is_null(rows.column("name")), pc.is_null(rows.column("nik")))
    message = "the line has neither name nor NIK"
    yield Finding(_mask(nameless) & ~refused, "name", "NO_NAME_NO_NIK", message)


def _unreadable(
    rows: pa.Table, refused: Mask, columns: Iterable[str] = VALUE_COLUMNS
) -> Iterator[Finding]:
    for column in columns:
        values = rows.column(column)
        if values.null_count == rows.num_rows:
            continue
        for sign, reason, message in (
            ("\0", "NUL_BYTE", "the value holds a NUL byte"),
            ("\ufffd", "BAD_ENCODING", "the value holds a byte that is neither UTF-8 nor cp1252"),
        ):
            found = _mask(pc.match_substring(values, sign))
            if found.any():
                yield Finding(found & ~refused, column, reason, message)
        long = _mask(pc.greater(pc.utf8_length(values), LONGEST_VALUE))
        if long.any():
            message = f"the value is longer than {LONGEST_VALUE} signs"
            yield Finding(long & ~refused, column, "TOO_LONG", message)


def _incomplete(rows: pa.Table, refused: Mask) -> Iterator[Finding]:
    ids = rows.column("source_record_id")
    no_id = _mask(
        pc.or_kleene(pc.is_null(ids), pc.is_in(ids, pa.array(sorted(BLANK_IDS), ids.type)))
    )
    yield Finding(no_id & ~refused, "source_record_id", "NO_RECORD_ID", "the row has no record id")
    nameless = pc.and_(pc.is_null(rows.column("name")), pc.is_null(rows.column("nik")))
    message = "the row has neither name nor NIK"
    yield Finding(_mask(nameless) & ~refused & ~no_id, "name", "NO_NAME_NO_NIK", message)


def _repeated(rows: pa.Table, refused: Mask) -> Iterator[Finding]:
    open_rows = np.flatnonzero(~refused)
    codes = pc.dictionary_encode(rows.column("source_record_id").combine_chunks())
    code = np.asarray(codes.indices.fill_null(-1))[open_rows]
    order = np.argsort(code, kind="stable")
    firsts = np.empty(len(order), dtype=np.int64)
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = code[order][1:] != code[order][:-1]
    firsts[order] = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
    later = np.flatnonzero(firsts != np.arange(len(order)))
    if len(later) == 0:
        return
    again, first = open_rows[later], open_rows[firsts[later]]
    same = np.ones(len(later), dtype=bool)
    for column in VALUE_COLUMNS:
        values = rows.column(column)
        left, right = values.take(again), values.take(first)
        equal = pc.or_kleene(pc.equal(left, right), pc.and_(pc.is_null(left), pc.is_null(right)))
        same &= _mask(equal)
    for mask, reason, message in (
        (same, "REPEATED_ROW", "the whole row stands in the extract before"),
        (~same, "DUPLICATE_ID", "the record id stands in the extract before, with other content"),
    ):
        found = np.zeros(rows.num_rows, dtype=bool)
        found[again[mask]] = True
        yield Finding(found, "source_record_id", reason, message)


def _mask(values: pa.ChunkedArray) -> Mask:
    return np.asarray(pc.fill_null(values, False))
