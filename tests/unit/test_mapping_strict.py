"""A mapping file that is wrong anywhere is refused with its place and what to do."""

from pathlib import Path

import pytest

from resolver.errors import MappingError
from resolver.sources.mapping import read_mapping
from resolver.sources.mapping.document import parse_mapping

GOOD = (
    'format = 1\n[[source]]\nsource = "X"\nfiles = ["a*"]\n'
    '[source.columns]\nsource_record_id = "ID"\nname = "N"\n'
)


def refuse(text: str) -> str:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text.encode(), "m.toml")
    assert caught.value.exit_code == 4
    message = str(caught.value)
    assert message.startswith("m.toml")
    return message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "format = 1"),
        ("format = 2", "format = 1"),
        ("format = 1", "[[source]]"),
        ("format = 1\n[[source]", "no valid TOML"),
        ("x = " + "[" * 5000, "no valid TOML"),
        (GOOD + "[source.colums]\n", "unknown key 'colums'. Did you mean 'columns'?"),
        ('extra = "x"\n' + GOOD, "unknown key 'extra'"),
        (GOOD + 'religion = "AGAMA"\n', "'religion' is unknown"),
        (GOOD + 'source = "X"\n', "'source' is unknown"),
        (GOOD + 'nik = { frm = "A" }\n', "a rule has one of the keys from, join"),
        (GOOD + 'nik = { from = "A", join = ["B"] }\n', "a rule has one of the keys"),
        (GOOD + 'nik = { from = "A", slit = "," }\n', "unknown key 'slit'. Did you mean 'split'?"),
        (GOOD + 'nik = { from = "A", split = "," }\n', "part = 1 is the first"),
        (GOOD + 'nik = { from = "A", split = "", part = 1 }\n', "separator is empty"),
        (GOOD + 'nik = { from = "A", split = ",", part = 0 }\n', "not 0"),
        (GOOD + 'nik = { from = "A", split = ",", part = 1, from_end = true }\n', "give `of` too"),
        (
            GOOD + 'nik = { from = "A", split = ",", part = 1, start = 1 }\n',
            "cannot stand together",
        ),
        (GOOD + 'nik = { from = "A", pattern = "RT" }\n', "one part in braces"),
        (GOOD + 'nik = { from = "A", pattern = "{}{}" }\n', "one part in braces"),
        (GOOD + 'nik = { from = "A", system = "BPS" }\n', "area_code alone"),
        (GOOD + 'nik = { hash = ["A"] }\n', "hash makes ids"),
        (GOOD + "nik = 5\n", "a table is needed; it is a number"),
        (GOOD + "nik = []\n", "the list is empty"),
        (GOOD + 'nik = "--"\n', "is no header"),
        (GOOD + 'nik = "A\\u0000"\n', "no control signs"),
        (GOOD + 'area_code = { code = [["A", "2"]] }\n', "a list of [header, digits]"),
        (GOOD + 'birth_date = { date = { month = "M" } }\n', "a date has a year"),
        (GOOD + "nik = " + "{ from = " * 8 + '"A"' + " }" * 8 + "\n", "6 deep"),
        (GOOD + '[source.dates]\nbirth_date = "DMY"\n', "'birth_date' is unknown"),
        (GOOD + 'birth_date = "T"\n[source.dates]\nbirth_date = "DYM"\n', "'DYM' is unknown"),
        (GOOD + 'sex = "S"\n[source.codes.sex]\n"1" = "MALE"\n', "'MALE' is unknown"),
        (GOOD + 'sex = "S"\n[source.codes]\nsex = { by = "K", values = {} }\n', "otherwise = "),
        (GOOD + '[source.scope]\nextent = "all"\n', "'all' is unknown"),
        (GOOD + '[source.scope]\nareas = ["320"]\n', "2, 4, 6 or 10 digits"),
        (GOOD.replace('"a*"', '"../a*"'), "without folders"),
        (GOOD.replace('"a*"', '"/etc/passwd"'), "without folders"),
        (GOOD.replace('"a*"', "1"), "in quotes"),
        (GOOD.replace('"X"', '"x; DROP TABLE"'), "capitals, digits and _"),
        (GOOD.replace('"X"', '"SIAK"'), "none of SIAK"),
        (GOOD.replace('source = "X"', 'source = "X"\nkind = "answers"'), "leave the key out"),
        (GOOD.replace('source = "X"', 'kind = "code"'), "'code' is unknown"),
        (GOOD.replace('source = "X"', 'source = "X"\ndelimiter = "#"'), "one of , ; |"),
        (GOOD.replace('source = "X"', 'source = "X"\nencoding = "rot13"'), "'rot13' is unknown"),
        (GOOD.replace('source = "X"', 'source = "X"\noptional = ["rt"]'), "'rt' is not among"),
        (GOOD.replace('source = "X"', 'source = "X"\narea_system = "BPS"'), "area_code holds"),
        (GOOD.replace('source = "X"', 'source = "X"\nonly = { column = "A" }'), "values = [...]"),
        (GOOD.replace("name", "hamlet"), "name or nik is needed"),
        (GOOD.replace("source_record_id", "nik"), "source_record_id is needed"),
        (
            GOOD.replace(
                'source_record_id = "ID"', 'source_record_id = "ID"\nsource_record_id = "B"'
            ),
            "TOML",
        ),
        (GOOD + '[[source]]\nkind = "areas"\n', "kemendagri is needed"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    assert words in refuse(text)


def test_the_place_of_a_fault() -> None:
    second = GOOD + GOOD.removeprefix("format = 1\n") + 'rt = { from = "A", part = 2 }\n'
    assert refuse(second).startswith("m.toml, source[2].columns.rt: unknown key 'part'")


def test_the_good_one_is_good() -> None:
    assert parse_mapping(GOOD.encode(), "m.toml").layouts[0].required == (
        "source_record_id",
        "name",
    )


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x" * 2_000_001])
def test_files_that_are_no_mapping(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m.toml").write_bytes(data)
    with pytest.raises(MappingError, match=r"^m\.toml"):
        read_mapping(tmp_path / "m.toml")


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        read_mapping(tmp_path / "m.toml")
