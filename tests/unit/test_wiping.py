"""What was deleted is not left in the database's file; on PostgreSQL the tables are rewritten."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from resolver.errors import StoreError
from resolver.registry import open_registry, publish
from resolver.registry.database import reading, writing
from resolver.registry.models import Person, table
from resolver.registry.wiping import wipe_free_pages
from tests.fixtures.outputs import RUN, SECRET, make_outputs

PERSON = table(Person)


def filled(url: str):
    engine = open_registry(url)
    outputs = make_outputs(6)
    outputs["persons"] = outputs["persons"].assign(name="ZUBEDAWATI")
    publish(engine, outputs, RUN, SECRET)
    return engine


def test_nothing_of_a_changed_row_is_left(registry_url: str) -> None:
    engine = filled(registry_url)
    with reading(engine) as connection:
        before = connection.scalar(select(func.count()).select_from(PERSON))
    with writing(engine) as connection:
        connection.execute(update(PERSON).values(name=None))
    engine.dispose()
    wipe_free_pages(registry_url)
    engine = open_registry(registry_url)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(PERSON)) == before
    engine.dispose()
    if registry_url.startswith("sqlite"):
        folder = Path(registry_url.removeprefix("sqlite:///")).parent
        for path in folder.iterdir():
            assert b"ZUBEDAWATI" not in path.read_bytes(), path.name


def test_a_reader_in_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    engine = filled(url)
    monkeypatch.setattr("resolver.registry.wiping.WAIT", 0.1)
    with reading(engine) as connection:
        connection.execute(select(PERSON)).first()
        with pytest.raises(StoreError, match="same command again"):
            wipe_free_pages(url)
    wipe_free_pages(url)
    engine.dispose()
