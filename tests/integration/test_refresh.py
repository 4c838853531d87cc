"""A registry over three quarters: ids last, nothing is lost, decisions hold, states come back."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from resolver.entities.partition import partition_hash
from resolver.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    ReplacedError,
    StoreError,
)
from resolver.lake import Lake
from resolver.outputs import read_table
from resolver.pipeline import Run, resolve
from resolver.registry import Decision, Kind, Ledger, Reader, open_registry, publish
from resolver.registry.database import reading
from resolver.registry.history import Base, person_of_record, publications, story_of
from resolver.registry.history.models import IDENTITY, LINEAGE
from resolver.rollback import roll_back
from resolver.settings import Settings
from training.synthetic.quarters import Options, write_quarters

TABLES = {"person": "persons", "family": "families", "household": "households"}
QUARTERS = ("2026Q1", "2026Q2", "2026Q3")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("quarters")
    write_quarters(out, Options(500, seed=71, traps=True, events=6), 3)
    return out


@pytest.fixture(scope="module")
def history(folders: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[Run]]:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, secret="quarters")
    runs = [
        resolve(folders / quarter, home / "out" / quarter, settings, refresh=True)
        for quarter in QUARTERS
    ]
    return settings, runs


def settings_at(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, secret="quarters")


def refreshed(settings: Settings, folder: Path, name: str) -> Run:
    return resolve(folder, settings.home / "out" / name, settings, refresh=True)


def test_counts_in_are_counts_out_in_every_quarter(history):
    _, runs = history
    before = 0
    for run in runs:
        counts = run.manifest["counts"]
        assert counts["records_before"] == before
        assert before + counts["records_new"] == counts["records_now"] + counts["records_withdrawn"]
        assert counts["records_now"] == counts["memberships"]
        before = counts["records_now"]
    assert all(run.manifest["counts"]["records_carried"] == 0 for run in runs[:1])
    assert runs[2].manifest["counts"]["records_carried"] > 0


def test_what_stands_is_what_the_truth_says_stands(history, folders):
    _, runs = history
    for quarter, run in zip(QUARTERS, runs, strict=True):
        standing = pd.read_parquet(folders / quarter / "truth" / "standing.parquet")
        key = ["source", "source_record_id"]
        found = run.outputs["memberships"][key].sort_values(key, ignore_index=True)
        expected = standing[key].sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_an_entity_of_which_nothing_changed_keeps_its_id(history):
    _, runs = history
    for former, run in pairwise(runs):
        for column in ("person_id", "family_id", "household_id"):
            was, now = (
                one.outputs["memberships"].groupby(column)["record_id"].agg(frozenset)
                for one in (former, run)
            )
            ids = {records: entity for entity, records in was.items()}
            kept = {records: entity for entity, records in now.items() if records in ids}
            assert kept
            assert all(ids[records] == entity for records, entity in kept.items())


def test_every_id_ever_given_leads_to_live_ones_or_says_that_nothing_is_left(history):
    settings, runs = history
    engine = open_registry(settings.registry_url)
    live = {kind: set(runs[-1].outputs[table][f"{kind}_id"]) for kind, table in TABLES.items()}
    every = set().union(*live.values())
    with reading(engine) as connection:
        ids = connection.execute(select(IDENTITY)).all()
    ended = [row for row in ids if row.state != "live"]
    assert {row.entity_id for row in ids if row.state == "live"} == every
    assert ended
    reader = Reader(engine)
    answer = {"P": reader.person, "F": reader.family, "H": reader.household}
    for row in ended:
        fate, events = story_of(engine, row.entity_id)
        assert events
        assert set(fate.successors) <= every
        with pytest.raises(ReplacedError) as told:
            answer[row.kind](row.entity_id)
        assert told.value.successors == fate.successors
    with pytest.raises(NotFoundError):
        story_of(engine, "P-" + "A" * 16)


def test_whose_a_record_was_is_known_for_every_version(history):
    settings, runs = history
    engine = open_registry(settings.registry_url)
    for version, run in enumerate(runs, 1):
        table = run.outputs["memberships"].iloc[::7]
        for row in table.itertuples():
            assert person_of_record(engine, row.record_id, version) == row.person_id
    with pytest.raises(NotFoundError, match="version 99"):
        person_of_record(engine, runs[0].outputs["memberships"]["record_id"].iloc[0], 99)
    gone = set(runs[0].outputs["memberships"]["record_id"]) - set(
        runs[1].outputs["memberships"]["record_id"]
    )
    assert gone
    with pytest.raises(NotFoundError):
        person_of_record(engine, sorted(gone)[0], 2)


def test_the_same_quarter_again_changes_nothing(history, folders):
    settings, runs = history
    engine = open_registry(settings.registry_url)
    before = publications(engine, 9)
    with reading(engine) as connection:
        events = connection.execute(select(LINEAGE)).all()
    again = refreshed(settings, folders / QUARTERS[-1], "again")
    pd.testing.assert_frame_equal(again.outputs["memberships"], runs[-1].outputs["memberships"])
    assert len(publications(engine, 9)) <= len(before) + 1  # rows say another period, no id moves
    with reading(engine) as connection:
        assert connection.execute(select(LINEAGE)).all() == events


def test_a_refresh_equals_resolving_what_stands(history, tmp_path):
    """The partition of the refreshed rows is that of the same rows as one whole load."""
    settings, runs = history
    kept = Lake(settings.home / "lake")
    last = kept.run(kept.runs()[-1])
    assert last is not None
    memberships = runs[-1].outputs["memberships"]
    labels = pd.factorize(memberships["person_id"])[0]
    assert partition_hash(labels, memberships["record_id"]) == last.manifest()["partition"]
    assert len(last.standing().raw) == len(memberships)


def test_decisions_hold_through_the_next_quarters_and_a_reversal_takes_them_back(folders, tmp_path):
    settings = settings_at(tmp_path)
    first = refreshed(settings, folders / QUARTERS[0], "first")
    members = first.outputs["memberships"]
    sizes = members.groupby("person_id")["record_id"].agg(list)
    split = next(records for records in sizes if len(records) == 2)
    a, b = (records[0] for records in sizes[sizes.map(len) == 1].iloc[:2])
    ledger = Ledger(open_registry(settings.registry_url), settings.secret_key)
    apart = ledger.decide(
        Decision(Kind.CANNOT_LINK, reason(Kind.CANNOT_LINK), "ana", records=tuple(sorted(split)))
    )
    pair = (min(a, b), max(a, b))
    ledger.decide(Decision(Kind.MUST_LINK, reason(Kind.MUST_LINK), "ana", records=pair))
    decided = refreshed(settings, folders / QUARTERS[0], "decided")
    owner = decided.outputs["memberships"].set_index("record_id")["person_id"]
    assert owner[split[0]] != owner[split[1]]
    assert owner[a] == owner[b]
    tasks = decided.outputs["review"]
    assert not {frozenset(ends) for ends in tasks[["record_a", "record_b"]].to_numpy()} & {
        frozenset(split), frozenset((a, b)),
    }  # fmt: skip
    later = refreshed(settings, folders / QUARTERS[1], "later")
    owner = later.outputs["memberships"].set_index("record_id")["person_id"]
    for one, other, same in ((*split, False), (a, b, True)):
        if one in owner and other in owner:
            assert (owner[one] == owner[other]) is same
    ledger.reverse(apart.decision_id, actor="ana", reason="MISTAKE")
    roll_back(settings, 1, "ana")
    back = refreshed(settings, folders / QUARTERS[0], "back")
    owner = back.outputs["memberships"].set_index("record_id")["person_id"]
    former = members.set_index("record_id")["person_id"]
    assert owner[split[0]] == owner[split[1]] == former[split[0]]


def test_a_load_of_an_earlier_quarter_is_refused(history, folders):
    settings, _ = history
    before = publications(open_registry(settings.registry_url), 1)
    with pytest.raises(InputError, match="2026Q1"):
        refreshed(settings, folders / QUARTERS[0], "late")
    assert publications(open_registry(settings.registry_url), 1) == before


def test_a_reversal_is_told_as_the_cause(folders, tmp_path):
    settings = settings_at(tmp_path)
    first = refreshed(settings, folders / QUARTERS[0], "first")
    sizes = first.outputs["memberships"].groupby("person_id")["record_id"].agg(list)
    pair = tuple(sorted(records[0] for records in sizes[sizes.map(len) == 1].iloc[:2]))
    ledger = Ledger(open_registry(settings.registry_url), settings.secret_key)
    one = ledger.decide(Decision(Kind.MUST_LINK, reason(Kind.MUST_LINK), "ana", records=pair))
    refreshed(settings, folders / QUARTERS[0], "one")
    ledger.reverse(one.decision_id, actor="ana", reason="MISTAKE")
    two = refreshed(settings, folders / QUARTERS[0], "two")
    changes = read_table(two.folder, "changes")
    persons = changes[changes["entity_kind"] == "P"]
    assert set(persons["cause"]) == {"decision"}
    assert (two.folder / "changes.html").is_file()


def reason(kind: Kind) -> str:
    from resolver.registry.ledger.reasons import reasons

    known = reasons()
    return next(code for code in known.of(kind) if not known.by_code[code].four_eyes)


def test_a_state_of_before_comes_back_under_its_ids(folders, tmp_path):
    settings = settings_at(tmp_path)
    runs = [refreshed(settings, folders / quarter, quarter) for quarter in QUARTERS[:2]]
    assert roll_back(settings, 1, "ana") == 3
    engine = open_registry(settings.registry_url)
    persons = set(runs[0].outputs["persons"]["person_id"])
    with reading(engine) as connection:
        live = connection.scalars(
            select(IDENTITY.c.entity_id).where(IDENTITY.c.state == "live", IDENTITY.c.kind == "P")
        )
        assert set(live) == persons
    forward = refreshed(settings, folders / QUARTERS[1], "forward")
    pd.testing.assert_frame_equal(forward.outputs["memberships"], runs[1].outputs["memberships"])
    with pytest.raises(NotFoundError):
        roll_back(settings, 99, "ana")


def test_of_two_runs_built_on_one_state_the_second_is_refused(history):
    settings, runs = history
    engine = open_registry(settings.registry_url)
    outputs = {
        name: read_table(runs[0].folder, name)
        for name in ("memberships", "persons", "families", "households", "links", "review")
    }
    before = publications(engine, 1)
    with pytest.raises(ConflictError):
        publish(engine, outputs, runs[0].manifest, settings.secret_key, Base(1))
    assert publications(engine, 1) == before


def test_a_refresh_without_its_lake_says_what_to_do_and_that_helps(folders, tmp_path):
    settings = settings_at(tmp_path)
    first = refreshed(settings, folders / QUARTERS[0], "first")
    (tmp_path / "lake").rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="satukan resolve"):
        refreshed(settings, folders / QUARTERS[1], "second")
    again = resolve(folders / QUARTERS[0], tmp_path / "out" / "again", settings)
    assert again.manifest["run"] == first.manifest["run"]
    second = refreshed(settings, folders / QUARTERS[1], "second")
    assert second.manifest["counts"]["records_before"] == len(first.outputs["memberships"])
