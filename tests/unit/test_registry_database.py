"""The database opens migrated, or says why it does not."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from resolver import registry
from resolver.errors import MissingPartError, StoreError
from resolver.registry import migrate, open_registry
from resolver.registry.database import HEAD, reading, writing
from resolver.registry.models import Base


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'new' / 'registry.sqlite'}"


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = open_registry(url(tmp_path))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_that_opening_looks_for() -> None:
    config = Config()
    folder = Path(registry.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    open_registry(url(tmp_path)).dispose()
    migrate(url(tmp_path))
    engine = open_registry(url(tmp_path))
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [
            (HEAD,)
        ]
    engine.dispose()


def test_an_up_to_date_registry_opens_without_alembic(tmp_path: Path) -> None:
    open_registry(url(tmp_path)).dispose()
    code = (
        "import sys; from resolver.registry import open_registry; open_registry(sys.argv[1]); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, url(tmp_path)], check=False).returncode == 0


def test_a_registry_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    engine = open_registry(url(tmp_path))
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match="another version"):
        open_registry(url(tmp_path))


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


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    engine = open_registry(url(tmp_path))

    def fail() -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO mark VALUES ('a', 'b')")
            connection.exec_driver_sql("DROP INDEX node_name")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT * FROM mark").all() == []
        found = "SELECT name FROM sqlite_master WHERE name = 'node_name'"
        assert connection.exec_driver_sql(found).all() == [("node_name",)]
    engine.dispose()


def test_sqlite_keeps_a_log_that_readers_do_not_wait_for(tmp_path: Path) -> None:
    engine = open_registry(url(tmp_path))
    with writing(engine), reading(engine) as reader:
        assert reader.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert reader.exec_driver_sql("SELECT count(*) FROM person").scalar() == 0
    engine.dispose()
