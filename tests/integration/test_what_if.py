"""Loads, candidates and what becomes of them: shown before it is published, and exactly that."""

import json
from pathlib import Path

import pandas as pd
import pytest

from resolver.errors import ConflictError, DecisionError, InputError, NotFoundError, StoreError
from resolver.foreseeing import foresee
from resolver.lake import Lake, Loads
from resolver.laying import resolved_loads
from resolver.outputs import file_digests, read_table
from resolver.pipeline import Run, resolve
from resolver.plan import Plan
from resolver.promotion import promote
from resolver.registry import Decision, Kind, Ledger, Reader, open_registry
from resolver.registry.history import publications
from resolver.registry.ledger.given import read_given
from resolver.rollback import roll_back
from resolver.settings import Settings
from resolver.sources import read_extracts
from resolver.standing import ground_of
from training.synthetic.quarters import Options, write_quarters

TABLES = ("memberships", "persons", "families", "households")


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("quarters")
    write_quarters(out, Options(100, seed=83, traps=False, events=6), 2)
    return out


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", secret="what if")


def load(settings: Settings, folder: Path) -> bool:
    extracts = read_extracts(folder)
    loads = Loads(Lake(settings.home / "lake"))
    return loads.add(extracts, file_digests(extracts.paths))[1]


def refreshed(settings: Settings, name: str, period: str | None = None) -> Run:
    plan = Plan(waiting=True, period=period)
    return resolve(None, settings.home / "out" / name, settings, refresh=True, plan=plan)


def ledger_of(settings: Settings) -> Ledger:
    return Ledger(open_registry(settings.registry_url), settings.secret_key)


def stands(settings: Settings) -> list[tuple[int, str]]:
    return publications(open_registry(settings.registry_url), 9)


def assert_equal(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], other[name])


def test_loads_wait_until_a_refresh_and_give_what_a_refresh_of_the_folder_gives(
    quarters: Path, settings: Settings, tmp_path: Path
) -> None:
    assert load(settings, quarters / "2026Q1")
    kept = Loads(Lake(settings.home / "lake"))
    facts = kept.all()[0].manifest()
    assert facts["read"] == facts["accepted"] + facts["rejected"]
    assert facts["records"] == len(kept.all()[0].extracts().raw)
    before = sorted(path for path in (settings.home / "lake").rglob("*"))
    assert not load(settings, quarters / "2026Q1"), "the same content again"
    assert sorted(path for path in (settings.home / "lake").rglob("*")) == before
    with pytest.raises(InputError, match="--period 2026Q1"):
        refreshed(settings, "wrong", "2026Q2")
    assert stands(settings) == []
    first = refreshed(settings, "first", "2026Q1")
    assert kept.waiting(first.manifest["loads"]) == []
    load(settings, quarters / "2026Q2")
    second = refreshed(settings, "second", "2026Q2")
    again = refreshed(settings, "again")
    assert again.manifest["run"] == second.manifest["run"]
    assert len(stands(settings)) == 2, "what stands, resolved again, is no new version"

    other = Settings(home=tmp_path / "other", secret="what if")
    for quarter in ("2026Q1", "2026Q2"):
        whole = resolve(quarters / quarter, other.home / quarter, other, refresh=True)
    assert whole.manifest["run"] == second.manifest["run"]
    assert whole.manifest["counts"] == second.manifest["counts"]
    assert_equal(whole.outputs, second.outputs)

    both = Settings(home=tmp_path / "both", secret="what if")
    load(both, quarters / "2026Q2")
    load(both, quarters / "2026Q1")
    at_once = refreshed(both, "both")
    assert at_once.manifest["partition"] == second.manifest["partition"]
    assert at_once.manifest["counts"]["records_now"] == len(second.outputs["memberships"])


def test_a_load_of_before_is_refused_with_a_way_out(quarters: Path, settings: Settings) -> None:
    load(settings, quarters / "2026Q2")
    refreshed(settings, "second")
    load(settings, quarters / "2026Q1")
    with pytest.raises(InputError, match="--drop L-2026Q1"):
        refreshed(settings, "late")
    kept = Loads(Lake(settings.home / "lake"))
    kept.drop(kept.all()[0].manifest()["load"])
    refreshed(settings, "fine")
    with pytest.raises(NotFoundError):
        kept.drop("L-2026Q1-0")


@pytest.fixture(scope="module")
def begun(quarters: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Run]:
    settings = Settings(home=tmp_path_factory.mktemp("begun"), secret="what if")
    first = resolve(quarters / "2026Q1", settings.home / "out" / "1", settings, refresh=True)
    return settings, first


def clusters(run: Run, size: int) -> list[list[str]]:
    found = run.outputs["memberships"].groupby("person_id")["record_id"].agg(list)
    return [records for records in found if len(records) == size]


def test_a_quarter_foreseen_is_published_as_it_was_shown_and_taken_back(
    quarters: Path, begun: tuple[Settings, Run]
) -> None:
    settings, first = begun
    before = stands(settings)
    reader = Reader(open_registry(settings.registry_url))
    run, name = foresee(quarters / "2026Q2", settings.home / "out" / "if", settings)
    assert stands(settings) == before, "nothing is published"
    for person in first.outputs["persons"]["person_id"]:
        reader.person(person)
    rows, groups = (read_table(run.folder, one) for one in ("changes", "changes_by_group"))
    whole = groups[groups["group"] == "ALL"].set_index("entity_kind")["changed"]
    for kind in ("P", "F", "H"):
        of_kind = rows[rows["entity_kind"] == kind]
        assert whole[kind] == of_kind["entity_id"].nunique()
    for group in ("SEX", "AGE", "NIK"):
        parts = groups[groups["group"] == group]
        assert parts["changed"].sum() == whole["P"], group
        assert parts["entities"].sum() == groups.loc[groups["group"] == "ALL", "entities"].iloc[0]
    assert (run.folder / "changes.html").is_file()
    assert (run.folder / "changes.en.html").is_file()
    version = promote(settings, name)
    assert version == before[0][0] + 1
    kept = Lake(settings.home / "lake").run(f"{version:06d}-{run.manifest['run']}")
    assert kept is not None
    assert "candidate" not in kept.manifest()
    assert_equal(kept.outputs(), run.outputs)
    assert set(map(str, run.outputs["persons"]["person_id"])) <= {
        reader.person(one).person_id for one in run.outputs["persons"]["person_id"]
    }
    with pytest.raises(ConflictError, match="built on version"):
        promote(settings, name)
    again = resolve(quarters / "2026Q2", settings.home / "out" / "r", settings, refresh=True)
    assert_equal(again.outputs, run.outputs)
    roll_back(settings, before[0][0], "ani")
    for person in first.outputs["persons"]["person_id"]:
        reader.person(person)


def test_decisions_thought_of_are_not_taken_until_the_candidate_is_published(
    begun: tuple[Settings, Run], tmp_path: Path
) -> None:
    settings, first = begun
    one, two = clusters(first, 1)[0][0], clusters(first, 1)[1][0]
    pair = clusters(first, 2)[0]
    lines = [
        {"kind": "must-link", "reason": "SAME_BY_VISIT", "actor": "ani", "records": [one, two]},
        {"kind": "split", "reason": "TWINS", "actor": "ani", "parts": [[pair[0]], [pair[1]]]},
        {"kind": "value", "reason": "VALUE_BY_VISIT", "actor": "ani", "records": [one],
         "field": "birth_date", "value": "5 Juli 1980"},
    ]  # fmt: skip
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    ledger = ledger_of(settings)
    before = ledger.seal()
    run, name = foresee(None, settings.home / "out" / "d", settings, decisions=read_given(file))
    assert ledger.seal().digest == before.digest, "nothing was decided"
    owner = run.outputs["memberships"].set_index("record_id")["person_id"]
    assert owner[one] == owner[two]
    assert owner[pair[0]] != owner[pair[1]]
    persons = run.outputs["persons"].set_index("person_id")
    assert persons.loc[owner[one], "birth_date"] == "1980-07-05"
    rows = read_table(run.folder, "changes")
    assert set(rows.loc[rows["entity_kind"] == "P", "cause"]) == {"decision"}
    promote(settings, name)
    assert ledger.verify() == []
    assert ledger.seal().count == before.count + 3
    after = refreshed(settings, "after")
    assert after.manifest["run"] == run.manifest["run"], "the next run stands on the same"
    assert_equal(after.outputs, run.outputs)


def test_what_needs_two_people_is_foretold_and_published_only_when_both_agreed(
    begun: tuple[Settings, Run],
) -> None:
    settings, _ = begun
    current = Lake(settings.home / "lake")
    record = current.run(current.runs()[-1]).table("memberships")["record_id"].iloc[0]
    died = Decision(Kind.VALUE, "DECEASED", "ani", (record,), field="presence", value="meninggal")
    run, name = foresee(None, settings.home / "out" / "t", settings, decisions=[died])
    owner = run.outputs["memberships"].set_index("record_id")["person_id"][record]
    assert run.outputs["persons"].set_index("person_id").loc[owner, "presence"] == "DIED"
    before = stands(settings)
    with pytest.raises(ConflictError, match="second person") as told:
        promote(settings, name)
    assert stands(settings) == before
    run, waiting = foresee(None, settings.home / "out" / "w", settings, proposed=True)
    assert waiting == name, "what waits, as if approved, is the same candidate"
    ledger = ledger_of(settings)
    ledger.approve(told.value.decisions[0], actor="budi")
    promote(settings, name)
    assert Reader(open_registry(settings.registry_url)).person(owner).presence == "DIED"
    assert ledger.verify() == []


def test_a_third_record_that_a_decision_pushes_out_is_foretold(begun: tuple[Settings, Run]) -> None:
    """B is told apart from C; that A is C then takes A away from B, who were one person."""
    settings, first = begun
    a, b = clusters(first, 2)[-1]
    c = clusters(first, 1)[-1][0]
    ledger = ledger_of(settings)
    apart = ledger.decide(Decision(Kind.CANNOT_LINK, "NAMESAKE", "ani", (b, c)))
    must = Decision(Kind.MUST_LINK, "SAME_BY_VISIT", "ani", (a, c))
    run, _ = foresee(None, settings.home / "out" / "third", settings, decisions=[must])
    owner = run.outputs["memberships"].set_index("record_id")["person_id"]
    assert owner[a] == owner[c] != owner[b]
    named = read_table(run.folder, "changes").set_index("entity_id")
    former = first.outputs["memberships"].set_index("record_id")["person_id"]
    assert former[a] in named.index
    ledger.reverse(apart.decision_id, actor="ani", reason="MISTAKE")


def test_a_contradiction_is_told_before_anything_runs(
    begun: tuple[Settings, Run], tmp_path: Path
) -> None:
    settings, first = begun
    a, b = (records[0] for records in clusters(first, 1)[2:4])
    both = [
        Decision(kind, reason, "ani", (a, b))
        for kind, reason in ((Kind.MUST_LINK, "SAME_BY_VISIT"), (Kind.CANNOT_LINK, "NAMESAKE"))
    ]
    with pytest.raises(ConflictError):
        foresee(None, settings.home / "out" / "c", settings, decisions=both)
    assert not (settings.home / "out" / "c").exists()
    with pytest.raises(NotFoundError):
        promote(settings, "C-000001-none")
    with pytest.raises(StoreError, match="Nothing was published"):
        foresee(None, tmp_path / "o", Settings(home=tmp_path / "new", secret="n"))
    file = tmp_path / "wrong.jsonl"
    file.write_text('{"kind": "must-link", "name": "SITI"}')
    with pytest.raises(DecisionError, match="line 1"):
        read_given(file)


def test_resolved_loads_stay_resolved_through_a_whole_load(
    quarters: Path, settings: Settings
) -> None:
    load(settings, quarters / "2026Q1")
    first = refreshed(settings, "first")
    resolve(quarters / "2026Q1", settings.home / "out" / "whole", settings)
    ground = ground_of(open_registry(settings.registry_url), settings.secret_key)
    assert resolved_loads(Lake(settings.home / "lake"), ground) == first.manifest["loads"]
