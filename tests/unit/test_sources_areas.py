"""The area list as it is read: codes that are none, codes that stand twice, damaged values."""

from pathlib import Path

from resolver.sources import read_extracts

HEAD = "kemendagri,bps,province,regency,district,village,valid_from,valid_to\n"
PLACE = "JAWA BARAT,BOGOR,CIBINONG"


def reasons(folder: Path, *rows: str) -> list[tuple[int, str, str]]:
    text = HEAD + "".join(f"{row}\n" for row in rows)
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    (folder / "dtks.csv").write_text("ID ART,NAMA\nA1,SITI\n", encoding="utf-8")
    found = read_extracts(folder)
    counts = found.counts.set_index("source").loc["AREAS"]
    assert counts["read"] == len(rows) == counts["accepted"] + counts["rejected"]
    assert found.areas is not None
    assert len(found.areas) == counts["accepted"]
    return list(found.rejects[["line", "column", "reason"]].itertuples(index=False, name=None))


def test_codes_that_are_none_or_stand_twice(tmp_path: Path) -> None:
    assert reasons(
        tmp_path,
        f"3201012001,3201010003,{PLACE},SUKAMAJU,,",
        f"3201012002,,{PLACE},PASIR,,",
        f"3201012003,-,{PLACE},KEMBAR,,",
        f"3201012004,32.01.010.005,{PLACE},TELUK,,",
        f"3201012005,TIDAK ADA,{PLACE},JATI,,",
        f"32010120,3201010006,{PLACE},WARU,,",
        f"32.01.01.2001,3201010007,{PLACE},LAIN,,",
        # the code's row before it was parted, and another village of the same BPS code
        f"3201012001,3201010003,{PLACE},SUKAMAJU LAMA,,2010-01-01",
        f"3201012009,3201010003,{PLACE},SUKAMAJU BARU,,",
    ) == [
        (5, "bps", "BAD_AREA_CODE"),
        (6, "kemendagri", "BAD_AREA_CODE"),
        (7, "kemendagri", "REPEATED_CODE"),
    ]


def test_damaged_values(tmp_path: Path) -> None:
    assert reasons(
        tmp_path,
        f"3201012001,3201010003,{PLACE},SUKA\0MAJU,,",
        f"3201012002,,{PLACE},{'X' * 5000},,",
        f"3201012003,,{PLACE},KEMBAR,,",
    ) == [(1, "village", "NUL_BYTE"), (2, "village", "TOO_LONG")]
