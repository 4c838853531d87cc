"""The command line on the real road: synthetic extracts to a household behind the service."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pandas as pd
import pytest

from api import cli
from resolver import errors

PEOPLE = "400"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo that checked itself (as with CI=true), and what it printed."""
    out = tmp_path_factory.mktemp("demo") / "out"
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "demo", "--people", PEOPLE, "--port", "0", "--out", out],
        env={"CI": "true", "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    return int(str(stop.value.code))


def test_the_demo_prints_counts_measures_report_and_a_curl_that_it_checked(
    demo: tuple[Path, str],
) -> None:
    out, told = demo
    assert re.search(r"persons +[\d,]+\n", told)
    assert "person pairs" in told
    assert (out / "run" / "report.html").resolve().as_uri() in told
    assert re.search(r'curl -H "X-API-Key: \S+" http://127\.0\.0\.1:\d+/v1/households/H-\w+', told)
    assert re.search(r"OK: H-\w+ has the same \d+ members", told)


def test_the_demo_leaves_every_table_and_both_reports(demo: tuple[Path, str]) -> None:
    run_folder = demo[0] / "run"
    for name in ("memberships", "persons", "families", "households", "links", "review", "rejects"):
        assert (run_folder / f"{name}.csv").is_file()
        assert (run_folder / f"{name}.parquet").is_file()
    for language, name in (("id", "report.html"), ("en", "report.en.html")):
        page = (run_folder / name).read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert not re.search(r"\d{13,}", page)


def test_the_report_tells_the_tables_numbers(demo: tuple[Path, str]) -> None:
    run_folder = demo[0] / "run"
    page = (run_folder / "report.en.html").read_text(encoding="utf-8")
    persons = len(pd.read_parquet(run_folder / "persons.parquet"))
    assert f"<b>{persons:,}</b><span>Persons</span>" in page


def test_resolve_refuses_an_empty_folder_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    given = (str(tmp_path / "in"), str(tmp_path / "out"), "--home", str(tmp_path / "home"))
    assert run("resolve", *given) == errors.InputError.exit_code
    assert capsys.readouterr().err.count("\n") <= 3
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["in"]


def test_resolve_without_registry_touches_no_database(
    demo: tuple[Path, str], tmp_path: Path
) -> None:
    given = (str(demo[0] / "extracts"), str(tmp_path / "out"), "--no-registry")
    assert run("resolve", *given, "--home", str(tmp_path / "home")) == 0
    assert not list((tmp_path / "home").glob("*.sqlite"))
    assert (tmp_path / "out" / "report.html").is_file()


def test_serve_makes_a_key_answers_and_ends_on_ctrl_c(demo: tuple[Path, str]) -> None:
    home = str(demo[0] / "home")
    service = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--home", home, "--new-key", "t"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert service.stdout is not None
        key = service.stdout.readline().rpartition("  ")[2].strip()
        found = re.search(r"http://\S+", service.stdout.readline())
        assert found
        person = pd.read_parquet(demo[0] / "run" / "persons.parquet")["person_id"].iloc[0]
        address = f"{found[0]}/v1/persons/{person}"
        with urllib.request.urlopen(
            urllib.request.Request(address, headers={"X-API-Key": key}), timeout=30
        ) as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(address, timeout=30)
        service.send_signal(signal.SIGINT)
        _, complaints = service.communicate(timeout=30)
        assert service.returncode == 0
        assert "Traceback" not in complaints
    finally:
        service.kill()
        service.communicate()
