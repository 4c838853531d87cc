"""Decisions out and in as JSON lines: nothing lost, nothing twice, bad lines told."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resolver.errors import InputError, OutputError
from resolver.registry import open_registry
from resolver.registry.ledger import Ledger, Query
from resolver.registry.ledger.exchange import (
    Imported,
    export_decisions,
    import_decisions,
    write_rejects,
)
from tests.fixtures.ledgers import SECRET, A, B, C, D, E, F, cannot, died, freeze, full, must, split

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Engine]:
    """Another registry with the same secret."""
    engine = open_registry(f"sqlite:///{tmp_path / 'other.sqlite'}")
    yield engine
    engine.dispose()


def fill(ledger: Ledger) -> None:
    first = ledger.decide(full(A, B))
    ledger.decide(split((C,), (D, E), note="KEMBAR"))
    proposed = ledger.decide(died(F))
    ledger.approve(proposed.decision_id, actor="budi", note="ya")
    ledger.decide(cannot(B, C))
    ledger.reverse(first.decision_id, actor="citra", reason="NEW_EVIDENCE")
    ledger.decide(freeze(D))


def brought(engine: Engine, path: Path) -> Imported:
    return import_decisions(engine, SECRET, path, "dita", NOON)


def stands(ledger: Ledger) -> list[list[list[object]]]:
    found = ledger.standing()
    tables = ("must", "cannot", "unsure", "splits", "memberships", "values", "frozen")
    return [getattr(found, name).values.tolist() for name in tables]


def test_what_went_out_comes_in_with_who_when_and_where_from(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    ledger, there, path = Ledger(engine, SECRET), Ledger(other, SECRET), tmp_path / "out.jsonl"
    fill(ledger)
    assert export_decisions(engine, SECRET, path) == 7
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert brought(other, path) == Imported(7, 0, ())
    assert stands(there) == stands(ledger)
    for mine, theirs in zip(ledger.find(Query()), there.find(Query()), strict=True):
        for name in ("decision_id", "kind", "actor", "at", "reason", "records", "state", "values"):
            assert getattr(mine, name) == getattr(theirs, name)
        origin = theirs.details["imported"]
        assert (origin["by"], origin["seq"]) == ("dita", mine.seq)
    assert there.verify() == []


def test_importing_again_or_back_changes_nothing(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    fill(Ledger(engine, SECRET))
    path, back = tmp_path / "out.jsonl", tmp_path / "back.jsonl"
    export_decisions(engine, SECRET, path)
    brought(other, path)
    assert brought(other, path) == Imported(0, 7, ())
    assert brought(engine, path) == Imported(0, 7, ())
    export_decisions(other, SECRET, back)
    assert brought(engine, back) == Imported(0, 7, ())


def test_two_that_went_apart_are_brought_together(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    """What contradicts what stands here is rejected, the rest taken."""
    mine, theirs, path = Ledger(engine, SECRET), Ledger(other, SECRET), tmp_path / "out.jsonl"
    mine.decide(cannot(A, B))
    theirs.decide(must(A, B))
    theirs.decide(must(C, D))
    export_decisions(other, SECRET, path)
    found = brought(engine, path)
    assert (found.new, found.known) == (1, 0)
    assert [(r.line, r.reason, r.detail) for r in found.rejects] == [
        (2, "CONFLICT", "already-decided")
    ]
    assert mine.standing().must["record_a"].tolist() == [C]


def test_bad_lines_are_told_and_the_rest_goes_on(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    ledger, path = Ledger(other, SECRET), tmp_path / "out.jsonl"
    for pair in ((A, B), (C, D), (E, F)):
        ledger.decide(must(*pair, note="SITI"))
    export_decisions(other, SECRET, path)
    head, one, two, three = path.read_text().splitlines()
    noted = json.loads(two)
    noted["values"]["note"]["value"] = "BUKAN SITI"
    lines = [
        head, one.replace('"actor":"ani"', '"actor":"eve"'), json.dumps(noted), "{", "[]", "{}",
        "", json.dumps(json.loads(three) | {"kind": "because"}),
        json.dumps(json.loads(three) | {"values": 3}), three,
    ]  # fmt: skip
    path.write_text("\n".join(lines))
    found = brought(engine, path)
    assert (found.new, found.known) == (1, 0)
    assert [(r.line, r.reason) for r in found.rejects] == [
        (2, "CHANGED"), (3, "CHANGED"), (4, "NOT_JSON"), (5, "NOT_A_DECISION"),
        (6, "NOT_A_DECISION"), (8, "NOT_A_DECISION"), (9, "NOT_A_DECISION"),
    ]  # fmt: skip
    rejects = tmp_path / "rejects.jsonl"
    write_rejects(rejects, found.rejects)
    assert json.loads(rejects.read_text().splitlines()[0])["line"] == 2
    assert "SITI" not in rejects.read_text()


def test_what_speaks_of_a_decision_that_is_not_here_is_rejected(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    ledger, path = Ledger(other, SECRET), tmp_path / "out.jsonl"
    done = ledger.decide(must(A, B))
    ledger.reverse(done.decision_id, actor="ani", reason="MISTAKE")
    export_decisions(other, SECRET, path)
    head, _, reversal = path.read_text().splitlines()
    path.write_text(f"{head}\n{reversal}\n")
    assert [r.reason for r in brought(engine, path).rejects] == ["UNKNOWN_DECISION"]


def test_erased_values_do_not_come_back(engine: Engine, other: Engine, tmp_path: Path) -> None:
    ledger, path = Ledger(engine, SECRET), tmp_path / "out.jsonl"
    fill(ledger)
    export_decisions(engine, SECRET, path)
    brought(other, path)
    ledger.erase(actor="dpo", reason="OWN_REQUEST", records=[A, F])
    export_decisions(engine, SECRET, path)
    assert "SITI" not in path.read_text()
    assert brought(other, path).new == 1  # the erasure itself
    there = Ledger(other, SECRET)
    assert there.find(Query(record=A))[0].values == {}
    assert there.standing().values.empty
    assert there.verify() == []
    third = open_registry(f"sqlite:///{tmp_path / 'third.sqlite'}")
    assert {r.reason for r in brought(third, path).rejects} == {"ERASED", "UNKNOWN_DECISION"}
    third.dispose()


def test_a_file_of_another_registry_or_none_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    export_decisions(engine, SECRET, path)
    with pytest.raises(InputError, match="another secret"):
        import_decisions(engine, b"other", path, "dita", NOON)
    for text in ("", "nonsense", "[]", '{"format": "x"}', "\xff"):
        path.write_text(text, encoding="latin-1")
        with pytest.raises(InputError):
            brought(engine, path)
    with pytest.raises(InputError):
        brought(engine, tmp_path / "none")


def test_a_place_that_cannot_be_written_is_said_to_be_so(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        export_decisions(engine, SECRET, tmp_path / "none" / "out.jsonl")
