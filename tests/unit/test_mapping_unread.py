"""A rule that takes nothing from what is written says so: in check, in the quality, in the raw."""

from pathlib import Path

import pandas as pd
import pytest

from api.commands.check import print_check
from resolver.normalise import normalise_records
from resolver.quality import assess
from resolver.sources import Extracts, read_extracts

HEAD = "ID,NAMA,TTL,ALAMAT,P,K\n"


def load(folder: Path, rules: str, rows: str, codes: str = "") -> Extracts:
    (folder / "data.csv").write_text(HEAD + rows)
    (folder / "mapping.toml").write_text(
        'format = 1\n[[source]]\nsource = "LAIN"\nfiles = ["data*"]\n[source.columns]\n'
        f'source_record_id = "ID"\nname = "NAMA"\n{rules}\n{codes}'
    )
    return read_extracts(folder)


def told(found: Extracts) -> list[list[object]]:
    return found.unread[["column", "rows", "line"]].values.tolist()


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ('birth_date = { from = "TTL", split = ",", part = 2 }', "BOGOR 01-02-1990"),
        ('birth_date = { from = "TTL", pattern = "* TGL {}" }', "BOGOR 01-02-1990"),
        ('birth_date = { from = "TTL", start = 30 }', "BOGOR 01-02-1990"),
        ('birth_date = { from = "TTL", digits = true }', "BOGOR"),
        ('birth_date = { from = "TTL", split = "+", part = 2, codes = { "x" = "" } }', "BOGOR"),
    ],
)
def test_a_cut_that_gives_nothing_is_counted(tmp_path: Path, rule: str, cell: str) -> None:
    found = load(tmp_path, rule, f"1,ANI,,,,\n2,BUDI,{cell},,,\n")
    assert told(found) == [["birth_date", 1, 2]]
    assert found.raw["unread"].fillna("").tolist() == ["", "birth_date"]


def test_parts_of_a_code_that_are_no_numbers_are_counted(tmp_path: Path) -> None:
    rule = 'area_code = { code = [["P", 2], ["K", 2]] }'
    found = load(tmp_path, rule, "1,A,,,32,1\n2,B,,,32,BOGOR\n3,C,,,,1\n4,D,,,32,\n5,E,,,32,123\n")
    assert found.raw["area_code"].fillna("").tolist() == ["3201", "32", "", "32", "32"]
    assert told(found) == [["area_code", 3, 2]]


@pytest.mark.parametrize(
    "rule",
    [
        'hamlet = [{ from = "TTL", split = ",", part = 2 }, "ALAMAT"]',
        'hamlet = { from = "TTL", remove = ["BOGOR"] }',
        'hamlet = { from = "TTL", codes = { "BOGOR" = "" } }',
        'hamlet = { from = "NAMA", codes = { "ANI" = "x" } }',
    ],
)
def test_what_is_meant_to_be_blank_or_comes_from_elsewhere_is_not(
    tmp_path: Path, rule: str
) -> None:
    assert told(load(tmp_path, rule, "1,ANI,BOGOR,JL MAWAR,,\n")) == []


def test_a_choice_by_a_cut_counts_nothing_for_its_column(tmp_path: Path) -> None:
    codes = (
        "[source.codes]\n"
        'sex = { by = { from = "TTL", split = ",", part = 2 }, values = { "A" = { "1" = "M" } }, '
        'otherwise = { "1" = "F" } }\n'
    )
    found = load(tmp_path, 'sex = "P"', "1,ANI,BOGOR,,1,\n", codes)
    assert (found.raw["sex"].tolist(), told(found)) == (["F"], [])


def test_the_quality_says_unreadable_not_missing(tmp_path: Path) -> None:
    rules = (
        'birth_date = { from = "TTL", split = ",", part = 2 }\n'
        'address = { from = "ALAMAT", pattern = "JL {}" }'
    )
    rows = "1,ANI,BOGOR 1990,GANG 1,,\n2,BUDI,,,,\n"
    found = load(tmp_path, rules, rows)
    assert found.raw["unread"].fillna("").tolist() == ["birth_date+address", ""]
    clean = normalise_records(found.raw, None, None, b"secret")
    table = assess(found.raw, clean, found.rejects, found.counts, None).table
    whole = table[table["level"] == "SOURCE"].set_index(["column", "measure"])["count"]
    for column in ("birth_date", "address"):
        assert (whole[column, "UNREADABLE"], whole[column, "MISSING"]) == (1, 1)


def test_check_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(tmp_path, 'birth_date = { from = "TTL", split = ",", part = 2 }', "1,A,BOGOR 1990,,,\n")
    print_check([tmp_path], None, rows=10, shown=1)
    assert "UNREADABLE (birth_date): 1" in capsys.readouterr().out


def test_a_load_without_mapping_has_the_column_too(tmp_path: Path) -> None:
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\n1,ANI\n")
    raw = read_extracts(tmp_path).raw
    assert raw["unread"].isna().all()
    assert isinstance(raw["unread"].dtype, pd.StringDtype)
