"""Dukcapil's verification answers: fields, whole outcomes, the status of a record."""

from pathlib import Path

import pandas as pd
import pytest

from resolver.sources import read_extracts
from resolver.sources.answers import parse_answer, parse_outcome

HEAD = "SOURCE,SOURCE_RECORD_ID,NIK,NAMA_LGKP,TGL_LHR,OUTCOME,TRESHOLD,CHECKED_AT\n"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Sesuai", (True, None)),
        ("SESUAI", (True, None)),
        ("Sesuai (100)", (True, 100)),
        ("Tidak Sesuai", (False, None)),
        ("Tidak Sesuai (59)", (False, 59)),
        ("tidak  sesuai(0)", (False, 0)),
        ("3201014507809001", (True, None)),
        ("", (None, None)),
        (None, (None, None)),
        ("Sesuaikan", (None, None)),
        ("Sesuai (x)", (None, None)),
    ],
)
def test_answers(text: str | None, answer: tuple[bool | None, int | None]) -> None:
    assert parse_answer(text) == answer


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Data Tidak Ditemukan", "NOT_FOUND"),
        ("14 - Tidak Aktif", "INACTIVE"),
        ("14", "INACTIVE"),
        ("Kuota Akses Hari ini telah Habis", None),
        (None, None),
    ],
)
def test_outcomes(text: str | None, status: str | None) -> None:
    assert parse_outcome(text) == status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Sesuai,Sesuai (100),Sesuai,", "VERIFIED"),
        ("Sesuai,Sesuai (85),Tidak Sesuai,", "MISMATCH"),
        ("Sesuai,Tidak Sesuai (59),Sesuai,", "MISMATCH"),
        ("Tidak Sesuai,,,", "MISMATCH"),
        (",,,Data Tidak Ditemukan", "NOT_FOUND"),
        ("Sesuai,Sesuai (100),Sesuai,Tidak Aktif", "INACTIVE"),
        ("Sesuai,Sesuai (100),,", None),
        (",,,Kuota Akses Hari ini telah Habis", None),
    ],
)
def test_status(tmp_path: Path, line: str, status: str | None) -> None:
    (tmp_path / "siak.csv").write_text(f"{HEAD}dtks,A1,{line},80,2026-01-01\n", encoding="utf-8")
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\nA1,SITI\n", encoding="utf-8")
    siak = read_extracts(tmp_path).siak
    assert siak is not None
    row = siak.iloc[0]
    assert row.source == "DTKS"
    assert pd.isna(row.siak) if status is None else row.siak == status
    assert row.threshold == "80"


def test_the_newest_answer_stands_and_the_raw_text_is_kept(tmp_path: Path) -> None:
    rows = [
        "DTKS,A1,Sesuai,Tidak Sesuai (40),Sesuai,,80,2026-01-01",
        "DTKS,A1,Sesuai,Sesuai (95),Sesuai,,80,2026-02-01",
        "DTKS,A1,Sesuai,Tidak Sesuai (41),Sesuai,,80,2025-12-01",
        ",A1,Sesuai,Sesuai (95),Sesuai,,80,2026-02-01",
    ]
    (tmp_path / "siak.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\nA1,SITI\n", encoding="utf-8")
    found = read_extracts(tmp_path)
    assert found.siak is not None
    assert found.siak[["name_answer", "name_score"]].values.tolist() == [["Sesuai (95)", 95]]
    assert found.rejects["reason"].tolist() == ["OLDER_ANSWER", "OLDER_ANSWER", "NO_RECORD_ID"]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("31/12/2025", "01/01/2026"),
        ("9/2/2026", "10/2/2026"),
        ("2025-12-31", "1 JAN 2026"),
        ("01/01/2026 9:30", "01/01/2026 10:00"),
        ("01/01/2026 11:59:00 AM", "01/01/2026 12:30:00 PM"),
        ("2026-01-01T10:00:00+09:00", "2026-01-01T09:00:00+07:00"),
        ("kemarin", "01/01/2020"),
        ("", "01/01/2020"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_answer_is_told_by_time_and_not_by_text(
    tmp_path: Path, older: str, newer: str, turned: bool
) -> None:
    rows = [f"DTKS,A1,Tidak Sesuai,,,,80,{older}\n", f"dtks,A1,Sesuai,,,,80,{newer}\n"]
    (tmp_path / "siak.csv").write_text(HEAD + "".join(rows[::-1] if turned else rows))
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\nA1,SITI\n")
    found = read_extracts(tmp_path)
    assert found.siak is not None
    assert found.siak["nik_answer"].tolist() == ["Sesuai"]
    assert found.rejects["reason"].tolist() == ["OLDER_ANSWER"]


def test_answers_for_records_that_are_not_there_are_told(tmp_path: Path) -> None:
    rows = ["DTKS,A1", "DTKS,99", "SALAH,A1", "dtks,A1"]
    text = "".join(f"{one},Sesuai,,,,80,2026-01-01\n" for one in rows)
    (tmp_path / "siak.csv").write_text(HEAD + text)
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\nA1,SITI\n")
    found = read_extracts(tmp_path)
    told = found.rejects[["line", "reason"]].values.tolist()
    assert told == [[2, "UNKNOWN_RECORD"], [3, "UNKNOWN_RECORD"], [4, "OLDER_ANSWER"]]
    counts = found.counts.set_index("source").loc["SIAK"]
    assert (counts["read"], counts["accepted"], counts["rejected"]) == (4, 1, 3)


def test_damaged_answers_are_set_aside(tmp_path: Path) -> None:
    rows = [b"DTKS,A1,Ses\0uai,,,,80,2026-01-01", b"DTKS,A2,Sesuai,,," + b"x" * 5000 + b",80,"]
    rows += [b"DTKS,A3,Sesuai,,,,80,2026-01-01"]
    (tmp_path / "siak.csv").write_bytes(HEAD.encode() + b"\n".join(rows) + b"\n")
    (tmp_path / "dtks.csv").write_text("ID ART,NAMA\nA1,SITI\nA2,BUDI\nA3,TONO\n")
    found = read_extracts(tmp_path)
    assert found.rejects["reason"].tolist() == ["NUL_BYTE", "TOO_LONG"]
    assert found.siak is not None
    assert found.siak["source_record_id"].tolist() == ["A3"]
