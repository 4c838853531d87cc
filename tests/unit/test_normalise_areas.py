"""Areas: two code systems, a bridge, codes that have ended, names inside their parents."""

import pandas as pd
import pytest

from resolver.normalise.area_list import index_areas
from resolver.normalise.areas import Told, read_areas, resolve_area

AREAS = pd.DataFrame(
    [
        ("3201012001", "3201010003", "JAWA BARAT", "KAB. BOGOR", "CIBINONG", "SUKAMAJU", "", ""),
        ("3201012002", "", "JAWA BARAT", "KAB. BOGOR", "CIBINONG", "PASIR", "", ""),
        ("3271011001", "3271010001", "JAWA BARAT", "KOTA BOGOR", "CIBINONG", "SUKAMAJU", "", ""),
        # In the other system this number is the village Pasir Dua.
        ("3201010003", "3201010009", "JAWA BARAT", "KAB. BOGOR", "CIAWI", "TELUK", "", ""),
        ("3299012001", "", "JAWA BARAT", "KAB. BOGOR", "CIBINONG", "PASIR", "", "2010-01-01"),
        ("3201052001", "", "JAWA BARAT", "KAB. BOGOR", "CISARUA", "KEMBAR", "", ""),
        ("3201052002", "", "JAWA BARAT", "KAB. BOGOR", "CISARUA", "KEMBAR", "", ""),
    ],
    columns=[
        "kemendagri", "bps", "province", "regency", "district", "village", "valid_from", "valid_to",
    ],
)  # fmt: skip
KNOWN = index_areas(AREAS.replace("", None).astype("str"))
BOGOR = ("JAWA BARAT", "BOGOR", "CIBINONG")


@pytest.mark.parametrize(
    ("told", "village", "status"),
    [
        (("3201012001", "KEMENDAGRI", None, None, None, None), "3201012001", "KNOWN"),
        (("3201010003", "BPS", None, None, None, None), "3201012001", "BRIDGED"),
        (("3201010003", "KEMENDAGRI", None, None, None, None), "3201010003", "KNOWN"),
        (("3201010003", "KEMENDAGRI", *BOGOR, "SUKAMAJU"), "3201012001", "BRIDGED"),
        (("3201010003", None, None, None, None, None), None, "AMBIGUOUS"),
        (("9999999999", "BPS", *BOGOR, "PASIR"), "3201012002", "BY_NAME"),
        ((None, None, *BOGOR, "SUKAMAJU"), "3201012001", "BY_NAME"),
        ((None, None, "JAWA BARAT", "KOTA BOGOR", "CIBINONG", "SUKAMAJU"), "3271011001", "BY_NAME"),
        ((None, None, "JAWA BARAT", "BOGOR", "CISARUA", "KEMBAR"), None, "AMBIGUOUS"),
        (("3299012001", "KEMENDAGRI", None, None, None, None), "3201012002", "BRIDGED"),
        (("3201019999", "KEMENDAGRI", None, None, None, "PASIR"), "3201012002", "BY_NAME"),
        (("3201019999", "KEMENDAGRI", None, None, None, None), None, "UNKNOWN"),
        ((None, None, None, None, None, None), None, "MISSING"),
        # Declared BPS, no BPS code: the Kemendagri village of this number is another one,
        (("3201012002", "BPS", None, None, None, None), None, "UNKNOWN"),
        (("3201012002", "BPS", *BOGOR, "ELSEWHERE"), None, "UNKNOWN"),
        (("3201012002", "BPS", None, None, "CIBINONG", "ELSEWHERE"), None, "UNKNOWN"),
        (("3201010009", "KEMENDAGRI", None, None, None, None), None, "UNKNOWN"),
        # unless the names beside it say so.
        (("3201012002", "BPS", None, None, None, "PASIR"), "3201012002", "KNOWN"),
        (("3201012002", "BPS", "JAWA BARAT", "BOGOR", "CIBINONG", None), "3201012002", "KNOWN"),
        ((None, None, None, None, None, "SUKAMAJU"), None, "UNKNOWN"),
    ],
)
def test_village(told: tuple[str | None, ...], village: str | None, status: str) -> None:
    found = resolve_area(Told(*told), KNOWN)
    assert (found.village, found.status) == (village, status)


PARTED = pd.DataFrame(
    [
        ("3201012001", "32.01.010.003", "JAWA BARAT", "BOGOR", "CIBINONG", "SUKAMAJU", "", ""),
        ("3201012009", "3201010003", "JAWA BARAT", "BOGOR", "CIBINONG", "SUKAMAJU BARU", "", ""),
        ("3201019001", "3201010003", "JAWA BARAT", "BOGOR", "CIBINONG", "LAMA", "", "2001-01-01"),
        ("3201012002", "-", "JAWA BARAT", "BOGOR", "CIBINONG", "PASIR", "", ""),
        ("3201012002", "-", "JAWA BARAT", "BOGOR", "CIBINONG", "PASAR", "", "2010-01-01"),
    ],
    columns=AREAS.columns,
)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_bps_code_of_a_parted_village_means_the_one_that_is_named(backwards: bool) -> None:
    table = PARTED.iloc[::-1] if backwards else PARTED
    known = index_areas(table.replace("", None).astype("str"))

    def read(village: str | None) -> tuple[str | None, str]:
        found = resolve_area(Told("3201010003", "BPS", None, None, None, village), known)
        return found.village, found.status

    assert read("SUKAMAJU") == ("3201012001", "BRIDGED")
    assert read("SUKAMAJU BARU") == ("3201012009", "BRIDGED")
    assert read(None) == (None, "AMBIGUOUS")
    # of two rows of a code the one in force counts
    by_name = Told(None, None, "JAWA BARAT", "BOGOR", "CIBINONG", "PASIR")
    assert resolve_area(by_name, known).village == "3201012002"
    assert resolve_area(Told("3201012002", None, *[None] * 4), known).status == "KNOWN"


def test_a_district_is_kept_where_the_village_is_unknown() -> None:
    found = resolve_area(Told("3201019999", "KEMENDAGRI", None, None, None, None), KNOWN)
    assert (found.district, found.regency) == ("320101", "3201")
    named = resolve_area(Told(None, None, *BOGOR, "NOWHERE"), KNOWN)
    assert (named.district, named.regency, named.status) == ("320101", "3201", "UNKNOWN")


def test_without_an_area_list_codes_of_kemendagri_stand_unchecked() -> None:
    raw = pd.DataFrame(
        {
            "area_code": ["3201012001", "3201010003", None],
            "area_system": ["KEMENDAGRI", "BPS", None],
            **{f"{level}_name": [None] * 3 for level in ("province", "regency", "district")},
            "village_name": [None, None, None],
        },
        dtype="str",
    )
    found = read_areas(raw, None)
    assert found["village"].isna().tolist() == [False, True, True]
    assert found["area_status"].tolist() == ["UNKNOWN", "UNKNOWN", "MISSING"]
