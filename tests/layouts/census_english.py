"""A census list for an English-speaking consultant: UTF-16, tabs, titles above, M/D/Y throughout.

The village is told by four columns of BPS codes; the quarter stands in the second title line.
"""

from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import Expected, blank_some, expected_rows, write_areas, write_text

RELATIONS = {
    "HEAD": "1", "SPOUSE": "2", "CHILD": "3", "CHILD_IN_LAW": "4", "GRANDCHILD": "5",
    "PARENT": "6", "SERVANT": "7", "OTHER": "8",
}  # fmt: skip
MARITAL = {"SINGLE": "1", "MARRIED": "2", "DIVORCED": "3", "WIDOWED": "4"}


def write(folder: Path) -> Expected:
    who = blank_some(people(every=2, start=1), "nik", 20)
    # the census has one code for all others
    who["relation"] = who["relation"].replace("OTHER_FAMILY", "OTHER")
    born = who["birth_date"].str.split("-", expand=True)
    frame = pd.DataFrame(
        {
            "Family ID": who["source_group_id"],
            "Person ID": who["source_record_id"],
            "Province (code)": who["bps"].str[:2],
            "Regency (code)": who["bps"].str[2:4],
            "District (code)": who["bps"].str[4:7],
            "Village (code)": who["bps"].str[7:],
            "Province": who["province_name"],
            "Regency/City": who["regency_name"],
            "District": who["district_name"],
            "Village": who["village_name"],
            "RT": who["rt"],
            "RW": who["rw"],
            "Full Name": who["name"].str.title(),
            "National ID (NIK)": who["nik"],
            "Family Card No.": who["kk"],
            "Sex [1=male, 2=female]": who["sex"].map({"M": "1", "F": "2"}),
            "Date of Birth (MM/DD/YYYY)": born[1] + "/" + born[2] + "/" + born[0],
            "Relationship to Head (R409)": who["relation"].map(RELATIONS),
            "Marital Status (R408)": who["marital"].map(MARITAL),
            "Mother's Name": who["mother_name"].str.title(),
            "Street Address": who["address"],
        }
    )
    write_text(
        folder / "person_list.txt",
        frame,
        "\t",
        "utf-16",
        titles=["REGSOSEK – LIST OF PERSONS", "Reference period: first quarter of 2026", ""],
    )
    write_areas(folder)
    rows = expected_rows(who, "nik_status", "kk_status")
    rows["name"] = rows["name"].str.title()
    rows["mother_name"] = rows["mother_name"].str.title()
    return Expected("REGSOSEK", rows)
