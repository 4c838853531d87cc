"""Ids for rows that have none, and the versions of what rows say."""

from pathlib import Path

import pandas as pd

from resolver.sources import read_extracts
from resolver.sources.versions import record_versions

MAPPING = (
    'format = 1\n[[source]]\nsource = "{source}"\nfiles = ["d*"]\n'
    '[source.columns]\nsource_record_id = {rule}\nname = "NAMA"\nrt = "RT"\n'
)
CSV = "NIK,NAMA,RT\n1,SITI,1\n1,SITI,2\n2,BUDI,1\n,,3\n"


def ids(
    folder: Path, rule: str, csv: str = CSV, source: str = "X", name: str = "d.csv"
) -> pd.DataFrame:
    for old in folder.glob("d*"):
        old.unlink()
    (folder / name).write_text(csv, encoding="utf-8")
    (folder / "mapping.toml").write_text(MAPPING.format(source=source, rule=rule), encoding="utf-8")
    return read_extracts(folder).raw


def test_a_hash_hangs_on_its_columns_alone(tmp_path: Path) -> None:
    rule = '{ hash = ["NIK", "NAMA"] }'
    first = ids(tmp_path, rule)
    assert first["name"].tolist() == ["SITI", "BUDI"]  # the second SITI has the same id
    assert first["source_record_id"].str.fullmatch("[0-9a-f]{32}").all()
    moved = ids(tmp_path, rule, "RT,NAMA,NIK\n9, BUDI ,2\n", name="d2.csv")
    assert moved["source_record_id"].tolist() == first["source_record_id"].tolist()[1:]
    assert ids(tmp_path, rule, source="Y")["source_record_id"][0] != first["source_record_id"][0]


def test_rejects_tell_equal_and_blank_ones(tmp_path: Path) -> None:
    ids(tmp_path, '{ hash = ["NIK", "NAMA"] }')
    rejects = read_extracts(tmp_path).rejects
    assert rejects[["line", "reason"]].values.tolist() == [[2, "DUPLICATE_ID"], [4, "NO_RECORD_ID"]]


def test_the_files_name_and_the_order_may_count(tmp_path: Path) -> None:
    rule = '{ hash = ["NIK"], with_file = true, number = true }'
    first = ids(tmp_path, rule)["source_record_id"].tolist()
    assert first[1] == f"{first[0]}-2"
    assert len(set(first)) == 3
    other = ids(tmp_path, rule, name="d2.csv")["source_record_id"].tolist()
    assert not set(first) & set(other)


def test_columns_do_not_run_into_each_other(tmp_path: Path) -> None:
    rule = '{ hash = ["NIK", "RT"] }'
    raw = ids(tmp_path, rule, "NIK,NAMA,RT\n1,A,23\n12,B,3\n123,C,\n,D,123\n")
    assert raw["source_record_id"].nunique() == 4


def test_versions_change_with_what_a_row_says(tmp_path: Path) -> None:
    raw = ids(tmp_path, '"NIK"', "NIK,NAMA,RT\n1,A,1\n2,B,1\n3,C,\n")
    before = record_versions(raw, b"secret")
    assert before.str.fullmatch("[0-9a-f]{32}").all()
    assert before.nunique() == 3
    same = raw.assign(period="2026Q2", file="other.csv", line=9)
    pd.testing.assert_series_equal(record_versions(same, b"secret"), before)
    changed = raw.assign(rt=raw["rt"].fillna("0"))
    assert (record_versions(changed, b"secret") != before).tolist() == [False, False, True]
    assert (record_versions(raw, b"other") != before).all()


def test_a_value_does_not_slip_into_the_next_column(tmp_path: Path) -> None:
    raw = ids(tmp_path, '"NIK"', "NIK,NAMA,RT\n1,A,1\n")
    one = raw.assign(rt="1", rw=pd.Series([None], dtype="str"))
    two = raw.assign(rt=pd.Series([None], dtype="str"), rw="1")
    assert record_versions(one, b"s")[0] != record_versions(two, b"s")[0]
