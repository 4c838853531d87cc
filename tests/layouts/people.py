"""The people whom all layouts speak of: undamaged rows of a synthetic registry.

`people()` has one row per person with canonical values, all text; `area_list()` the villages with
their bridge. The layouts write these values in their own ways, so what must come out is exact.
Nobody here is real: serials of NIK and KK lie in 9001-9998, places are invented.
"""

from functools import lru_cache

import pandas as pd

from training.synthetic import SyntheticRegistry, synthesise
from training.synthetic.raw import raw_table

SEED = 87  # five provinces, one of them Papua (91 here, 94 for BPS), seven districts
POPULATION = 36_000  # so many inhabitants make 18 villages
PER_VILLAGE = 18
RELATIONS = {
    "1": "HEAD", "2": "SPOUSE", "3": "CHILD", "4": "CHILD_IN_LAW", "5": "GRANDCHILD",
    "6": "PARENT", "8": "OTHER",
}  # fmt: skip
OTHERS = ("OTHER_FAMILY", "SERVANT", "OTHER")
MARITAL = {"1": "SINGLE", "2": "MARRIED", "3": "DIVORCED", "4": "WIDOWED"}
PLACE = ["province_name", "regency_name", "district_name", "village_name"]


@lru_cache(maxsize=1)
def _registry() -> SyntheticRegistry:
    return synthesise(POPULATION, SEED, "easy")


def area_list() -> pd.DataFrame:
    """The area list as the generator writes it: `kemendagri, bps, province, …, valid_to`."""
    return _registry().areas.copy()


@lru_cache(maxsize=1)
def _people() -> pd.DataFrame:
    registry = _registry()
    raw = raw_table(registry)
    whole = (
        (raw["source"] == "REGSOSEK")
        & (registry.truth["damage"] == "").to_numpy()
        & raw["nik"].str.fullmatch(r"\d{16}", na=False)
        & raw["kk"].str.fullmatch(r"\d{16}", na=False)
        & raw["rt"].str.fullmatch(r"\d{1,3}", na=False)
        & raw["rw"].str.fullmatch(r"\d{1,3}", na=False)
        & raw["relation"].isin(list(RELATIONS))
        & raw["mother_name"].notna()
    )
    rows = raw[whole].drop_duplicates("nik")
    areas = registry.areas
    now = areas[areas["valid_to"] == ""]
    codes = now.rename(
        columns=dict(zip(["province", "regency", "district", "village"], PLACE, strict=True))
    )
    rows = rows.merge(codes[[*PLACE, "kemendagri", "bps"]], on=PLACE, validate="many_to_one")
    before = areas[areas["valid_to"] != ""].set_index(
        ["province", "regency", "district", "village"]
    )
    rows = rows.groupby("kemendagri", sort=True).head(PER_VILLAGE).reset_index(drop=True)
    relation = rows["relation"].map(RELATIONS)
    # too few are of the last three kinds: some children become them
    others = (relation == "OTHER") | ((relation == "CHILD") & (rows.index % 9 == 4))
    relation[others] = [OTHERS[i % 3] for i in range(int(others.sum()))]
    mother = rows["mother_name"].str.upper()
    mother = mother.where(mother.str.fullmatch("[A-Z ]+") & (mother != "TIDAK TAHU"), "")
    old = [before["kemendagri"].get(tuple(place), "") for place in rows[PLACE].to_numpy().tolist()]
    return pd.DataFrame(
        {
            "source_record_id": rows["source_record_id"],
            "source_group_id": rows["source_group_id"],
            "nik": rows["nik"],
            "kk": rows["kk"],
            "name": rows["name"].str.upper(),
            "birth_date": [_iso(text) for text in rows["birth_date"]],
            "birth_place": rows["regency_name"].str.split(n=1).str[1],
            "sex": rows["sex"].map({"1": "M", "2": "F"}),
            "relation": relation,
            "marital": rows["marital_status"].map(MARITAL),
            "mother_name": mother,
            "address": rows["address"].fillna("-"),
            "rt": rows["rt"].str.zfill(3),
            "rw": rows["rw"].str.zfill(3),
            "village": rows["kemendagri"],
            "bps": rows["bps"],
            "old_village": old,
            **{column: rows[column] for column in PLACE},
        }
    ).astype("str")


def people(every: int = 1, start: int = 0) -> pd.DataFrame:
    """Every n-th person, in the order of villages and families, with a fresh index."""
    return _people().iloc[start::every].reset_index(drop=True)


def _iso(text: str) -> str:
    """The census writes ISO dates in most districts and day first in the others."""
    parts = text.replace("/", "-").split("-")
    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
