"""Health: what works while registry or graph are away."""

import sqlite3
from pathlib import Path

import httpx

from api.app import create_app
from resolver.settings import Settings
from tests.api.conftest import Site
from tests.fixtures.service import serving

# Port 1 refuses at once.
AWAY = "bolt://127.0.0.1:1"


def test_alive_and_ready(anonymous: httpx.Client) -> None:
    assert anonymous.get("/livez").json() == {"status": "alive"}
    answer = anonymous.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "registry": "ok", "graph": "ok"}


def test_answers_by_id_work_while_the_graph_is_away(site: Site) -> None:
    settings = site.settings.model_copy(update={"neo4j_url": AWAY})
    path = f"/v1/households/{site.outputs['households']['household_id'].iloc[0]}"
    with serving(create_app(settings)) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json() == {"status": "degraded", "registry": "ok", "graph": "away"}
        assert client.get(path, headers={"X-API-Key": site.key}).status_code == 200


def test_a_new_registry_is_ready_and_empty(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="", neo4j_url="")
    with serving(create_app(settings)) as client:
        assert client.get("/readyz").json()["registry"] == "empty"


def test_a_registry_that_breaks_is_not_ready(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="", neo4j_url="")
    with serving(create_app(settings)) as client:
        with sqlite3.connect(tmp_path / "registry.sqlite") as database:
            database.execute("DROP TABLE run")
        database.close()
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not-ready"
