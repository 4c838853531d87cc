"""Invariants of mappings: nothing raises but a MappingError, columns equal rows one by one."""

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.errors import MappingError
from resolver.sources.mapping.choice import Choice
from resolver.sources.mapping.dates import ORDERS, reorder
from resolver.sources.mapping.document import parse_mapping
from resolver.sources.mapping.patterns import cut, problem_of
from resolver.sources.mapping.rows import TEXT, HeaderRef, Rows, join_present
from resolver.sources.mapping.rules import Column
from resolver.sources.mapping.steps import Slice, Split
from resolver.sources.mapping.words import CodeTable, plain_code

TEXTS = st.text(max_size=20)
CELLS = st.one_of(st.none(), st.sampled_from(["A", "b", "1", "01", "2.0", "x y", "ab", "abc"]))
WRITTEN = {
    "DMY": "{d:02d}{s}{m:02d}{s}{y:04d}",
    "MDY": "{m}{s}{d}{s}{y:04d}",
    "YMD": "{y:04d}{s}{m:02d}{s}{d}",
}


@given(
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.sampled_from("/-. "),
    st.sampled_from(list(WRITTEN)),
)
def test_a_date_comes_back_from_every_order(day: date, sign: str, order: str) -> None:
    text = WRITTEN[order].format(d=day.day, m=day.month, y=day.year, s=sign)
    assert reorder(text, (order,)) == day.isoformat()
    assert reorder(text + " 0:00:00", (order,)) == day.isoformat()


@given(TEXTS, st.lists(st.sampled_from(ORDERS), min_size=1, max_size=4))
def test_what_is_no_date_stays_as_written(text: str, order: list[str]) -> None:
    found = reorder(text, tuple(order))
    assert found == text or any(sign.isdigit() for sign in found)
    # What was rewritten is ISO, or day first: the normaliser's own reading changes it no more.
    assert reorder(found, ("YMD", "DMY")) in (found, reorder(text, ("YMD", "DMY")))


@given(TEXTS, st.text(alphabet="ab {}#*?.()[\\+1", max_size=12))
def test_patterns_never_raise_and_cut_a_part(text: str, pattern: str) -> None:
    if problem_of(pattern):
        return
    found = cut(pa.array([text, None], TEXT), pattern).to_pylist()
    assert found[1] is None
    assert found[0] is None or found[0] in text


@given(
    st.text(alphabet="ab,", max_size=12),
    st.integers(-4, 4),
    st.none() | st.integers(2, 4),
    st.booleans(),
)
def test_split_is_pythons_own(text: str, part: int, of: int | None, from_end: bool) -> None:
    if part == 0:
        return
    most = -1 if of is None else of - 1
    parts = text.rsplit(",", most) if from_end and of else text.split(",", most)
    place = part - 1 if part > 0 else part
    expected = parts[place] if -len(parts) <= place < len(parts) else ""
    found = Split(",", part, of, bool(from_end and of)).take(pa.array([text], TEXT))[0].as_py()
    assert (found or "") == expected


@given(TEXTS, st.integers(1, 8), st.none() | st.integers(1, 8))
def test_slices_are_pythons_own(text: str, start: int, length: int | None) -> None:
    expected = text[start - 1 :][:length].strip()
    found = Slice(start, length).take(pa.array([text], TEXT))[0].as_py() or ""
    # Arrow and Python differ on what is white space at the edges of a few exotic signs.
    assert found.strip() == expected


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=20), st.sampled_from([" ", "", "-"]))
def test_joining_columns_is_joining_rows(rows: list[tuple], between: str) -> None:
    columns = [pa.array([row[place] for row in rows], TEXT) for place in range(3)]
    found = join_present(columns, between).to_pylist()
    assert found == [between.join(filter(None, row)) if any(row) else None for row in rows]


@given(
    st.lists(st.tuples(CELLS, CELLS), max_size=30),
    st.dictionaries(st.sampled_from(["A", "1", "ab", "x y"]), st.sampled_from("PQ"), max_size=3),
    st.dictionaries(st.sampled_from(["a", "ab", "x"]), st.sampled_from("PQ"), max_size=3),
)
def test_a_choice_by_columns_is_a_choice_by_rows(
    rows: list[tuple], whole: dict[str, str], starts: dict[str, str]
) -> None:
    table = pa.table({"0": pa.array([by or "" for by, _ in rows], TEXT)})
    values = pa.array([value for _, value in rows], TEXT)
    longest_first = tuple(sorted(starts.items(), key=lambda pair: -len(pair[0])))
    plain = tuple({plain_code(key): option for key, option in whole.items()}.items())
    choice = Choice("O", Column(HeaderRef.of("K")), plain, longest_first)

    def mark(some: pa.Array, option: str) -> pa.Array:
        return pa.array([None if one is None else one + option for one in some.to_pylist()], TEXT)

    def slow(by: str | None) -> str:
        if by is None:
            return "O"
        if plain_code(by) in dict(plain):
            return dict(plain)[plain_code(by)]
        return next((one for start, one in longest_first if by.casefold().startswith(start)), "O")

    found = choice.apply(Rows(table, ["k"]), values, mark).to_pylist()
    assert found == [None if value is None else value + slow(by) for by, value in rows]


@given(
    st.lists(CELLS, max_size=20),
    st.dictionaries(st.sampled_from(["A", "1", "x y", ""]), st.sampled_from(["M", ""])),
)
def test_code_tables_by_columns_are_those_by_rows(
    cells: list[str | None], table: dict[str, str]
) -> None:
    codes = CodeTable.of(table)
    words = dict(codes.pairs)
    slow = []
    for cell in cells:
        said = None if cell is None else (words.get(plain_code(cell), cell) or None)
        slow.append(codes.for_blank if said is None else said)
    assert codes.translate(pa.array(cells, TEXT)).to_pylist() == slow


KEYS = st.sampled_from(
    [
        "format",
        "source",
        "kind",
        "files",
        "columns",
        "name",
        "nik",
        "dates",
        "codes",
        "from",
        "join",
        "hash",
        "split",
        "part",
        "by",
        "values",
        "otherwise",
        "scope",
        "sex",
        "birth_date",
        "area_code",
        "code",
        "date",
        "x",
    ]
)
VALUES = st.recursive(
    st.one_of(st.text(alphabet='AX1*{}#/".\\', max_size=6), st.integers(-3, 60), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    return str(value)


@settings(max_examples=300)
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_document_is_read_or_refused(
    table: dict[str, object], columns: dict[str, object]
) -> None:
    merged = {"source": "X", **table, "columns": {"source_record_id": "A", "name": "N", **columns}}
    for text in (
        f"format = 1\nsource = [{toml(merged)}]\n",
        "".join(f"{k} = {toml(v)}\n" for k, v in table.items()),
    ):
        assert refusal(text).startswith("m.toml")


def refusal(text: str) -> str:
    """The message of a refusal, or the name alone of what is read."""
    try:
        return parse_mapping(text.encode(), "m.toml").name
    except MappingError as error:
        return str(error)


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(data: bytes) -> None:
    try:
        parse_mapping(data, "m.toml")
    except MappingError:
        return
    raise AssertionError("no mapping is that short")


def test_the_order_of_rows_does_not_matter() -> None:
    table = pa.table({"0": pa.array(["A", "B", "A", ""], TEXT)})
    values = pa.array(["1", "1", None, "2"], TEXT)
    choice = Choice("O", Column(HeaderRef.of("K")), (("a", "P"),))
    order = np.array([2, 0, 3, 1])

    def mark(some: pa.Array, option: str) -> pa.Array:
        return pa.array([None if one is None else one + option for one in some.to_pylist()], TEXT)

    straight = choice.apply(Rows(table, ["k"]), values, mark)
    moved = choice.apply(Rows(table.take(order), ["k"]), values.take(pa.array(order)), mark)
    assert straight.take(pa.array(order)).to_pylist() == moved.to_pylist()
