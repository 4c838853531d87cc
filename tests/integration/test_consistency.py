"""The household of the service is that of the tables, the registry and either graph store."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pandas as pd
import pytest
from sqlalchemy import Engine

from api.app import create_app
from graph.store.protocol import GraphStore
from resolver.consistency import Ask, check_households
from resolver.outputs import write_table
from resolver.pipeline import resolve
from resolver.projection import project
from resolver.registry import create_api_key, open_registry
from resolver.settings import Settings
from tests.fixtures.outputs import SECRET, make_outputs
from tests.fixtures.service import serving
from training.synthetic import synthesise


@dataclass(frozen=True)
class Site:
    outputs: dict[str, pd.DataFrame]
    folder: Path
    engine: Engine
    ask: Ask


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    settings = Settings(home=home, secret=SECRET.decode(), database_url="", neo4j_url="")
    synthesise(5_000, 31, "realistic", True).write(home / "extracts")
    run = resolve(home / "extracts", home / "run", settings)
    engine = open_registry(settings.registry_url)
    headers = {"X-API-Key": create_api_key(engine, SECRET, "tests")}
    with serving(create_app(settings)) as client:

        def ask(household_id: str) -> dict[str, object] | None:
            answer: httpx.Response = client.get(f"/v1/households/{household_id}", headers=headers)
            body: dict[str, object] = answer.json()
            return body if answer.status_code == 200 else None

        yield Site(run.outputs, run.folder, engine, ask)
    engine.dispose()


@pytest.mark.neo4j
@pytest.mark.parametrize("name", ["table_store", "neo4j_store"])
def test_a_thousand_households_are_the_same_everywhere(
    site: Site, name: str, request: pytest.FixtureRequest
) -> None:
    store: GraphStore = request.getfixturevalue(name)
    project(site.outputs, store, "2026Q1")
    report = check_households(site.folder, site.engine, store, site.ask)
    assert report.ok, str(report)
    assert report.households == 1000
    assert report.places == ("registry", "graph", "service")


def test_a_household_that_lacks_a_member_is_found(site: Site, table_store: GraphStore) -> None:
    persons = site.outputs["persons"]
    left_out = persons.loc[persons["household_id"].duplicated(keep=False), "person_id"].iloc[0]
    damaged = {
        **site.outputs,
        "persons": persons[persons["person_id"] != left_out],
        "memberships": site.outputs["memberships"].query("person_id != @left_out"),
        "keys": site.outputs["keys"][:0],
        "links": site.outputs["links"][:0],
    }
    project(damaged, table_store, "2026Q1")
    report = check_households(site.folder, site.engine, table_store, n=5000)
    home = persons.set_index("person_id").loc[left_out, "household_id"]
    assert [(d.household_id, d.place) for d in report.differences] == [(home, "graph")]
    assert not report.ok
    assert home in str(report)


def test_a_household_that_is_nowhere_is_found(site: Site, table_store: GraphStore) -> None:
    project(make_outputs(1), table_store, "2026Q1")
    report = check_households(site.folder, site.engine, table_store, lambda _: None, n=10)
    assert {d.place for d in report.differences} == {"graph", "service"}
    assert {d.given_members for d in report.differences} == {None}


def test_nothing_compared_is_not_well(site: Site, table_store: GraphStore, tmp_path: Path) -> None:
    write_table(tmp_path, "memberships", site.outputs["memberships"][:0])
    report = check_households(tmp_path, site.engine, table_store)
    assert not report.ok
    assert "no household" in str(report)
