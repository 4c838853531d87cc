"""The deployment files: no secret in them, nothing open that need not be, settings that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from resolver.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
REQUIRED = re.compile(r"\$\{SATUKAN_\w+:\?[^}]+\}")


def test_there_are_the_service_its_registry_and_its_graph() -> None:
    assert set(SERVICES) == {"api", "postgres", "neo4j"}


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("api", "SATUKAN_SECRET"),
        ("api", "SATUKAN_NEO4J_PASSWORD"),
        ("neo4j", "NEO4J_AUTH"),
        ("postgres", "POSTGRES_PASSWORD"),
    ],
)
def test_secrets_come_from_the_environment_and_have_no_default(service: str, name: str) -> None:
    value = SERVICES[service]["environment"][name].removeprefix("neo4j/")
    assert REQUIRED.fullmatch(value)


def test_the_service_gets_settings_that_exist() -> None:
    given = {name.removeprefix("SATUKAN_").lower() for name in SERVICES["api"]["environment"]}
    assert given <= set(Settings.model_fields)


def test_the_service_waits_for_a_healthy_registry_and_graph() -> None:
    for name in ("postgres", "neo4j"):
        assert SERVICES["api"]["depends_on"][name]["condition"] == "service_healthy"


def test_the_service_uses_the_registry_with_the_secret_that_it_was_made_with() -> None:
    url = SERVICES["api"]["environment"]["SATUKAN_DATABASE_URL"]
    made = SERVICES["postgres"]["environment"]
    assert (
        url
        == f"postgresql://{made['POSTGRES_USER']}:{made['POSTGRES_PASSWORD']}@postgres/"
        + (made["POSTGRES_DB"])
    )
    assert REQUIRED.search(url)


@pytest.mark.parametrize("service", SERVICES)
def test_each_is_checked_and_has_no_privileges(service: str) -> None:
    part = SERVICES[service]
    assert part["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert part["volumes"]


def test_the_service_cannot_write_outside_its_volume() -> None:
    assert SERVICES["api"]["read_only"] is True


def test_only_the_service_is_reached_and_only_from_this_machine() -> None:
    assert "ports" not in SERVICES["neo4j"]
    assert "ports" not in SERVICES["postgres"]
    assert COMPOSE["networks"]["registry"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == ["registry"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["api"]["ports"])
    assert COMPOSE["networks"]["graph"]["internal"] is True
    assert SERVICES["neo4j"]["networks"] == ["graph"]


def test_every_volume_and_network_is_declared() -> None:
    for part in SERVICES.values():
        assert set(part["networks"]) <= set(COMPOSE["networks"])
        assert {volume.split(":")[0] for volume in part["volumes"]} <= set(COMPOSE["volumes"])


def test_the_graph_is_the_version_that_the_contract_tests_run_on() -> None:
    pom = (ROOT / ".ci" / "neo4j" / "pom.xml").read_text(encoding="utf-8")
    tested = re.search(r"<neo4j.version>(.+)</neo4j.version>", pom)
    assert tested is not None
    assert SERVICES["neo4j"]["image"] == f"neo4j:{tested.group(1)}-community"


def test_the_image_holds_the_driver_of_the_registry() -> None:
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    assert re.search(r"^psycopg-binary==", lock, re.MULTILINE)


def test_the_image_installs_by_hash_and_runs_without_root() -> None:
    assert any("--require-hashes" in line for line in DOCKERFILE)
    stages = [n for n, line in enumerate(DOCKERFILE) if line.startswith("FROM")]
    last_stage = DOCKERFILE[stages[-1] :]
    users = [line.split()[1] for line in last_stage if line.startswith("USER")]
    assert users
    assert users[-1] not in ("0", "root")


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in DOCKERFILE:
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source
                assert {f"!{source}", f"!{source}/**"} & set(ignored), source
