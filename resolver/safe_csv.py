"""CSV that a spreadsheet opens without running anything in it (docs/decisions/0008).

A text cell that a spreadsheet would take for a formula gets an apostrophe in front of it, and is
got back by taking one away. Identifiers and numbers begin with no such sign and stay as they are;
columns of numbers are never touched. The Parquet twin of each table holds the exact values.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

#: What makes a cell a formula: = + - @ and their full-width forms, behind apostrophes and spaces.
#: A sign behind ; or a line break or tab counts too: where the system's list separator is ; (as
#: in Indonesia), a spreadsheet cuts the line there and a new cell begins.
_FORMULA = r"(^|[;\t\r\n])('*[ ]*[=+\-@＝＋－＠])"
_GUARDED = r"(^|[;\t\r\n])'('*[ ]*[=+\-@＝＋－＠])"
#: A cell that begins with a tab or line break, which spreadsheets drop before they look.
_BREAK = r"^('*[\t\r\n])"
_GUARDED_BREAK = r"^'('*[\t\r\n])"
#: A signed number or a lone dash is no formula.
_HARMLESS = r"^(?:[+-][0-9]+(?:[.,][0-9]+)?|-+)$"


def guard(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return text values with an apostrophe before all that a spreadsheet would run."""
    if not pc.any(pc.match_substring_regex(values, f"{_FORMULA}|{_BREAK}")).as_py():
        return values
    safe = pc.replace_substring_regex(values, _FORMULA, r"\1'\2")
    safe = pc.replace_substring_regex(safe, _BREAK, r"'\1")
    return pc.if_else(pc.match_substring_regex(values, _HARMLESS), values, safe)


def unguard(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values that :func:`guard` was given, from what it made of them."""
    plain = pc.replace_substring_regex(values, _GUARDED_BREAK, r"\1")
    return pc.replace_substring_regex(plain, _GUARDED, r"\1\2")


def write_csv(table: pa.Table, path: Path) -> None:
    """Write *table* as CSV (UTF-8, text in quotes), its text guarded, dictionaries as text."""
    for place, column in enumerate(table.schema):
        values = table.column(place)
        if pa.types.is_dictionary(column.type):
            values = values.cast(column.type.value_type)
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            values = guard(values)
        table = table.set_column(place, column.name, values)
    names = guard(pa.chunked_array([table.column_names], pa.string())).to_pylist()
    pyarrow.csv.write_csv(table.rename_columns(names), path)
