"""The pages say what is there: commands, settings, links; the scripts name what is missing."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main

from api.cli import app
from resolver.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")],
)
COMMANDS = sorted(typer.main.get_command(app).commands)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def code_of(page: Path) -> str:
    """What stands in code blocks and code spans."""
    found = re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", page.read_text(), re.DOTALL)
    return "\n".join(block or span for block, span in found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_and_commands_named_in_a_page_exist(page: Path) -> None:
    code = code_of(page)
    for target in re.findall(r"\bmake ([a-z-]+)", code):
        assert target in TARGETS, f"make {target}"
    for command in re.findall(r"\bsatukan ([a-z]+(?:-[a-z]+)*)\b", code):
        assert command in COMMANDS, f"satukan {command}"


def test_the_readme_lists_every_command_and_both_make_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    for command in COMMANDS:
        assert f"| `satukan {command}` |" in readme
    assert "make demo" in readme
    assert "make test" in readme


def test_the_readme_gives_the_six_packages_a_job_each() -> None:
    readme = (ROOT / "README.md").read_text()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = " ".join(wanted["dependencies"] + wanted["optional-dependencies"]["train"])
    for package in ("neo4j", "networkx", "jellyfish", "fastapi", "pandas", "dedupe"):
        assert re.search(rf"^\| \*\*{package}\*\* \| .{{20,}} \|$", readme, re.MULTILINE), package
        assert package in needed


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `SATUKAN_{name.upper()}` \| (.+?) \|", page, re.MULTILINE)
        assert row, name
        default = getattr(field.default, "get_secret_value", lambda d=field.default: d)()
        assert row[1].strip("`") == ("empty" if default in (None, "") else str(default)), name
    documented = re.findall(r"^\| `SATUKAN_(\w+)` ", page, re.MULTILINE)
    assert {name.lower() for name in documented} == set(Settings.model_fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_decisions_are_short_and_listed() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for page in (ROOT / "docs" / "decisions").glob("0*.md"):
        text = page.read_text()
        assert len(text.splitlines()) < 30, page.name
        assert page.name in index
        for part in ("**Context.**", "**Decision.**", "**Consequence.**"):
            assert part in text, page.name


def test_make_alone_lists_the_documented_targets() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE):
        assert f"make {target}" in listed


def test_ci_is_executable_and_parses() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    text = script.read_text()
    assert "set -euo pipefail" in text
    assert "make test" in text
    assert "make demo" in text


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with the shell's few tools and nothing else."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("id", "sed", "head", "grep"):
        found = shutil.which(tool)
        assert found
        (tools / tool).symlink_to(found)
    return tools


def preflight(path: Path, *parts: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / "scripts" / "preflight.sh", *parts],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, name: str, body: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{body}\n")
    (path / name).chmod(0o755)


@pytest.mark.parametrize(
    ("part", "package"),
    [
        ("python", "python3 python3-venv"),
        ("compiler", "build-essential"),
        ("java", "openjdk-17-jdk-headless"),
        ("maven", "maven"),
        ("postgres", "postgresql"),
    ],
)
def test_preflight_names_what_is_missing_and_how_to_install_it(
    bare: Path, part: str, package: str
) -> None:
    told = preflight(bare, part)
    assert told.returncode == 1
    assert told.stderr.startswith("Missing: ")
    assert re.search(rf"apt-get install -y {package}", told.stderr)


def test_preflight_names_all_that_is_missing_at_once(bare: Path) -> None:
    assert preflight(bare, "python", "java", "maven").stderr.count("Missing: ") == 3


def test_preflight_refuses_an_old_java_and_python(bare: Path) -> None:
    program(bare, "java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2")
    assert "found 11" in preflight(bare, "java").stderr
    program(bare, "java", "echo 'openjdk version \"21.0.2\" 2024-01-16' >&2")
    assert preflight(bare, "java").returncode == 0
    program(bare, "python3", 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    assert "Python 3.9.2" in preflight(bare, "python").stderr


def test_preflight_finds_a_python_without_venv(bare: Path) -> None:
    program(bare, "python3", 'case "$2" in *venv*) exit 1;; esac')
    assert preflight(bare, "python").returncode == 0
    assert "python3-venv" in preflight(bare, "venv").stderr
