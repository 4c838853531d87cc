"""Backup, restore, rebuild: what comes back is what was there, and what was damaged is told."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, select

from api import cli
from resolver.backup import TOLD, back_up, read_backup
from resolver.entities.partition import partition_hash
from resolver.errors import ChainError, OutputError, StoreError
from resolver.pipeline import resolve
from resolver.registry import Decision, Kind, Ledger, open_registry
from resolver.registry.database import reading, writing
from resolver.registry.history import publications
from resolver.registry.models import Base, Membership, table
from resolver.registry.publish import SOURCES
from resolver.restore import rebuild, restore
from resolver.settings import Settings
from tests.fixtures.postgres import new_database
from training.synthetic.quarters import Options, write_quarters

SECRET = "kept apart"
SERVED = [table(model) for model in (*SOURCES, Membership)]


@dataclass
class Home:
    settings: Settings
    engine: Engine
    ledger: Ledger


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("quarters")
    write_quarters(out, Options(120, seed=91, traps=False, events=6), 2)
    return out


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def home(
    request: pytest.FixtureRequest, quarters: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Home]:
    """Two quarters and decisions, on each kind of database."""
    folder = tmp_path_factory.mktemp("home")
    if request.param == "sqlite":
        yield filled(Settings(home=folder, secret=SECRET), quarters)
        return
    with new_database(request.getfixturevalue("postgres")) as url:
        made = filled(Settings(home=folder, secret=SECRET, database_url=url), quarters)
        yield made
        made.engine.dispose()


def filled(settings: Settings, quarters: Path) -> Home:
    for quarter in ("2026Q1", "2026Q2"):
        run = resolve(quarters / quarter, settings.home / "out" / quarter, settings, refresh=True)
    engine = open_registry(settings.registry_url)
    ledger = Ledger(engine, settings.secret_key)
    a, b = run.outputs["memberships"].drop_duplicates("person_id")["record_id"].iloc[:2]
    ledger.decide(Decision(Kind.CANNOT_LINK, "NAMESAKE", "ani", (a, b), note="beda ibu"))
    ledger.decide(Decision(Kind.VALUE, "DECEASED", "ani", (a,), field="presence", value="DIED"))
    return Home(settings, engine, ledger)


def content(engine: Engine, tables=None) -> dict[str, list[tuple]]:
    with reading(engine) as connection:
        return {
            one.name: sorted(map(repr, connection.execute(select(one))))
            for one in tables or Base.metadata.sorted_tables
        }


def partition_of(engine: Engine) -> str:
    record = table(next(model for model in SOURCES if model.__tablename__ == "record"))
    with reading(engine) as connection:
        rows = connection.execute(select(record.c.record_id, record.c.person_id)).all()
    held = pd.DataFrame(rows, columns=["record_id", "person_id"]).astype("str")
    return partition_hash(pd.factorize(held["person_id"])[0], held["record_id"])


def test_restored_from_a_backup_everything_is_as_it_was(
    home: Home, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = back_up(home.settings, tmp_path / "backup")
    assert "secret.key" not in told["files"]
    assert SECRET not in (tmp_path / "backup" / TOLD).read_text()
    with pytest.raises(OutputError):
        back_up(home.settings, tmp_path / "backup")
    new = Settings(home=tmp_path / "new", secret=SECRET)
    if home.engine.dialect.name == "postgresql":
        # Tables go into any kind of database; here into one of the same kind.
        context = new_database(request.getfixturevalue("postgres"))
        with context as url:
            new = Settings(home=tmp_path / "new", secret=SECRET, database_url=url)
            check_restored(home, new, tmp_path / "backup")
        shutil.rmtree(tmp_path / "new")
        new = Settings(home=tmp_path / "new", secret=SECRET)
    check_restored(home, new, tmp_path / "backup")


def check_restored(home: Home, new: Settings, backup: Path) -> None:
    restore(new, backup)
    engine = open_registry(new.registry_url)
    if engine.dialect.name == home.engine.dialect.name:
        assert content(engine) == content(home.engine)
    assert partition_of(engine) == partition_of(home.engine)
    ledger = Ledger(engine, new.secret_key)
    assert ledger.verify(home.ledger.seal()) == []
    version, found = rebuild(new)
    assert (version, found) == (2, partition_of(home.engine))
    with pytest.raises(StoreError, match="already"):
        restore(new, backup)
    engine.dispose()


def test_rebuilt_from_lake_and_ledger_it_serves_the_same(home: Home) -> None:
    before, partition = content(home.engine), partition_of(home.engine)
    with writing(home.engine) as connection:
        for one in SERVED:
            connection.execute(delete(one))
        for one in ("node", "edge"):
            connection.execute(delete(Base.metadata.tables[one]))
    assert rebuild(home.settings) == (2, partition)
    assert partition_of(home.engine) == partition
    assert content(home.engine) == before
    assert home.ledger.verify() == []
    with writing(home.engine) as connection:
        person = table(next(model for model in SOURCES if model.__tablename__ == "person"))
        connection.execute(delete(person))
    rebuild(home.settings)
    assert content(home.engine) == before, "with the memberships still there"


def test_a_record_that_was_somebody_elses_before_is_so_after_a_rebuild(home: Home) -> None:
    record = Base.metadata.tables["record"]
    before = content(home.engine, [record])
    assert len({line.rsplit(",", 1)[1] for line in before["record"]}) > 1, "of both versions"
    rebuild(home.settings)
    assert content(home.engine, [record]) == before


@pytest.fixture(scope="module")
def backup(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kept") / "backup"
    back_up(home.settings, out)
    return out


def test_a_damaged_backup_is_told_and_nothing_is_restored(backup: Path, tmp_path: Path) -> None:
    new = Settings(home=tmp_path / "new", secret=SECRET)
    for number, damage in enumerate((_flip, _remove, _put_in)):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(backup, copy)
        name = damage(copy)
        with pytest.raises(StoreError, match=name):
            restore(new, copy)
        assert not (new.home / "lake").exists()
    with pytest.raises(StoreError, match="no backup"):
        read_backup(tmp_path)


def _flip(copy: Path) -> str:
    path = next(path for path in sorted(copy.rglob("persons.parquet")))
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(bytes(held))
    return "persons.parquet"


def _remove(copy: Path) -> str:
    next(copy.rglob("households.parquet")).unlink()
    return "households.parquet"


def _put_in(copy: Path) -> str:
    (copy / "lake" / "more.parquet").write_bytes(b"x")
    return "more.parquet"


def test_a_backup_belongs_to_its_secret(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="another secret"):
        restore(Settings(home=tmp_path / "other", secret="another"), backup)
    with pytest.raises(StoreError, match=r"secret\.key"):
        restore(Settings(home=tmp_path / "none"), backup)
    assert not (tmp_path / "none").exists(), "no new secret is made"


def test_a_backup_whose_ledger_was_changed_is_refused(backup: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    told = json.loads((copy / TOLD).read_text())
    if told["registry"] == "sqlite":
        engine = open_registry(f"sqlite:///{copy / 'registry.sqlite'}")
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER decision_no_update")
            connection.exec_driver_sql("UPDATE decision SET actor = 'eve' WHERE seq = 1")
        engine.dispose()
        for left in copy.glob("registry.sqlite-*"):
            left.unlink()
    else:
        path = copy / "registry" / "decision.jsonl"
        path.write_text(path.read_text().replace('"ani"', '"eve"', 1))
    from resolver.backup import digests_of

    told["files"] = digests_of(copy)
    (copy / TOLD).write_text(json.dumps(told))
    new = Settings(home=tmp_path / "new", secret=SECRET)
    with pytest.raises(ChainError, match="CHANGED"):
        restore(new, copy)
    assert list(new.home.iterdir()) == [], "nothing is left behind"


def test_without_its_lake_nothing_is_backed_up_or_rebuilt(home: Home, tmp_path: Path) -> None:
    lake, away = home.settings.home / "lake", home.settings.home / "away"
    run = f"{2:06d}-{publications(home.engine, 1)[0][1]}"
    (lake / run).rename(away)
    try:
        with pytest.raises(StoreError, match="lacks version 2"):
            back_up(home.settings, tmp_path / "b")
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(StoreError, match="does not hold"):
            rebuild(home.settings)
    finally:
        away.rename(lake / run)


def test_at_the_terminal(tmp_path: Path, backup: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SATUKAN_SECRET", SECRET)
    for arguments in (("restore", str(backup)), ("rebuild",), ("backup", str(tmp_path / "b"))):
        with pytest.raises(SystemExit) as stop:
            cli.main([*arguments, "--home", str(tmp_path / "new")])
        assert stop.value.code == 0, arguments
    told = capsys.readouterr().out
    assert "Version 2" in told
    assert "keep it apart" in told
