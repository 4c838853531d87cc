"""Rules and steps of a mapping: what a canonical column is made of."""

import pyarrow as pa
import pytest

from resolver.sources.mapping.document import parse_mapping
from resolver.sources.mapping.rows import HeaderRef, Rows, header_key

HEAD = (
    'format = 1\n[[source]]\nsource = "X"\n[source.columns]\nsource_record_id = "ID"\nname = "N"\n'
)


def read(rule: str, columns: dict[str, list[str]], column: str = "address", file: str = "") -> list:
    layout = parse_mapping(f"{HEAD}{column} = {rule}\n".encode(), "m.toml").layouts[0]
    table = pa.table(
        {str(n): pa.array(v, pa.large_string()) for n, v in enumerate(columns.values())}
    )
    rows = Rows(table, [header_key(name) for name in columns], file, "X")
    return layout.read(rows, column).to_pylist()


@pytest.mark.parametrize(
    ("rule", "columns", "values"),
    [
        ('"A"', {"A": [" x ", "  "]}, ["x", None]),
        ('"Tgl. Lahir"', {"TGL_LAHIR": ["x"]}, ["x"]),
        ('["A", "B"]', {"A": ["", "a"], "B": ["b", "c"]}, ["b", "a"]),
        ('["NONE", { from = "B", start = 2 }]', {"B": ["xyz"]}, ["yz"]),
        ('"A#2"', {"A": ["1"], "a ": ["2"]}, ["2"]),
        ('"#2"', {"A": ["1"], "": ["2"]}, ["2"]),
        ('{ join = ["A", "B"] }', {"A": ["x", ""], "B": ["y", "z"]}, ["x y", "z"]),
        ('{ join = ["A", "B"], with = "-" }', {"A": ["", "x"], "B": ["", "y"]}, [None, "x-y"]),
        (
            '{ code = [["A", 2], ["B", 3]] }',
            {"A": ["1", "1", ""], "B": ["7", "", "5"]},
            ["01007", "01", None],
        ),
        ('{ code = [[["C", "A"], 2]] }', {"A": ["7.0"]}, ["07"]),
        # each part with the code of its parents before it, or longer than it may be
        (
            '{ code = [["P", 2], ["K", 2], ["C", 2], ["D", 4]] }',
            {
                "P": ["32", "32", "32", "3201", "32"],
                "K": ["3201", "3201", "1", "01", "3301"],
                "C": ["320101", "1", "320101", "1", "01"],
                "D": ["3201012001", "2001", "20011", "2001", "2001"],
            },
            ["3201012001", "3201012001", "320101", None, "32"],
        ),
        ('{ value = "32" }', {"A": ["x", "y"]}, ["32", "32"]),
        ('{ from = "A", split = "/", part = 2 }', {"A": ["1/ 2", "3"]}, ["2", None]),
        ('{ from = "A", split = ",", part = -1 }', {"A": ["a, b, c"]}, ["c"]),
        (
            '{ from = "A", split = ",", part = 1, of = 2, from_end = true }',
            {"A": ["KOTA, X, 1-2-1980", "Y, 3"]},
            ["KOTA, X", "Y"],
        ),
        ('{ from = "A", split = ",", part = 2, of = 2 }', {"A": ["a, b, c"]}, ["b, c"]),
        ('{ from = "A", pattern = "*RT {#}*" }', {"A": ["JL X rt  005/01", "JL Y"]}, ["005", None]),
        ('{ from = "A", pattern = "({}) *" }', {"A": ["(ab) c", "(ab)"]}, ["ab", "ab"]),
        ('{ from = "A", pattern = "# {} ?" }', {"A": ["12 DESA Z"]}, ["DESA"]),
        ('{ from = "A", start = 3, length = 2 }', {"A": ["320112", "3"]}, ["01", None]),
        ('{ from = "A", digits = true }', {"A": ["32.01-1", "x", "5.0"]}, ["32011", None, "5"]),
        ('{ from = "A", remove = ["ID-", "\'"] }', {"A": ["'ID-7", "ID-"]}, ["7", None]),
        (
            '{ from = "A", codes = { "1" = "Sesuai", "x" = "" } }',
            {"A": ["01", "X", "z"]},
            ["Sesuai", None, "z"],
        ),
        ('{ from = "A", pad = 4 }', {"A": ["12", ""]}, ["0012", None]),
        ('{ from = "A", prefix = "(", suffix = ")" }', {"A": ["5", ""]}, ["(5)", None]),
        (
            '{ join = ["A", { from = "B", prefix = "(", suffix = ")" }] }',
            {"A": ["Y"], "B": ["5"]},
            ["Y (5)"],
        ),
        (
            '{ from = { from = "A", split = ",", part = 2 }, start = 1, length = 2 }',
            {"A": ["x, abc"]},
            ["ab"],
        ),
        (
            '{ any_yes = ["A", "B"] }',
            {"A": ["TIDAK", "", "YA"], "B": ["YA", "", "TIDAK"]},
            ["YA", None, "YA"],
        ),
        ('{ any_yes = ["A", "B"], yes = ["V"] }', {"A": ["-", "YA"], "B": ["v", "-"]}, ["v", "YA"]),
        (
            '{ date = { year = "Y", month = "M", day = "D" } }',
            {
                "Y": ["1980", "1980", "1980", "", "1980.0"],
                "M": ["5", "", "MEI", "5", "12"],
                "D": ["7", "7", "7", "1", "0"],
            },
            ["1980-05-07", "1980", "7 MEI 1980", None, "1980-12"],
        ),
        # years of two digits in the one order that is read as day, month, year; 5 lost its zero
        (
            '{ date = { year = "Y", month = "M", day = "D" } }',
            {
                "Y": ["85", "05", "5", "00", "85", "85.0", "85", "0", "0000"],
                "M": ["5", "3", "3", "1", "MEI", "5", "", "1", "1"],
                "D": ["12", "12", "12", "2", "7", "", "", "2", "2"],
            },
            [
                *("12-05-85", "12-03-05", "12-03-05", "02-01-00", "7 MEI 85", "MEI 85", "85"),
                *(None, None),
            ],
        ),
    ],
)
def test_rules(rule: str, columns: dict[str, list[str]], values: list[str | None]) -> None:
    assert read(rule, columns) == values


@pytest.mark.parametrize(
    ("pattern", "file", "value"),
    [
        ("dtks_{}_*", "DTKS_KAB BOGOR_2025", "KAB BOGOR"),
        ("*_{#}", "data_3201", "3201"),
        ("x_{}", "y_1", None),
    ],
)
def test_the_files_name(pattern: str, file: str, value: str | None) -> None:
    assert read(f'{{ file_name = "{pattern}" }}', {"A": ["1"]}, file=file) == [value]


def test_blanks_of_a_source() -> None:
    text = HEAD.replace('source = "X"', 'source = "X"\nblanks = ["-", "n/a"]')
    layout = parse_mapping(text.encode(), "m.toml").layouts[0]
    table = pa.table({"0": ["-", "N/A", "x-"], "1": ["1", "2", "3"]})
    rows = Rows(table, ["n", "id"], blanks=layout.blanks)
    assert layout.read(rows, "name").to_pylist() == [None, None, "x-"]


@pytest.mark.parametrize(
    ("text", "keys", "place"),
    [
        ("NAMA", ["nik", "nama", "nama"], 1),
        ("NAMA#2", ["nik", "nama", "nama"], 2),
        ("NAMA#3", ["nik", "nama", "nama"], None),
        ("#1", ["nik"], 0),
        ("#2", ["nik"], None),
        ("RT", ["nik"], None),
    ],
)
def test_references(text: str, keys: list[str], place: int | None) -> None:
    assert HeaderRef.of(text).place(keys) == place
