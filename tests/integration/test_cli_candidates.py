"""Loads and candidates at the terminal, from a delivery to a version that is taken back."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from api import cli
from resolver import errors
from training.synthetic.quarters import Options, write_quarters

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("SATUKAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SATUKAN_SECRET", "terminal")

    def call(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main([str(one) for one in arguments])
        told = capsys.readouterr()
        assert stop.value.code == code, told.err
        return told.out if code == 0 else told.err

    return call


def test_a_quarter_at_the_terminal(run: Run, tmp_path: Path) -> None:
    folder, out = tmp_path / "q", tmp_path / "out"
    write_quarters(folder, Options(100, seed=107, traps=False, events=6), 2)
    first, second = folder / "2026Q1", folder / "2026Q2"
    wrong = errors.InputError.exit_code
    assert "Nothing was loaded" in run("load", first, "--period", "2026Q2", code=wrong)
    assert "No load is kept" in run("loads")
    told = run("load", first, "--period", "Triwulan 1/2026")
    assert "(new)" in told
    counts = re.search(r"all +([\d,]+) read +([\d,]+) accepted +([\d,]+) rejected", told)
    assert counts
    read, accepted, rejected = (int(text.replace(",", "")) for text in counts.groups())
    assert read == accepted + rejected
    assert "loaded before" in run("load", first)
    assert run("loads").count("waits") == 1
    run("refresh", out / "1", "--period", "2026Q2", code=wrong)
    assert "records now" in run("refresh", out / "1", "--period", "2026Q1")
    assert "resolved" in run("loads")

    told = run("what-if", second, out / "2")
    name = re.search(r"Candidate +(C-\S+):", told)
    assert name
    for words in ("persons, all", "sex F", "age ELDERLY", "nik NONE", "source DTKS", "village"):
        assert words in told
    assert (out / "2" / "changes.html").is_file()
    assert name[1] in run("publish")

    members = pd.read_parquet(out / "1" / "memberships.parquet")
    sizes = members.groupby("person_id")["record_id"].agg(list)
    a, c = (records[0] for records in sizes[sizes.map(len) == 1].iloc[:2])
    pair = next(records for records in sizes if len(records) == 2)
    why = ("--reason", "SAME_BY_VISIT", "--actor", "ani")
    decision = errors.DecisionError.exit_code
    assert "--reason" in run("what-if", out / "x", "--must", f"{a},{c}", code=decision)
    told = run("what-if", out / "3", "--must", f"{a},{c}", *why)
    assert "merged" in told
    split = ("--part", pair[0], "--part", pair[1], "--reason", "TWINS", "--actor", "ani")
    assert re.search(r"persons +split", run("what-if", out / "4", *split))
    assert "0 decisions" in run("verify")

    assert "Version 2 now stands" in run("publish", name[1])
    conflict = errors.ConflictError.exit_code
    assert "built on version 1" in run("publish", name[1], code=conflict)
    assert "Version 3 now stands" in run("rollback", 1, "--actor", "ani")
    assert "No candidate C-1" in run("publish", "C-1", code=errors.NotFoundError.exit_code)
    run("what-if", first, second, out, code=errors.SettingError.exit_code)
    load = re.search(r"L-\S+", run("loads"))
    assert load
    assert "Dropped" in run("loads", "--drop", load[0])
