"""Every error is a problem document that repeats nothing of what was sent."""

from contextlib import AbstractContextManager
from typing import get_args

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.languages import Language, language_of
from api.problems import TEXTS
from resolver.errors import StoreError
from tests.api.conftest import Site
from tests.fixtures.service import serving

NIK = "3171014101809001"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/persons/P-AAAAAAAAAAAAAAAA", 404, "not-found"),
        ("/v1/families/F-AAAAAAAAAAAAAAAA", 404, "not-found"),
        ("/v1/households/H-AAAAAAAAAAAAAAAA", 404, "not-found"),
        (f"/v1/records/{'0' * 32}", 404, "not-found"),
        (f"/v1/persons/{NIK}", 422, "invalid-request"),
        (f"/v1/records/{NIK}", 422, "invalid-request"),
        (f"/v1/nik/{NIK}", 404, "no-such-route"),
    ],
)
def test_errors_are_problem_documents(
    client: httpx.Client, path: str, status: int, code: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:satukan:problem:{code}"
    assert NIK not in answer.text


def test_what_is_invalid_is_named(client: httpx.Client) -> None:
    errors = client.get("/v1/persons/nobody").json()["errors"]
    assert errors == [{"location": "path.person_id", "code": "string_pattern_mismatch"}]


def test_a_wrong_method_tells_the_right_one(client: httpx.Client) -> None:
    answer = client.post("/livez")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["type"] == "urn:satukan:problem:method-not-allowed"


def test_the_language_follows_the_client(client: httpx.Client) -> None:
    path = "/v1/persons/P-AAAAAAAAAAAAAAAA"
    answer = client.get(path, headers={"Accept-Language": "id-ID,id;q=0.9,en;q=0.5"})
    assert answer.headers["content-language"] == "id"
    assert answer.json()["title"] == "Tidak ditemukan"
    assert client.get(path).json()["title"] == "Not found"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("id", "id"),
        ("ID-id", "id"),
        ("fr", "en"),
        ("fr, id;q=0.2", "id"),
        ("en;q=0.4, id;q=0.8", "id"),
        ("id;q=0, en;q=0.1", "en"),
        ("id;q=x, en", "en"),
        ("en, id", "en"),
        ("ido", "en"),
    ],
)
def test_quality_and_order_choose_the_language(header: str, language: str) -> None:
    assert language_of(header) == language


def test_every_text_stands_in_every_language() -> None:
    for text in TEXTS.values():
        assert set(text.title) == set(text.detail) == set(get_args(Language))


def broken(app: FastAPI, error: Exception) -> AbstractContextManager[httpx.Client]:
    @app.get("/broken")
    def fail() -> None:
        raise error

    return serving(app)


def test_a_store_that_is_away_is_503_and_tells_no_address(site: Site) -> None:
    app = create_app(site.settings)
    with broken(app, StoreError("postgresql://user@host/ refuses")) as client:
        answer = client.get("/broken")
    assert answer.status_code == 503
    assert "host" not in answer.text


def test_an_unexpected_error_is_500_and_tells_nothing(site: Site) -> None:
    with broken(create_app(site.settings), RuntimeError(NIK)) as client:
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert NIK not in answer.text
