"""The clean table: every accepted row in one comparable form (docs/tables.md §3)."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.addresses import read_addresses
from resolver.normalise.areas import read_areas
from resolver.normalise.codes import read_codes, read_desil
from resolver.normalise.columns import TEXT, to_arrow, to_series
from resolver.normalise.dates import read_dates
from resolver.normalise.elsewhere import other_numbers
from resolver.normalise.identity import record_ids
from resolver.normalise.kk import read_kks
from resolver.normalise.names import NAME_COLUMNS, name_keys, normal_names
from resolver.normalise.nik import read_niks
from resolver.normalise.periods import latest_year, read_periods
from resolver.normalise.rescue import mark_copied, mark_lost, rescue_niks

CLEAN_COLUMNS = (
    "record_id",
    "source",
    "source_record_id",
    "period",
    "group_id",
    "nik",
    "kk",
    "nik_digits",
    "kk_digits",
    "nik_status",
    "kk_status",
    *NAME_COLUMNS,
    "mother_norm",
    "birth_year",
    "birth_month",
    "birth_day",
    "birth_heap",
    "birth_precision",
    "sex",
    "relation",
    "marital",
    "address_norm",
    "street",
    "house_no",
    "hamlet",
    "rt",
    "rw",
    "village",
    "district",
    "regency",
    "area_status",
    "presence",
    "siak",
    "desil",
    "pkh",
    "sembako",
    "bst",
    "pbi",
)
_FLAGS = ("pkh", "sembako", "bst", "pbi")


def normalise_records(
    raw: pd.DataFrame, areas: pd.DataFrame | None, siak: pd.DataFrame | None, secret: bytes
) -> pd.DataFrame:
    """Return the table ``clean`` of *raw* (docs/tables.md §2 and §3), row for row in its order.

    *areas* is the area list, *siak* the verification answers, each ``None`` where there is none;
    *secret* keys the record ids. No text in *raw* makes this raise.
    """
    periods = read_periods(raw["period"])
    dates = read_dates(raw["birth_date"], latest_year(periods, raw["file"]))
    sex = read_codes(raw["sex"], "sex")
    year, month, day = (dates[f"birth_{part}"].to_numpy() for part in ("year", "month", "day"))
    born = (year, month, day)
    origin = (raw["source"], raw["file"])
    nik_texts = rescue_niks(mark_lost(raw["nik"], *origin), raw["kk"], *born, sex)
    niks = other_numbers(read_niks(nik_texts, *born, sex), raw["nik"], raw["source"])
    kks = read_kks(mark_lost(raw["kk"], *origin), niks["nik_digits"])
    names = name_keys(raw["name"])
    groups = _group_ids(raw)
    niks["nik_status"] = mark_copied(niks, groups, names["name_norm"], *born)
    places = [raw[f"{level}_name"] for level in ("village", "district", "regency", "province")]
    parts = [
        raw[["source", "source_record_id"]],
        niks,
        kks,
        names,
        dates,
        read_addresses(raw["address"], raw["rt"], raw["rw"], raw["hamlet"], places),
        read_areas(raw, areas),
    ]
    columns: dict[str, pd.Series] = {
        "record_id": record_ids(secret, raw["source"], raw["source_record_id"]),
        "period": periods,
        "group_id": groups,
        "mother_norm": normal_names(raw["mother_name"]),
        "sex": sex,
        "relation": read_codes(raw["relation"], "relation"),
        "marital": read_codes(raw["marital_status"], "marital"),
        "presence": _presence(raw),
        "siak": _answers(raw, siak),
        "desil": pd.Series(read_desil(raw["desil"]), index=raw.index),
        **{flag: read_codes(raw[flag], "flag") for flag in _FLAGS},
    }
    for part in parts:
        columns.update({str(name): part[name] for name in part.columns})
    return pd.DataFrame(columns, columns=list(CLEAN_COLUMNS))


def _group_ids(raw: pd.DataFrame) -> pd.Series:
    source, group = to_arrow(raw["source"]), to_arrow(raw["source_group_id"])
    return to_series(pc.binary_join_element_wise(source, group, pa.scalar(":", TEXT)), raw.index)


def _presence(raw: pd.DataFrame) -> pd.Series:
    died = read_codes(raw["deceased_note"], "death").eq("YES").fillna(False)
    presence = read_codes(raw["presence"], "presence")
    return presence.where(presence.notna() | ~died, "DIED")


def _answers(raw: pd.DataFrame, siak: pd.DataFrame | None) -> pd.Series:
    """Return the status that Dukcapil's answer gives each record; NA without an answer."""
    if siak is None or len(siak) == 0:
        return pd.Series(None, index=raw.index, dtype="str")
    keys = ["source", "source_record_id"]
    given = siak.drop_duplicates(keys, keep="last")
    found = raw[keys].merge(given[[*keys, "siak"]], on=keys, how="left", validate="m:1")
    return pd.Series(found["siak"].to_numpy(), index=raw.index, dtype="str")
