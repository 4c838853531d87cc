"""The quality page: the table's numbers in both languages, whole, and nobody's number in it."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resolver.quality import assess, write_quality
from resolver.quality.assess import Quality
from resolver.quality.facts import AREAS_SHOWN, quality_facts
from resolver.quality.limits import shipped_limits
from resolver.quality.measures import measures
from resolver.quality.render import PACKAGE, _phrase, render_quality
from resolver.report.texts import texts
from tests.fixtures.pages import check_page
from tests.unit.test_quality import make_load

MANIFEST: dict[str, Any] = {
    "run": "R-2026Q1-abc",
    "period": "2026Q1",
    "payments": {
        "lines": 12345, "attached": 12000, "doubtful": 300, "unmatched": 45,
        "rupiah": 5, "rupiah_attached": 4, "unreadable_amounts": 0,
        "doubtful_by_reason": {"NAME_DIFFERS": 300},
        "by_programme": {
            "<PKH>": {"lines": 12345, "attached": 12000, "doubtful": 300, "unmatched": 45,
                      "rupiah": 5, "rupiah_attached": 4},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def quality() -> Quality:
    """A load whose DTKS lost the NIKs of a district since the one before."""
    raw, clean, *rest = make_load(4_000, 11)
    former = assess(raw, clean, *rest).table
    later = clean.copy()
    district = clean["district"].value_counts().index[0]
    here = (clean["source"] == "DTKS") & (clean["district"] == district)
    struck = here & (np.arange(len(clean)) % 3 == 0)
    later.loc[struck, "nik_status"] = "FILLER"
    later.loc[struck, "nik"] = None
    return assess(raw, later, *rest, former=("R-before", former))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_is_whole_and_needs_nothing_else(quality: Quality, language: Any) -> None:
    page = render_quality(quality_facts(quality, MANIFEST), language)
    check_page(page, language)
    assert "&lt;PKH&gt;" in page
    assert "<PKH>" not in page


def test_the_page_tells_the_tables_findings_and_changes(quality: Quality) -> None:
    facts = quality_facts(quality, MANIFEST)
    table = quality.table
    warned = table[table["warning"]]
    assert {(f.source, f.column, f.measure) for f in facts.findings} == set(
        warned[["source", "column", "measure"]].itertuples(index=False, name=None)
    )
    filler = next(f for f in facts.findings if (f.source, f.measure) == ("DTKS", "FILLER"))
    lines = warned[(warned["source"] == "DTKS") & (warned["measure"] == "FILLER")]
    lines = lines[lines["column"] == "nik"]
    assert filler.areas["DISTRICT"] == (lines["level"] == "DISTRICT").sum() > 0
    # whole sources first
    assert [f.whole for f in facts.findings] == sorted(f.whole for f in facts.findings)[::-1]
    told = {(c.source, c.measure) for c in facts.changes}
    assert ("DTKS", "FILLER") in told
    assert ("DTKS", "UNUSABLE") not in told  # the sum of what is told already
    page = render_quality(facts, "en")
    assert "R-before" in page
    assert f"<b>{sum(facts.rows.values()):,}</b>" in page


def test_a_source_without_the_column_is_said_not_blamed(quality: Quality) -> None:
    facts = quality_facts(quality, MANIFEST)
    assert "P3KE" not in facts.statuses["kk"]
    assert facts.filled["mother_name"]["P3KE"] is None
    words = texts("id", PACKAGE)
    assert words["filled"]["not_delivered"] in render_quality(facts, "id")


def test_without_former_load_or_payments_the_page_says_so(quality: Quality) -> None:
    alone = Quality(quality.table.assign(drift=False), None, quality.figures)
    page = render_quality(quality_facts(alone, {"run": "R"}), "id")
    assert texts("id", PACKAGE)["drift"]["no_former"] in page
    assert 'id="payments"' not in page


def test_a_load_without_anything_still_has_a_page() -> None:
    raw, clean, rejects, count, areas = make_load(20, 1)
    empty = assess(raw.head(0), clean.head(0), rejects.head(0), count.head(0), areas)
    for language in ("id", "en"):
        page = render_quality(quality_facts(empty, {}), language)
        assert texts(language, PACKAGE)["findings"]["none"] in page


def test_very_many_areas_are_cut_to_those_that_need_a_look(quality: Quality) -> None:
    one = quality.table[(quality.table["source"] == "P3KE") & (quality.table["level"] == "VILLAGE")]
    code = one["area"].iloc[0]
    one = one[one["area"] == code]
    copies = [
        one.assign(area=f"{code[:6]}{n:04d}", warning=(n == 900) & (one["measure"] == "UNUSABLE"))
        for n in range(1000)
    ]
    many = pd.concat([quality.table[quality.table["level"] == "SOURCE"], *copies])
    facts = quality_facts(Quality(many.reset_index(drop=True), None, quality.figures), MANIFEST)
    shown = [area.code for lines in facts.areas["P3KE"].values() for area in lines]
    assert len(shown) == AREAS_SHOWN
    assert f"{code[:6]}0900" in shown
    assert facts.left_out["P3KE"] == 1000 - AREAS_SHOWN


def test_no_number_of_a_person_stands_in_the_pages(quality: Quality, tmp_path: Path) -> None:
    write_quality(tmp_path, quality, MANIFEST)
    for name in ("quality.html", "quality.en.html"):
        assert not re.search(r"\d{12,}", (tmp_path / name).read_text(encoding="utf-8"))


def test_both_languages_have_the_same_texts() -> None:
    def names(section: dict[str, Any]) -> dict[str, Any]:
        return {k: names(v) if isinstance(v, dict) else None for k, v in section.items()}

    assert names(texts("id", PACKAGE).sections) == names(texts("en", PACKAGE).sections)


def test_every_measure_and_limit_has_words() -> None:
    raw, clean, *_ = make_load(300, 2)
    known = {(one.column, label) for one in measures(raw, clean) for label in one.labels}
    known |= set(shipped_limits().shares) | {("row", "ROWS"), ("row", "RAGGED_ROW")}
    for language in ("id", "en"):
        for column, measure in known:
            phrase = _phrase(texts(language, PACKAGE), column, measure)
            assert not re.search(r"[A-Z]+_[A-Z]+|/[A-Z]{5,}", phrase), (column, measure, phrase)
    # a limit on what is never counted would never warn
    counted = {column for column, _ in known}
    assert {column for column, _ in shipped_limits().shares} <= counted
