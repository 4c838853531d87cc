"""Whatever happens to a file: what is accepted is as in the whole one, and nothing is lost."""

import io
import tempfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver.errors import InputError
from resolver.safe_csv import guard, unguard
from resolver.sources import Extracts, read_extracts
from resolver.sources.columns import VALUE_COLUMNS
from resolver.sources.files import open_files
from resolver.sources.formats import csv_file
from resolver.sources.formats.limits import LIMITS
from resolver.sources.formats.text import utf8_blocks
from tests.fixtures.files import ENDINGS, HEAD, csv_bytes, people, sharing, workbook, write_as

ROWS = people(12)
LINES = csv_bytes(ROWS).splitlines(keepends=True)
Facts = dict[str, tuple[str, ...]]

#: What happens to a line of CSV, none of which may touch another line.
DAMAGE = {
    "cut": lambda line, at: line[:at] + b"\n",
    "open quote": lambda line, at: line.replace(b",", b',"', 1 + at % 4),
    "stray quote": lambda line, at: line[:at] + b'"' + line[at:],
    "delimiters": lambda line, at: line[:at] + b",,," + line[at:],
    "NUL": lambda line, at: line[:at] + b"\0" + line[at:],
    "byte": lambda line, at: line[:at] + b"\x81" + line[at:],
    "break": lambda line, at: line[:at] + b"\n" + line[at:],
    "gone": lambda line, at: b"",
    "huge": lambda line, at: line[:at] + b"x" * 5000 + line[at:],
}


def facts(extracts: Extracts) -> Facts:
    """What is accepted: record id → all that its row says."""
    raw = extracts.raw[list(VALUE_COLUMNS)].fillna("")
    return {row[0]: tuple(row) for row in raw.itertuples(index=False, name=None)}


def read(data: bytes, name: str) -> Extracts | None:
    """Read a file; nothing where it is refused. Counts add up, and lines have no gaps."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            found = read_extracts(path)
        except InputError:
            return None
    count = found.counts.iloc[0]
    assert count["read"] == count["accepted"] + count["rejected"]
    lines = sorted([*found.raw["line"], *found.rejects["line"]])
    assert lines == list(range(1, count["read"] + 1))
    return found


WHOLE = facts(read(b"".join(LINES), "dtks.csv"))


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.integers(1, len(ROWS) - 1),
        st.tuples(st.sampled_from(sorted(DAMAGE)), st.integers(0, 30)),
    ),
    st.integers(20, 400),
)
def test_damaged_rows_leave_the_others_as_they_were(
    damage: dict[int, tuple[str, int]], block: int
) -> None:
    lines = list(LINES)
    for place, (kind, at) in damage.items():
        lines[place] = DAMAGE[kind](lines[place], at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "_BLOCK", block)
        found = read(b"".join(lines), "dtks.csv")
    assert found is not None
    accepted = facts(found)
    for place, row in enumerate(ROWS, start=1):
        if place not in damage:
            # A row may be turned away only by a damaged one that now bears its id.
            assert accepted.get(row[0]) == WHOLE[row[0]]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ENDINGS), st.data())
def test_damaged_bytes_never_change_what_is_accepted_in_silence(
    ending: str, data: st.DataObject
) -> None:
    if ending not in CONTENT:
        with tempfile.TemporaryDirectory() as folder:
            CONTENT[ending] = write_as(ending, Path(folder), ROWS).read_bytes()
    content = bytearray(CONTENT[ending])
    start = len(LINES[0]) if ending == ".csv" else 0
    places = data.draw(st.lists(st.integers(start, len(content) - 1), min_size=1, max_size=4))
    for place in places:
        content[place] = data.draw(st.integers(0, 255))
    found = read(bytes(content), f"dtks{ending}")
    if found is None or ending == ".parquet":
        return  # Parquet has no checksum of its own: a changed value looks like another.
    touched = set()
    if ending == ".csv":
        touched = {b"".join(LINES)[:place].count(b"\n") for place in places}
    accepted = facts(found)
    for place, row in enumerate(ROWS, start=1):
        near = {place - 1, place, place + 1} & touched
        if not near and row[0] in accepted:
            assert accepted[row[0]] == WHOLE[row[0]]


CONTENT: dict[str, bytes] = {}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ENDINGS[1:]), st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused(ending: str, share: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = write_as(ending, Path(folder), ROWS).read_bytes()
    assert read(content[: int(len(content) * share)], f"dtks{ending}") is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_says_the_same(ending: str, tmp_path: Path) -> None:
    assert facts(read_extracts(write_as(ending, tmp_path, ROWS))) == WHOLE


TEXT = st.text(st.sampled_from('aÉ€\n\r,;"\0'), max_size=30)


@given(TEXT, st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-16-le"]), st.integers(1, 9))
def test_blocks_make_the_same_text_whatever_their_size(text: str, encoding: str, size: int) -> None:
    if encoding == "cp1252":
        text = text.replace("€", "E")  # "É€" in cp1252 is a letter of UTF-8 too.
    data = text.encode(encoding)
    told = {"utf-8": "mixed", "cp1252": "mixed"}.get(encoding, encoding)
    blocks = list(utf8_blocks("x", io.BytesIO(data), told, size, LIMITS))
    assert all(block.endswith(b"\n") for block in blocks[:-1])
    assert b"".join(blocks).decode() == text.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.text(st.sampled_from('ab,"\n'), max_size=4), min_size=3, max_size=3)),
    st.integers(1, 40),
)
def test_rows_are_the_same_whatever_the_size_of_a_block(rows: list[list[str]], block: int) -> None:
    data = csv_bytes([[f"A{n}", "D1", *row] for n, row in enumerate(rows)])
    whole = read(data, "dtks.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "_BLOCK", block)
        parts = read(data, "dtks.csv")
    if whole is None or parts is None:
        assert whole is parts
        return
    assert facts(whole) == facts(parts)
    assert whole.rejects["line"].tolist() == parts.rejects["line"].tolist()


CELL = st.one_of(
    st.none(),
    st.text(st.sampled_from("abÉ€ &<>'\"\n"), min_size=1, max_size=8).map(str.strip),
    st.integers(-(10**14), 10**14),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=6), st.booleans())
def test_a_workbook_is_read_as_openpyxl_reads_it(rows: list[list[object]], shared: bool) -> None:
    table = [["A", "B"], *([f"k{n}", *row] for n, row in enumerate(rows))]
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder) / "x.xlsx", {"S": table})
        if shared:
            sharing(path)
        sheet = openpyxl.load_workbook(path)["S"]
        expected = [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(min_row=2, max_col=3, values_only=True)
        ]
        part = next(open_files(path)).parts()[0]
        batches = [batch.columns for batch in part.rows(_Start())]
    assert [list(row.values()) for row in pa.concat_tables(batches).to_pylist()] == expected


class _Start:
    delimiter = ","
    names = ("A", "B", "C")
    body = len("A,B\n")


@settings(max_examples=500)
@given(st.text(st.sampled_from("'=+-@ ;\t\r\n1.a＝"), max_size=12))
def test_guarded_text_is_got_back_and_begins_no_formula(text: str) -> None:
    safe = guard(pa.chunked_array([[text]], pa.string()))
    assert unguard(safe).to_pylist() == [text]
    cells = str(safe[0]).replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";")
    if not _is_number(text):
        assert not any(cell.lstrip(" ").startswith(tuple("=+-@＝")) for cell in cells)


def _is_number(text: str) -> bool:
    if text.strip("-") == "":
        return True
    digits = text.removeprefix("+") if text.startswith("+") else text.removeprefix("-")
    return digits.replace(".", "", 1).isdigit() and digits[0] != "." and digits[-1] != "."


def test_the_columns_of_the_fixtures_are_those_of_the_tests() -> None:
    assert LINES[0].decode().strip().split(",") == list(HEAD)
