"""Rows: what is accepted, what is rejected and why, and that nothing is lost between."""

from pathlib import Path

import pandas as pd
import pytest

from resolver.sources import Extracts, read_extracts
from resolver.sources.columns import RAW_COLUMNS, REJECT_COLUMNS
from resolver.sources.masking import mask

HEAD = "ID ART,ID DTKS,NIK,NAMA,ALAMAT\n"
GOOD = "A1,D1,3201014507809001,SITI AMINAH,JL MAWAR\n"


def load(folder: Path, text: str, name: str = "dtks.csv") -> Extracts:
    (folder / name).write_text(text, encoding="utf-8")
    return read_extracts(folder)


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        (",D1,3201014507809002,BUDI,JL\n", "NO_RECORD_ID", "source_record_id"),
        ("-,D1,3201014507809002,BUDI,JL\n", "NO_RECORD_ID", "source_record_id"),
        ("A2,D1,,,JL\n", "NO_NAME_NO_NIK", "name"),
        ("A2,D1,3201014507809002\n", "RAGGED_ROW", ""),
        ("A2,D1,3201014507809002,BUDI,JL,MAWAR\n", "RAGGED_ROW", ""),
        ('A2,D1,3201014507809002,"BUDI,JL\n', "OPEN_QUOTE", ""),
        ("A2,D1,3201014507809002,BU\0DI,JL\n", "NUL_BYTE", "name"),
        ("A2,D1,3201014507809002,BU\ufffdDI,JL\n", "BAD_ENCODING", "name"),
        (f"A2,D1,3201014507809002,BUDI,{'J' * 5000}\n", "TOO_LONG", "address"),
        ("A1,D1,3201014507809002,BUDI,JL\n", "DUPLICATE_ID", "source_record_id"),
        (GOOD, "REPEATED_ROW", "source_record_id"),
    ],
)
def test_a_damaged_row_is_rejected_and_the_others_stay(
    tmp_path: Path, line: str, reason: str, column: str
) -> None:
    last = "A9,D1,,TONO,JL\n"
    found = load(tmp_path, HEAD + GOOD + line + last)
    assert found.rejects[["line", "reason", "column"]].values.tolist() == [[2, reason, column]]
    assert found.raw["source_record_id"].tolist() == ["A1", "A9"]
    assert found.raw["line"].tolist() == [1, 3]
    assert found.counts[["read", "accepted", "rejected"]].values.tolist() == [[3, 2, 1]]


def test_the_accepted_part_is_that_of_the_undamaged_file(tmp_path: Path) -> None:
    rows = [f"A{n},D{n},,NAMA {n},JL {n}\n" for n in range(30)]
    damaged = rows.copy()
    damaged[3] = 'A3,D3,,"NAMA,JL\n'
    damaged[4] = 'A4,D4,,"NAMA,JL\n'
    damaged[17] = "A17\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    whole = load(tmp_path / "a", HEAD + "".join(rows)).raw
    part = load(tmp_path / "b", HEAD + "".join(damaged))
    keep = ~whole["source_record_id"].isin(["A3", "A4", "A17"])
    pd.testing.assert_frame_equal(part.raw, whole[keep].reset_index(drop=True))
    assert part.rejects["reason"].tolist() == ["OPEN_QUOTE", "OPEN_QUOTE", "RAGGED_ROW"]


def test_a_rejected_row_does_not_claim_its_id(tmp_path: Path) -> None:
    found = load(tmp_path, HEAD + "A1,D1,,,\n" + GOOD)
    assert found.raw["name"].tolist() == ["SITI AMINAH"]
    assert found.rejects["reason"].tolist() == ["NO_NAME_NO_NIK"]


def test_an_id_is_one_across_the_files_of_a_source_only(tmp_path: Path) -> None:
    (tmp_path / "dtks_2.csv").write_text(HEAD + "A1,D9,,LAIN,JL\n", encoding="utf-8")
    (tmp_path / "p3ke.csv").write_text("ID Individu,Nama\nA1,SITI\n", encoding="utf-8")
    found = load(tmp_path, HEAD + GOOD, "dtks_1.csv")
    assert found.rejects[["file", "reason"]].values.tolist() == [["dtks_2.csv", "DUPLICATE_ID"]]
    assert found.raw["source"].tolist() == ["DTKS", "P3KE"]


def test_values_in_rejects_are_masked(tmp_path: Path) -> None:
    long_id = "3201014507809001"
    found = load(tmp_path, HEAD + f"{long_id},D1,,SITI,JL\n{long_id},D1,,BUDI,JL\n")
    assert found.rejects["value"].tolist() == ["32************01"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (None, ""),
        ("", ""),
        ("SITI", "S***"),
        ("SITI AMINAH", "SI** ****AH"),
        ("3201014507809001", "32************01"),
        ("A\nB\0C", "A * *"),
    ],
)
def test_masking(text: str | None, masked: str) -> None:
    assert mask(text) == masked


def test_masking_shortens() -> None:
    assert len(mask("A" * 5000)) <= 40


def test_columns_and_types(tmp_path: Path) -> None:
    found = load(tmp_path, HEAD + GOOD)
    assert tuple(found.raw.columns) == RAW_COLUMNS
    assert tuple(found.rejects.columns) == REJECT_COLUMNS
    assert {str(found.raw[name].dtype) for name in RAW_COLUMNS if name != "line"} == {"str"}
    assert str(found.raw["line"].dtype) == "int64"
    assert found.siak is None
    assert found.areas is None


def test_regsosek_codes_become_words_and_area_parts_one_code(tmp_path: Path) -> None:
    text = (
        "id_anggota,nama,r405_jk,r409_hubungan,r408_status_kawin,r404_keberadaan,"
        "kode_prov,kode_kab,kode_kec,kode_desa\n"
        "R1,BUDI,1,01,2.0,4,32,1,10,3\nR2,SITI,9,8,,2,32,01,,003\nR3,TONO,2,,,,,,,\n"
    )
    raw = load(tmp_path, text, "regsosek.csv").raw
    assert raw["sex"].tolist() == ["M", "9", "F"]
    assert raw["relation"].tolist()[:2] == ["HEAD", "OTHER_FAMILY"]
    assert raw["marital_status"][0] == "MARRIED"
    assert raw["presence"].tolist()[:2] == ["ABROAD", "DIED"]
    assert raw["area_code"].tolist()[:2] == ["3201010003", "3201"]
    assert raw["area_system"].tolist()[:2] == ["BPS", "BPS"]
    assert raw.loc[2, ["area_code", "area_system"]].isna().all()


def test_a_programme_counts_where_one_of_its_columns_says_yes(tmp_path: Path) -> None:
    text = "ID Individu,Nama,Penerima BPNT,Penerima SEMBAKO\n1,A,YA,TIDAK\n2,B,TIDAK,TIDAK\n3,C,,\n"
    raw = load(tmp_path, text, "p3ke.csv").raw
    assert raw["sembako"].tolist()[:2] == ["YA", "TIDAK"]
    assert pd.isna(raw["sembako"][2])


def test_identifiers_stay_text(tmp_path: Path) -> None:
    found = load(tmp_path, HEAD + "007,01,0000000000000001,SITI,\n008,01,3.2E+15,BUDI,\n")
    assert found.raw["source_record_id"].tolist() == ["007", "008"]
    assert found.raw["nik"].tolist() == ["0000000000000001", "3.2E+15"]
