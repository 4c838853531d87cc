"""The quality table: right counts on every level, warnings and drifts that chance does not make."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resolver.errors import InputError
from resolver.normalise.records import normalise_records
from resolver.quality import assess, former_quality, keep_quality, last_quality
from resolver.quality.assess import QUALITY_OUTPUT, Quality
from resolver.quality.facts import quality_facts
from resolver.quality.judge import wilson_low
from resolver.quality.limits import shipped_limits
from resolver.quality.render import render_quality
from resolver.quality.table import KEY
from training.synthetic import synthesise
from training.synthetic.raw import raw_table

Load = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
LIMITS = shipped_limits()


def make_load(people: int, seed: int) -> Load:
    """raw, clean, rejects, counts, areas of a synthetic registry."""
    registry = synthesise(people, seed, "realistic", traps=True)
    raw = raw_table(registry)
    clean = normalise_records(raw, registry.areas, None, b"secret")
    rejects = pd.DataFrame(
        {
            "source": ["DTKS"] * 3 + ["SIAK"],
            "reason": ["RAGGED_ROW", "RAGGED_ROW", "NO_RECORD_ID", "OLDER_ANSWER"],
        },
        dtype="str",
    )
    counts = raw.groupby("source").size().rename("read").reset_index()
    counts.loc[counts["source"] == "DTKS", "read"] += 3
    return raw, clean, rejects, counts, registry.areas


@pytest.fixture(scope="module")
def load() -> Load:
    return make_load(4_000, 11)


@pytest.fixture(scope="module")
def quality(load: Load) -> Quality:
    return assess(*load)


def counts(quality: Quality, **where: str) -> dict[tuple[str, str], int]:
    table = quality.table
    for name, value in where.items():
        table = table[table[name] == value]
    return table.set_index(["column", "measure"])["count"].to_dict()


def test_every_village_is_counted_as_one_would_by_hand(load: Load, quality: Quality) -> None:
    raw, clean, *_ = load
    rows = raw.add_prefix("raw_").join(clean)
    rows = rows.astype(object).where(rows.notna(), None)
    for (source, village), members in rows.groupby(["source", "village"]):
        told = counts(quality, source=source, level="VILLAGE", area=village)
        expected: dict[tuple[str, str], int] = {}

        def add(column: str, measure: str, here: dict[tuple[str, str], int] = expected) -> None:
            here[column, measure] = here.get((column, measure), 0) + 1

        for row in members.itertuples():
            add("row", "ROWS")
            add("nik", row.nik_status)
            add("kk", row.kk_status)
            add("area", row.area_status)
            if row.nik is None:
                add("nik", "UNUSABLE")
            if row.kk is None:
                add("kk", "UNUSABLE")
            if row.sex is None:
                add("sex", "ABSENT")
                add("sex", "MISSING" if row.raw_sex is None else "UNREADABLE")
            if row.rt is None or row.rw is None:
                add("rt_rw", "ABSENT")
                add("rt_rw", "MISSING")
            if row.birth_day:
                add("birth_date", "FULL")
            else:
                add("birth_date", "INCOMPLETE")
            if row.birth_heap:
                add("birth_date", "HEAP")
        for key, count in expected.items():
            assert told[key] == count, (source, village, key)
        for key in told:
            if key[0] in ("nik", "kk", "sex", "rt_rw", "area") and key[1] != "REPEATED":
                assert key in expected, (source, village, key)


def test_repeated_numbers_and_double_rows_are_found_within_a_source(load: Load) -> None:
    raw, clean, rejects, count, areas = load
    for source, rows in clean.groupby("source"):
        told = counts(assess(raw, clean, rejects, count, areas), source=source, level="SOURCE")
        number = rows["nik"].dropna()
        assert told["nik", "REPEATED"] == number.duplicated(keep=False).sum()
        whole = rows[(rows["birth_day"] > 0) & rows["name_norm"].notna() & rows["village"].notna()]
        key = ["name_norm", "birth_year", "birth_month", "birth_day", "village"]
        assert told.get(("row", "DOUBLE"), 0) == whole.duplicated(key, keep=False).sum()


def test_the_levels_add_up(quality: Quality) -> None:
    table = quality.table
    every = table[~table["measure"].isin(["RAGGED_ROW", "NO_RECORD_ID", "REJECTED"])]
    sums = every.groupby(["level", "source", "column", "measure"])["count"].sum()
    # every row of this load is in a known village
    for level in ("REGENCY", "DISTRICT", "VILLAGE"):
        assert sums[level].equals(sums["SOURCE"])
    assert table.duplicated(KEY).sum() == 0
    assert tuple(table.columns) == QUALITY_OUTPUT
    assert ((table["share"] >= 0) & (table["share"] <= 1)).all()


def test_rows_of_no_known_area_count_in_the_source_and_under_a_mark(load: Load) -> None:
    raw, clean, *rest = load
    lost = clean.copy()
    lost.loc[:9, ["village", "district", "regency"]] = None
    lost.loc[10:14, ["village", "district"]] = None
    source = str(clean["source"].iloc[0])
    told = assess(raw, lost, *rest)
    assert counts(told, source=source, level="REGENCY", area="?")["row", "ROWS"] == 10
    rows = {
        level: told.table[
            (told.table["level"] == level)
            & (told.table["source"] == source)
            & (told.table["measure"] == "ROWS")
        ]["count"].sum()
        for level in ("SOURCE", "REGENCY", "DISTRICT")
    }
    assert rows["SOURCE"] == rows["REGENCY"] == rows["DISTRICT"] + 15


def test_rejected_rows_are_told_by_reason_out_of_the_rows_read(quality: Quality) -> None:
    told = quality.table[(quality.table["source"] == "DTKS") & (quality.table["level"] == "SOURCE")]
    by_measure = told.set_index("measure")
    assert by_measure.loc["RAGGED_ROW", "count"] == 2
    assert by_measure.loc["REJECTED", "count"] == 3
    assert by_measure.loc["REJECTED", "rows"] == by_measure.loc["ROWS", "count"] + 3


def test_rejects_of_sources_without_accepted_rows_or_without_records_are_told(load: Load) -> None:
    raw, clean, _, _, areas = load
    more = [("P3KE", "RAGGED_ROW")] * 40 + [("SIAK", "NO_RECORD_ID")] * 2
    more += [("SIAK", "OLDER_ANSWER")] * 50 + [("PAYMENTS", "NO_NAME_NO_NIK")]
    rejects = pd.DataFrame(more, columns=["source", "reason"], dtype="str")
    kept = (raw["source"] == "DTKS").to_numpy()
    read = [("P3KE", 40), ("SIAK", 100), ("PAYMENTS", 10), ("DTKS", int(kept.sum()))]
    count = pd.DataFrame(read, columns=["source", "read"])
    told = assess(
        raw[kept].reset_index(drop=True), clean[kept].reset_index(drop=True), rejects, count, areas
    )
    lines = told.table[told.table["column"] == "row"].set_index(["source", "level", "measure"])
    shares = {
        source: lines["share"].get((source, "SOURCE", "REJECTED"))
        for source in ("P3KE", "SIAK", "PAYMENTS", "DTKS")
    }
    # what a newer answer replaces is no damage
    assert shares == {"P3KE": 1.0, "SIAK": 0.02, "PAYMENTS": 0.1, "DTKS": None}
    assert lines.loc[("SIAK", "SOURCE", "OLDER_ANSWER"), "count"] == 50
    assert lines.loc[("P3KE", "SOURCE", "REJECTED"), "warning"]
    assert told.figures["sources"]["P3KE"] == {"rows": 0, "row_rejected": 1.0}
    page = render_quality(quality_facts(told, {}), "en")
    assert "P3KE" in page


def test_no_text_of_a_wrong_column_becomes_an_areas_name(load: Load) -> None:
    """village_name mapped to the NIK, then to the people's names; regencies as they should be."""
    raw, clean, rejects, count, _ = load
    numbers = raw.assign(village_name=raw["nik"].fillna("3201014507809001"))
    people = raw.assign(village_name=raw["name"], district_name="32.01.01.450780.9001")
    for wrong in (numbers, people):
        table = assess(wrong, clean, rejects, count, None).table
        assert table.loc[table["level"] == "REGENCY", "area_name"].notna().any()
        told = table.loc[table["level"] == "VILLAGE", "area_name"]
        assert told.isna().mean() > 0.9
        assert not table["area_name"].str.contains(r"\d{11}|450780", na=False).any()


def test_an_area_is_called_what_most_of_its_rows_say(load: Load) -> None:
    raw, clean, rejects, count, _ = load
    first = raw.groupby(clean["village"]).head(1).index
    slipped = raw.assign(village_name=raw["village_name"].where(~raw.index.isin(first), "SLIP"))
    table = assess(slipped, clean, rejects, count, None).table
    assert "SLIP" not in set(table["area_name"])


def test_unreadable_periods_are_counted(load: Load) -> None:
    raw, clean, *rest = load
    wrong = raw.assign(period=raw["nik"].fillna("x"))
    told = counts(assess(wrong, clean.assign(period=None), *rest), source="DTKS", level="SOURCE")
    assert told["period", "UNREADABLE"] == told["row", "ROWS"]


def test_areas_have_the_lists_names(load: Load, quality: Quality) -> None:
    areas = load[-1]
    names = areas.set_index("kemendagri")["village"].to_dict()
    villages = quality.table[quality.table["level"] == "VILLAGE"]
    for code, name in villages[["area", "area_name"]].drop_duplicates().itertuples(index=False):
        assert name == names[code]


@pytest.mark.parametrize(
    ("count", "rows", "low"), [(0, 0, 0.0), (0, 100, 0.0), (50, 100, 0.4038), (100, 100, 0.9630)]
)
def test_wilsons_lower_end(count: int, rows: int, low: float) -> None:
    """Against the textbook's interval at 95 %."""
    found = wilson_low(np.array([float(count)]), np.array([float(rows)]), 1.96)
    assert found[0] == pytest.approx(low, abs=1e-4)


def test_a_warning_needs_a_limit_rows_and_more_than_chance(load: Load) -> None:
    raw, clean, *rest = load
    village = clean["village"].value_counts().index[0]
    here = np.flatnonzero((clean["village"] == village) & (clean["source"] == "REGSOSEK"))
    assert len(here) > 300
    limit = LIMITS.shares["sex", "ABSENT"]

    def warned(share: float, among: int) -> bool:
        rows = here[:among]
        damaged = clean.copy()
        damaged.loc[here, "sex"] = "F"
        damaged.loc[rows[: round(share * among)], "sex"] = None
        keep = np.r_[rows, np.flatnonzero(clean["source"] != "REGSOSEK")]
        told = assess(
            raw.iloc[keep].reset_index(drop=True), damaged.iloc[keep].reset_index(drop=True), *rest
        ).table
        line = told[(told["area"] == village) & (told["source"] == "REGSOSEK")]
        line = line[(line["column"] == "sex") & (line["measure"] == "ABSENT")]
        return bool(line["warning"].any())

    assert not warned(limit * 0.9, 300)
    assert not warned(limit * 1.3, 300)  # above, but by chance perhaps
    assert warned(limit * 4, 300)
    assert not warned(limit * 40, 20)  # too few rows to speak


def test_a_column_that_a_source_does_not_have_is_no_warning(quality: Quality) -> None:
    p3ke = quality.table[(quality.table["source"] == "P3KE") & (quality.table["column"] == "kk")]
    assert (p3ke.loc[p3ke["measure"] == "UNUSABLE", "share"] == 1).all()
    assert not p3ke["warning"].any()


def test_the_same_load_has_not_drifted(load: Load, quality: Quality) -> None:
    again = assess(*load, former=("R-before", quality.table))
    assert again.compared_with == "R-before"
    assert not again.table["drift"].any()
    assert (again.table["z"] == 0).all()
    assert again.table["count_before"].tolist() == again.table["count"].tolist()


def test_another_draw_of_the_same_families_has_not_drifted(load: Load, quality: Quality) -> None:
    """Families drawn anew with putting back: what differs is chance, family by family."""
    raw, clean, *rest = load
    rng = np.random.default_rng(5)
    marks = []
    groups = pd.factorize(clean["group_id"])[0]
    order = np.argsort(groups, kind="stable")
    start = np.searchsorted(groups[order], np.arange(groups.max() + 2))
    for _ in range(20):
        drawn = rng.integers(0, groups.max() + 1, groups.max() + 1)
        rows = np.concatenate([order[start[g] : start[g + 1]] for g in drawn])
        table = assess(
            raw.iloc[rows].reset_index(drop=True),
            clean.iloc[rows].reset_index(drop=True),
            *rest,
            former=("R", quality.table),
        ).table
        # the same row twice is a repeated number: true, but the drawing's doing
        mine = table[~table["measure"].isin(["REPEATED", "DOUBLE"])]
        marks.append(int(mine["drift"].sum()))
    assert sum(marks) <= 1, marks


def test_what_has_changed_is_marked_where_it_changed(load: Load, quality: Quality) -> None:
    raw, clean, *rest = load
    later = clean.copy()
    district = clean.loc[clean["source"] == "DTKS", "district"].value_counts().index[0]
    here = (clean["source"] == "DTKS") & (clean["district"] == district)
    later.loc[here & (np.arange(len(clean)) % 4 == 0), "nik_status"] = "PRECISION_LOST"
    gone = clean.loc[clean["source"] == "REGSOSEK", "village"].value_counts().index[0]
    kept = ~((clean["source"] == "REGSOSEK") & (clean["village"] == gone)).to_numpy()
    told = assess(
        raw[kept].reset_index(drop=True),
        later[kept].reset_index(drop=True),
        *rest,
        former=("R", quality.table),
    ).table
    drift = told[told["drift"]]
    found = set(zip(drift["source"], drift["area"], drift["column"], drift["measure"], strict=True))
    assert ("DTKS", district, "nik", "PRECISION_LOST") in found
    assert ("REGSOSEK", gone, "row", "ROWS") in found
    assert "P3KE" not in set(drift["source"])
    vanished = told[(told["source"] == "REGSOSEK") & (told["area"] == gone)]
    assert (vanished["count"] == 0).all()
    assert (vanished["rows_before"] > 0).all()
    assert vanished["area_name"].notna().all()


def test_a_measure_that_was_not_there_before_counts_from_nothing(load: Load) -> None:
    raw, clean, *rest = load
    before = clean.copy()
    before["sex"] = before["sex"].fillna("F")
    former = assess(raw, before, *rest).table
    assert not ((former["column"] == "sex") & (former["measure"] == "ABSENT")).any()
    lost = clean.copy()
    lost.loc[lost["source"] == "REGSOSEK", "sex"] = None
    told = assess(raw, lost, *rest, former=("R", former)).table
    line = told[(told["source"] == "REGSOSEK") & (told["level"] == "SOURCE")]
    line = line[(line["column"] == "sex") & (line["measure"] == "ABSENT")].iloc[0]
    assert (line["share_before"], line["share"], line["drift"]) == (0.0, 1.0, True)
    assert line["rows_before"] == line["rows"]


def test_the_figures_tell_each_source(quality: Quality) -> None:
    figures = quality.figures
    assert figures["compared_with"] is None
    assert set(figures["sources"]) == {"DTKS", "P3KE", "REGSOSEK"}
    whole = quality.table[quality.table["level"] == "SOURCE"]
    assert figures["warnings"]["source"] == whole["warning"].sum()
    share = counts(quality, source="DTKS", level="SOURCE")["nik", "UNUSABLE"]
    rows = figures["sources"]["DTKS"]["rows"]
    assert figures["sources"]["DTKS"]["nik_unusable"] == pytest.approx(share / rows, abs=1e-6)


def test_former_tables_are_kept_found_and_named(quality: Quality, tmp_path: Path) -> None:
    assert last_quality(tmp_path, ["R-1"]) is None
    keep_quality(tmp_path, "R-2026/Q1-../x", quality.table)
    assert [path.parent.name for path in tmp_path.rglob("*.parquet")] == ["quality"]
    found = last_quality(tmp_path, ["R-none", "R-2026/Q1-../x"])
    assert found is not None
    assert found[0] == "R-2026/Q1-../x"
    pd.testing.assert_frame_equal(found[1], quality.table)
    folder = tmp_path / "run-7"
    folder.mkdir()
    quality.table.to_parquet(folder / "quality.parquet")
    assert former_quality(folder)[0] == former_quality(folder / "quality.parquet")[0] == "run-7"


@pytest.mark.parametrize("content", [None, b"", b"no parquet", "other columns"])
def test_what_is_no_former_table_is_said(tmp_path: Path, content: bytes | str | None) -> None:
    if isinstance(content, bytes):
        (tmp_path / "quality.parquet").write_bytes(content)
    elif content:
        pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "quality.parquet")
    with pytest.raises(InputError, match=r"quality\.parquet|quality table"):
        former_quality(tmp_path)


def test_an_empty_load_has_a_table() -> None:
    raw, clean, rejects, count, areas = make_load(20, 1)
    told = assess(raw.head(0), clean.head(0), rejects.head(0), count.head(0), areas)
    assert told.table.empty
    assert tuple(told.table.columns) == QUALITY_OUTPUT
    assert told.figures["sources"] == {}
