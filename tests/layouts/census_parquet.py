"""A typed Parquet of a statistics office: dates as dates, codes as small integers, a nested column.

Village codes are BPS's in one column; the geotag must stay out; the quarter is a constant.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.layouts.census_english import MARITAL, RELATIONS
from tests.layouts.people import people
from tests.layouts.writing import Expected, blank_some, day, expected_rows, write_areas


def write(folder: Path) -> Expected:
    who = blank_some(people(), "nik", 45)
    who["relation"] = who["relation"].replace("OTHER_FAMILY", "OTHER")

    def small(values: list[str]) -> pa.Array:
        return pa.array([int(value) for value in values], pa.int8())

    table = pa.table(
        {
            "hh_ref": pa.array(who["source_group_id"].tolist()),
            "person_ref": pa.array(who["source_record_id"].tolist()),
            "full_name": pa.array(who["name"].tolist()),
            "nik": pa.array([nik or None for nik in who["nik"]]),
            "kk_number": pa.array(who["kk"].tolist()),
            "dob": pa.array([day(iso) for iso in who["birth_date"]], pa.date32()),
            "gender": small([{"M": "1", "F": "2"}[sex] for sex in who["sex"]]),
            "rel_to_head": small(who["relation"].map(RELATIONS).tolist()),
            "marital_status": small(who["marital"].map(MARITAL).tolist()),
            "mother": pa.array([name or None for name in who["mother_name"]]),
            "addr": pa.array(who["address"].tolist()),
            "rt": small(who["rt"].tolist()),
            "rw": small(who["rw"].tolist()),
            "village_bps": pa.array(who["bps"].tolist()).dictionary_encode(),
            "geotag": pa.array([{"lat": -6.5, "lon": 106.5}] * len(who)),
            "monthly_expenditure": pa.array([1.5e6] * len(who), pa.float64()),
        }
    )
    pq.write_table(table, folder / "persons_2026q1.parquet", row_group_size=100)
    write_areas(folder)
    return Expected("REGSOSEK", expected_rows(who, "nik_status", "kk_status"))
