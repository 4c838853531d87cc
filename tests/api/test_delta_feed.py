"""The delta feed: whoever follows it page by page knows all that changed, once."""

import httpx
import pandas as pd
import pytest
from sqlalchemy import update

from api.app import create_app
from api.cursors import read_cursor, write_cursor
from api.problems import InvalidRequestError
from resolver.outputs import read_table
from resolver.pipeline import resolve
from resolver.registry import create_api_key, open_registry
from resolver.registry.database import writing
from resolver.registry.history.models import PUBLICATION
from resolver.rollback import roll_back
from resolver.settings import Settings
from tests.fixtures.service import serving
from training.synthetic.quarters import Options, write_quarters

SECRET = "changes"


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory):
    """A service over three versions: two quarters, and back to the first."""
    folder = tmp_path_factory.mktemp("feed")
    write_quarters(folder / "q", Options(120, seed=103, traps=False, events=8), 2)
    settings = Settings(home=folder / "home", secret=SECRET)
    runs = [
        resolve(folder / "q" / quarter, folder / quarter, settings, refresh=True)
        for quarter in ("2026Q1", "2026Q2")
    ]
    roll_back(settings, 1, "ani")
    engine = open_registry(settings.registry_url)
    key = create_api_key(engine, settings.secret_key, "tests")
    engine.dispose()
    with serving(create_app(settings)) as client:
        client.headers["X-API-Key"] = key
        client.settings, client.runs = settings, runs
        yield client


def every(client: httpx.Client, since: int, limit: int = 7) -> tuple[list[dict], int]:
    found, question = [], {"since": since, "limit": limit}
    while True:
        answer = client.get("/v1/changes", params=question)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["changes"]) <= limit
        found += page["changes"]
        if page["next"] is None:
            return found, page["until"]
        question = {"cursor": page["next"], "limit": limit}


def test_the_pages_hold_the_change_report_once_and_in_order(feed) -> None:
    changes, until = every(feed, 1)
    assert until == 3
    of_two = [one for one in changes if one["version"] == 2]
    report = read_table(feed.runs[1].folder, "changes")
    assert [one["entity_id"] for one in of_two] == report["entity_id"].tolist()
    assert [one["what"] for one in of_two] == report["what"].tolist()
    assert [one["look"] for one in of_two] == report["look"].tolist()
    assert ["+".join(one["fields"]) for one in of_two] == report["fields"].fillna("").tolist()
    assert changes == every(feed, 1, 5_000)[0]
    assert [one["version"] for one in changes] == sorted(one["version"] for one in changes)


def test_who_follows_the_feed_knows_who_is_live(feed) -> None:
    persons = [set(run.outputs["persons"]["person_id"]) for run in feed.runs]
    for since, until, before, now in ((1, 2, *persons), (2, 3, persons[1], persons[0])):
        changes = [one for one in every(feed, since)[0] if one["version"] == until]
        named = {one["entity_id"] for one in changes if one["entity_id"].startswith("P-")}
        assert before ^ now <= named, "who came or went is told, also by a rollback"


def test_values_that_differ_are_told_and_no_others(feed) -> None:
    old, new = (run.outputs["persons"].set_index("person_id") for run in feed.runs)
    both = old.index.intersection(new.index)
    compared = ["name", "sex", "birth_date", "nik", "mother_name", "presence", "village", "kk"]
    differs = (old.loc[both, compared].fillna("") != new.loc[both, compared].fillna("")).any(axis=1)
    named = {one["entity_id"] for one in every(feed, 1)[0] if one["version"] == 2}
    assert set(both[differs]) <= named


def test_nothing_changed_since_what_stands_and_with_the_first_version(feed) -> None:
    assert every(feed, 3) == ([], 3)
    changes, until = every(feed, 0)
    assert until == 3
    assert {one["version"] for one in changes} == {2, 3}


def test_no_nik_and_no_name_is_in_it(feed) -> None:
    text = str(every(feed, 0)[0])
    for run in feed.runs:
        for column in ("nik", "kk", "name"):
            values = pd.Series(run.outputs["persons"][column].dropna().unique())
            assert not [v for v in values if len(str(v)) > 5 and str(v) in text], column


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ({"since": 4}, 404, "not-found"),
        ({"since": -1}, 422, "invalid-request"),
        ({}, 422, "invalid-request"),
        ({"since": 1, "cursor": "x"}, 422, "invalid-request"),
        ({"cursor": "x"}, 422, "invalid-request"),
        ({"cursor": "ä" * 20}, 422, "invalid-request"),
        ({"since": 1, "limit": 0}, 422, "invalid-request"),
    ],
)
def test_a_wrong_question_is_a_problem(feed, question: dict, status: int, code: str) -> None:
    answer = feed.get("/v1/changes", params=question, headers={"Accept-Language": "id"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "id"
    assert answer.json()["type"] == f"urn:satukan:problem:{code}"


def test_without_a_key_nothing_is_told(feed) -> None:
    with httpx.Client(base_url=feed.base_url, trust_env=False) as anonymous:
        assert anonymous.get("/v1/changes", params={"since": 1}).status_code == 401


def test_a_cursor_cannot_be_made_up() -> None:
    cursor = write_cursor(b"secret", "changes", [1, 3, 2, 40])
    assert read_cursor(b"secret", "changes", cursor) == [1, 3, 2, 40]
    for secret, purpose, given in (
        (b"other", "changes", cursor),
        (b"secret", "tasks", cursor),
        (b"secret", "changes", cursor[:-2] + "AA"),
        (b"secret", "changes", ""),
    ):
        with pytest.raises(InvalidRequestError):
            read_cursor(secret, purpose, given)


def test_a_gap_sends_the_reader_to_read_all_again(feed) -> None:
    """As of a version that was published before the registry kept its changes."""
    engine = open_registry(feed.settings.registry_url)
    query = update(PUBLICATION).where(PUBLICATION.c.version == 2)
    kept = len([one for one in every(feed, 1)[0] if one["version"] == 2])
    with writing(engine) as connection:
        connection.execute(query.values(changes=None))
    try:
        answer = feed.get("/v1/changes", params={"since": 1})
        assert answer.status_code == 410
        assert answer.json()["type"] == "urn:satukan:problem:gap"
        assert every(feed, 2)[1] == 3, "behind the gap it goes on"
    finally:
        with writing(engine) as connection:
            connection.execute(query.values(changes=kept))
        engine.dispose()
