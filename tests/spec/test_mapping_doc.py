"""docs/mapping.md: its examples are read, its lists are those of the code."""

import re
from pathlib import Path

import pytest

from resolver.sources.formats.text import ENCODINGS
from resolver.sources.mapping.dates import ORDERS
from resolver.sources.mapping.document import parse_mapping
from resolver.sources.mapping.layout import KIND_COLUMNS
from resolver.sources.mapping.numbers import STYLES
from resolver.sources.mapping.words import WORDS

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
RULES = re.findall(r"^\| `(\{ .*?\}|\[\"A\".*?\])` \|", PAGE, re.MULTILINE)
BASE = 'format = 1\n[[source]]\nsource = "X"\n'
NAMES = (
    '[source.columns]\nsource_record_id = "ID"\nname = "N"\nbirth_date = "T"\n'
    'sex = "S"\narea_code = "A"\n'
)


def test_the_whole_example_is_read() -> None:
    mapping = parse_mapping(BLOCKS[0].encode(), "example")
    layout = mapping.layouts[0]
    assert layout.source == "SIKS_JABAR"
    assert layout.scope.areas == ("32", "3601")
    assert "hamlet" not in layout.required


def test_the_pieces_are_read() -> None:
    head, tail = BLOCKS[1].split("\n[source.dates]", 1)
    text = f"{BASE}{head}\n{NAMES}\n[source.dates]{tail}"
    assert parse_mapping(text.encode(), "piece").layouts[0].dates["birth_date"].by is not None


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_table_is_read(rule: str) -> None:
    column = (
        "source_record_id" if "hash" in rule else "birth_date" if "date =" in rule else "address"
    )
    plain = rule.replace(", …", "").replace("{…}", '"C"')
    columns = NAMES.replace('source_record_id = "ID"\n', "") if "hash" in rule else NAMES
    columns = columns.replace('birth_date = "T"\n', "") if column == "birth_date" else columns
    text = f"{BASE}{columns}{column} = {plain}\n"
    assert column in parse_mapping(text.encode(), "rule").layouts[0].columns


def test_the_table_has_every_rule() -> None:
    assert len(RULES) >= 9


@pytest.mark.parametrize("kind", KIND_COLUMNS)
def test_every_canonical_column_is_listed(kind: str) -> None:
    listed = re.search(rf"^- \*\*{kind}\*\*: (.*?)Needed", PAGE, re.MULTILINE | re.DOTALL)
    assert listed
    assert set(KIND_COLUMNS[kind]) <= set(re.findall(r"`(\w+)`", listed[1]))


def test_every_word_order_style_and_encoding_is_listed() -> None:
    words = {word for columns in WORDS.values() for some in columns.values() for word in some}
    for word in {*words, *STYLES, *ENCODINGS, *(f'"{order}"' for order in ORDERS)}:
        assert word in PAGE, word
