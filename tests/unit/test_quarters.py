"""Quarters of the synthetic registry: files, rates, lag between the bases, single events."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from api.cli import app
from resolver.errors import InputError, OutputError
from resolver.sources import read_extracts
from training.synthetic import synthesise
from training.synthetic.life.columns import COLUMNS, GROUP, PERIOD, damage_after, trap_after
from training.synthetic.life.deliveries import deliver
from training.synthetic.life.news import ADDRESS, EVERYTHING, KK, NAME, NIK
from training.synthetic.life.often import LEARNS
from training.synthetic.life.stage import Stage
from training.synthetic.life.truth import quarter_of, unused
from training.synthetic.quarters import Options, Quarter, Scope, quarters, write_quarters
from training.synthetic.rates import DTKS, SOURCES

FOUR = Options(people=8000, seed=11, traps=True)
BUSY = Options(people=3000, seed=12, events=10.0, deliveries="full")
IDS = {"DTKS": "ID ART", "REGSOSEK": "id_anggota", "P3KE": "ID Individu"}


@pytest.fixture(scope="module")
def four() -> list[Quarter]:
    return list(quarters(FOUR, quarters=4))


@pytest.fixture(scope="module")
def busy() -> list[Quarter]:
    return list(quarters(BUSY, quarters=4))


@pytest.fixture(scope="module")
def folder(four: list[Quarter], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("quarters")
    for quarter in four:
        quarter.write(out / quarter.period)
    return out


def test_the_first_quarter_is_the_single_one_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    synthesise(FOUR.people, FOUR.seed, FOUR.level, FOUR.traps).write(tmp_path)
    expected = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    first = folder / "2026Q1"
    found = {p.relative_to(first): p.read_bytes() for p in first.rglob("*") if p.is_file()}
    more = {Path("truth/events.parquet"), Path("truth/standing.parquet")}
    assert found.keys() - expected.keys() == more
    assert {name: found[name] for name in expected} == expected


def test_a_folder_a_quarter_each_a_load_that_says_it_is_synthetic(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "2026Q1", "2026Q2", "2026Q3", "2026Q4",
    ]  # fmt: skip
    for load in folder.iterdir():
        assert "SYNTHETIC" in (load / "SYNTHETIC.txt").read_text(encoding="utf-8")
        for table in (load / "truth").glob("*.parquet"):
            assert pq.read_metadata(table).metadata[b"notice"] == b"synthetic"
    mapping = (folder / "2026Q2" / "mapping.toml").read_text(encoding="utf-8")
    assert "SYNTHETIC" in mapping.splitlines()[0]


def test_the_scope_is_declared_where_a_load_is_read(four: list[Quarter], folder: Path) -> None:
    said = set()
    for quarter in four[1:]:
        read = read_extracts(folder / quarter.period)
        assert read.rejects.empty
        assert set(read.raw["period"]) == {quarter.period}
        counts = read.counts[read.counts["source"].isin(list(IDS))].set_index("source")
        for source, scope in quarter.scope.items():
            line = counts.loc[source]
            assert (line["areas"], line["period"]) == ("+".join(scope.areas), quarter.period)
            assert line["extent"] == scope.extent
            said.add((bool(scope.areas), scope.extent))
    assert said == {(False, "full"), (True, "full"), (False, "delta")}


def test_payments_go_on_with_their_own_period_and_ids(four: list[Quarter]) -> None:
    seen: set[str] = set()
    for quarter in four:
        lines = quarter.registry.payments
        assert set(lines["PERIODE"]) == {quarter.period}
        assert not seen & set(lines["ID BAYAR"])
        seen |= set(lines["ID BAYAR"])
        paid = quarter.registry.payments_truth
        assert paid["payment_id"].tolist() == lines["ID BAYAR"].tolist()
        alive = paid.merge(quarter.standing.drop_duplicates("person"), on="person")
        assert (alive["alive_x"] == alive["alive_y"]).all()
        assert (alive["family_x"] == alive["family_y"]).all()


def test_answers_speak_of_delivered_rows(four: list[Quarter]) -> None:
    for quarter in four:
        asked = quarter.registry.siak
        for source in ("DTKS", "P3KE"):
            mine = asked.loc[asked["SOURCE"] == source, "SOURCE_RECORD_ID"]
            assert mine.is_unique
            assert set(mine) <= set(quarter.extracts[source.lower()][IDS[source]])
    # an answer that is as it was keeps its day
    first, second = (q.registry.siak.set_index("SOURCE_RECORD_ID") for q in four[:2])
    both = first.index.intersection(second.index)
    same_day = first.loc[both, "CHECKED_AT"] == second.loc[both, "CHECKED_AT"]
    assert 0.9 < same_day.mean() < 1


def test_the_same_options_give_the_same_files_however_many_quarters(tmp_path: Path) -> None:
    options = Options(people=300, seed=4, traps=True, events=5.0)
    contents = []
    for name, count in (("a", 3), ("b", 2)):
        write_quarters(tmp_path / name, options, count)
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        contents.append({p.relative_to(tmp_path / name): p.read_bytes() for p in files})
    longer, shorter = contents
    assert {name: longer[name] for name in shorter} == shorter
    assert Path("SYNTHETIC.txt") in shorter


def test_rates_are_near_the_stated_ones() -> None:
    """Counts of 4 quarters of 12,000 people within 4 standard deviations (events of families
    come in fives at most, which widens theirs)."""
    played = list(quarters(Options(people=12_000, seed=21), 5))
    log = pd.concat([quarter.events for quarter in played[1:]], ignore_index=True)
    # one in 40 was dead before
    people = 4 * 12_000 * 0.976
    families = 4 * played[0].registry.manifest["families"]

    def near(found: float, share: float, of: float, clump: float = 1.0) -> bool:
        return abs(found - share * of) < 4 * math.sqrt(share * of * clump) + 0.03 * share * of

    kinds = log["kind"].value_counts()
    moved = sum(map(len, log.loc[log["kind"] == "MOVE", "persons"]))
    regrouped = log["kind"].isin(["MARRIAGE", "SPLIT", "DIVORCE"])
    others = sum(map(len, log.loc[regrouped, "persons"]))
    assert near(kinds["BIRTH"], 0.004, people)
    assert near(kinds["DEATH"], 0.0015, people)
    assert near(moved, 0.005, people, 5)
    assert near(others, 0.0035, people, 2)
    assert near(kinds["KK_CHANGE"], 0.008, families)
    assert near(kinds["NIK_CORRECTION"], 0.0005, people)


def test_events_can_be_multiplied(busy: list[Quarter]) -> None:
    calm = quarters(Options(people=3000, seed=12), 2)
    few, many = (len(list(qs)[1].events) for qs in (calm, busy[:2]))
    assert many > 5 * few


def numbers_in(quarter: Quarter, source: str, column: str) -> "pd.Series[str]":
    frame = quarter.extracts[source.lower()]
    return frame.set_index(IDS[source])[column]


def test_the_bases_learn_in_their_own_time_or_never(busy: list[Quarter]) -> None:
    """Of the families with a new card in the second quarter, the share whose rows changed."""
    events = busy[1].events
    people = {p for ps in events.loc[events["kind"] == "KK_CHANGE", "persons"] for p in ps}
    share: dict[tuple[str, int], float] = {}
    for source, column in (("DTKS", "NOKK"), ("REGSOSEK", "no_kk")):
        first = busy[0]
        truth = first.truth[first.truth["source"] == source]
        rows = truth.loc[
            truth["person"].isin(people) & ~truth["damage"].str.contains("kk_|guest"),
            "source_record_id",
        ]
        before = numbers_in(first, source, column)[rows]
        for quarter in busy[1:]:
            after = numbers_in(quarter, source, column).reindex(rows).dropna()
            share[source, quarter.number] = float((after != before[after.index]).mean())
    for source in ("DTKS", "REGSOSEK"):
        assert 0.05 < share[source, 2] < share[source, 4] < 0.97
    assert share["DTKS", 2] > share["REGSOSEK", 2]
    assert LEARNS[0] > LEARNS[1]


# what each kind of event says something new of
TOLD = {
    "KK_CHANGE": (KK,),
    "NIK_CORRECTION": (NIK,),
    "NAME_CORRECTION": (NAME,),
    "MOVE": (KK, ADDRESS),
}


@pytest.mark.parametrize("kind", list(TOLD))
def test_an_event_changes_the_columns_that_speak_of_it(busy: list[Quarter], kind: str) -> None:
    """Rows of people to whom nothing else happened, and that the base did not handle itself."""
    events = busy[1].events
    life = events[events["source"] == ""].explode("persons")
    kinds = life.groupby("persons")["kind"].agg(set)
    only = set(kinds[kinds == {kind}].index)
    for source, names in COLUMNS.items():
        name = SOURCES[source]
        handled = events.loc[events["source"] == name, "records"].explode()
        before, after = (
            quarter.extracts[name.lower()].set_index(IDS[name]).drop(columns=PERIOD[source])
            for quarter in busy[:2]
        )
        truth = busy[1].truth
        rows = truth.loc[(truth["source"] == name) & truth["person"].isin(only), "source_record_id"]
        rows = rows[rows.isin(before.index) & ~rows.isin(handled)]
        changed = (before.loc[rows] != after.loc[rows]).any()
        concerned = {c for group in TOLD[kind] for c in names.get(group, ())}
        # DTKS lists by household: who moves out of one gets into another group
        concerned |= {GROUP[source]} if kind == "MOVE" and name == "DTKS" else set()
        assert set(changed[changed].index) <= concerned
        assert changed.any() or kind.endswith("CORRECTION") or not concerned


def test_newborns_are_named_later_under_the_same_id(busy: list[Quarter]) -> None:
    called = r"^(?:BAYI|BY NY|AN\. NY)"
    first = numbers_in(busy[1], "REGSOSEK", "nama")
    truth = busy[1].truth[busy[1].truth["source"] == "REGSOSEK"]
    babies = truth.loc[truth["person"] >= BUSY.people, "source_record_id"]
    assert len(babies) > 20
    unnamed = first[babies][first[babies].str.upper().str.contains(called)]
    assert 0.2 < len(unnamed) / len(babies) < 0.8
    later = numbers_in(busy[3], "REGSOSEK", "nama").reindex(unnamed.index).dropna()
    assert (~later.str.upper().str.contains(called)).mean() > 0.7


def test_the_dead_are_dropped_noted_or_kept(busy: list[Quarter]) -> None:
    events = busy[1].events
    dead = {p for ps in events.loc[events["kind"] == "DEATH", "persons"] for p in ps}
    rows = busy[0].truth
    rows = rows[rows["person"].isin(dead) & (rows["source"] == "DTKS")]
    last = busy[3].extracts["dtks"].set_index("ID ART")
    ids = rows["source_record_id"]
    left = ids[ids.isin(last.index)]
    notes = last.loc[left, "KETERANGAN MENINGGAL"]
    dropped = len(ids) - len(left)
    assert min(dropped, (notes == "MENINGGAL").sum(), (notes == "").sum()) > 0
    truth = busy[3].truth.set_index(["source", "source_record_id"])
    assert not truth.loc[[("DTKS", record) for record in left], "alive"].any()


def test_who_moves_far_may_stay_listed_in_the_old_place_too(busy: list[Quarter]) -> None:
    pairs = [
        (row.source, *row.records)
        for quarter in busy
        for row in quarter.events.itertuples()
        if row.kind == "KEPT_TWICE"
    ]
    assert pairs
    truth = busy[3].standing.set_index(["source", "source_record_id"])["person"]
    both = [(s, a, b) for s, a, b in pairs if {(s, a), (s, b)} <= set(truth.index)]
    assert both
    assert all(truth[s, a] == truth[s, b] for s, a, b in both)


def test_numbers_are_distinct_and_of_the_synthetic_range() -> None:
    stage = Stage(Options(people=2000, seed=5, events=20.0))
    for number in (2, 3):
        stage.next(number)
    p = stage.t.p
    for numbers in (np.concatenate([p.nik, p.second_nik[p.second_nik != ""]]), p.kk):
        assert len(set(numbers.tolist())) == len(numbers)
        serial = re.compile(r"\d{12}9(?!000|999)\d{3}")
        assert all(serial.fullmatch(number) for number in numbers.tolist())
    newborn = p.born >= np.datetime64("2026-04-01")
    assert newborn.any()
    year = np.array([nik[10:12] for nik in p.nik[newborn].tolist()])
    assert (year == "26").all()
    assert (p.f.mother[newborn] >= 0).all()


def test_every_family_with_grown_people_has_one_living_head_after_a_death() -> None:
    stage = Stage(Options(people=3000, seed=6, events=20.0))
    quarter = stage.next(2)
    p, f = stage.t.p, stage.t.p.f
    headed = quarter.events.loc[quarter.events["kind"] == "HEAD_CHANGE", "families"]
    assert len(headed) > 5
    for (family,) in headed:
        heads = (f.family == family) & (f.relation == 0) & p.alive
        assert heads.sum() == 1


def test_a_household_is_under_one_roof_and_who_moves_leaves_the_others() -> None:
    stage = Stage(Options(people=3000, seed=8, events=20.0))
    for number in (2, 3):
        quarter = stage.next(number)
        f, p = stage.t.p.f, stage.t.p
        inhabited = np.unique(f.family[p.alive])
        homes = pd.DataFrame({"household": f.household[inhabited], "house": f.house[inhabited]})
        assert (homes.groupby("household")["house"].nunique() == 1).all()
        families = homes["household"].value_counts()
        moves = quarter.events[quarter.events["kind"] == "MOVE"]
        assert len(moves) > 5
        assert all(families[households[-1]] == 1 for households in moves["households"])


def test_a_full_scope_withdraws_by_the_place_last_told() -> None:
    """Two rows change regency untold; then only the one or the other regency is delivered."""
    stage = Stage(Options(people=20_000, seed=2))
    book, areas = stage.books[DTKS], stage.t.areas
    regency = np.array([code[:4] for code in areas.kemendagri.tolist()])
    here, there = np.unique(regency)[:2]
    leaver = int(np.flatnonzero(regency[book.village] == here)[0])
    comer = int(np.flatnonzero(regency[book.village] == there)[0])
    book.village[leaver] = int(np.flatnonzero(regency == there)[0])
    book.village[comer] = int(np.flatnonzero(regency == here)[0])
    rows = deliver(book, Scope((str(here),)), areas, 2)
    assert leaver not in rows
    assert not book.standing[leaver]
    assert comer in rows
    assert book.standing.sum() == len(book.standing) - 1
    assert deliver(book, Scope((), "delta"), areas, 3).tolist() == [leaver]
    assert book.standing.all()


def test_a_number_is_never_given_twice() -> None:
    rng = np.random.default_rng(1)
    key = np.array(["320101010126"] * 990, dtype=object)
    numbers = unused(rng, key, np.array(["3201010101269001"], dtype=object))
    assert len(set(numbers.tolist())) == 990
    assert "3201010101269001" not in numbers.tolist()
    with pytest.raises(ValueError, match="998"):
        unused(rng, np.repeat(key[:1], 999), key)


@pytest.mark.parametrize(
    ("number", "period", "first", "after"),
    [
        (1, "2026Q1", "2026-01-01", "2026-04-01"),
        (4, "2026Q4", "2026-10-01", "2027-01-01"),
        (5, "2027Q1", "2027-01-01", "2027-04-01"),
    ],
)
def test_quarters_of_the_year(number: int, period: str, first: str, after: str) -> None:
    found = quarter_of(number)
    assert (found[0], str(found[1]), str(found[2])) == (period, first, after)


def test_damage_is_told_of_what_stands_there_now() -> None:
    old = "nik_digit;name_typo;address_old;duplicate_exact"
    assert damage_after(old, "name_variant;nik_blank", NAME) == (
        "nik_digit;address_old;name_variant"
    )
    assert damage_after(old, "", EVERYTHING) == ""
    assert damage_after("listed_twice", "listed_twice", NIK) == "listed_twice"
    assert trap_after("filler_nik", "", NIK) == ""
    assert trap_after("filler_nik", "office_address", ADDRESS) == "office_address"
    assert trap_after("filler_nik", "shared_nik", NAME) == "filler_nik"


def test_what_cannot_be_played_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one"):
        quarters(Options(people=100), quarters=0)
    with pytest.raises(InputError, match="0 to 50"):
        quarters(Options(people=100, events=51.0), quarters=2)
    with pytest.raises(InputError, match="at least 20"):
        write_quarters(tmp_path / "out", Options(people=5), 2)
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="another folder"):
        write_quarters(tmp_path / "file", Options(people=50), 2)


def test_the_command_writes_a_history_and_refuses_to_mix(tmp_path: Path) -> None:
    run, out = CliRunner(), str(tmp_path / "out")
    small = ["--people", "60", "--seed", "3"]
    done = run.invoke(app, ["synthesise", out, *small, "--quarters", "3", "--events", "5"])
    assert done.exit_code == 0, done.output
    assert "over 3 quarters" in done.output
    assert (tmp_path / "out" / "2026Q3" / "truth" / "events.parquet").is_file()
    again = run.invoke(app, ["synthesise", out, *small, "--quarters", "2"])
    assert "earlier history: 2026Q3" in again.output
    flat = str(tmp_path / "flat")
    assert run.invoke(app, ["synthesise", flat, *small]).exit_code == 0
    mixed = run.invoke(app, ["synthesise", flat, *small, "--quarters", "2"])
    assert isinstance(mixed.exception, OutputError)
