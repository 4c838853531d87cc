"""The command line: help that teaches, one exit code per kind of error, no traceback."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import training.evaluate
import training.labels.document
from api import cli, wiring
from resolver import errors
from resolver.errors import SatukanError

COMMANDS = (
    "synthesise",
    "inspect",
    "check",
    "resolve",
    "label",
    "train",
    "model",
    "evaluate",
    "serve",
    "demo",
    "load",
    "loads",
    "refresh",
    "what-if",
    "publish",
    "history",
    "rollback",
    "backup",
    "restore",
    "rebuild",
    "erase",
    "retain",
    "decide",
    "decisions",
    "verify",
    "seal",
)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    code = stop.value.code
    assert isinstance(code, int)
    return code


def flat(text: str) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


def test_help_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    told = flat(capsys.readouterr().out)
    for command in COMMANDS:
        assert command in told
    assert "Exit codes" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_teaches_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, "--help") == 0
    assert f"Example: satukan {command}" in flat(capsys.readouterr().out)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_options_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(command, "--help")
    told = capsys.readouterr().out
    options, example = told.split("Example:")
    for option in re.findall(r"--[a-z-]+", example):
        assert option in options


def test_every_kind_of_error_has_its_own_exit_code_and_is_documented() -> None:
    kinds = [kind for kind in _below(SatukanError) if kind.exit_code != SatukanError.exit_code]
    assert {training.evaluate.TruthError, training.labels.document.LabelsError} <= set(kinds)
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes)
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for code in [0, 1, *codes]:
        assert re.search(rf"(?<!\d){code} ", cli.EXIT_CODES), code
        assert f"\n| {code} |" in page, code


def _below(kind: type[SatukanError]) -> set[type[SatukanError]]:
    found = set(kind.__subclasses__())
    return found | {deep for child in found for deep in _below(child)}


def test_an_error_of_ours_is_its_message_and_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SATUKAN_PORT", "eighty")
    assert run("resolve", "in", "out") == errors.SettingError.exit_code
    told = capsys.readouterr().err
    assert told.startswith("satukan: ")
    assert "SATUKAN_PORT" in told
    assert "Traceback" not in told
    assert "eighty" not in told  # a setting's value may be a secret


def test_an_unexpected_error_gives_a_hint_and_no_whole_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("row of 3201010101019001")

    monkeypatch.setattr(wiring, "settings_from", fail)
    assert run("resolve", "in", "out") == 1
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "--debug" in told
    assert "Traceback" not in told
    assert "3201010101019001" not in told


def test_debug_shows_the_traceback_from_any_position(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SATUKAN_PORT", "eighty")
    for arguments in (("--debug", "resolve", "in", "out"), ("resolve", "in", "out", "--debug")):
        assert run(*arguments) == errors.SettingError.exit_code
        assert "Traceback" in capsys.readouterr().err


def test_wrong_usage_ends_with_2() -> None:
    assert run("resolve") == 2
    assert run("no-such-command") == 2


def test_a_missing_or_damaged_run_is_an_input_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", str(tmp_path), str(tmp_path)) == errors.InputError.exit_code
    assert "memberships.parquet" in capsys.readouterr().err
    (tmp_path / "memberships.parquet").write_bytes(b"not parquet at all")
    assert run("evaluate", str(tmp_path), str(tmp_path)) == errors.InputError.exit_code
    assert "cannot be read" in capsys.readouterr().err


def test_evaluate_prints_the_measures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = {"source": ["DTKS", "P3KE"], "source_record_id": ["a", "b"]}
    pd.DataFrame(
        ids
        | {"record_id": ["1", "2"], "person_id": ["P-1", "P-1"]}
        | {"family_id": ["F-1", "F-1"], "household_id": ["H-1", "H-1"]}
    ).to_parquet(tmp_path / "memberships.parquet")
    pd.DataFrame({"task_id": ["T-1"]}).to_parquet(tmp_path / "review.parquet")
    pd.DataFrame(
        ids
        | {"person": ["p", "p"], "family": ["f", "f"], "household": ["h", "h"]}
        | {"alive": True, "sex": "F", "mononym": False, "island": "JAWA", "elderly": False}
        | {"no_nik": False, "trap": "", "damage": ""}
    ).to_parquet(tmp_path / "records.parquet")
    assert run("evaluate", str(tmp_path), str(tmp_path)) == 0
    told = capsys.readouterr().out
    assert re.search(r"person pairs +1\.0000 +1\.0000 +1\.0000", told)
    assert "50.00 per 100 records" in told
    assert run("evaluate", str(tmp_path), str(tmp_path), "--json") == 0
    assert '"review_per_100": 50.0' in capsys.readouterr().out


def test_a_missing_model_is_a_model_error(tmp_path: Path) -> None:
    model = str(tmp_path / "none.json")
    code = run("resolve", str(tmp_path), str(tmp_path / "out"), "--model", model)
    assert code == errors.ModelError.exit_code
    assert not (tmp_path / "out").exists()


def test_synthetic_extracts_are_never_written_beside_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dtks.csv").write_text("")
    assert run("synthesise", str(tmp_path), "--people", "50") == errors.OutputError.exit_code
    assert [path.name for path in tmp_path.iterdir()] == ["dtks.csv"]
    new = tmp_path / "new"
    for _ in range(2):  # its own folder is written anew
        assert run("synthesise", str(new), "--people", "50", "--seed", "3") == 0
        assert "dtks.csv" in capsys.readouterr().out
    assert (new / "truth" / "records.parquet").is_file()


def test_resolve_never_replaces_the_extracts(tmp_path: Path) -> None:
    (tmp_path / "load").mkdir()
    (tmp_path / "manifest.json").write_text("{}")
    for out in (tmp_path, tmp_path / "load"):
        code = run("resolve", str(tmp_path / "load"), str(out))
        assert code == errors.OutputError.exit_code
    assert (tmp_path / "load").is_dir()


def test_help_answers_at_once() -> None:
    """No heavy package is imported for it."""
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from api.cli import main; main(['--help'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    for heavy in ("pandas", "numpy", "fastapi", "sqlalchemy", "numba"):
        assert not re.search(rf"\| +{heavy}$", listed.stderr, re.MULTILINE), heavy
