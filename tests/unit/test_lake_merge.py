"""A load laid upon what stood: counts add up, nothing is lost silently, scope decides."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.lake import StandingRows, merge
from resolver.sources import Extracts
from resolver.sources.columns import COUNT_COLUMNS, RAW_COLUMNS

AREAS = ("3201012001", "3201012002", "3301012001")


def raw(rows, period="2026Q2", file="dtks.csv"):
    """Rows (source, id, name, area) as the raw table has them."""
    table = pd.DataFrame({name: pd.Series([None] * len(rows), dtype="str") for name in RAW_COLUMNS})
    for column, place in (("source", 0), ("source_record_id", 1), ("name", 2), ("area_code", 3)):
        table[column] = pd.array([row[place] for row in rows], dtype="str")
    table["period"], table["file"] = period, file
    table["line"] = range(1, len(rows) + 1)
    return table


NO_REJECTS = pd.DataFrame({"file": [], "reason": []}, dtype="str")


def load(rows, scopes=(), rejects=NO_REJECTS, period="2026Q2", **options):
    """Extracts of these rows; scopes: (source, areas, extent)."""
    counts = pd.DataFrame(
        [(f"{source}.csv", source, 0, 0, 0, areas, "", extent) for source, areas, extent in scopes],
        columns=list(COUNT_COLUMNS),
    )
    return Extracts(raw(rows, period), rejects, counts, **options)


def standing(rows, **options):
    table = raw(rows, "2026Q1")
    values = {"siak": None, "areas": None, "name": "000001-R", **options}
    return StandingRows(table, table["area_code"], **values)


def status_of(merged):
    rows = merged.statuses.itertuples(index=False)
    return {(row.source, row.source_record_id): row.status for row in rows}


A, B, C = (
    ("DTKS", "1", "SITI", AREAS[0]),
    ("DTKS", "2", "BUDI", AREAS[1]),
    ("P3KE", "1", "WATI", AREAS[2]),
)


def test_the_first_load_is_all_new():
    merged = merge(None, load([A, B]))
    assert merged.counts == {
        "new": 2, "changed": 0, "unchanged": 0, "carried": 0, "withdrawn": 0, "before": 0, "now": 2,
    }  # fmt: skip


def test_what_a_delta_does_not_list_is_carried_and_says_from_where():
    merged = merge(standing([A, B]), load([("DTKS", "1", "SITI A", AREAS[0])]))
    assert status_of(merged) == {("DTKS", "1"): "changed", ("DTKS", "2"): "carried"}
    carried = merged.extracts.raw.set_index("source_record_id").loc["2"]
    assert (carried["file"], carried["period"]) == ("000001-R/dtks.csv", "2026Q1")


def test_a_row_that_says_the_same_is_unchanged_whatever_its_file_line_and_period():
    merged = merge(standing([A]), load([A]))
    assert status_of(merged) == {("DTKS", "1"): "unchanged"}
    assert merged.extracts.raw["period"].tolist() == ["2026Q2"]


@pytest.mark.parametrize(
    ("areas", "gone"),
    [("", {"1", "2"}), ("3201012001", {"1"}), ("3201", {"1", "2"}), ("33", set())],
)
def test_only_within_a_full_scope_is_what_is_absent_withdrawn(areas, gone):
    merged = merge(standing([A, B, C]), load([], [("DTKS", areas, "full")]))
    found = {key[1] for key, status in status_of(merged).items() if status == "withdrawn"}
    assert found == gone
    assert status_of(merged)[("P3KE", "1")] == "carried"


def test_a_row_of_no_known_village_is_never_withdrawn_by_an_area():
    former = standing([("DTKS", "9", "X", None)])
    merged = merge(former, load([], [("DTKS", "32", "full")]))
    assert status_of(merged) == {("DTKS", "9"): "carried"}


def test_a_row_that_could_not_be_read_may_be_anybodys():
    rejects = pd.DataFrame({"file": ["DTKS.csv"], "reason": ["RAGGED_ROW"]}, dtype="str")
    merged = merge(standing([A, C]), load([], [("DTKS", "", "full")], rejects))
    assert status_of(merged) == {("DTKS", "1"): "carried", ("P3KE", "1"): "carried"}
    assert merged.counts["held"] == 1
    twice = rejects.assign(reason="REPEATED_ROW")
    gone = merge(standing([A]), load([], [("DTKS", "", "full")], twice))
    assert status_of(gone) == {("DTKS", "1"): "withdrawn"}


def test_what_a_later_period_said_is_not_unsaid_by_an_earlier_one():
    older = ("DTKS", "1", "SITI OLD", AREAS[0])
    former = StandingRows(
        raw([A, B], "2026Q3"), pd.Series([A[3], B[3]], dtype="str"), None, None, "000001-R"
    )
    merged = merge(former, load([older], [("DTKS", "", "full")]))
    assert status_of(merged) == {("DTKS", "1"): "carried", ("DTKS", "2"): "carried"}
    assert sorted(merged.extracts.raw["name"]) == ["BUDI", "SITI"]


def test_the_caller_may_say_that_a_source_is_whole():
    merged = merge(standing([A, C]), load([], [("DTKS", "", "delta")]), full=["DTKS"])
    assert status_of(merged) == {("DTKS", "1"): "withdrawn", ("P3KE", "1"): "carried"}


def test_the_newest_answer_stands_and_one_on_a_withdrawn_record_goes():
    answers = pd.DataFrame(
        {"source": ["DTKS"] * 2, "source_record_id": ["1", "2"], "siak": ["VERIFIED", "MISMATCH"]}
    )
    later = answers.head(1).assign(siak="NOT_FOUND")
    former = standing([A, B, C], siak=answers)
    merged = merge(former, load([A], [("DTKS", "", "full")], siak=later))
    assert merged.extracts.siak["siak"].tolist() == ["NOT_FOUND"]
    kept = merge(former, load([A, B]))
    assert kept.extracts.siak["siak"].tolist() == ["VERIFIED", "MISMATCH"]


rows = st.lists(
    st.tuples(
        st.sampled_from(["DTKS", "P3KE"]),
        st.sampled_from(list("123456")),
        st.sampled_from(["SITI", "BUDI", None]),
        st.sampled_from([*AREAS, None]),
    ),
    unique_by=lambda row: row[:2],
    max_size=8,
)
scopes = st.lists(
    st.tuples(
        st.sampled_from(["DTKS", "P3KE"]),
        st.sampled_from(["", "32", AREAS[0], "33+3201012002"]),
        st.sampled_from(["full", "delta"]),
    ),
    max_size=3,
)


@settings(deadline=None, max_examples=150)
@given(rows, rows, scopes)
def test_every_record_has_one_status_and_counts_in_are_counts_out(before, now, told):
    merged = merge(standing(before), load(now, told))
    statuses = status_of(merged)
    was, delivered = {row[:2]: row for row in before}, {row[:2]: row for row in now}
    assert set(statuses) == set(was) | set(delivered)
    assert len(merged.statuses) == len(statuses)
    counts = merged.counts
    assert counts["before"] == len(before)
    assert counts["before"] + counts["new"] == counts["now"] + counts["withdrawn"]
    standing_now = merged.extracts.raw
    assert len(standing_now) == counts["now"]
    for key, status in statuses.items():
        if key in delivered:
            expected = "new" if key not in was else "changed"
            expected = "unchanged" if was.get(key) == delivered[key] else expected
            assert status == expected
        else:
            covered = any(
                source == key[0]
                and extent == "full"
                and (not areas or (was[key][3] or "-").startswith(tuple(areas.split("+"))))
                for source, areas, extent in told
            )
            assert status == ("withdrawn" if covered else "carried")
