"""Drafting: what headers and values tell, and that what they do not tell is marked."""

import itertools
from pathlib import Path

import pytest

from api import cli
from resolver.errors import InputError
from resolver.sources import read_extracts
from resolver.sources.drafting import draft_mapping
from resolver.sources.drafting.code_tables import quarter_of
from resolver.sources.drafting.evidence import area_systems, date_orders
from resolver.sources.drafting.separate import Decider, separate
from resolver.sources.drafting.words import fits, words_of
from resolver.sources.mapping import Layout
from resolver.sources.mapping.document import parse_mapping


def draft(folder: Path, text: str, name: str = "data.csv") -> tuple[Layout, str]:
    """The one layout of a drafted mapping, and its text."""
    (folder / name).write_text(text, encoding="utf-8")
    drafted = draft_mapping([folder / name]).text
    return parse_mapping(drafted.encode(), "draft").layouts[0], drafted


def people(count: int = 60) -> list[dict[str, str]]:
    """Invented people: every second one a woman, born on all days of the year."""
    rows = []
    for n in range(count):
        day, month, year = n % 28 + 1, n % 12 + 1, 1950 + n % 50
        woman = n % 2
        nik = f"320101{day + 40 * woman:02d}{month:02d}{year % 100:02d}{9001 + n}"
        name = "".join(itertools.islice(itertools.cycle("ABDEGIKLMNORSTUW"), n, n + 6))
        rows.append(
            {
                "nik": nik,
                "name": f"{name} X",
                "d": f"{day:02d}",
                "m": f"{month:02d}",
                "y": str(year),
                "sex": "FM"[woman - 1],
                "kk": f"32010101012{n // 3:05d}",
            }
        )
    return rows


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("TGL_LHR", ["tanggal", "lahir"]),
        ("tglLahir", ["tanggal", "lahir"]),
        ("r405_jk", ["kelamin"]),
        ("Nm. Kab/Kota", ["nama", "kabupaten", "kabupaten"]),
        ("RT/RW", ["rt", "rw"]),
    ],
)
def test_words_of_headers(header: str, words: list[str]) -> None:
    assert words_of(header) == words


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("No. KTP", "nik"),
        ("National ID Number", "nik"),
        ("NOMOR KARTU KELUARGA", "kk"),
        ("Nama Gadis Ibu Kandung", "mother_name"),
        ("Nama Kepala Desa", None),
        ("Date of Birth", "birth_date"),
        ("Hubungan dgn KRT", "relation"),
        ("kd_kec", "district_code"),
        ("Agama", None),
    ],
)
def test_meanings_of_headers(header: str, column: str | None) -> None:
    found = fits(header)
    assert (max(found, key=lambda one: found[one]) if found else None) == column


def test_values_tell_columns_without_headers(tmp_path: Path) -> None:
    rows = people()
    text = "".join(
        f"{one['kk']};{one['nik']};{one['name']};{'LP'[one['sex'] == 'F']};"
        f"{one['d']}/{one['m']}/{one['y']}\n"
        for one in rows
    )
    layout, drafted = draft(tmp_path, text)
    assert layout.reading.names
    found = {
        name: next(rule.headers()).text
        for name, rule in layout.columns.items()
        if name != "source_record_id"
    }
    assert found["nik"] == "KOLOM 2"
    assert found["kk"] == "KOLOM 1"
    assert found["sex"] == "KOLOM 4"
    assert found["birth_date"] == "KOLOM 5"
    assert "# ? the file has no header line" in drafted


def test_the_nik_tells_month_first_from_day_first(tmp_path: Path) -> None:
    rows = people(24)  # no day above 24: few dates tell by themselves
    head = "NIK,Name,DOB\n"
    for pattern, order in (("{m}/{d}/{y}", "MDY"), ("{d}/{m}/{y}", None)):
        text = head + "".join(
            f"{one['nik']},{one['name']},{pattern.format(**one)}\n" for one in rows
        )
        layout, _ = draft(tmp_path, text)
        assert (layout.dates["birth_date"].otherwise if layout.dates else None) == (
            None if order is None else (order,)
        )


def test_the_nik_tells_what_sex_codes_mean(tmp_path: Path) -> None:
    text = "ID ART,NIK,Nama,JK\n" + "".join(
        f"A{n},{one['nik']},{one['name']},{int(one['sex'] == 'M')}\n"
        for n, one in enumerate(people())
    )
    layout, drafted = draft(tmp_path, text)
    assert '"0" = "F"' in drafted
    raw = read_extracts([tmp_path / "data.csv"], parse_mapping(drafted.encode(), "d")).raw
    assert set(zip(raw["sex"], [one["sex"] for one in people()], strict=True)) == {
        ("F", "F"),
        ("1", "M"),
    }
    assert layout.source == "DTKS"


def test_dates_mixed_by_district(tmp_path: Path) -> None:
    text = "Kab,NIK,Nama,Tgl Lahir\n"
    for n, one in enumerate(people(120)):
        date = "{m}/{d}/{y}" if n % 3 == 0 else "{d}/{m}/{y}"
        regency = "GARUT" if n % 3 == 0 else "BOGOR"
        text += f"{regency},{one['nik']},{one['name']},{date.format(**one)}\n"
    layout, drafted = draft(tmp_path, text)
    assert layout.dates["birth_date"].values == (("garut", ("MDY",)),)
    assert layout.dates["birth_date"].otherwise == ("DMY",)
    assert "# ? mixed" in drafted


def test_columns_that_hold_two_things(tmp_path: Path) -> None:
    text = "ID ART|NIK|Nama|TTL|RT/RW\n" + "".join(
        f"A{n}|{one['nik']}|{one['name']}|KOTA X, {one['d']}-{one['m']}-{one['y']}|00{n % 9}/001\n"
        for n, one in enumerate(people())
    )
    _, drafted = draft(tmp_path, text)
    raw = read_extracts([tmp_path / "data.csv"], parse_mapping(drafted.encode(), "d")).raw
    first = people()[0]
    assert raw.loc[0, "birth_place"] == "KOTA X"
    assert raw.loc[0, "birth_date"] == f"{first['d']}-{first['m']}-{first['y']}"
    assert raw.loc[8, ["rt", "rw"]].tolist() == ["008", "001"]


def test_members_numbered_within_their_group(tmp_path: Path) -> None:
    text = "ID Keluarga,No Urut,Nama\n" + "".join(
        f"K{n // 3},{n % 3 + 1},NAMA {chr(65 + n % 26)}\n" for n in range(30)
    )
    _, drafted = draft(tmp_path, text)
    raw = read_extracts([tmp_path / "data.csv"], parse_mapping(drafted.encode(), "d")).raw
    assert raw["source_record_id"].tolist()[:4] == ["K0-1", "K0-2", "K0-3", "K1-1"]


def test_unknown_words_are_marked(tmp_path: Path) -> None:
    words = ["KEPALA KELUARGA", "ISTRI", "ANAK", "WIFE", "QWERTY"]
    text = "ID ART,Nama,Hubungan\n" + "".join(
        f"A{n},NAMA {chr(65 + n % 26)},{words[n % 5]}\n" for n in range(40)
    )
    _, drafted = draft(tmp_path, text)
    assert '"WIFE" = "SPOUSE"' in drafted
    assert '# "QWERTY" = ""  # ? not understood, 8 rows' in drafted
    assert "ISTRI" not in drafted


def test_files_of_one_header_share_a_source(tmp_path: Path) -> None:
    for name, head in (("a.csv", "ID ART,Nama"), ("b.csv", "Nama,ID ART")):
        values = "A1,SITI" if name == "a.csv" else "BUDI,A2"
        (tmp_path / name).write_text(f"{head}\n{values}\n", encoding="utf-8")
    layouts = parse_mapping(
        draft_mapping([tmp_path / "a.csv", tmp_path / "b.csv"]).text.encode(), "d"
    ).layouts
    assert [one.files for one in layouts] == [("a.csv", "b.csv")]


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("hello\nworld\n", encoding="utf-8")
    with pytest.raises(InputError, match="looks like a table"):
        draft_mapping([tmp_path / "x.csv"])


def test_no_value_of_a_person_stands_in_a_draft(tmp_path: Path) -> None:
    text = "ID ART,NIK,Nama\n" + "".join(
        f"A{n},{one['nik']},{one['name']}\n" for n, one in enumerate(people())
    )
    _, drafted = draft(tmp_path, text)
    assert not any(one["nik"] in drafted or one["name"] in drafted for one in people())


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("TW I 2026", "2026Q1"),
        ("dtks_tw3_2025.csv", "2025Q3"),
        ("Triwulan IV Tahun 2025", "2025Q4"),
        ("2026-Q2", "2026Q2"),
        ("II/2026", "2026Q2"),
        ("first quarter of 2026", "2026Q1"),
        ("data_3201.csv", None),
        ("2026", None),
    ],
)
def test_quarters(text: str, quarter: str | None) -> None:
    assert quarter_of(text) == quarter


def test_evidence_of_single_values() -> None:
    niks = ["3201014305809001", "", "", "", ""]
    dates = ["03/05/1980", "13/01/1980", "01/13/1980", "03/05/1980", "1980-03-05"]
    assert date_orders(dates, niks) == ["DMY", "DMY", "MDY", None, None]
    assert area_systems(["3201012001", "32.01.01.1001", "3201010003", "32"]) == [
        "KEMENDAGRI",
        "KEMENDAGRI",
        "BPS",
        None,
    ]


def test_separating() -> None:
    evidence = ["A"] * 20 + ["B"] * 20
    by = Decider('"K"', ["x"] * 20 + ["y"] * 20)
    blind = Decider('"L"', ["x", "y"] * 20)
    found = separate(evidence, [blind, by], "A")
    assert found is not None
    assert (found.by, found.values, found.otherwise) == ('"K"', (("y", "B"),), "A")
    mixed = separate(evidence, [blind], "A")
    assert mixed is not None
    assert mixed.by == ""
    assert "mixed" in mixed.doubt
    assert separate([None], [], "A") is None


def test_the_command_prints_the_draft_and_tells_the_doubts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "warga.csv").write_text(
        "Kode Anggota,Nama Warga\nA1,SITI AMINAH\nA2,BUDI\n", encoding="utf-8"
    )
    with pytest.raises(SystemExit) as stop:
        cli.main(["inspect", str(tmp_path / "warga.csv")])
    assert stop.value.code == 0
    told = capsys.readouterr()
    assert parse_mapping(told.out.encode(), "draft").layouts[0].source == "WARGA"
    assert "source" in told.err
    assert "# ?" in told.out
