"""Row checks: which rows of a source cannot be taken in, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.answers import ANSWER_FIELDS, asked_at
from resolver.sources.columns import (
    AREA_COLUMNS,
    BLANK_IDS,
    DOUBTFUL_IDS,
    PAYMENT_COLUMNS,
    VALUE_COLUMNS,
)

Mask = npt.NDArray[np.bool_]

_ANSWER_COLUMNS = (
    *("record_source", "source_record_id", *ANSWER_FIELDS),
    *("outcome", "threshold", "checked_at"),
)
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


def check_answers(rows: pa.Table, records: pa.Table | None = None) -> Iterator[Finding]:
    """Yield the findings on verification answers: unreadable values, no record named, a record
    that is not there, a newer answer given.

    *records* are the accepted rows of the load (``source``, ``source_record_id``); without them no
    answer is held against them. The newest answer is told by its time, read as a date with the day
    first; an answer without a readable time is older than any with one.
    """
    refused = np.zeros(rows.num_rows, dtype=bool)
    for finding in _unreadable(rows, refused, _ANSWER_COLUMNS):
        yield finding
        refused |= finding.rows
    key = _record_key(rows.column("record_source"), rows.column("source_record_id"))
    nameless = _mask(pc.is_null(key)) & ~refused
    yield Finding(nameless, "source_record_id", "NO_RECORD_ID", "the answer names no record")
    refused |= nameless
    if records is not None:
        known = _record_key(records.column("source"), records.column("source_record_id"))
        unknown = ~_mask(pc.is_in(key, known)) & ~refused
        message = "no accepted row has this source and record id"
        yield Finding(unknown, "source_record_id", "UNKNOWN_RECORD", message)
        refused |= unknown
    frame = pd.DataFrame({"key": key.to_pandas(), "at": _times(rows.column("checked_at"))})
    frame = frame[~refused]
    newest = frame.sort_values("at", ascending=False, kind="stable").drop_duplicates("key").index
    older = ~refused
    older[newest] = False
    yield Finding(older, "source_record_id", "OLDER_ANSWER", "another answer for the record stands")


def _record_key(source: pa.ChunkedArray, ids: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return source and id as one text, null where one is missing; a source's case says nothing."""
    return pc.binary_join_element_wise(pc.utf8_upper(source), ids, pa.scalar("\x1f", ids.type))


def _times(values: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return the seconds of each answer's time, -1 where there is none."""
    distinct = values.combine_chunks().dictionary_encode()
    found = [asked_at(text) for text in [*distinct.dictionary.to_pylist(), None]]
    first = datetime(1, 1, 1)
    seconds = [-1 if one is None else int((one - first).total_seconds()) for one in found]
    spread: npt.NDArray[np.int64] = np.array(seconds, dtype=np.int64)[
        np.asarray(distinct.indices.fill_null(-1))
    ]
    return spread


def check_areas(rows: pa.Table) -> Iterator[Finding]:
    """Yield the findings on an area list: unreadable values, a code that is none, a code again.

    A village's row in force and one that has ended may share a code. A BPS code may stand on
    several villages (one was parted since); the normaliser tells them apart by name.
    """
    refused = np.zeros(rows.num_rows, dtype=bool)
    for finding in (*_unreadable(rows, refused, AREA_COLUMNS), *_area_codes(rows)):
        own = Finding(finding.rows & ~refused, finding.column, finding.reason, finding.message)
        yield own
        refused |= own.rows
    digits = pc.replace_substring(rows.column("kemendagri"), ".", "").to_pandas()
    ended = _mask(pc.is_valid(rows.column("valid_to")))
    codes = pd.DataFrame({"code": digits, "ended": ended})[~refused]
    again = np.zeros(rows.num_rows, dtype=bool)
    again[codes.index[codes.duplicated()]] = True
    yield Finding(again, "kemendagri", "REPEATED_CODE", "the code stands in the list before")


def _area_codes(rows: pa.Table) -> Iterator[Finding]:
    for column, form in (
        ("kemendagri", r"^(\d{10}|\d{2}\.\d{2}\.\d{2}\.\d{4})$"),
        ("bps", r"^(\d{10}|\d{2}\.\d{2}\.\d{3}\.\d{3})$"),
    ):
        code = rows.column(column)
        bad = ~_mask(pc.match_substring_regex(code, form))
        if column == "bps":
            # No BPS code at all is no damage.
            none = pa.array([*sorted(BLANK_IDS | DOUBTFUL_IDS), ""], code.type)
            bad &= ~_mask(pc.or_kleene(pc.is_null(code), pc.is_in(code, none)))
        yield Finding(bad, column, "BAD_AREA_CODE", "a village code has ten digits")


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
    for text in sorted(DOUBTFUL_IDS):
        same = _mask(pc.equal(ids, text))
        if np.count_nonzero(same & ~refused) > 1:
            no_id |= same
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
