"""Drafting a file without a header, or that is no extract: nobody is lost, no draft is useless."""

import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resolver.errors import InputError
from resolver.sources import Extracts, read_extracts
from resolver.sources.drafting import draft_mapping
from resolver.sources.drafting.heading import find_heading
from resolver.sources.mapping.document import read_mapping
from tests.fixtures.files import workbook
from tests.unit.test_mapping_inspect import people

HEADERS = [
    "NIK,Nama,Tgl Lahir",
    "nomor_induk_kependudukan,nama,tanggal_lahir",
    "NO;NAMA KRT;DESA;RT;RW",
    "xx,zz,NIK,NAMA",
    "id,full_name,dob",
    "Kode Anggota,Nama Warga",
    "r401,r403_nama,r405_jk",
    "Status Kawin,Penerima SEMBAKO",
]


def load(path: Path) -> tuple[Extracts, str]:
    """What the draft of a file reads of it, and the draft."""
    drafted = draft_mapping([path])
    mapping = path.parent / "draft.toml"
    mapping.write_text(drafted.text, encoding="utf-8")
    read_mapping(mapping)
    return read_extracts([path], mapping), drafted.text


def no_one_in(text: str) -> None:
    """No number, date or name of the invented people stands in a draft."""
    for one in people():
        date = f"{one['d']}/{one['m']}/{one['y']}"
        assert not any(said in text for said in (one["nik"], one["kk"], one["name"], date))


def lines(*columns: str, sign: str = ",") -> str:
    """Rows of the invented people; a column is a pattern of their values."""
    rows = [{**one, "lp": "LP"[one["sex"] == "F"], "n": str(n)} for n, one in enumerate(people())]
    return "".join(sign.join(column.format(**one) for column in columns) + "\n" for one in rows)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "columns",
    [
        ("{nik}", "{kk}", "{name}", "BOGOR", "{d}/{m}/{y}", "{lp}", "JL MAWAR RT 0{m}/02"),
        ("{name}", "BOGOR", "{d}/{m}/{y}", "{lp}", "KEPALA KELUARGA", "JL MAWAR NO {d}"),
        ("{name}", "BOGOR", "{lp}", "ISLAM", "IBU RUMAH TANGGA"),
        ("{name}", "DESA SUKA", "KEC. CIBINONG", "KAB. BOGOR", "DUSUN {m}"),
        ("A{d}{m}{y}", "{name}", "KEPALA KELUARGA"),
        ("{nik}", "{name}"),
        ("{name}", "BOGOR, {d}-{m}-{y}"),
        ("'{nik}", "{name}", "{y}-{m}-{d}"),
    ],
)
def test_the_first_person_is_no_header(columns: tuple[str, ...], sign: str, tmp_path: Path) -> None:
    file = tmp_path / "warga.csv"
    file.write_text(lines(*columns, sign=sign), encoding="utf-8")
    extracts, drafted = load(file)
    assert "# ? the file has no header line" in drafted
    no_one_in(drafted)
    assert len(extracts.raw) == 60
    assert extracts.raw["name"].tolist() == [one["name"] for one in people()]
    if "{nik}" in columns:
        assert extracts.raw["nik"].tolist() == [one["nik"] for one in people()]


@pytest.mark.parametrize(
    "text",
    [
        "TELUKMULYA,KELUARGA,KABUPATEN X,225000\nMEKAR,PERORANGAN,KABUPATEN Y,126000\n",
        "Hanifah Muslidah,KABUPATEN X,DESA\nSiti,KABUPATEN X,DESA\n",
        "KABUPATEN X,PKH\nKABUPATEN X,PKH\nKABUPATEN X,PKH\n",
        "SITI,KABUPATEN X,DESA Y,14.30.21.2001\nANI,KABUPATEN Z,DESA W,14.30.21.2002\n",
    ],
)
def test_no_row_of_a_few_is_a_header(text: str) -> None:
    found = find_heading(text.encode())
    assert not found.headed
    assert (found.line, found.body) == (0, 0)


def test_a_header_that_comes_again_on_each_page() -> None:
    page = f"NAMA,DESA\n{lines('{name}', 'SUKA MAJU')[:200]}"
    assert find_heading((page + page).encode()).names == ("NAMA", "DESA")


def test_a_header_beside_columns_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"NO KK,ID BAYAR\n{lines('{kk}', 'B{nik}')}", encoding="utf-8")
    extracts, drafted = load(tmp_path / "x.csv")
    assert "header_line = 1" in drafted
    assert len(extracts.rejects) == 60


def test_few_rows_without_a_header(tmp_path: Path) -> None:
    file = tmp_path / "tiga.csv"
    file.write_text(
        "ANI SUMARNI,BOGOR,LAKI-LAKI,ISLAM\n"
        "BUDI,BOGOR,PEREMPUAN,ISLAM\n"
        "CICI,BOGOR,PEREMPUAN,ISLAM\n"
    )
    extracts, drafted = load(file)
    assert extracts.raw["name"].tolist() == ["ANI SUMARNI", "BUDI", "CICI"]
    assert not any(word in drafted for word in ("SUMARNI", "BUDI", "CICI"))


def test_titles_above_rows_without_a_header(tmp_path: Path) -> None:
    file = tmp_path / "judul.csv"
    rows = lines("{nik}", "{name}", "{lp}", sign=";")
    file.write_text(f"DAFTAR PENERIMA, DESA X, 2026\n\n{rows}", encoding="utf-8")
    extracts, drafted = load(file)
    assert "header_line = 2" in drafted
    assert extracts.raw["nik"].tolist() == [one["nik"] for one in people()]


def test_a_workbook_without_a_header(tmp_path: Path) -> None:
    file = tmp_path / "warga.xlsx"
    rows = [["DAFTAR; PENERIMA; 2026"]]
    rows += [[one["nik"], one["name"], "" if n % 3 else "BOGOR"] for n, one in enumerate(people())]
    workbook(file, {"Sheet1": rows})
    extracts, drafted = load(file)
    assert len(extracts.raw) == 60
    assert extracts.raw["name"].tolist() == [one["name"] for one in people()]
    no_one_in(drafted)


def test_parquet_names_its_columns(tmp_path: Path) -> None:
    table = {"a": [one["nik"] for one in people()], "b": [one["name"] for one in people()]}
    pq.write_table(pa.table(table), tmp_path / "x.parquet")
    extracts, drafted = load(tmp_path / "x.parquet")
    assert len(extracts.raw) == 60
    assert 'nik = "a"' in drafted
    assert "names" not in drafted


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_found(header: str) -> None:
    sign = ";" if ";" in header else ","
    count = header.count(sign) + 1
    rows = [[one["nik"], one["name"], one["d"], one["m"], one["y"]][:count] for one in people()]
    if header.startswith("Status"):
        rows = [["Kawin", "YA"], ["Belum Kawin", "TIDAK"], ["Cerai Mati", "YA"]]
    text = "\n".join([header, *(sign.join(row) for row in rows)])
    found = find_heading(text.encode())
    assert found.headed
    assert found.names == tuple(header.split(sign))


def test_headerless_files_of_other_meaning_are_other_sources(tmp_path: Path) -> None:
    (tmp_path / "satu.csv").write_text(lines("{nik}", "{name}"), encoding="utf-8")
    (tmp_path / "dua.csv").write_text(lines("{name}", "{nik}"), encoding="utf-8")
    (tmp_path / "tiga.csv").write_text(lines("{nik}", "{name}"), encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(draft_mapping([tmp_path]).text, encoding="utf-8")
    layouts = read_mapping(tmp_path / "mapping.toml").layouts
    assert [layout.files for layout in layouts] == [("dua.csv",), ("satu.csv", "tiga.csv")]
    assert read_extracts(tmp_path).raw["nik"].str.fullmatch(r"\d{16}").all()


def test_one_column_of_numbers_or_names(tmp_path: Path) -> None:
    for name, head in (("a.csv", "NIK\n"), ("b.csv", "")):
        (tmp_path / name).write_text(f"{head}{lines('{nik}')}", encoding="utf-8")
        extracts, drafted = load(tmp_path / name)
        assert extracts.raw["nik"].tolist() == [one["nik"] for one in people()]
        no_one_in(drafted)
    (tmp_path / "c.csv").write_text(f"Nama Lengkap\n{lines('{name}')}", encoding="utf-8")
    assert len(load(tmp_path / "c.csv")[0].raw) == 60


def test_a_column_that_is_needed_and_not_there(tmp_path: Path) -> None:
    file = tmp_path / "kode.csv"
    file.write_text("RT,RW,DESA\n" + "001,002,SUKA MAJU\n" * 30, encoding="utf-8")
    extracts, drafted = load(file)
    assert "hash = []" not in drafted
    assert 'name = { value = "" }  # ? no column looks like name or nik' in drafted
    assert set(extracts.rejects["reason"]) == {"NO_NAME_NO_NIK"}
    assert len(extracts.rejects) == 30


def test_a_header_without_rows(tmp_path: Path) -> None:
    (tmp_path / "kosong.csv").write_text("NIK,NAMA,TGL LAHIR\n", encoding="utf-8")
    extracts, drafted = load(tmp_path / "kosong.csv")
    assert len(extracts.raw) == 0
    assert 'nik = "NIK"' in drafted


@pytest.mark.parametrize("name", ["siak_orang.csv", "AREAS.csv", "a..b.csv", "a\nb[1].csv", '"'])
def test_odd_file_names(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(f"NIK,NAMA\n{lines('{nik}', '{name}')}", encoding="utf-8")
    assert len(load(file)[0].raw) == 60


def test_odd_headers(tmp_path: Path) -> None:
    header = f'NIK,NAMA,"a\x7fb",{"x" * 1500},"Tgl\nLahir",#,NAMA,"q""\\"\n'
    rows = lines("{nik}", "{name}", "{sex}", "1", "{d}/{m}/{y}", "2", "BAPAK {name}", "3")
    (tmp_path / "x.csv").write_text(header + rows, encoding="utf-8")
    extracts, _ = load(tmp_path / "x.csv")
    assert extracts.raw["birth_date"].notna().all()


def test_files_that_are_no_extract(tmp_path: Path) -> None:
    """Alone a clear error; beside others a comment, so that the rest is drafted."""
    random.seed(3)
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.randbytes(20_000)
    for name, data in (
        ("foto.csv", jpeg),
        ("foto.jpg", jpeg),
        ("kosong.csv", b""),
        ("catatan.csv", b"Catatan rapat.\nHadir: dua puluh warga.\nSelesai.\n"),
        ("laman.csv", b"<html><body>NIK,NAMA</body></html>"),
        ("spasi.csv", b" \n \n"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError) as error:
            draft_mapping([tmp_path / name])
        assert name in str(error.value)
    (tmp_path / "warga.csv").write_text(f"NIK,NAMA\n{lines('{nik}', '{name}')}", encoding="utf-8")
    draft = draft_mapping([tmp_path])
    assert '# ignore = ["catatan.csv", "foto.csv", "kosong.csv", ' in draft.text
    assert sum(doubt.startswith("# ignore: ") for doubt in draft.doubts) == 5
    (tmp_path / "mapping.toml").write_text(draft.text.replace("# ignore", "ignore"), "utf-8")
    assert len(read_extracts(tmp_path).raw) == 60


def test_any_text_gives_a_draft_that_loads_or_an_error(tmp_path: Path) -> None:
    words = [
        "NIK",
        "NAMA",
        "3201010101900001",
        "ANI",
        "",
        "01/02/1990",
        "L",
        "-",
        "RT 1",
        '"q"',
        "é",
    ]
    chance = random.Random(11)
    drafted = 0
    for number in range(400):
        folder = tmp_path / str(number)
        folder.mkdir()
        sign, width = chance.choice(",;\t|"), chance.randint(1, 6)
        rows = [
            sign.join(chance.choice(words) for _ in range(width))
            for _ in range(chance.randint(1, 12))
        ]
        (folder / "x.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        try:
            draft_mapping([folder / "x.csv"])
        except InputError:
            shutil.rmtree(folder)
            continue
        _, text = load(folder / "x.csv")
        assert "3201010101900001" not in text
        assert "1990" not in text
        drafted += 1
        shutil.rmtree(folder)
    assert drafted > 200


def test_a_folder_is_inspected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"NIK,NAMA\n{lines('{nik}', '{name}')}", encoding="utf-8")
    (tmp_path / "inside").mkdir()
    (tmp_path / "mapping.toml").write_text("format = 1\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("NIK,NAMA\n", encoding="utf-8")
    draft = draft_mapping([tmp_path])
    assert 'files = ["a.csv"]' in draft.text
    assert '# not looked at: "b.txt"  # ?' in draft.text
    assert draft.doubts[:2] == ["# not looked at: b.txt", "# not looked at: inside/"]
    assert "mapping.toml" not in draft.text
