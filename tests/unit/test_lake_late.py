"""A base that comes late: what a later load showed to be gone is not new; the lake is one's own."""

import multiprocessing
from pathlib import Path

import pandas as pd
import pytest

from resolver.lake import Lake, Loads, StandingRows, merge
from tests.unit.test_lake_merge import AREAS, NO_REJECTS, A, B, load, raw

C = ("DTKS", "3", "TUTI", AREAS[0])


def after(merged) -> StandingRows:
    rows = merged.extracts.raw
    return StandingRows(rows, rows["area_code"], None, None, "000002-R", merged.marks)


def ids(merged) -> set[str]:
    return set(merged.extracts.raw["source_record_id"])


def in_full(rows, period, areas=""):
    return load(rows, [("DTKS", areas, "full")], period=period)


def test_a_record_withdrawn_later_is_not_brought_back_by_a_load_of_before():
    first = merge(None, in_full([A, B], "2026Q1"))
    gone = merge(after(first), in_full([A], "2026Q3"))
    assert ids(gone) == {"1"}
    late = merge(after(gone), load([A, B], [("DTKS", "", "delta")], period="2026Q2"))
    assert ids(late) == {"1"}
    assert late.counts["late"] == 2  # a newer row of A, and B
    assert late.counts["new"] == 0


def test_a_record_that_a_later_full_load_lacks_is_not_new_even_if_it_was_never_seen():
    full = merge(None, in_full([A], "2026Q3"))
    late = merge(after(full), load([C], [("DTKS", "", "delta")], period="2026Q2"))
    assert ids(late) == {"1"}
    assert late.counts["late"] == 1
    of_now = merge(after(full), load([C], [("DTKS", "", "delta")], period="2026Q3"))
    assert ids(of_now) == {"1", "3"}


@pytest.mark.parametrize(("areas", "taken"), [(AREAS[0], False), ("32", False), (AREAS[1], True)])
def test_only_where_the_later_load_was_full_does_it_tell(areas, taken):
    full = merge(None, in_full([A], "2026Q3", areas))
    late = merge(after(full), load([C], [("DTKS", "", "delta")], period="2026Q2"))
    assert ("3" in ids(late)) is taken


def test_another_base_and_a_delta_tell_nothing_of_this_one():
    other = merge(None, load([("P3KE", "9", "WATI", AREAS[0])], [("P3KE", "", "full")],
                             period="2026Q3"))  # fmt: skip
    late = merge(after(other), load([C], period="2026Q2"))
    assert ids(late) == {"9", "3"}
    delta = merge(None, load([A], [("DTKS", "", "delta")], period="2026Q3"))
    assert ids(merge(after(delta), load([C], period="2026Q2"))) == {"1", "3"}


def test_a_record_that_came_back_is_withdrawn_no_more():
    first = merge(None, in_full([A, B], "2026Q1"))
    gone = merge(after(first), in_full([A], "2026Q2"))
    assert gone.marks.withdrawn.to_dict("records") == [
        {"source": "DTKS", "source_record_id": "2", "period": "2026Q2"}
    ]
    back = merge(after(gone), load([B], period="2026Q3"))
    assert ids(back) == {"1", "2"}
    assert not len(back.marks.withdrawn)


def test_a_late_full_file_beside_newer_ones_withdraws_nothing_newer():
    """One base of 2026Q1 in a load whose other base is of 2026Q3."""
    before = raw([A, B], "2026Q2")
    former = StandingRows(before, before["area_code"], None, None, "000001-R")
    mixed = load([A], [("DTKS", "", "full")], period="2026Q1")
    newer = raw([("P3KE", "9", "WATI", AREAS[0])], "2026Q3", "p3ke.csv")
    rows = pd.concat([mixed.raw.assign(file="DTKS.csv"), newer], ignore_index=True)
    both = load([], [("DTKS", "", "full"), ("P3KE", "", "full")])
    merged = merge(former, type(both)(rows, NO_REJECTS, both.counts))
    assert ids(merged) == {"1", "2", "9"}


def test_one_slip_in_a_period_does_not_close_a_base_for_years():
    rows = [("DTKS", str(n), "SITI", AREAS[0]) for n in range(40)]
    slip = in_full(rows, "2026Q1")
    period = slip.raw["period"].mask(slip.raw["source_record_id"] == "7", "2031Q1")
    first = merge(None, type(slip)(slip.raw.assign(period=period, file="DTKS.csv"), NO_REJECTS,
                                   slip.counts))  # fmt: skip
    later = merge(after(first), load([("DTKS", "99", "TUTI", AREAS[0])], period="2026Q2"))
    assert "99" in ids(later)


def test_a_load_is_known_by_its_content_whatever_its_files_and_order(tmp_path: Path):
    loads = Loads(Lake(tmp_path / "lake"))
    one = in_full([A, B], "2026Q1")
    kept, new = loads.add(one, {"DTKS.csv": "0" * 64})
    assert new
    turned = one.raw.iloc[::-1].assign(file="other.csv", line=[7, 8])
    counts = one.counts.assign(file="other.csv")
    again, new = loads.add(type(one)(turned, NO_REJECTS, counts), {"other.csv": "1" * 64})
    assert (again.folder, new) == (kept.folder, False)
    assert loads.add(in_full([A], "2026Q1"), {})[1]
    assert loads.add(load([A, B], [("DTKS", "", "delta")], period="2026Q1"), {})[1]
    assert len(loads.all()) == 3


def test_pruning_waits_for_another_run_that_writes(tmp_path: Path):
    """Its half-written folder looks like one that a killed run left."""
    context = multiprocessing.get_context("forkserver")
    told, answer = context.Queue(), context.Queue()
    other = context.Process(target=_hold, args=(tmp_path, told, answer), daemon=True)
    other.start()
    assert told.get(timeout=60) == "held"
    waits = context.Process(target=_prune, args=(tmp_path, told), daemon=True)
    waits.start()
    assert told.get(timeout=60) == "prunes"
    waits.join(timeout=0.5)
    assert waits.is_alive(), "it waits"
    assert (tmp_path / ".000002-R-half").is_dir()
    answer.put("go on")
    other.join(timeout=60)
    waits.join(timeout=60)
    assert (other.exitcode, waits.exitcode) == (0, 0)
    assert not (tmp_path / ".000002-R-half").exists()
    for one in (other, waits):
        one.close()


def _hold(folder: Path, told, answer) -> None:
    with Lake(folder).locked():
        half = folder / ".000002-R-half"
        half.mkdir()
        told.put("held")
        answer.get(timeout=60)
        assert half.is_dir()


def _prune(folder: Path, told) -> None:
    told.put("prunes")
    lake = Lake(folder)
    with lake.locked():
        lake.prune([])
