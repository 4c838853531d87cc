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
        ((None, None, None, None, None, "SUKAMAJU"), None, "UNKNOWN"),
    ],
)
def test_village(told: tuple[str | None, ...], village: str | None, status: str) -> None:
    found = resolve_area(Told(*told), KNOWN)
    assert (found.village, found.status) == (village, status)


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
