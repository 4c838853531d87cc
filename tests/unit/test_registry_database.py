"""The database opens migrated, or says why it does not."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from resolver import registry
from resolver.errors import MissingPartError, StoreError
from resolver.registry import migrate, open_registry
from resolver.registry.database import HEAD, reading, writing
from resolver.registry.models import Base
from tests.fixtures.postgres import new_database


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'new' / 'registry.sqlite'}"


def constraints(engine: Engine) -> dict[str, object]:
    """What alembic does not compare: checks, references, unique columns, keys."""
    found = inspect(engine)
    return {
        name: (
            sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(name)),
            sorted(str(c) for c in found.get_foreign_keys(name)),
            sorted(str(c) for c in found.get_unique_constraints(name)),
            found.get_pk_constraint(name)["constrained_columns"],
        )
        for name in Base.metadata.tables
    }


def test_the_migrations_make_the_tables_of_the_models(
    engine: Engine, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with ExitStack() as stack:
        other = f"sqlite:///{tmp_path / 'models.sqlite'}"
        if engine.dialect.name == "postgresql":
            other = stack.enter_context(new_database(request.getfixturevalue("postgres")))
        made = create_engine(other)
        Base.metadata.create_all(made)
        assert constraints(engine) == constraints(made)
        made.dispose()


def test_the_newest_migration_is_the_one_that_opening_looks_for() -> None:
    config = Config()
    folder = Path(registry.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_migrating_twice_changes_nothing(registry_url: str) -> None:
    open_registry(registry_url).dispose()
    migrate(registry_url)
    engine = open_registry(registry_url)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [
            (HEAD,)
        ]
    engine.dispose()


def test_an_up_to_date_registry_opens_without_alembic(registry_url: str) -> None:
    open_registry(registry_url).dispose()
    code = (
        "import sys; from resolver.registry import open_registry; open_registry(sys.argv[1]); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, registry_url], check=False).returncode == 0


def test_a_registry_of_a_newer_version_is_refused(registry_url: str) -> None:
    engine = open_registry(registry_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match="another version"):
        open_registry(registry_url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    path.write_text("not a database, but long enough to be looked at " * 20)
    with pytest.raises(StoreError, match="not a database"):
        open_registry(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="folder"):
        open_registry(f"sqlite:///{tmp_path / 'file' / 'registry.sqlite'}")


@pytest.mark.parametrize("wrong", ["nonsense", "nosuch://host/db"])
def test_a_wrong_url_is_refused(wrong: str) -> None:
    with pytest.raises(StoreError, match="URL"):
        open_registry(wrong)


def test_a_driver_that_is_not_installed_is_named() -> None:
    with pytest.raises(MissingPartError, match="pip install"):
        open_registry("mysql+pymysql://user:secret-word@host/db")


def test_a_block_that_fails_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO mark VALUES ('a', 'b')")
            connection.exec_driver_sql("DROP INDEX node_name")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT * FROM mark").all() == []
    assert "node_name" in {index["name"] for index in inspect(engine).get_indexes("node")}


def test_a_reader_sees_one_state_throughout(engine: Engine) -> None:
    with reading(engine) as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM mark").scalar() == 0
        with writing(engine) as writer:
            writer.exec_driver_sql("INSERT INTO mark VALUES ('a', 'b')")
        assert reader.exec_driver_sql("SELECT count(*) FROM mark").scalar() == 0
    with reading(engine) as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM mark").scalar() == 1


def test_two_that_open_a_new_registry_at_once_both_find_it_made(registry_url: str) -> None:
    code = "import sys; from resolver.registry import open_registry; open_registry(sys.argv[1])"
    both = [
        subprocess.Popen([sys.executable, "-c", code, registry_url], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for one in both:
        told = one.communicate()[1]
        assert one.returncode == 0, told


@pytest.mark.postgres
def test_postgresql_that_does_not_answer_is_said_to_be_so_without_its_password() -> None:
    with pytest.raises(StoreError, match="does not answer") as raised:
        open_registry("postgresql://user:secret-word@127.0.0.1:1/none")
    assert "secret-word" not in str(raised.value)


def test_sqlite_keeps_a_log_that_readers_do_not_wait_for(tmp_path: Path) -> None:
    engine = open_registry(url(tmp_path))
    with writing(engine), reading(engine) as reader:
        assert reader.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert reader.exec_driver_sql("SELECT count(*) FROM person").scalar() == 0
    engine.dispose()


def test_a_new_registry_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    engine = open_registry(f"sqlite:///{path}")
    with writing(engine):
        assert {part.stat().st_mode & 0o077 for part in tmp_path.iterdir()} == {0}
    engine.dispose()
