"""Retention: what is older than the settings say goes, what stands and what waits stays."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api import cli
from resolver.backup import back_up
from resolver.candidates import candidates
from resolver.foreseeing import foresee
from resolver.lake import Lake, Loads
from resolver.outputs import file_digests
from resolver.pipeline import resolve
from resolver.plan import Plan
from resolver.restore import rebuild
from resolver.retention import retain
from resolver.rollback import roll_back
from resolver.settings import Settings
from resolver.sources import read_extracts
from training.synthetic.quarters import Options, write_quarters


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Four versions, a load resolved and one that waits, a candidate, a backup."""
    folder = tmp_path_factory.mktemp("kept")
    write_quarters(folder / "q", Options(100, seed=101, traps=False, events=4), 2)
    found = Settings(home=folder / "home", secret="retain", backups=folder / "backups")
    loads = Loads(Lake(found.home / "lake"))
    for quarter in ("2026Q1", "2026Q2"):
        extracts = read_extracts(folder / "q" / quarter)
        loads.add(extracts, file_digests(extracts.paths))
        if quarter == "2026Q1":
            resolve(None, folder / "out", found, refresh=True, plan=Plan(waiting=True))
    for _ in range(3):
        roll_back(found, 1, "ani")
    foresee(None, folder / "if", found)
    back_up(found, folder / "backups" / "one")
    (folder / "backups" / "other").mkdir()
    (folder / "backups" / "other" / "file").write_text("not a backup")
    return found


@pytest.fixture
def copy(settings: Settings, tmp_path: Path) -> Settings:
    assert settings.backups
    shutil.copytree(settings.home, tmp_path / "home")
    shutil.copytree(settings.backups, tmp_path / "backups")
    return settings.model_copy(update={"home": tmp_path / "home", "backups": tmp_path / "backups"})


def after(days: int):
    return lambda: datetime.now(UTC) + timedelta(days=days)


def kinds(found) -> list[str]:
    return sorted(one.kind for one in found)


def test_nothing_is_removed_before_its_time_and_a_dry_run_removes_nothing(copy: Settings) -> None:
    before = sorted(copy.home.rglob("*.parquet"))
    assert retain(copy) == []
    few = copy.model_copy(update={"keep_runs": 2})
    assert kinds(retain(few, dry_run=True)) == ["run", "run"]
    assert kinds(retain(copy, dry_run=True, clock=after(400))) == sorted(
        ["load", "candidate", "backup", *["rejects"] * 4]
    )
    assert sorted(copy.home.rglob("*.parquet")) == before


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("keep_loads_days", "load"),
        ("keep_candidates_days", "candidate"),
        ("keep_backups_days", "backup"),
        ("keep_rejects_days", "rejects"),
    ],
)
def test_each_setting_rules_its_own(copy: Settings, setting: str, kind: str) -> None:
    names = ("keep_loads_days", "keep_candidates_days", "keep_backups_days", "keep_rejects_days")
    ever = copy.model_copy(update=dict.fromkeys(names, 0))
    assert retain(ever, clock=after(9_999)) == [], "0 = for good"
    ten = ever.model_copy(update={setting: 10})
    assert retain(ten, clock=after(9)) == []
    found = retain(ten, clock=after(11))
    assert set(kinds(found)) == {kind}
    assert not any(one.path.exists() for one in found)


def test_what_stands_and_what_waits_stays_and_the_registry_goes_on(copy: Settings) -> None:
    retain(copy.model_copy(update={"keep_runs": 1}), clock=after(9_999))
    lake = Lake(copy.home / "lake")
    assert len(lake.runs()) == 1
    assert lake.runs()[0].startswith("000004-")
    waiting = Loads(lake).all()
    assert [load.manifest()["period"] for load in waiting] == ["2026Q2"]
    assert candidates(copy.home).runs() == []
    assert copy.backups
    assert sorted(path.name for path in copy.backups.iterdir()) == ["other"]
    rebuild(copy)
    run = resolve(None, copy.home / "out", copy, refresh=True, plan=Plan(waiting=True))
    assert run.manifest["period"] == "2026Q2"


def test_at_the_terminal(copy: Settings, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SATUKAN_SECRET", "retain")
    monkeypatch.setenv("SATUKAN_KEEP_RUNS", "3")
    for arguments, told in (
        (["--dry-run"], "1 would be removed"),
        ([], "1 removed"),
        ([], "0 rem"),
    ):
        with pytest.raises(SystemExit) as stop:
            cli.main(["retain", "--home", str(copy.home), *arguments])
        assert stop.value.code == 0
        assert told in capsys.readouterr().out
    told = json.loads((copy.home / "lake" / Lake(copy.home / "lake").runs()[0] / "manifest.json")
                      .read_text())  # fmt: skip
    assert told["run"]
