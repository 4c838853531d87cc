"""Decisions at the terminal, from a published run to a sealed and verified ledger."""

import json
from pathlib import Path

import pytest

from api import cli
from resolver import errors
from resolver.registry import open_registry, publish
from tests.fixtures.outputs import RUN, SECRET, make_outputs

OUTPUTS = make_outputs(6)
RECORDS = OUTPUTS["memberships"]["record_id"].tolist()
A, B, C, D = RECORDS[:4]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SATUKAN_HOME", str(tmp_path))
    monkeypatch.setenv("SATUKAN_SECRET", SECRET.decode())
    engine = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    publish(engine, OUTPUTS, RUN, SECRET)
    engine.dispose()
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def pair(a: str, b: str, kind: str = "must-link", reason: str = "SAME_BY_VISIT") -> int:
    return run("decide", "pair", a, b, "--as", kind, "--reason", reason, "--actor", "ani")


def test_a_day_of_decisions(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    who = ("--actor", "ani")
    assert pair(A, B) == 0
    assert run("decide", "split", "--part", C, "--part", D, "--reason", "TWINS", *who) == 0
    assert run("decide", "value", A, "name", "SITI", "--reason", "VALUE_BY_VISIT", *who) == 0
    assert run("decide", "membership", A, C, "--level", "family", "--period", "2026Q4",
               "--reason", "MARRIED", *who) == 0  # fmt: skip
    assert run("decide", "freeze", A, "--deadline", "2026-12-31", "--reason", "OBJECTION",
               *who) == 0  # fmt: skip
    assert run("decide", "unfreeze", A, "--reason", "OBJECTION_DENIED", *who) == 0
    capsys.readouterr()
    assert run("decide", "value", B, "presence", "DIED", "--reason", "DECEASED", *who) == 0
    told = capsys.readouterr().out
    assert "waits for a second person" in told
    decision = told.split()[0]
    assert run("decisions", "list", "--waiting") == 0
    assert decision in capsys.readouterr().out
    assert run("decide", "approve", decision, *who) == errors.ConflictError.exit_code
    assert "another person" in capsys.readouterr().err
    assert run("decide", "approve", decision, "--actor", "budi") == 0
    assert run("decide", "reverse", decision, "--reason", "MISTAKE", "--actor", "citra") == 0
    waiting = capsys.readouterr().out.splitlines()[-1].split()[0]
    assert run("decide", "refuse", waiting, "--reason", "NOT_PROVEN", "--actor", "budi") == 0
    assert run("seal", str(home / "seal.json")) == 0
    assert run("verify", "--seal", str(home / "seal.json")) == 0
    assert "10 decisions, all as they were taken" in capsys.readouterr().out
    assert run("decisions", "erase", "--record", B, "--actor", "dpo") == 0
    capsys.readouterr()
    assert run("decisions", "show", decision) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["erased"] == ["value"]
    assert run("verify") == 0


def test_a_contradiction_ends_with_the_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert pair(A, B) == 0
    assert pair(B, C, "cannot-link", "TWINS") == 0
    assert pair(A, C) == errors.ConflictError.exit_code
    told = capsys.readouterr().err
    for record in (A, B, C):
        assert record[:8] in told


def test_a_value_is_replaced_in_one_breath_and_a_wrong_one_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    why = ("--reason", "VALUE_BY_VISIT", "--actor", "ani")
    assert run("decide", "value", A, "birth_date", "5 Juli 1980", *why) == 0
    stands = capsys.readouterr().out.split()[0]
    wrong = run("decide", "value", A, "birth_date", "31-02-1980", *why)
    assert wrong == errors.DecisionError.exit_code
    assert "birth_date" in capsys.readouterr().err
    other = ("decide", "value", A, "birth_date", "6 Juli 1980", *why)
    assert run(*other) == errors.ConflictError.exit_code
    assert f"--replacing {stands}" in capsys.readouterr().err
    assert run(*other, "--replacing", stands) == 0


def test_a_mistyped_record_is_not_decided_on() -> None:
    assert pair(A, "0" * 32) == errors.NotFoundError.exit_code


def test_no_decision_of_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert pair(A, B, "maybe") == errors.DecisionError.exit_code
    assert pair(A, B, "split") == errors.DecisionError.exit_code
    assert pair(A, B, reason="BECAUSE") == errors.DecisionError.exit_code
    assert "SAME_BY_VISIT" in capsys.readouterr().err
    assert run("decisions", "erase", "--actor", "dpo") == errors.DecisionError.exit_code
    assert run("decisions", "list", "--kind", "maybe") == errors.DecisionError.exit_code
    assert run("decisions", "show", "D-AAAAAAAAAAAAAAAA") == errors.NotFoundError.exit_code


def test_a_changed_ledger_is_told(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert pair(A, B) == 0
    engine = open_registry(f"sqlite:///{home / 'registry.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER decision_no_update")
        connection.exec_driver_sql("UPDATE decision SET actor = 'eve'")
    engine.dispose()
    assert run("verify") == errors.ChainError.exit_code
    assert "CHANGED" in capsys.readouterr().err


def test_out_and_in_again(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert pair(A, B) == 0
    file = home / "out.jsonl"
    assert run("decisions", "export", str(file)) == 0
    assert run("decisions", "import", str(file), "--actor", "dita") == 0
    assert "0 new, 1 known already, 0 rejected" in capsys.readouterr().out
    file.write_text(file.read_text() + "{\n")
    assert run("decisions", "import", str(file), "--actor", "dita") == errors.InputError.exit_code
    rejects = (home / "out.jsonl.rejects.jsonl").read_text()
    assert json.loads(rejects) == {"line": 3, "reason": "NOT_JSON", "detail": ""}


def test_the_reasons_are_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("decisions", "reasons", "--home", "elsewhere") == 0
    told = capsys.readouterr().out
    assert "Meninggal" in told
    assert "Deceased" in told
    assert "(two people)" in told


def test_every_reason_has_its_words_and_a_kind() -> None:
    from resolver.registry.ledger import Kind, reasons

    known = reasons()
    for code, reason in known.by_code.items():
        assert set(reason.texts) == {"id", "en"}, code
        assert all(reason.texts.values()), code
        assert reason.kinds <= set(Kind), code
    for kind in Kind:
        assert known.of(kind), kind
