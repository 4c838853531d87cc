"""From a file's own columns to the canonical ones, by its layout; all by columns, all text."""

import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.header import Header
from resolver.sources.layout import Part

TEXT = pa.large_string()


def blank(length: int) -> pa.Array:
    """Return a column without values."""
    return pa.nulls(length, TEXT)


def constant(text: str, length: int) -> pa.Array:
    """Return a column that says the same in every row."""
    return pa.repeat(pa.scalar(text, TEXT), length)


def canonical_column(table: pa.Table, header: Header, column: str) -> pa.Array:
    """Return *column* of *table* by the layout: trimmed text, blanks as nulls, codes as words.

    Several columns of the file for one canonical column fill each other's gaps in the layout's
    order, save those of ``any_of``, where a yes of any of them stands.
    """
    layout = header.layout
    given = [_clean(table.column(place)) for place in layout.find(column, header.keys)]
    if not given:
        parts = layout.assembled.get(column)
        return _assemble(table, header, parts) if parts else blank(table.num_rows)
    value = given[0]
    if len(given) > 1:
        order = given
        words = layout.any_of.get(column)
        if words:
            yes = pa.array(words, TEXT)
            order = [pc.if_else(pc.is_in(pc.utf8_upper(one), yes), one, None) for one in given]
            order += given
        value = pc.coalesce(*order)
    codes = layout.codes.get(column)
    return _translate(value, codes) if codes else value


def digits_only(values: pa.Array) -> pa.Array:
    """Return the digits of each value; ``.0`` of a number read as a float is dropped first."""
    plain = pc.replace_substring_regex(values, r"\.0+$", "")
    digits = pc.replace_substring_regex(plain, r"\D", "")
    return pc.if_else(pc.equal(digits, ""), pa.scalar(None, TEXT), digits)


def _clean(values: pa.ChunkedArray) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(values.combine_chunks())
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, TEXT), trimmed)


def _translate(values: pa.Array, codes: dict[str, str]) -> pa.Array:
    distinct = values.dictionary_encode()
    words = [codes.get(_plain_code(text), text) for text in distinct.dictionary.to_pylist()]
    return pa.array(words, TEXT).take(distinct.indices)


def _plain_code(text: str) -> str:
    """Return ``1`` for ``01``, ``1.0`` and ``1``; other text as it stands."""
    number = text.removesuffix(".0").lstrip("0")
    return number if number.isdigit() else text


def _assemble(table: pa.Table, header: Header, parts: tuple[Part, ...]) -> pa.Array:
    """Join the parts of a code, left zeros put back, as far as the first part that is missing."""
    code = constant("", table.num_rows)
    whole = pa.repeat(True, table.num_rows)
    for part in parts:
        place = next((header.keys.index(key) for key in part.keys if key in header.keys), None)
        if place is None:
            break
        digits = digits_only(_clean(table.column(place)))
        padded = pc.utf8_lpad(digits, part.width, "0")
        whole = pc.and_(whole, pc.is_valid(padded))
        longer = pc.binary_join_element_wise(code, pc.fill_null(padded, ""), pa.scalar("", TEXT))
        code = pc.if_else(whole, longer, code)
    return pc.if_else(pc.equal(code, ""), pa.scalar(None, TEXT), code)
