"""What `inspect` drafts for all files of each layout: how many corrections are left."""

from pathlib import Path

import pytest

from resolver.normalise import normalise_records
from resolver.sources import read_extracts
from resolver.sources.drafting import draft_mapping
from tests.integration.test_layouts import seen
from tests.layouts.catalogue import LAYOUTS

#: Drafted by hand: the area list has a shipped layout, and JSON is no table.
_NOT_DRAFTED = ("areas.csv", ".jsonl")
FEW = 2


def corrections(folder: Path, name: str) -> list[str]:
    """The columns that the draft's values get wrong, and the source if it does."""
    expected = LAYOUTS[name](folder)
    files = [path for path in sorted(folder.iterdir()) if not path.name.endswith(_NOT_DRAFTED)]
    mapping = folder / "mapping.toml"
    mapping.write_text(draft_mapping(files).text, encoding="utf-8")
    listed = [path for path in folder.glob("areas.csv") if path not in files]
    extracts = read_extracts([*files, *listed], mapping)
    clean = normalise_records(extracts.raw, extracts.areas, extracts.siak, b"a test's secret")
    found = seen(extracts, clean).sort_values(["file", "line"], kind="stable", ignore_index=True)
    rows = expected.rows
    if len(found) != len(rows):
        return [f"{len(found)} rows in place of {len(rows)}"] * (FEW + 1)
    wrong = []
    for column in rows:
        stated = rows[column] != "" if column.endswith("_status") else rows[column].notna()
        if (rows[column] != found[column])[stated].any():
            wrong.append(column)
    if set(clean["source"]) != {expected.source}:
        wrong.append("source")
    return wrong


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return {name: corrections(tmp_path_factory.mktemp(name), name) for name in LAYOUTS}


def test_drafts_need_few_corrections(left: dict[str, list[str]]) -> None:
    assert len(left) == 15
    assert all(len(wrong) <= FEW for wrong in left.values()), left


def test_no_draft_reads_a_number_wrongly(left: dict[str, list[str]]) -> None:
    for name, wrong in left.items():
        assert not {"nik", "kk", "source_record_id"} & set(wrong), name
