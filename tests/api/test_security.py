"""Only a valid key opens the registry; health is open."""

import httpx
import pytest

from resolver.registry import create_api_key, open_registry, revoke_api_keys
from tests.api.conftest import Site
from tests.fixtures.outputs import SECRET


@pytest.fixture
def path(site: Site) -> str:
    return f"/v1/households/{site.outputs['households']['household_id'].iloc[0]}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "satukan_wrong"},
        {"Authorization": "Bearer satukan_wrong"},
        {"Authorization": "Basic dTpw"},
    ],
)
def test_without_a_valid_key_nothing_is_told(
    anonymous: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    answer = anonymous.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:satukan:problem:unauthenticated"


def test_the_key_goes_in_either_header(anonymous: httpx.Client, path: str, site: Site) -> None:
    for headers in ({"X-API-Key": site.key}, {"Authorization": f"Bearer {site.key}"}):
        assert anonymous.get(path, headers=headers).status_code == 200


def test_a_revoked_key_is_refused(anonymous: httpx.Client, path: str, site: Site) -> None:
    engine = open_registry(site.settings.registry_url)
    key = create_api_key(engine, SECRET, "to be revoked")
    assert anonymous.get(path, headers={"X-API-Key": key}).status_code == 200
    assert revoke_api_keys(engine, "to be revoked") == 1
    engine.dispose()
    assert anonymous.get(path, headers={"X-API-Key": key}).status_code == 401


def test_an_unknown_id_is_not_told_apart_without_a_key(anonymous: httpx.Client) -> None:
    assert anonymous.get("/v1/persons/P-AAAAAAAAAAAAAAAA").status_code == 401


def test_every_route_but_health_asks_for_a_key(anonymous: httpx.Client) -> None:
    paths = anonymous.get("/openapi.json").json()["paths"]
    unguarded = {
        path for path, item in paths.items() if not all("security" in op for op in item.values())
    }
    assert unguarded == {"/livez", "/readyz"}
