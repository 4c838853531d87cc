"""A draft repeats words of codes; a number, a date or a name of a person only masked."""

from pathlib import Path

import pytest

from resolver.sources.drafting import draft_mapping
from resolver.sources.drafting.private import Private
from resolver.sources.mapping.document import parse_mapping
from tests.unit.test_mapping_inspect import draft, people

PRIVATE = Private(frozenset({"SITI", "AMINAH", "PUTRA"}))


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ("3201014305809001", 900),
        ("3201.0143.0580.9001", 900),
        ("'3201 0143 0580 9001", 900),
        ("3.20101E+15", 900),
        ("0812-3456-7890", 1),
        ("MENINGGAL 12/03/2024", 40),
        ("1990-02-01", 40),
        ("BOGOR, 1 Mei 1990", 40),
        ("SITI", 1),
        ("ISTRI SITI", 2),
        ("BUDI SANTOSO", 1),
        ("PINDAH KE RUMAH PAK BUDI", 1),
        ("x" * 100, 900),
        ("A\x07B", 900),
    ],
)
def test_values_of_people(value: str, rows: int) -> None:
    assert PRIVATE.hides(value, rows)


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ("LAKI2", 1),
        ("QWERTY", 1),
        ("KEPALA RUMAH TANGGA", 1),
        ("TDK DAPAT", 1),
        ("PUTRA", 12),
        ("ANAK ASUH NEGARA", 12),
        ("3", 1),
    ],
)
def test_words_of_codes(value: str, rows: int) -> None:
    assert not PRIVATE.hides(value, rows)


def test_a_period_may_be_written_as_dates() -> None:
    assert not PRIVATE.hides("01/01/2026 - 31/03/2026", 1, dated=True)
    assert not PRIVATE.hides("TAHAP 1 2026", 1, dated=True)
    assert PRIVATE.hides("3201014305809001", 1, dated=True)


def test_people_in_a_column_of_codes_are_masked(tmp_path: Path) -> None:
    some = people()
    said = {0: some[0]["nik"], 1: some[1]["name"], 2: "SERUMAH DGN BUDI SANTOSO", 3: "QWERTY"}
    text = "ID ART,NIK,Nama,Hubungan,Keterangan Meninggal\n" + "".join(
        f"A{n},{one['nik']},{one['name']},{said.get(n, 'ANAK')},"
        f"{'WAFAT 12-03-2024 DI RS BUDI ASIH' if n == 5 else ''}\n"
        for n, one in enumerate(some)
    )
    layout, drafted = draft(tmp_path, text)
    assert {"relation", "deceased_note"} <= set(layout.columns)
    assert '# "QWERTY" = ""  # ? not understood, 1 rows' in drafted
    assert f'# "32************{some[0]["nik"][-2:]}" = ""  # ? 1 rows; a person' in drafted
    assert not any(one["nik"] in drafted or one["name"] in drafted for one in some)
    assert not any(word in drafted for word in ("BUDI", "SANTOSO", "2024", "ASIH"))


def test_an_officers_name_decides_nothing(tmp_path: Path) -> None:
    text = "Pendamping,Kecamatan,NIK,Nama,Tgl Lahir\n"
    for n, one in enumerate(people(160)):
        date = ("{m}/{d}/{y}" if n % 2 else "{d}/{m}/{y}").format(**one)
        text += f"{('RUSLI', 'WATI')[n % 2]},{('UTARA', 'TIMUR')[n % 2]},"
        text += f"{one['nik']},{one['name']},{date}\n"
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    drafted = draft_mapping([tmp_path / "data.csv"]).text
    parse_mapping(drafted.encode(), "draft")
    assert 'by = "Kecamatan"' in drafted
    assert "WATI" not in drafted


def test_a_name_written_over_a_row_of_column_numbers(tmp_path: Path) -> None:
    rows = "".join(f"{n},{one['nik']},{one['name']},5,6\n" for n, one in enumerate(people()))
    text = f"NO,NIK,NAMA,A,B\n1,2,BUDI SANTOSO,4,5\n{rows}"
    _, drafted = draft(tmp_path, text)
    assert "skip = { column =" in drafted
    assert "BUDI" not in drafted
