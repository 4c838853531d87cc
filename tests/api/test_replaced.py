"""An id of before: merged ones lead to their successor, split ones list theirs."""

from pathlib import Path

import httpx
import pandas as pd
import pytest

from api.app import create_app
from resolver.registry import create_api_key, open_registry, publish
from resolver.settings import Settings
from tests.fixtures.outputs import RUN, SECRET, make_outputs
from tests.fixtures.service import serving


def person(letter: str) -> str:
    return f"P-{letter * 16}"


@pytest.fixture(scope="module")
def outputs() -> dict[str, pd.DataFrame]:
    return make_outputs(4)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, outputs: dict[str, pd.DataFrame]):
    """A service over a registry of two versions: two persons merged, one split, one gone."""
    home: Path = tmp_path_factory.mktemp("site")
    settings = Settings(home=home, secret=SECRET.decode())
    engine = open_registry(settings.registry_url)
    publish(engine, outputs, RUN, SECRET)
    later = {name: table.copy() for name, table in outputs.items()}
    members = later["memberships"]
    sizes = members.groupby("person_id")["record_id"].agg(list)
    merged, into = sizes.index[:2]
    split = next(one for one in sizes.index[2:] if len(sizes[one]) > 1)
    gone = next(one for one in sizes.index[2:] if one != split)
    members["person_id"] = members["person_id"].replace({merged: into})
    of_split = members["person_id"] == split
    first = members["record_id"] == sizes[split][0]
    members.loc[of_split & first, "person_id"] = person("A")
    members.loc[of_split & ~first, "person_id"] = person("B")
    later["memberships"] = members[members["person_id"] != gone]
    known = outputs["persons"].set_index("person_id")
    rows = {into: into, person("A"): split, person("B"): split}
    rows |= {one: one for one in sizes.index if one not in (merged, into, split, gone)}
    persons = known.loc[list(rows.values())].assign(person_id=list(rows)).reset_index(drop=True)
    later["persons"] = persons[outputs["persons"].columns]
    publish(engine, later, {"run": "later", "period": "2026Q2"}, SECRET)
    key = create_api_key(engine, SECRET, "tests")
    engine.dispose()
    with serving(create_app(settings)) as served:
        served.headers["X-API-Key"] = key
        served.ids = {"merged": merged, "into": into, "split": split, "gone": gone}
        yield served


def test_a_merged_id_redirects_to_the_one_that_took_its_records(client: httpx.Client) -> None:
    answer = client.get(f"/v1/persons/{client.ids['merged']}", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/v1/persons/{client.ids['into']}"
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_split_id_lists_its_successors(client: httpx.Client) -> None:
    answer = client.get(f"/v1/persons/{client.ids['split']}")
    assert answer.status_code == 410
    body = answer.json()
    assert body["type"] == "urn:satukan:problem:replaced"
    assert sorted(body["successors"]) == [person("A"), person("B")]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_retired_id_says_that_nothing_took_its_place(client: httpx.Client) -> None:
    answer = client.get(f"/v1/persons/{client.ids['gone']}")
    assert (answer.status_code, answer.json()["successors"]) == (410, [])


def test_an_id_that_never_was_is_not_found(client: httpx.Client) -> None:
    assert client.get(f"/v1/persons/{person('Z')}").status_code == 404
