"""Payment lines: read as they come, attached on strong signs alone, every doubt with its reason."""

import re
import time
from pathlib import Path

import pandas as pd
import pytest

from resolver.entities.payments import DOUBTFUL_OUTPUT, PAYMENT_OUTPUT, Attachment, attach_payments
from resolver.normalise.names import name_keys
from resolver.normalise.payments import parse_rupiah, read_payments
from resolver.sources import read_extracts

NIK, OTHER_NIK, SHARED = "3201014107709001", "3201010507709002", "3201010101809003"
KK = "3201010101109001"
VILLAGE = "3201012001"
AREAS = pd.DataFrame(
    {
        "kemendagri": [VILLAGE],
        "bps": [None],
        "province": ["JAWA BARAT"],
        "regency": ["KABUPATEN KARANGSARI"],
        "district": ["SUKAMAJU"],
        "village": ["MEKARJAYA"],
        "valid_from": [None],
        "valid_to": [None],
    },
    dtype="str",
)
RAW = (
    "payment_id", "nik", "kk", "name", "programme", "unit", "period", "amount", "channel",
    "area_code", "area_system", "province_name", "regency_name", "district_name", "village_name",
    "file",
)  # fmt: skip


def raw_lines(*given: dict[str, str | None]) -> pd.DataFrame:
    plain = {"programme": "PKH", "amount": "600000", "area_code": VILLAGE, "file": "pkh.csv"}
    rows = [{**plain, "area_system": "KEMENDAGRI", **line} for line in given]
    table = pd.DataFrame(rows, columns=list(RAW)).astype("str")
    return table.assign(line=range(1, len(rows) + 1))


# person, NIK, KK, name as written
RECORDS = (
    ("P-A", NIK, KK, "SITI AMINAH"),
    ("P-A", NIK, None, "AMINAH BASRI"),
    ("P-B", OTHER_NIK, KK, "BUDI SANTOSO ALIAS KARTO"),
    ("P-C", SHARED, None, "JAKA"),
    ("P-D", SHARED, None, "WAHYUNI"),
    ("P-E", None, None, "JAKA"),
)


def clean_table() -> tuple[pd.DataFrame, pd.Series]:
    table = pd.DataFrame(RECORDS, columns=["person_id", "nik", "kk", "written"]).astype("str")
    table = table.join(name_keys(table["written"])).assign(nik_status="PLAUSIBLE")
    return table.assign(village=pd.Series([VILLAGE] * len(table), dtype="str")), table["person_id"]


def persons() -> pd.DataFrame:
    ids = ["P-A", "P-B", "P-C", "P-D", "P-E"]
    return pd.DataFrame(
        {
            "person_id": ids,
            "family_id": ["F-1", "F-1", "F-2", "F-3", "F-4"],
            "household_id": ["H-1", "H-1", "H-2", "H-3", "H-4"],
        },
        dtype="str",
    )


def attached(*given: dict[str, str | None]) -> Attachment:
    clean, owner = clean_table()
    return attach_payments(read_payments(raw_lines(*given), AREAS), clean, owner, persons())


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("600000", 600_000),
        ("600.000", 600_000),
        ("600,000", 600_000),
        ("Rp 600.000,00", 600_000),
        ("Rp. 1.200.000,-", 1_200_000),
        ("IDR 1,200,000.50", 1_200_000),
        ("225000.0", 225_000),
        ("0", 0),
        ("-75.000", -75_000),
        ("(75.000)", -75_000),
        ("1.200,000", None),
        ("60.00.00", None),
        ("6E+05", None),
        ("enam ratus ribu", None),
        ("", None),
        ("1" * 16, None),
    ],
)
def test_amounts(text: str, rupiah: int | None) -> None:
    assert parse_rupiah(text) == rupiah


def test_lines_in_comparable_form() -> None:
    lines = read_payments(
        raw_lines(
            {"nik": f"'{NIK}", "name": "Hj. Siti Aminah", "programme": "bpnt", "unit": "KPM"},
            {"name": "X", "programme": "Bantuan Beras", "unit": None, "amount": "?"},
            {"name": "Y", "programme": "PBI-JK", "unit": None},
        ),
        AREAS,
    )
    assert lines["nik"].iloc[0] == NIK
    assert lines["programme"].tolist() == ["SEMBAKO", "BANTUAN BERAS", "PBI"]
    assert lines["unit"].fillna("").tolist() == ["FAMILY", "", "PERSON"]
    assert lines["amount"].isna().tolist() == [False, True, False]
    assert str(lines["amount"].dtype) == "Int64"
    assert (lines["village"] == VILLAGE).all()


@pytest.mark.parametrize(
    ("line", "how", "by_nik", "by_name"),
    [
        ({"nik": NIK, "name": "SITI AMINAH"}, "NIK_AND_NAME", None, None),
        ({"nik": NIK, "name": "AMINA BASRI"}, "NIK_AND_NAME", None, None),
        ({"nik": OTHER_NIK, "name": "KARTO"}, "NIK_AND_NAME", None, None),
        ({"nik": OTHER_NIK, "name": "TEGUH ALIAS BUDI SANTOSO"}, "NIK_AND_NAME", None, None),
        ({"nik": NIK, "name": "BUDI SANTOSO", "kk": KK}, "NAME_DIFFERS", "P-A", "P-B"),
        ({"nik": NIK, "name": "TEGUH"}, "NAME_DIFFERS", "P-A", None),
        ({"nik": NIK, "name": None}, "NO_NAME", "P-A", None),
        ({"nik": SHARED, "name": "WAHYUNI"}, "NIK_SHARED", "P-D", "P-D"),
        ({"nik": SHARED, "name": "TEGUH"}, "NIK_SHARED", None, None),
        ({"nik": "", "name": "BUDI SANTOSO", "kk": KK}, "KK_AND_NAME", None, "P-B"),
        ({"nik": "3201010101909009", "name": "WAHYUNI"}, "NAME_AND_AREA", None, "P-D"),
        ({"nik": "9999999999999999", "name": "WAHYUNI"}, "NAME_AND_AREA", None, "P-D"),
        ({"nik": None, "name": "JAKA"}, "NAME_SHARED", None, None),
        ({"nik": None, "name": "WAHYUNI", "area_code": None}, "NOTHING_FOUND", None, None),
        ({"nik": None, "name": "TEGUH"}, "NOTHING_FOUND", None, None),
    ],
)
def test_each_sign_leads_where_it_must(
    line: dict[str, str | None], how: str, by_nik: str | None, by_name: str | None
) -> None:
    found = attached(line)
    (state,), (told,) = found.payments["state"], found.payments["how"]
    assert told == how
    if how == "NIK_AND_NAME":
        assert state == "ATTACHED"
        assert found.payments["person_id"].notna().all()
        assert found.doubtful.empty
    elif how == "NOTHING_FOUND":
        assert state == "UNMATCHED"
        assert found.doubtful.empty
    else:
        assert state == "DOUBTFUL"
        doubt = found.doubtful.astype(object).where(found.doubtful.notna(), None).iloc[0]
        assert (doubt["reason"], doubt["person_id"], doubt["person_by_name"]) == (
            how, by_nik, by_name,
        )  # fmt: skip
    if state != "ATTACHED":
        assert found.payments[["person_id", "family_id", "household_id"]].isna().all(axis=None)


def test_an_attached_line_carries_family_and_household() -> None:
    row = attached({"nik": OTHER_NIK, "name": "BUDI SANTOSO"}).payments.iloc[0]
    assert (row.person_id, row.family_id, row.household_id) == ("P-B", "F-1", "H-1")
    assert row.amount == 600_000


def test_lines_in_are_attached_doubtful_and_unmatched_and_rupiah_add_up() -> None:
    found = attached(
        {"nik": NIK, "name": "AMINAH", "amount": "100"},
        {"nik": NIK, "name": "TEGUH", "amount": "20"},
        {"name": "NOBODY", "amount": "3", "programme": "BST"},
        {"name": "NOBODY", "amount": "?", "programme": None},
    )
    told = found.figures
    assert told["lines"] == told["attached"] + told["doubtful"] + told["unmatched"] == 4
    assert (told["rupiah"], told["rupiah_attached"], told["unreadable_amounts"]) == (123, 100, 1)
    assert told["doubtful_by_reason"] == {"NAME_DIFFERS": 1}
    assert list(told["by_programme"]) == ["?", "BST", "PKH"]
    assert tuple(found.payments.columns) == PAYMENT_OUTPUT
    assert tuple(found.doubtful.columns) == DOUBTFUL_OUTPUT


def test_no_number_stands_in_the_tables_unmasked() -> None:
    found = attached({"nik": NIK, "name": "TEGUH"}, {"nik": SHARED, "name": "X"})
    assert found.doubtful["nik"].tolist() == ["3201••••••••••01", "3201••••••••••03"]
    text = found.payments.to_csv() + found.doubtful.to_csv()
    assert not re.search(r"\d{13,}", text)


def test_a_wrong_column_for_the_programme_is_told_in_few_lines_and_soon() -> None:
    """Each line another text, of people: none of them stands in the figures."""
    count = 20_000
    lines = read_payments(raw_lines({"name": "X", "period": NIK}, {"name": "Y"}), AREAS)
    many = pd.concat([lines] * (count // 2), ignore_index=True)
    named = [f"NAMA {n}" for n in range(count)]
    named[:30] = ["BERAS"] * 30
    named[30:230] = ["LANSIA"] * 200
    many["programme"] = pd.Series(named, dtype="str")
    clean, owner = clean_table()
    start = time.process_time()
    told = attach_payments(many, clean, owner, persons()).figures
    assert time.process_time() - start < 3
    assert {name: part["lines"] for name, part in told["by_programme"].items()} == {
        "LANSIA": 200,
        "OTHER": count - 200,
    }
    assert told["unreadable_periods"] == count // 2


def test_numbers_of_people_in_other_columns_are_not_led_on() -> None:
    found = attached(
        {"name": "X", "programme": NIK, "period": NIK},
        {"name": "Y", "programme": "3201 0141 0770 9001", "period": "TW I 2026"},
    )
    assert list(found.figures["by_programme"]) == ["OTHER"]
    assert found.payments["period"].fillna("").tolist() == ["", "2026Q1"]
    text = found.payments.to_csv() + found.doubtful.to_csv() + str(found.figures)
    assert not re.search(r"\d{11,}", text.replace(VILLAGE, ""))


def test_a_number_on_very_many_persons_compares_nobodys_name() -> None:
    count = 500
    clean = pd.DataFrame(
        {
            "nik": [SHARED] * count,
            "nik_status": ["PLAUSIBLE"] * count,
            "kk": [KK] * count,
            "name_norm": [f"NAMA {n}" for n in range(count)],
            "name_sorted": [f"NAMA{n}" for n in range(count)],
            "alias_norm": [None] * count,
            "village": [VILLAGE] * count,
        },
        dtype="str",
    )
    owner = pd.Series([f"P-{n}" for n in range(count)], dtype="str")
    own = pd.DataFrame(dict.fromkeys(("person_id", "family_id", "household_id"), owner))
    lines = read_payments(raw_lines({"nik": SHARED, "name": "TEGUH", "kk": KK}), AREAS)
    doubt = attach_payments(lines, clean, owner, own).doubtful.iloc[0]
    assert (doubt["reason"], doubt["candidates"]) == ("NIK_SHARED", count)


def test_a_number_copied_to_another_member_is_its_owners_alone() -> None:
    clean, owner = clean_table()
    clean.loc[clean["written"] == "JAKA", "nik_status"] = "COPIED"
    lines = read_payments(raw_lines({"nik": SHARED, "name": "WAHYUNI"}), AREAS)
    found = attach_payments(lines, clean, owner, persons())
    assert found.payments["person_id"].tolist() == ["P-D"]


def test_a_load_without_payment_lists_has_the_columns_all_the_same() -> None:
    clean, owner = clean_table()
    found = attach_payments(read_payments(None, None), clean, owner, persons())
    assert found.figures["lines"] == 0
    assert tuple(found.payments.columns) == PAYMENT_OUTPUT
    assert tuple(found.doubtful.columns) == DOUBTFUL_OUTPUT


def test_a_payment_list_is_read_beside_the_extracts_and_its_bad_lines_rejected(
    tmp_path: Path,
) -> None:
    (tmp_path / "dtks.csv").write_text("ID ART,ID DTKS,NIK,NAMA\nA1,D1,,SITI\n")
    (tmp_path / "penyaluran_pkh.csv").write_text(
        "Nama KPM;NIK KPM;Jenis Bantuan;Nominal;Kode Kel\n"
        f"SITI;{NIK};PKH;Rp600.000,00;32.01.01.2001\n"
        ";;PKH;600000;3201012001\n"
        f"SITI;{NIK};PKH;Rp600.000,00;32.01.01.2001\n"
    )
    found = read_extracts(tmp_path)
    assert len(found.raw) == 1  # payment lines are no records
    assert found.payments is not None
    assert found.payments["line"].tolist() == [1, 3]  # equal lines are two payments
    assert found.payments["area_code"].tolist() == ["3201012001"] * 2
    assert found.payments["area_system"].tolist() == ["KEMENDAGRI"] * 2
    counts = found.counts.set_index("source").loc["PAYMENTS"]
    assert (counts["read"], counts["accepted"], counts["rejected"]) == (3, 2, 1)
    (reject,) = found.rejects.to_dict("records")
    assert (reject["source"], reject["line"], reject["reason"]) == ("PAYMENTS", 2, "NO_NAME_NO_NIK")
