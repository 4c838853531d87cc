"""`satukan check` and `resolve --mapping`: what would happen, shown; and that it then does."""

from pathlib import Path

import pandas as pd
import pytest

from api import cli
from resolver.errors import MappingError
from resolver.sources import read_extracts

MAPPING = """format = 1
[[source]]
source = "X"
files = ["w*.csv"]
[source.columns]
source_record_id = "KODE"
name = "WARGA"
nik = "KTP"
sex = "JK"
area_code = "DESA"
birth_date = { from = "TTL", split = ",", part = 2 }
[source.dates]
birth_date = "MDY"
"""
CSV = (
    "KODE,WARGA,KTP,JK,DESA,TTL,AGAMA\n"
    'A1,SITI,3201014305809001,P,3201012001,"BOGOR, 05/03/1980",X\n'
    "A2,BUDI,,?,3201012001,,X\n,TONO,,L,,,X\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "warga.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_check_shows_values_side_by_side_and_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", str(folder / "warga.csv"), "--mapping", str(folder / "m.toml")) == 0
    told = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "BOGOR, 05/03/1980 → 1980-05-03" in lines
    assert "left out: AGAMA" in lines
    assert "warga.csv: 2 accepted, 1 rejected (delta)" in lines
    assert any(
        line.startswith("NO_RECORD_ID (source_record_id): 1, as in warga.csv row 3")
        for line in lines
    )
    assert (
        "nik_status MISSING 1, PLAUSIBLE 1" in lines or "nik_status PLAUSIBLE 1, MISSING 1" in lines
    )
    assert "sex 1 of 2; not understood: '?' 1" in lines
    assert "3201014305809001" not in told
    assert "32************01" in told
    assert sorted(path.name for path in folder.iterdir()) == ["m.toml", "warga.csv"]


def test_check_reads_the_first_rows_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "warga.csv").write_text(
        "KODE,WARGA,KTP,JK,DESA,TTL\n"
        + "".join(f"A{n},SITI,,,,\n" for n in range(50))
        + "ragged\n",
        encoding="utf-8",
    )
    run(
        "check",
        str(folder / "warga.csv"),
        "--mapping",
        str(folder / "m.toml"),
        "--rows",
        "7",
        "--show",
        "1",
    )
    told = capsys.readouterr().out
    assert "7 accepted, 0 rejected" in told
    assert "A0" in told
    assert "A1" not in told


def test_check_names_what_a_mapping_lacks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m.toml").write_text(MAPPING.replace('"KTP"', '"NO KTP"'), encoding="utf-8")
    assert run("check", str(folder / "warga.csv"), "--mapping", str(folder / "m.toml")) == 4
    assert "nik (NO KTP)" in capsys.readouterr().err


def test_first_rows_are_those_of_the_whole(folder: Path) -> None:
    whole = read_extracts(folder / "warga.csv", folder / "m.toml")
    for most in (1, 2, 3, 9):
        part = read_extracts(folder / "warga.csv", folder / "m.toml", most=most)
        pd.testing.assert_frame_equal(part.raw, whole.raw[whole.raw["line"] <= most])
        assert int(part.counts["read"][0]) == min(most, 3)


def test_resolve_takes_a_mapping(folder: Path) -> None:
    out = folder.parent / f"{folder.name}-out"
    arguments = [
        "resolve",
        str(folder),
        str(out),
        "--mapping",
        str(folder / "m.toml"),
        "--no-registry",
    ]
    assert run(*arguments, "--home", str(folder.parent / "home")) == 0
    members = pd.read_parquet(out / "memberships.parquet")
    assert members["source"].tolist() == ["X", "X"]
    versions = pd.read_parquet(out / "versions.parquet")
    assert versions["record_id"].tolist() == sorted(members["record_id"])
    assert versions["version"].str.fullmatch("[0-9a-f]{32}").all()


def test_check_masks_numbers_however_they_are_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Columns mapped wrongly, signs in numbers, a first person in the place of the header."""
    written = ("32.01.01.450780.9001", "3201 0143 0580 9001", "3201-0143-0580-9001")
    rows = "".join(f"A{n},{number},,{number},3201012001,,x\n" for n, number in enumerate(written))
    head = "KODE,WARGA,KTP,JK,DESA,TTL,3201 0143 0580 9002\n"
    (folder / "warga.csv").write_text(head + rows, encoding="utf-8")
    run("check", str(folder / "warga.csv"), "--mapping", str(folder / "m.toml"))
    told = capsys.readouterr().out
    for number in (*written, "3201 0143 0580 9002"):
        assert number not in told
    assert "32.**.**.******.**01" in told
    # a village's code is no number of a person
    assert "3201012001" in told


def test_check_tells_of_periods_and_programmes_that_are_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.toml").write_text(
        MAPPING.replace("[source.dates]", 'period = "AGAMA"\n[source.dates]')
    )
    (folder / "bayar.csv").write_text(
        "NAMA,PROGRAM,NOMINAL,PERIODE\nSITI,PKH,600.000,2026Q1\nBUDI,BERAS,x,3201014305809001\n"
    )
    files = (str(folder / "warga.csv"), str(folder / "bayar.csv"))
    assert run("check", *files, "--mapping", str(folder / "m.toml")) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "period 0 of 2; not understood: 'X' 2" in lines
    assert "programme 1 of 2; not understood: 'BERAS' 1" in lines
    assert "period 1 of 2; not understood: '32************01' 1" in lines
    assert "amount 1 of 2; not understood: 'x' 1" in lines


def test_a_misspelt_header_is_answered_with_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "dtks.csv").write_text("IDDTKS,NAMMA,NO_KK,3201010102900001\n1,ANI,2,3\n")
    with pytest.raises(MappingError) as told:
        read_extracts(tmp_path)
    assert "'NAMMA' for 'NAMA'" in str(told.value)
    assert "IDDTKS" in str(told.value)
    assert "3201010102900001" not in str(told.value)
