"""`satukan inspect` drafts a mapping of a file it has never seen; how much of it must be corrected?

Counted by what the drafts read, not by how they are worded: the draft is used as it is on the
persons' file of a layout, and compared row by row with what the layout's own mapping reads. One
correction for each canonical column of the mapping whose values differ (after normalising, where
the normaliser reads the column: another way of writing the same table of codes is none), be it the
column assigned, its cut, its order of dates or its codes; one for the source's name; one for the
area code, its parts and system together (a village that is only lost by a missing name beside is
not counted again); one where other rows are accepted. Ids made by a rule may be made by another.
"""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from api import cli
from resolver.errors import SatukanError
from resolver.normalise import normalise_records
from resolver.sources import Extracts, read_extracts
from tests.layouts.catalogue import LAYOUTS, mapping_of
from tests.layouts.mixed_codes import bridge
from tests.layouts.people import area_list
from tests.layouts.writing import write_text

MOST_CORRECTIONS = 2
# entry of a mapping: columns of the raw table, columns of the clean table (not the statuses: that
# of a NIK hangs on the birth date and the sex)
ENTRIES: dict[str, tuple[list[str], list[str]]] = {
    "source": (["source"], []),
    "source_record_id": (["source_record_id"], []),
    "source_group_id": (["source_group_id"], []),
    "nik": ([], ["nik", "nik_digits"]),
    "kk": ([], ["kk", "kk_digits"]),
    "name": (["name"], []),
    "birth_place": (["birth_place"], []),
    "birth_date": ([], ["birth_year", "birth_month", "birth_day"]),
    "sex": ([], ["sex"]),
    "relation": ([], ["relation"]),
    "marital_status": ([], ["marital"]),
    "mother_name": (["mother_name"], []),
    "address": ([], ["address_norm"]),
    "rt": ([], ["rt"]),
    "rw": ([], ["rw"]),
    "hamlet": ([], ["hamlet"]),
    "province_name": (["province_name"], []),
    "regency_name": (["regency_name"], []),
    "district_name": (["district_name"], []),
    "village_name": (["village_name"], []),
    "presence": ([], ["presence"]),
    "period": ([], ["period"]),
    "desil": ([], ["desil"]),
    **{name: ([], [name]) for name in ("pkh", "sembako", "bst", "pbi")},
}
NAMES = ["province_name", "regency_name", "district_name", "village_name"]


def load(folder: Path, mapping: Path) -> pd.DataFrame:
    """Raw and clean columns of every accepted row, by file and line; nothing is ""."""
    extracts: Extracts = read_extracts(folder, mapping=mapping)
    clean = normalise_records(extracts.raw, extracts.areas, extracts.siak, b"a test's secret")
    both = pd.concat([extracts.raw.add_prefix("raw."), clean.add_prefix("clean.")], axis=1)
    both = both.set_index(["raw.file", "raw.line"])
    return both.astype("str").fillna("")


def corrections(wanted: pd.DataFrame, drafted: pd.DataFrame, made_ids: bool) -> list[str]:
    """The entries of the draft that a person must change, as the module's text says."""
    found = [] if wanted.index.equals(drafted.index) else ["rows"]
    shared = wanted.index.intersection(drafted.index)
    a, b = wanted.loc[shared], drafted.loc[shared]

    def differs(*columns: str) -> bool:
        return not a[list(columns)].equals(b[list(columns)])

    for entry, (raw, clean) in ENTRIES.items():
        if entry == "source_record_id" and made_ids:
            if b["raw.source_record_id"].duplicated().any():
                found.append(entry)
        elif differs(*(f"raw.{one}" for one in raw), *(f"clean.{one}" for one in clean)):
            found.append(entry)
    beside = any(name in found for name in NAMES)
    if differs("raw.area_code") or (differs("clean.village") and not beside):
        found.append("area_code")
    return found


def inspected(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The corrections that the draft of a layout needs."""
    made = folder / "made"
    made.mkdir()
    expected = LAYOUTS[name](made)
    counts = read_extracts(made, mapping=mapping_of(name)).counts
    files = counts.loc[counts["source"] == expected.source, "file"].str.split("/").str[0].unique()
    assert len(files) == 1
    alone = folder / "alone"
    alone.mkdir()
    shutil.copy(made / files[0], alone)
    write_text(alone / "areas.csv", bridge() if name == "mixed_codes" else area_list())
    capsys.readouterr()
    with pytest.raises(SystemExit) as stop:
        cli.main(["inspect", str(alone / files[0])])
    out = capsys.readouterr()
    assert stop.value.code == 0, out.err
    draft = folder / "draft.toml"
    draft.write_text(out.out, encoding="utf-8")
    try:
        drafted = load(alone, draft)
    except SatukanError as error:
        return [f"all ({error})"] * (MOST_CORRECTIONS + 1)
    wanted = load(made, mapping_of(name))
    made_ids = "source_record_id" not in expected.rows
    return corrections(wanted, drafted, made_ids)


def test_drafts_need_few_corrections(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needed = {}
    for name in LAYOUTS:
        (tmp_path / name).mkdir()
        needed[name] = inspected(name, tmp_path / name, capsys)
    text = "\n".join(f"{name}: {len(found)} {found}" for name, found in needed.items())
    print(text)
    assert all(len(found) <= MOST_CORRECTIONS for found in needed.values()), text


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_a_layouts_own_mapping_needs_none(name: str, tmp_path: Path) -> None:
    LAYOUTS[name](tmp_path)
    table = load(tmp_path, mapping_of(name))
    assert corrections(table, table, made_ids=False) == []


def test_a_wrong_entry_is_counted_once(tmp_path: Path) -> None:
    LAYOUTS["mixed_dates"](tmp_path)
    text = mapping_of("mixed_dates").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(
        text.replace('"KARANG PERMAI" = "MDY"\n', "")
        .replace('"MANTU" = "CHILD_IN_LAW"', '"MANTU" = "OTHER"')
        .replace('area_code = "KD_DESA"', 'area_code = "RT"')
        .replace('province_name = "PROV"', 'province_name = "KAB"'),
        encoding="utf-8",
    )
    found = corrections(
        load(tmp_path, mapping_of("mixed_dates")), load(tmp_path, wrong), made_ids=False
    )
    assert found == ["birth_date", "relation", "province_name", "area_code"]
