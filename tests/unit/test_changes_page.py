"""The change report: the table's numbers in both languages, whole, and nobody's values in it."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from resolver.entities.causes import CAUSES
from resolver.entities.changes import balance, changes
from resolver.entities.changes_look import REASONS
from resolver.entities.changes_tables import WHAT
from resolver.outputs import read_table
from resolver.report.changes import change_facts, render_changes, write_changes
from resolver.report.changes.facts import AREAS_SHOWN, LOOKS_SHOWN
from resolver.report.changes.render import PACKAGE
from resolver.report.texts import texts
from tests.fixtures.pages import check_page
from tests.fixtures.quarters import FAR, HERE, standing, told, village

RUN = {"run": "R-2026Q2-abc", "period": "2026Q2", "compared_with": "R-2026Q1-def"}
LANGUAGES: list[Any] = ["id", "en"]


@pytest.fixture(scope="module")
def step() -> tuple[pd.DataFrame, Any]:
    before, after = village()
    one, other = standing("2026Q1", before), standing("2026Q2", after)
    rows = changes(one, other, told(before, after, dormant={"P-back": "v"}))
    return rows, balance(one, other, rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_needs_nothing_else(step, language):
    page = render_changes(change_facts(*step, RUN, {FAR[:4]: "<Jauh>"}), language)
    check_page(page, language)
    assert "&lt;Jauh&gt;" in page
    assert "<Jauh>" not in page
    assert "R-2026Q1-def" in page


def test_the_facts_are_those_of_the_table(step):
    rows, counted = step
    facts = change_facts(rows, counted, RUN)
    assert facts.balance["P"] == counted["P"]
    for what, by_kind in facts.whats.items():
        for kind, count in by_kind.items():
            assert count == ((rows["what"] == what) & (rows["entity_kind"] == kind)).sum()
    assert sum(sum(counts.values()) for counts in facts.causes.values()) == len(rows)
    assert facts.reasons["AID_DIED"] == facts.reasons["HEAD_DIED"] == 1
    assert {look.entity for look in facts.looks} == set(rows.loc[rows["look"], "entity_id"])
    assert facts.looks[0].reasons == ("AID_DIED", "HEAD_DIED")  # most reasons first
    assert [line.code for line in facts.areas[FAR[:4]]] == [FAR[:4], FAR[:6], FAR]
    assert facts.areas[FAR[:4]][0].persons == {"moved": 1}
    assert facts.areas[HERE[:4]][0].look == rows["look"].sum() - 1  # one is in Far


def test_the_page_tells_the_numbers(step):
    rows, counted = step
    page = render_changes(change_facts(rows, counted, RUN), "en")
    current = counted["P"]["current"]
    assert f"<b>{current}</b>" in page
    for what in set(rows["what"]):
        assert texts("en", PACKAGE).label("what", what) in page


def test_nothing_changed_is_said(step):
    rows, counted = step
    for language in LANGUAGES:
        page = render_changes(change_facts(rows.head(0), counted, {}), language)
        check_page(page, language)
        assert page.count(texts(language, PACKAGE)["kinds"]["none"]) >= 3
        assert texts(language, PACKAGE)["looks"]["none"] in page


def test_very_many_are_cut_and_counted(step):
    rows, counted = step
    one = rows[rows["entity_id"] == "P-gone"]
    many = pd.concat(
        [one.assign(entity_id=f"P-{n}", village=f"320101{n:04d}") for n in range(1000)],
        ignore_index=True,
    )
    facts = change_facts(many, counted, RUN)
    assert len(facts.looks) == LOOKS_SHOWN
    assert facts.looks_left == 1000 - LOOKS_SHOWN
    assert sum(len(lines) for lines in facts.areas.values()) == AREAS_SHOWN
    assert facts.areas_left == 1002 - AREAS_SHOWN
    assert "… and 800 more" in render_changes(facts, "en")


def test_who_is_nowhere_is_told_once(step):
    rows, counted = step
    facts = change_facts(rows.assign(village=pd.Series(pd.NA, rows.index, "str")), counted, RUN)
    assert list(facts.areas) == ["?"]
    assert len(facts.areas["?"]) == 1
    assert texts("id", PACKAGE)["areas"]["nowhere"] in render_changes(facts, "id")


def test_tables_and_pages_are_written_without_a_persons_number(step, tmp_path: Path):
    rows, counted = step
    write_changes(tmp_path, rows, counted, RUN)
    assert {file.name for file in tmp_path.iterdir()} == {
        "changes.parquet", "changes.csv", "changes_by_area.parquet", "changes_by_area.csv",
        "changes.html", "changes.en.html",
    }  # fmt: skip
    pd.testing.assert_frame_equal(read_table(tmp_path, "changes"), rows, check_dtype=False)
    for name in ("changes.html", "changes.en.html", "changes.csv"):
        assert not re.search(r"\d{11,}", (tmp_path / name).read_text(encoding="utf-8"))


def test_both_languages_have_the_same_texts_and_every_code_its_words():
    def names(section: dict[str, Any]) -> dict[str, Any]:
        return {k: names(v) if isinstance(v, dict) else None for k, v in section.items()}

    assert names(texts("id", PACKAGE).sections) == names(texts("en", PACKAGE).sections)
    for language in LANGUAGES:
        sections = texts(language, PACKAGE).sections
        assert list(sections["what"]) == list(WHAT)
        assert set(sections["cause"]) == set(CAUSES)
        assert list(sections["reason"]) == list(REASONS)
