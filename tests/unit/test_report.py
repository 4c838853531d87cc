"""The report: right numbers, nobody's number whole, one page that needs nothing else."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.keys_table import mask
from resolver.report import Hub, ReportFacts, facts_from, render_report, write_reports
from resolver.report.facts import HUB_RECORDS, LARGEST_SIZE
from resolver.report.texts import texts
from tests.fixtures.pages import check_page

NIK = "3201014107709001"


def clean_table(rows: int = HUB_RECORDS + 10) -> pd.DataFrame:
    """So many rows of one NIK, one address, one name and date; every third has no NIK."""
    return pd.DataFrame(
        {
            "source": pd.Series(["DTKS", "P3KE"] * (rows // 2), dtype="str"),
            "nik": pd.Series([NIK] * rows, dtype="str"),
            "kk": pd.Series([None] * rows, dtype="str"),
            "nik_status": pd.Series(
                ["PLAUSIBLE", "PLAUSIBLE", "MISSING"] * (rows // 3), dtype="str"
            ),
            "kk_status": pd.Series(["MISSING"] * rows, dtype="str"),
            "name_norm": pd.Series(["SITI"] * rows, dtype="str"),
            "birth_year": np.full(rows, 1970, dtype=np.int16),
            "birth_month": np.full(rows, 7, dtype=np.int16),
            "birth_day": np.full(rows, 1, dtype=np.int16),
            "address_norm": pd.Series([f"JALAN {n}" for n in range(rows)], dtype="str"),
            "village": pd.Series([None] * rows, dtype="str"),
        }
    )


def outputs() -> dict[str, pd.DataFrame]:
    return {
        "links": pd.DataFrame(
            {
                "probability": [0.99, 0.97, 0.4, 0.9],
                "verdict": ["accepted", "accepted", "review", "refused"],
                "reason": ["", "", "", "weak-whole"],
            }
        ),
        "memberships": pd.DataFrame({"person_id": ["P-1"] * 3 + ["P-2"] + ["P-3"] * 30}),
        "persons": pd.DataFrame({"family_id": ["F-1", "F-1", "F-2"], "household_id": ["H-1"] * 3}),
        "families": pd.DataFrame({"family_id": ["F-1", "F-2"]}),
        "households": pd.DataFrame({"household_id": ["H-1"]}),
        "review": pd.DataFrame({"reason": ["possible", "weak-whole", "possible"]}),
        "rejects": pd.DataFrame({"reason": pd.Series(["NO_NAME"], dtype="str")}),
    }


MANIFEST: dict[str, Any] = {
    "run": "R-2026Q1-abc",
    "period": "2026Q1",
    "counts": {"read": 61, "accepted": 60, "key_edges": 500, "pairs": 90, "links_rejected": 86},
    "thresholds": {"certain": 0.98, "accept": 0.5, "review": 0.2, "mean_bound": 0.4},
    "files": [
        {"file": "areas.csv", "source": "AREAS", "read": 5, "accepted": 5, "rejected": 0},
        {"file": "dtks.csv", "source": "DTKS", "read": 31, "accepted": 30, "rejected": 1},
        {"file": "dtks2.csv", "source": "DTKS", "read": 9, "accepted": 9, "rejected": 0},
    ],
    "hubs": [
        {"key_type": "kk+year", "values": 1, "records": 60, "largest": 60, "dropped_records": 3},
        {"key_type": "KK", "values": 0, "records": 0, "largest": 0, "dropped_records": 0},
    ],
}


@pytest.fixture
def facts() -> ReportFacts:
    return facts_from(MANIFEST, outputs(), clean_table(), {"score": 1.5})


def test_the_facts_are_counted_from_the_tables(facts: ReportFacts) -> None:
    assert facts.funnel == {
        "read": 61,
        "accepted": 60,
        "key_edges": 500,
        "pairs": 90,
        "links_accepted": 2,
        "persons": 3,
        "families": 2,
        "households": 1,
    }
    assert facts.sources == {
        "DTKS": {"read": 40, "accepted": 39, "rejected": 1},
        "AREAS": {"read": 5, "accepted": 5, "rejected": 0},
    }
    assert list(facts.sources) == ["DTKS", "AREAS"]
    assert facts.nik_status["DTKS"] == {"PLAUSIBLE": 20, "MISSING": 10}
    assert facts.sizes["persons"] == {1: 1, 3: 1, LARGEST_SIZE: 1}
    assert facts.largest == {"persons": 30, "families": 2, "households": 3}
    assert facts.verdicts == {"accepted": 2, "refused": 1, "review": 1, "rejected": 86}
    assert facts.refusals == {"weak-whole": 1}
    assert facts.review == {"possible": 2, "weak-whole": 1}
    assert facts.rejects == {"NO_NAME": 1}
    assert list(facts.caps) == ["kk+year"]
    assert "mean_bound" not in facts.thresholds  # it is no probability of one pair


def test_hubs_are_the_shared_values_alone_and_numbers_are_masked(facts: ReportFacts) -> None:
    assert facts.hubs == (
        Hub("NAME_DATE", "SITI · 1970-07-01", 60),
        Hub("NIK", "3201••••••••••01", 60),
    )


def test_a_value_shared_by_few_is_not_shown() -> None:
    few = clean_table().head(HUB_RECORDS - 1)
    assert facts_from(MANIFEST, outputs(), few).hubs == ()


def test_the_manifests_histogram_is_taken_before_the_written_links(facts: ReportFacts) -> None:
    assert sum(facts.scores) == 4
    assert facts.scores[-1] == 1
    given_scores = [7] + [0] * 49
    told = facts_from(MANIFEST | {"scores": given_scores}, outputs(), clean_table())
    assert told.scores == tuple(given_scores)


@given(st.lists(st.floats(0, 1), max_size=60))
def test_no_pair_is_lost_in_the_histogram(probabilities: list[float]) -> None:
    tables = outputs()
    tables["links"] = pd.DataFrame(
        {"probability": probabilities, "verdict": "accepted", "reason": ""}
    )
    assert sum(facts_from({}, tables, clean_table()).scores) == len(probabilities)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_is_whole_and_needs_nothing_else(facts: ReportFacts, language: Any) -> None:
    page = render_report(facts, language)
    check_page(page, language)


@pytest.mark.parametrize(("language", "number"), [("id", "12.345"), ("en", "12,345")])
def test_numbers_are_written_the_languages_way(language: Any, number: str) -> None:
    page = render_report(ReportFacts(run={}, funnel={"accepted": 12345}), language)
    assert f"<b>{number}</b>" in page


def test_no_number_of_a_person_stands_in_the_report(tmp_path: Path) -> None:
    write_reports(tmp_path, MANIFEST, outputs(), clean_table(), {"score": 1.5})
    for name in ("report.html", "report.en.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert mask(NIK) in page
        assert not re.search(r"\d{12,}", page)


def test_values_from_the_data_are_escaped() -> None:
    told = ReportFacts(run={"run": "<b>x"}, funnel={}, hubs=(Hub("ADDRESS", "<script>", 99),))
    page = render_report(told, "en")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_run_without_anything_still_has_a_report() -> None:
    for language in ("id", "en"):
        assert texts(language)["page"]["none"] in render_report(
            ReportFacts(run={}, funnel={}),
            language,
        )


def test_both_languages_have_the_same_texts() -> None:
    def names(section: dict[str, Any]) -> dict[str, Any]:
        return {k: names(v) if isinstance(v, dict) else None for k, v in section.items()}

    assert names(texts("id").sections) == names(texts("en").sections)


def test_every_code_of_the_road_has_words() -> None:
    from graph.guard import VERDICTS
    from resolver.match.blocking import KEYS
    from resolver.match.link import DECIDED_REASON, REFUTED_REASON

    for language in ("id", "en"):
        words = texts(language).sections
        reasons = {text.partition(":")[2] for text in VERDICTS.values()} - {""}
        reasons |= {DECIDED_REASON, REFUTED_REASON}
        assert reasons <= set(words["reason"])
        assert {p for spec in KEYS for p in spec.name.split("+")} <= set(words["key_part"])


def test_text_has_contrast_in_light_and_dark() -> None:
    style = (Path(__file__).parents[2] / "resolver/report/templates/report.css").read_text()
    for block in re.findall(r":root \{([^}]*--ink[^}]*)\}", style):
        colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for ink, ground in (
            ("ink", "card"),
            ("soft", "card"),
            ("soft", "paper"),
            ("accent", "card"),
        ):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        assert contrast(colours["head-soft"], colours["head"]) >= 4.5
        for bar in ("good", "accent", "warm"):
            assert contrast(colours[bar], colours["card"]) >= 3, bar


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
