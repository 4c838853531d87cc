"""A list made from the civil registry's columns and codes, and its answers as lines of JSON.

Relations are SIAK's eleven codes; area codes are four numbers without leading zeros; each line of
`jawaban_dukcapil.jsonl` holds an answer of the verification service as it came, with its request.
"""

import json
from pathlib import Path

import pandas as pd

from tests.layouts.people import people
from tests.layouts.writing import (
    Expected,
    blank_some,
    dates,
    expected_rows,
    write_areas,
    write_text,
)

RELATIONS = {
    "HEAD": "1", "SPOUSE": "3", "CHILD": "4", "CHILD_IN_LAW": "5", "GRANDCHILD": "6",
    "PARENT": "7", "OTHER_FAMILY": "9", "SERVANT": "10", "OTHER": "11",
}  # fmt: skip
MARITAL = {"SINGLE": "1", "MARRIED": "2", "DIVORCED": "3", "WIDOWED": "4"}


def write(folder: Path) -> Expected:
    who = blank_some(people(every=2, start=1), "nik", 15)
    relation = who["relation"].map(RELATIONS)
    relation = relation.mask((who["relation"] == "SPOUSE") & (who["sex"] == "M"), "2")
    relation = relation.mask((who["relation"] == "PARENT") & (who.index % 2 == 0), "8")
    code = who["village"]
    frame = pd.DataFrame(
        {
            "NIK": who["nik"],
            "NO_KK": who["kk"],
            "NAMA_LGKP": who["name"],
            "JENIS_KLMIN": who["sex"].map({"M": "1", "F": "2"}),
            "TMPT_LHR": who["birth_place"],
            "TGL_LHR": dates(who["birth_date"], "%d-%m-%Y"),
            "STAT_KWN": who["marital"].map(MARITAL),
            "STAT_HBKEL": relation,
            "NAMA_LGKP_IBU": who["mother_name"],
            "ALAMAT": who["address"],
            "NO_RT": who["rt"].astype("int64"),
            "NO_RW": who["rw"].astype("int64"),
            "NO_PROP": code.str[:2].astype("int64"),
            "NO_KAB": code.str[2:4].astype("int64"),
            "NO_KEC": code.str[4:6].astype("int64"),
            "NO_KEL": code.str[6:].astype("int64"),
            "ID_ART_DTKS": who["source_record_id"],
            "ID_DTKS": who["source_group_id"],
        }
    )
    write_text(folder / "padanan_tw1_2026.csv", frame)
    asked = who[who["nik"] != ""]
    lines, verdicts = [], []
    for n, row in enumerate(asked["source_record_id"]):
        content, verdict = _answer(n)
        lines.append(
            {
                "sumber": "DTKS",
                "id_baris": row,
                "waktu": f"2026-02-{n % 28 + 1:02d}T08:15:00",
                "ambang": "80",
                "jawaban": {"content": [content], "lastPage": True, "quotaLimiter": 1000 - n},
            }
        )
        verdicts.append(verdict)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "jawaban_dukcapil.jsonl").write_text(text, encoding="utf-8")
    write_areas(folder)
    answers = pd.DataFrame(
        {"source": "DTKS", "source_record_id": asked["source_record_id"], "siak": verdicts}
    )
    rows = expected_rows(who, "nik_status", "kk_status")
    return Expected("DTKS", rows, answers=answers.reset_index(drop=True))


def _answer(n: int) -> tuple[dict[str, str], str]:
    """A few kinds of answers by turns, with the verdict they amount to."""
    agrees = {"NAMA_LGKP": "Sesuai (100)", "TGL_LHR": "Sesuai", "JENIS_KLMIN": "Sesuai"}
    if n % 8 == 3:
        return {"RESPON": "Data Tidak Ditemukan"}, "NOT_FOUND"
    if n % 8 == 5:
        return {"RESPON": "Tidak Aktif", "NIK": "Sesuai"}, "INACTIVE"
    if n % 8 == 6:
        other = {"NAMA_LGKP": "Tidak Sesuai (31)", "TGL_LHR": "Tidak Sesuai"}
        return {"NIK": "Sesuai", **agrees, **other}, "MISMATCH"
    return {"NIK": "Sesuai", **agrees, "NO_KK": "Sesuai"}, "VERIFIED"
