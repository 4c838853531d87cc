"""Drafting by values: what is no data, places in one text, ids, words of a match, codes."""

from collections import Counter
from pathlib import Path

import pytest

from resolver.sources import read_extracts
from resolver.sources.drafting import draft_mapping
from resolver.sources.drafting.code_tables import quarter_of
from resolver.sources.drafting.furniture import numbers_columns, says_nothing, telling_column
from resolver.sources.drafting.places import place_path
from resolver.sources.drafting.words import words_of
from resolver.sources.mapping import Layout
from resolver.sources.mapping.document import parse_mapping
from tests.unit.test_mapping_inspect import draft, people


def drafts(folder: Path, text: str) -> tuple[Layout, str]:
    """The layout of a drafted mapping, after a load by it has gone well, and its text."""
    layout, drafted = draft(folder, text)
    (folder / "mapping.toml").write_text(drafted, encoding="utf-8")
    read_extracts(folder, mapping=folder / "mapping.toml")
    return layout, drafted


@pytest.mark.parametrize("cell", ["-", "--", "…", "NULL", "n/a", "#N/A", "(kosong)", "....."])
def test_cells_that_say_nothing(cell: str) -> None:
    assert says_nothing(cell)


@pytest.mark.parametrize("cell", ["0", "TIDAK ADA", "NAN", "X", "A-", "1", "-1"])
def test_cells_that_say_something(cell: str) -> None:
    assert not says_nothing(cell)


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (["1", "2", "3", "4", "5"], True),
        (["(1)", "(2)", "(3)", "(4)"], True),
        (["1.", "2.", "3.", "4.", ""], True),
        (["1", "2", "3"], False),  # three cells may be anything
        (["1", "SITI", "3", "4", "5"], True),  # one of five may be written over
        (["1", "SITI", "3201", "4", "2"], False),
        (["2", "3", "4", "5"], False),
    ],
)
def test_rows_of_column_numbers(row: list[str], counts: bool) -> None:
    assert numbers_columns(row) is counts


def test_the_telling_cell_stands_in_no_other_row() -> None:
    assert telling_column([["1", "1", "2"], ["2", "SITI", "UMAR"], ["3", "9", "8"]]) == 1
    assert telling_column([["1", "1"], ["2", "2"]]) is None


def test_a_row_of_column_numbers_is_left_out(tmp_path: Path) -> None:
    rows = "".join(
        f"{n},{one['nik']},{one['name']},{one['sex']},-\n"
        for n, one in enumerate(people(), start=1)
    )
    text = f"NO,NIK,NAMA,JK,NAMA IBU\n1,2,3,4,5\n{rows}"
    _, drafted = drafts(tmp_path, text)
    assert 'skip = { column = "NAMA", values = ["3"] }' in drafted
    assert 'blanks = ["-"]' in drafted
    extracts = read_extracts(tmp_path, mapping=tmp_path / "mapping.toml")
    assert len(extracts.raw) == 60
    assert extracts.raw["mother_name"].isna().all()


TOP_DOWN = ["JAWA > KAB. A > U > X", "JAWA > KAB. A > U > Y", "JAWA > KAB. A > V > Z"]


@pytest.mark.parametrize(
    ("texts", "sign", "levels"),
    [
        (TOP_DOWN, ">", "province regency district village"),
        (
            [" / ".join(text.split(" > ")[::-1]) for text in TOP_DOWN],
            "/",
            "village district regency province",
        ),
        (["KAB. A, U, X", "KAB. A, U, Y", "KAB. A, V, Z"], ",", "regency district village"),
        (["B, KOTA A, U", "B, KOTA A, V"], ",", "province regency district"),
    ],
)
def test_places_in_one_text(texts: list[str], sign: str, levels: str) -> None:
    found = place_path(Counter(texts * 5))
    assert found is not None
    assert found.sign == sign
    assert [level.removesuffix("_name") for level in found.levels] == levels.split()


@pytest.mark.parametrize(
    "texts",
    [
        ["A > B > C > D"],  # nothing tells the order
        ["A, B, C", "A, B, D"],  # three, and no regency
        ["JL. MAWAR 3, RT 1, X", "JL. MAWAR 4, RT 1, Y"],
        ["KAWIN/NIKAH", "BELUM"],
        [],
    ],
)
def test_other_texts_are_no_places(texts: list[str]) -> None:
    assert place_path(Counter(texts * 5)) is None


def test_unique_texts_are_no_places() -> None:
    assert place_path(Counter(f"JAWA > KAB. A > U > {sign}" for sign in "ABCDEFGH")) is None


def test_ids_are_told_by_their_values(tmp_path: Path) -> None:
    rows = "".join(
        f"{one['nik']},{one['kk']},{one['name']},q{one['kk'][-4:]}z9,0812{n:08d},u-{n * 7:06d}\n"
        for n, one in enumerate(people())
    )
    text = f"NIK,NO_KK,NAMA,xx,yy,zz\n{rows}"
    _, drafted = drafts(tmp_path, text)
    assert 'source_record_id = "zz"  # ? by its values' in drafted
    assert 'source_group_id = "xx"  # ? by its values' in drafted


@pytest.mark.parametrize(
    "form", ["RT {} RW {}", "RT.{}/RW.{}", "R.T. {} - R.W. {}", "rt{} rw{}", "RT: {}, RW: {}"]
)
def test_rt_and_rw_with_their_words(form: str, tmp_path: Path) -> None:
    rows = "".join(
        f'{one["nik"]},{one["name"]},"{form.format(f"{n % 9 + 1:03d}", f"{n % 3 + 1:02d}")}"\n'
        for n, one in enumerate(people())
    )
    drafts(tmp_path, f"NIK,NAMA,NM_SLS\n{rows}")
    raw = read_extracts(tmp_path, mapping=tmp_path / "mapping.toml").raw
    digits = raw[["rt", "rw"]].apply(lambda one: one.str.extract(r"(\d+)")[0].astype(int))
    assert digits["rt"].tolist() == [n % 9 + 1 for n in range(60)]
    assert digits["rw"].tolist() == [n % 3 + 1 for n in range(60)]


@pytest.mark.parametrize(
    ("header", "cells", "rule"),
    [
        ("KD KEC,KD DESA", "320101,200{}", '[["KD KEC", 6], ["KD DESA", 4]]'),
        ("KD KEC,KD DESA", "3201010,00{}", '[["KD KEC", 7], ["KD DESA", 3]]'),
        (
            "KD KAB,KD KEC,KD DESA",
            "3201,01,200{}",
            '[["KD KAB", 4], ["KD KEC", 2], ["KD DESA", 4]]',
        ),
        (
            "KD PROV,KD KAB,KD KEC,KD DESA",
            "32,1,010,00{}",
            '[["KD PROV", 2], ["KD KAB", 2], ["KD KEC", 3], ["KD DESA", 3]]',
        ),
    ],
)
def test_codes_of_several_parts(header: str, cells: str, rule: str, tmp_path: Path) -> None:
    rows = "".join(
        f"{one['nik']},{one['name']},{cells.format(n % 5 + 1)}\n" for n, one in enumerate(people())
    )
    _, drafted = drafts(tmp_path, f"NIK,NAMA,{header}\n{rows}")
    assert f"area_code = {{ code = {rule} }}" in drafted


def test_parts_without_their_beginning_make_no_code(tmp_path: Path) -> None:
    rows = "".join(
        f"{one['nik']},{one['name']},01,200{n % 5 + 1}\n" for n, one in enumerate(people())
    )
    layout, _ = drafts(tmp_path, f"NIK,NAMA,KD KEC,KD DESA\n{rows}")
    assert "area_code" not in layout.columns


def test_relations_in_a_column_that_speaks_of_kel(tmp_path: Path) -> None:
    words = ["KEPALA", "ISTRI", "ANAK"]
    rows = "".join(f"{one['nik']},{one['name']},{words[n % 3]}\n" for n, one in enumerate(people()))
    layout, drafted = drafts(tmp_path, f"NIK,NAMA,POSISI DLM KEL.\n{rows}")
    assert 'relation = "POSISI DLM KEL."' in drafted
    assert "village_name" not in layout.columns


def test_a_match_in_other_words(tmp_path: Path) -> None:
    said = ["COCOK", "TIDAK COCOK", "ENTAH"]
    rows = "".join(
        f"DTKS,A{n:05d},{said[n % 3]},{said[n % 2]},{said[n % 2]},NON-AKTIF\n" for n in range(30)
    )
    (tmp_path / "padan.csv").write_text(f"ASAL,ID ART,NIK,NAMA,TGL LAHIR,HASIL\n{rows}")
    drafted = draft_mapping([tmp_path / "padan.csv"]).text
    layout = parse_mapping(drafted.encode(), "draft").layouts[0]
    assert layout.kind == "answers"
    assert '# "ENTAH" = ""  # ? not understood, 10 rows' in drafted
    (tmp_path / "mapping.toml").write_text(drafted, encoding="utf-8")
    for line in (
        '"COCOK" = "Sesuai"',
        '"TIDAK COCOK" = "Tidak Sesuai"',
        '"NON-AKTIF" = "INACTIVE"',
    ):
        assert line in drafted


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("JAN-MAR 2026", "2026Q1"),
        ("Keadaan s.d. Agustus 2025", "2025Q3"),
        ("MAR-APR 2026", None),
        ("2026", None),
        ("Tahap 2 Januari 2026", "2026Q2"),  # a stage by its number goes first
    ],
)
def test_quarters_by_months(text: str, quarter: str | None) -> None:
    assert quarter_of(text) == quarter


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("tgllahir", ["tanggal", "lahir"]),
        ("namaart", ["nama", "anggota"]),
        ("nomorkk", ["nomor", "kk"]),
        ("idartbdt", ["id", "anggota", "bdt"]),
        ("stanikah", ["status", "kawin"]),
        ("TMPLAHIR", ["tempat", "lahir"]),
        ("keluarga", ["family"]),  # known by itself, whatever is in it
        ("pekerjaan", ["pekerjaan"]),
        ("normal", ["normal"]),
        ("rtlh", ["rtlh"]),
        ("tgl" * 40, ["tgl" * 40]),
    ],
)
def test_headers_without_gaps(header: str, words: list[str]) -> None:
    assert words_of(header) == words


def test_a_sex_ticked_in_one_of_two_columns(tmp_path: Path) -> None:
    rows = "".join(
        f"{one['nik']},{one['name']},{'v' if n % 2 else ''},{'' if n % 2 else 'v'}\n"
        for n, one in enumerate(people())
    )
    drafts(tmp_path, f"NIK,NAMA,PR,LK\n{rows}")
    raw = read_extracts(tmp_path, mapping=tmp_path / "mapping.toml").raw
    assert raw["sex"].tolist() == ["M", "F"] * 30


def test_columns_ticked_both_are_no_sex(tmp_path: Path) -> None:
    rows = "".join(f"{one['nik']},{one['name']},v,v\n" for one in people())
    layout, _ = drafts(tmp_path, f"NIK,NAMA,P,L\n{rows}")
    assert "sex" not in layout.columns


def test_a_group_is_known_by_its_kks_though_some_are_old(tmp_path: Path) -> None:
    old = "3201010101999999"
    rows = [
        f"K{n // 3:06d},{n % 3 + 1},{one['name']},{one['kk'] if n % 15 else old}"
        for n, one in enumerate(people(120))
    ]
    _, drafted = drafts(tmp_path, "\n".join(["nokel,nourut,nama,nokk", *rows]) + "\n")
    assert 'source_group_id = "nokel"  # ? by its values' in drafted
    assert 'source_record_id = { join = ["nokel", "nourut"], with = "-" }' in drafted


def test_a_hash_takes_the_whole_name_and_date(tmp_path: Path) -> None:
    rows = "".join(
        f"{one['name'][:6]},{one['name'][2:6]},{one['kk']},{one['d']},{one['m']},{one['y']}\n"
        for one in people()
    )
    header = "nama depan,nama belakang,kk,tgl lahir,bln lahir,thn lahir"
    _, drafted = drafts(tmp_path, f"{header}\n{rows}")
    for column in ("nama belakang", "tgl lahir", "bln lahir", "thn lahir"):
        assert f'"{column}"' in drafted.split("hash = ")[1].split("]")[0]


@pytest.mark.parametrize(("village", "system"), [("00{}", "BPS"), ("200{}", "KEMENDAGRI")])
def test_the_digits_of_a_villages_number_tell_the_system(
    village: str, system: str, tmp_path: Path
) -> None:
    rows = "".join(
        f"{one['nik']},{one['name']},32,01,{'010' if system == 'BPS' else '01'},"
        f"{village.format(n % 5 + 1)}\n"
        for n, one in enumerate(people())
    )
    _, drafted = drafts(tmp_path, f"NIK,NAMA,KD PROV,KD KAB,KD KEC,KD DESA\n{rows}")
    assert f'area_system = "{system}"  # ? by how many digits' in drafted
