"""Publishing replaces all serving tables or none, and keeps what must be kept."""

import pandas as pd
import pytest
from sqlalchemy import Engine, inspect, select

from resolver.errors import NotFoundError, ReplacedError, StoreError
from resolver.registry import Reader, create_api_key, find_key_owner, publish
from resolver.registry.models import Base, Record, Run, table
from resolver.registry.publish import SOURCES
from resolver.registry.rows import rows
from tests.fixtures.outputs import RUN, SECRET, make_outputs

OUTPUTS = make_outputs(6)


def indexes(engine: Engine) -> set[str]:
    names = inspect(engine).get_table_names()
    found = [i for name in names for i in inspect(engine).get_indexes(name)]
    # PostgreSQL counts those of unique constraints.
    return {str(index["name"]) for index in found if "duplicates_constraint" not in index}


def test_every_column_comes_back_as_it_was_published(engine: Engine) -> None:
    publish(engine, OUTPUTS, RUN, SECRET)
    for model, name in SOURCES.items():
        target = table(model)
        key = [column.name for column in target.primary_key]
        given = OUTPUTS[name].assign(since=1) if model is Record else OUTPUTS[name]
        expected = given[[column.name for column in target.columns]].sort_values(key)
        with engine.connect() as connection:
            found = connection.execute(select(target).order_by(*target.primary_key)).all()
        assert [tuple(row) for row in found] == list(rows(expected))


def test_publishing_again_leaves_nothing_of_the_run_before(engine: Engine) -> None:
    publish(engine, OUTPUTS, RUN, SECRET)
    made = indexes(engine)
    fewer = make_outputs(2, seed=9)
    publish(engine, fewer, {"run": "later", "period": "2026Q2"}, SECRET)
    for model, name in SOURCES.items():
        with engine.connect() as connection:
            assert len(connection.execute(select(table(model))).all()) == len(fewer[name])
    assert (
        indexes(engine)
        == made
        == {str(i.name) for t in Base.metadata.tables.values() for i in t.indexes}
    )
    assert Reader(engine).ping() == "later"


def test_the_same_run_twice_changes_nothing(engine: Engine) -> None:
    for _ in range(2):
        publish(engine, OUTPUTS, RUN, SECRET)
    with engine.connect() as connection:
        assert len(connection.execute(select(table(Run))).all()) == 1


def test_a_publication_that_fails_changes_nothing(engine: Engine) -> None:
    publish(engine, OUTPUTS, RUN, SECRET)
    made = indexes(engine)
    twice = {**make_outputs(3), "review": pd.concat([OUTPUTS["review"]] * 2)}
    with pytest.raises(StoreError):
        publish(engine, twice, {"run": "broken"}, SECRET)
    household = OUTPUTS["households"]["household_id"].iloc[-1]
    assert Reader(engine).household(household).household_id == household
    assert Reader(engine).ping() == RUN["run"]
    assert indexes(engine) == made


def test_readers_see_the_former_run_until_the_new_one_stands(engine: Engine) -> None:
    publish(engine, OUTPUTS, RUN, SECRET)
    household = OUTPUTS["households"]["household_id"].iloc[-1]
    seen: list[str] = []

    class Slow(dict[str, pd.DataFrame]):
        def __getitem__(self, name: str) -> pd.DataFrame:
            seen.append(Reader(engine).household(household).household_id)
            return super().__getitem__(name)

    publish(engine, Slow(make_outputs(1)), {"run": "later"}, SECRET)
    assert set(seen) == {household}
    with pytest.raises(ReplacedError):
        Reader(engine).household(household)


def test_api_keys_outlive_a_publication(engine: Engine) -> None:
    key = create_api_key(engine, SECRET, "job")
    publish(engine, OUTPUTS, RUN, SECRET)
    owner = find_key_owner(engine, SECRET, key)
    assert owner is not None
    assert owner.name == "job"


def test_the_key_itself_is_not_kept(engine: Engine) -> None:
    key = create_api_key(engine, SECRET, "job")
    with engine.connect() as connection:
        kept = [connection.execute(select(t)).all() for t in Base.metadata.tables.values()]
    dump = repr(kept)
    assert "job" in dump
    assert key not in dump
    assert key.removeprefix("satukan_") not in dump


def test_another_secret_is_refused(engine: Engine) -> None:
    publish(engine, OUTPUTS, RUN, SECRET)
    with pytest.raises(StoreError, match="another secret"):
        publish(engine, OUTPUTS, RUN, b"other")
    with pytest.raises(StoreError, match="another secret"):
        create_api_key(engine, b"other", "job")


def test_unknown_ids_are_not_found(engine: Engine) -> None:
    reader = Reader(engine)
    for look in (reader.record, reader.person, reader.family, reader.household):
        with pytest.raises(NotFoundError):
            look("X-0")


def test_rows_are_plain_values_whatever_the_columns_are_made_of() -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Series(["a", None], dtype="str"),
            "category": pd.Categorical(["x", None]),
            "small": pd.array([1, 2], dtype="int8"),
            "missing": pd.array([1, None], dtype="Int64"),
            "number": [0.5, float("nan")],
            "nothing": [None, None],
        }
    )
    found = list(rows(frame))
    assert found == [("a", "x", 1, 1, 0.5, None), (None, None, 2, None, None, None)]
    assert {type(value) for row in found for value in row} == {str, int, float, type(None)}
