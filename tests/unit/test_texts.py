"""Every reason and status that a table can hold has its words, in both languages, on both pages."""

import re
from pathlib import Path
from typing import Any

import pytest

from resolver.entities.payments import HOW
from resolver.quality.facts import FILLED_COLUMNS, STATUS_COLUMNS
from resolver.quality.limits import shipped_limits
from resolver.quality.render import PACKAGE as QUALITY
from resolver.report.texts import texts

ROOT = Path(__file__).parents[2]
TABLES = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
PAGES = [
    (language, package) for language in ("id", "en") for package in ("resolver.report", QUALITY)
]


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Z]{2,}(?:_[A-Z]+)*", text))


def reasons() -> set[str]:
    """The codes in capitals in the modules that refuse rows."""
    folder = ROOT / "resolver" / "sources"
    files = [folder / f"{name}.py" for name in ("checks", "reading", "rejects", "extracts")]
    files += sorted((folder / "formats").glob("*.py"))
    found = [re.findall(r'"([A-Z]{2,}(?:_[A-Z]+)+)"', file.read_text("utf-8")) for file in files]
    return {reason for some in found for reason in some}


def statuses(*columns: str) -> set[str]:
    """The statuses that the contract of the clean table names for some columns."""
    clean = TABLES.split("## 3.")[1].split("## 4.")[0]
    rows = [line for line in clean.splitlines() if any(f"`{name}`" in line for name in columns)]
    return {word for row in rows for word in words(row.split("|")[3]) - {"NIK", "KK"}}


def shown(language: Any, package: str, section: str) -> set[str]:
    return set(texts(language, package).sections[section])


def test_the_contract_names_every_reason() -> None:
    listed = TABLES.split("`reason` is one of")[1].split("Blank lines are no rows")[0]
    assert {"RAGGED_ROW", "NO_FORMULA_VALUE", "UNKNOWN_RECORD"} <= reasons()
    assert reasons() == set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", listed))


@pytest.mark.parametrize(("language", "package"), PAGES)
def test_every_reason_has_words(language: str, package: str) -> None:
    assert reasons() <= shown(language, package, "reason")


@pytest.mark.parametrize(("language", "package"), PAGES)
def test_every_status_of_the_numbers_has_words(language: str, package: str) -> None:
    found = statuses("nik_status")
    assert {"PLAUSIBLE", "COPIED", "NIK_IN_KK", "MISSING"} <= found
    assert found <= shown(language, package, "status")


@pytest.mark.parametrize("language", ["id", "en"])
def test_everything_else_on_the_quality_page_has_words(language: str) -> None:
    assert statuses("area_status", "siak") <= shown(language, QUALITY, "status")
    assert {*STATUS_COLUMNS, *FILLED_COLUMNS} <= shown(language, QUALITY, "column")
    assert {*HOW[1:-1]} <= shown(language, QUALITY, "how")
    columns = {column for column, _ in shipped_limits().shares}
    assert columns <= shown(language, QUALITY, "column")
