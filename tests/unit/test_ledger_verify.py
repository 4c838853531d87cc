"""Whoever changes the ledger past its rules is found out, with the triggers dropped too."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resolver.errors import ChainError, InputError, OutputError
from resolver.registry.ledger import Ledger, Seal, read_seal, write_seal
from tests.fixtures.ledgers import SECRET, A, B, C, D, E, F, cannot, died, full, must, split

SWAP = (
    "UPDATE decision SET seq = 99 WHERE seq = 2",
    "UPDATE decision SET seq = 2 WHERE seq = 3",
    "UPDATE decision SET seq = 3 WHERE seq = 99",
)
FORGED = (
    "INSERT INTO decision SELECT 7, 'D-FORGED', kind, record_a, record_b, target, reason, "
    "four_eyes, actor, at, content, '{}', (SELECT digest FROM decision WHERE seq = 6), 'f' "
    "FROM decision WHERE seq = 5",
    "UPDATE decision_head SET seq = 7, digest = 'f'",
)


def gone(condition: str) -> tuple[str, ...]:
    """Remove rows with everything that hangs on them."""
    tables = ("standing_decision", "record_version", "decision_value", "decision_part", "decision")
    return tuple(f"DELETE FROM {table} WHERE {condition}" for table in tables)


CUT = (
    *gone("seq > 4"),
    "UPDATE decision_head SET seq = 4, digest = (SELECT digest FROM decision WHERE seq = 4)",
)
EMPTIED = (*gone("seq > 0"), "UPDATE decision_head SET seq = 0, digest = ''")


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """Six decisions: must, split, cannot, erasure, proposal, approval."""
    found = Ledger(engine, SECRET)
    found.decide(full(A, B))
    found.decide(split((C,), (D, E), note="KEMBAR"))
    found.decide(cannot(B, C, note="SITI"))
    found.erase(actor="dpo", reason="RETENTION", records=[C])
    proposed = found.decide(died(F))
    found.approve(proposed.decision_id, actor="budi")
    return found


def attack(engine: Engine, statements: tuple[str, ...]) -> None:
    """Change the database as its administrator can: without triggers and references."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    if engine.dialect.name == "postgresql":
        cursor.execute("SET session_replication_role = replica")
    else:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        cursor.execute(statement)
    connection.commit()
    cursor.close()
    connection.invalidate()


def codes(ledger: Ledger, seal: Seal | None = None) -> set[str]:
    return {finding.code for finding in ledger.verify(seal)}


def test_a_ledger_that_nobody_changed_is_whole(ledger: Ledger) -> None:
    assert ledger.verify(ledger.seal()) == []


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("UPDATE decision SET actor = 'eve' WHERE seq = 3",), {"CHANGED"}),
        (("UPDATE decision SET reason = 'TWINS' WHERE seq = 3",), {"CHANGED"}),
        (("UPDATE decision SET kind = 'unsure' WHERE seq = 3",), {"CHANGED"}),
        (("UPDATE decision SET at = '2020-01-01 00:00:00' WHERE seq = 3",), {"CHANGED"}),
        ((f"UPDATE decision SET record_b = '{E}' WHERE seq = 3",), {"CHANGED"}),
        (("UPDATE decision SET four_eyes = false WHERE seq = 5",), {"CHANGED"}),
        (("UPDATE decision SET digests = '{}' WHERE seq = 1",), {"CHANGED", "VALUE_CHANGED"}),
        (("UPDATE decision SET content = '{\"level\":\"x\"}' WHERE seq = 3",), {"CHANGED"}),
        (("UPDATE decision SET digest = 'x' WHERE seq = 3",), {"CHANGED", "REMOVED"}),
        (("UPDATE decision SET previous = 'x' WHERE seq = 3",), {"CHANGED"}),
        (gone("seq = 3"), {"REMOVED"}),
        ((*gone("seq = 3"), *(f"UPDATE decision SET seq = {n} WHERE seq = {n + 1}"
                              for n in (3, 4, 5))), {"REMOVED", "HEAD", "VALUE"}),
        (gone("seq = 1"), {"REMOVED"}),
        (SWAP, {"REORDERED", "PARTS"}),
        (FORGED, {"CHANGED"}),
        (("UPDATE decision_value SET value = '\"BUKAN\"' WHERE seq = 1 AND name = 'note'",),
         {"VALUE_CHANGED"}),
        (("UPDATE decision_value SET salt = 'x' WHERE seq = 1 AND name = 'note'",),
         {"VALUE_CHANGED"}),
        (("DELETE FROM decision_value WHERE seq = 1",), {"VALUE_REMOVED"}),
        (("UPDATE decision_value SET value = NULL, salt = NULL, erased_by = 4 WHERE seq = 1",),
         {"VALUE_REMOVED"}),
        (("UPDATE decision_value SET erased_by = 5 WHERE seq = 3",), {"VALUE_REMOVED"}),
        (("INSERT INTO decision_value VALUES (6, 'note', 'x', '\"setuju\"', NULL)",),
         {"VALUE_CHANGED"}),
        ((f"UPDATE decision_part SET part = 0 WHERE record_id = '{E}'",), {"PARTS"}),
        (("DELETE FROM decision_part",), {"PARTS"}),
        (gone("seq > 4"), {"HEAD"}),
        (gone("seq > 3"), {"HEAD", "VALUE_REMOVED"}),  # nobody decided to erase now
        (("DELETE FROM decision_head",), {"HEAD"}),
        (("DELETE FROM standing_decision WHERE seq = 3",), {"STANDING"}),
        (("UPDATE standing_decision SET kind = 'must-link' WHERE seq = 3",), {"STANDING"}),
        (("UPDATE standing_decision SET approved_by = 'citra' WHERE seq = 5",), {"STANDING"}),
        ((f"INSERT INTO standing_decision VALUES ('{C}', '{F}', 'link', 6, 'must-link', "
          "'standing', false, 'eve', NULL, NULL)",), {"STANDING"}),
    ],
)  # fmt: skip
def test_what_was_changed_from_outside_is_found(
    ledger: Ledger, engine: Engine, statements: tuple[str, ...], found: set[str]
) -> None:
    seal = ledger.seal()
    attack(engine, statements)
    for told in (codes(ledger), codes(ledger, seal)):
        kinds = {code if code in found else code.split("_")[0] for code in told}
        assert kinds - {"SEAL", "TAIL"} == found


@pytest.mark.parametrize("statements", [CUT, EMPTIED])
def test_a_cut_tail_is_found_by_the_last_seal(
    ledger: Ledger, engine: Engine, statements: tuple[str, ...]
) -> None:
    seal = ledger.seal()
    attack(engine, statements)
    assert codes(ledger) == set()  # which is why there are seals
    assert codes(ledger, seal) == {"TAIL_CUT"}


def test_a_tail_that_was_cut_and_grew_again_is_found(ledger: Ledger, engine: Engine) -> None:
    seal = ledger.seal()
    attack(engine, CUT)
    ledger.decide(must(D, F))
    ledger.decide(must(A, E))
    ledger.decide(must(B, F, request="x"))
    assert codes(ledger, seal) == {"SEAL_DIFFERS"}


def test_a_seal_holds_for_the_ledger_that_grew_since(ledger: Ledger) -> None:
    first, seal = Ledger.seal, ledger.seal()
    ledger.decide(must(D, F))
    assert ledger.verify(seal) == []
    assert first(ledger).seq == seal.seq + 1


def test_a_forged_seal_is_found(ledger: Ledger) -> None:
    seal = ledger.seal()
    shorter = replace(seal, seq=4)
    assert codes(ledger, shorter) == {"SEAL_FORGED"}
    assert codes(ledger, replace(seal, time="2027-01-01T00:00:00+00:00")) == {"SEAL_FORGED"}


def test_an_empty_ledger_has_a_seal(engine: Engine) -> None:
    ledger = Ledger(engine, SECRET)
    seal = ledger.seal()
    assert (seal.seq, seal.digest, seal.count) == (0, "", 0)
    ledger.decide(must(A, B))
    assert ledger.verify(seal) == []


def test_a_ledger_whose_end_was_cut_is_not_sealed_anew(ledger: Ledger, engine: Engine) -> None:
    attack(engine, gone("seq > 4"))
    with pytest.raises(ChainError, match="verify"):
        ledger.seal()


def test_a_seal_is_written_and_read_back(ledger: Ledger, tmp_path: Path) -> None:
    seal, path = ledger.seal(), tmp_path / "run" / "decisions.seal.json"
    write_seal(path, seal)
    assert read_seal(path) == seal
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "satukan seal 1"}', "nonsense"])
def test_a_file_that_is_no_seal_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "seal"
    path.write_text(text)
    with pytest.raises(InputError):
        read_seal(path)
    with pytest.raises(InputError):
        read_seal(tmp_path / "none")


def test_a_seal_with_a_number_in_another_type_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "seal"
    write_seal(path, ledger.seal())
    body = json.loads(path.read_text())
    path.write_text(json.dumps(body | {"seq": "6"}))
    with pytest.raises(InputError):
        read_seal(path)


def test_a_seal_that_cannot_be_written_is_said_to_be_so(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_seal(tmp_path / "file" / "seal", ledger.seal())
