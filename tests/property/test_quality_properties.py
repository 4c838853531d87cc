"""Quality: bounds and order never matter more than they should."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.quality import assess
from resolver.quality.drift import add_drift
from resolver.quality.judge import judge, wilson_low
from resolver.quality.limits import shipped_limits
from tests.unit.test_quality import make_load

LOAD = make_load(600, 4)
COUNTS = st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 5000)), min_size=1, max_size=6)


def table(counts: list[tuple[int, int]]) -> pd.DataFrame:
    """Regencies with so many rows, so many of them without a usable NIK."""
    rows = np.array([max(n, x) for n, x in counts])
    areas = [f"32{at:02d}" for at in range(len(counts))]
    parts = []
    for column, measure, count in (
        ("row", "ROWS", rows), ("nik", "UNUSABLE", np.array([x for _, x in counts])),
    ):  # fmt: skip
        part = pd.DataFrame(
            {"source": "DTKS", "level": "REGENCY", "area": areas, "column": column,
             "measure": measure}, dtype="str",
        )  # fmt: skip
        parts.append(part.assign(rows=rows, count=count, share=count / rows))
    whole = pd.concat(parts, ignore_index=True).assign(area_name="A")
    return judge(whole[whole["count"] > 0].reset_index(drop=True), shipped_limits())


@given(COUNTS)
def test_wilsons_end_lies_between_nothing_and_the_share(counts: list[tuple[int, int]]) -> None:
    rows = np.array([float(max(n, x)) for n, x in counts])
    count = np.array([float(x) for _, x in counts])
    low = wilson_low(count, rows, 3.0)
    assert (low >= -1e-12).all()
    assert (low <= count / rows + 1e-12).all()


@given(COUNTS)
def test_warnings_lie_above_their_limit(counts: list[tuple[int, int]]) -> None:
    told = table(counts)
    warned = told[told["warning"]]
    assert (warned["share"] > warned["limit"]).all()
    assert (warned["rows"] >= shipped_limits().warning_rows).all()


@settings(max_examples=30, deadline=None)
@given(COUNTS, COUNTS)
def test_drift_there_is_drift_back(
    before: list[tuple[int, int]], now: list[tuple[int, int]]
) -> None:
    one, two = table(before), table(now)
    key = ["source", "level", "area", "column", "measure"]
    there = add_drift(two, one, shipped_limits()).set_index(key).sort_index()
    back = add_drift(one, two, shipped_limits()).set_index(key).sort_index()
    assert there.index.equals(back.index)
    shares = there.index.get_level_values("measure") == "UNUSABLE"
    assert (there.loc[shares, "drift"] == back.loc[shares, "drift"]).all()
    assert np.allclose(there["z"], -back["z"])
    assert set(zip(there["count"], there["rows_before"], strict=True)) == set(
        zip(back["count_before"], back["rows"], strict=True)
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 200))
def test_the_table_does_not_depend_on_the_order_of_the_rows(seed: int, size: int) -> None:
    raw, clean, rejects, counts, areas = LOAD
    rows = np.random.default_rng(seed).permutation(len(clean))[:size]
    ordered = np.sort(rows)
    one, two = (
        assess(
            raw.iloc[some].reset_index(drop=True),
            clean.iloc[some].reset_index(drop=True),
            rejects.head(0),
            counts,
            areas,
        )
        for some in (rows, ordered)
    )
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.figures == two.figures
