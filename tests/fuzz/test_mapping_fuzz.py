"""Damaged mappings: refused with a sentence, or they read any table without breaking."""

import os
import random

import pyarrow as pa

from resolver.errors import MappingError
from resolver.sources.mapping import Layout
from resolver.sources.mapping.document import parse_mapping
from resolver.sources.mapping.layout import KIND_COLUMNS
from resolver.sources.mapping.rows import Rows, header_key
from tests.fuzz.inputs import SEEDS, damaged

MAPPINGS = max(200, int(os.environ.get("FUZZ_INPUTS", "5000")) // 10)
SEED = int(os.environ.get("FUZZ_SEED", "4"))
HEADERS = (
    "NIK",
    "NAMA",
    "ALAMAT",
    "RT",
    "PROV",
    "KAB",
    "Y",
    "M",
    "D",
    "KODE",
    "PKH",
    "BPNT",
    "DESIL",
)
MAPPING = """format = 1
ignore = ["*.bak"]
[[source]]
source = "X"
files = ["dtks*"]
area_system = { by = "KODE", values = { "32*" = "BPS" }, otherwise = "KEMENDAGRI" }
[source.columns]
source_record_id = { hash = ["NIK", "NAMA"], number = true }
name = ["NAMA", { from = "ALAMAT", split = ",", part = 1 }]
area_code = { code = [["PROV", 2], ["KAB", 2]] }
birth_date = { date = { year = "Y", month = "M", day = "D" } }
address = { join = ["ALAMAT", { from = "RT", pattern = "RT {#}*", prefix = "RT " }], with = ", " }
pkh = { any_yes = ["PKH", "BPNT"] }
desil = "DESIL"
[source.codes.pkh]
"1" = "YES"
[source.numbers]
desil = "1.234,56"
"""
#: What may stand behind a key instead.
VALUES = [
    '"NAMA"',
    '""',
    '"#3"',
    '"NAMA#2"',
    "1",
    "-1",
    "true",
    "[]",
    "{}",
    '["NAMA", "RT"]',
    '"*"',
    "[1]",
    '{ from = "ALAMAT", split = ",", part = -1 }',
    '{ from = "Y", start = 2, length = 1 }',
    '{ join = ["NAMA", { value = "x" }], with = "" }',
    '{ code = [["PROV", 1], ["KAB", 20]] }',
    '{ date = { year = "D", month = "NAMA" } }',
    '{ from = { from = "KODE", digits = true }, pad = 40 }',
    '{ by = "NAMA", values = { "A*" = "DMY", "B" = "EXCEL" }, otherwise = "AUTO" }',
    '{ hash = ["NAMA"], with_file = true }',
    '{ any_yes = ["RT"], yes = ["1"] }',
    '{ file_name = "*{#}" }',
    '{ from = "NAMA", pattern = "{} *" }',
    '{ from = "RT", codes = { "1" = "", "" = "9" } }',
    '{ from = "KODE", remove = ["1"], suffix = "0", system = "BPS" }',
]
KEYS = [
    "files",
    "required",
    "optional",
    "blanks",
    "names",
    "sheet",
    "delimiter",
    "header_line",
    "x",
]
LINES = [
    "[source.dates]",
    'birth_date = ["EXCEL", "DMY"]',
    "[source.codes.sex]",
    '"1" = "M"',
    "[source.skip]",
    'column = "NAMA"',
    'values = ["TOTAL"]',
    "[source.scope]",
    'areas = ["3201"]',
    'period = "2026Q1"',
    "[source.numbers]",
    "[[source]]",
    'kind = "payments"',
    '"Rp" = 1',
    'sex = "RT"',
]


def changed(dice: random.Random) -> bytes:
    """Return the mapping with a few lines gone, put in, changed round, or with other values."""
    lines = MAPPING.splitlines()
    columns = range(lines.index("[source.columns]") + 1, lines.index("[source.codes.pkh]"))
    for at in dice.sample(columns, dice.randrange(1, 4)):
        lines[at] = f"{lines[at].partition(' = ')[0]} = {dice.choice(VALUES)}"
    if dice.random() < 0.5:
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        slip = dice.randrange(5)
        if slip == 0:
            del lines[at]
        elif slip == 1:
            lines[at], lines[other] = lines[other], lines[at]
        elif slip == 2:
            lines.insert(at, dice.choice(LINES))
        elif slip == 3:
            lines.insert(at, f"{dice.choice(KEYS)} = {dice.choice(VALUES)}")
        else:
            lines[at] = damaged(dice, (lines[at],))
    return "\n".join(lines).encode()


def read_anything(layout: Layout, dice: random.Random) -> None:
    """Read a table of damaged texts by a layout: as many values as rows in every column."""
    texts = [text for seeds in SEEDS.values() for text in seeds]
    columns = {
        str(place): pa.array([damaged(dice, tuple(texts)) for _ in range(7)], pa.large_string())
        for place in range(len(HEADERS))
    }
    rows = Rows(pa.table(columns), [header_key(name) for name in HEADERS], "dtks_1", layout.source)
    for name in KIND_COLUMNS[layout.kind]:
        found = layout.read_area(rows)[0] if name == "area_code" else layout.read(rows, name)
        assert len(found) == 7
        assert found.type == pa.large_string()
    assert len(layout.wanted(rows)) == 7


def test_no_damage_breaks_a_mapping_or_what_it_reads() -> None:
    dice = random.Random(f"mapping/{SEED}")
    refusals: list[str] = []
    for _ in range(MAPPINGS):
        data = changed(dice)
        try:
            mapping = parse_mapping(data, "m.toml")
        except MappingError as error:
            refusals.append(str(error))
            continue
        for layout in mapping.layouts:
            read_anything(layout, dice)
    assert all("m.toml" in told for told in refusals), refusals
    assert len(refusals) < 0.9 * MAPPINGS


def test_the_sound_mapping_reads_everything() -> None:
    (layout,) = parse_mapping(MAPPING.encode(), "m.toml").layouts
    read_anything(layout, random.Random(SEED))
