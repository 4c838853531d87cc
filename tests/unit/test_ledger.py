"""The ledger: what may be decided, by whom, what stands of it, and what the database refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from resolver.errors import ConflictError, DecisionError, NotFoundError, StoreError
from resolver.registry import open_registry
from resolver.registry.ledger import Conflict, Decision, Evidence, Kind, Ledger, Query, Seen
from resolver.registry.ledger.decision import check_form
from tests.fixtures.ledgers import (
    SECRET,
    A,
    B,
    C,
    D,
    E,
    F,
    cannot,
    died,
    freeze,
    full,
    must,
    split,
    unfreeze,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return Ledger(engine, SECRET, lambda: NOON)


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def refused(ledger: Ledger, decision: Decision) -> ConflictError:
    before = len(ledger.find(Query()))
    with pytest.raises(ConflictError) as raised:
        ledger.decide(decision)
    assert len(ledger.find(Query())) == before
    return raised.value


def test_every_kind_stands_as_the_road_takes_it(ledger: Ledger) -> None:
    one = ledger.decide(must(B, A))
    two = ledger.decide(cannot(B, C))
    three = ledger.decide(Decision(Kind.UNSURE, "NEEDS_VISIT", "ani", (D, C)))
    four = ledger.decide(split((D, E), (F,)))
    five = ledger.decide(
        Decision(Kind.MEMBERSHIP, "MARRIED", "ani", (E, A), level="family", period="2026Q4")
    )
    six = ledger.decide(
        Decision(Kind.VALUE, "VALUE_BY_DOCUMENT", "ani", (F,), field="name", value="SITI")
    )
    seven = ledger.decide(freeze(C))
    found = ledger.standing()
    assert found.must.to_dict("records") == [
        {"record_a": A, "record_b": B, "decision": one.decision_id}
    ]
    assert found.cannot.values.tolist() == [[B, C, two.decision_id]]
    assert found.unsure.values.tolist() == [[C, D, three.decision_id]]
    assert found.splits.values.tolist() == [
        [four.decision_id, D, 0],
        [four.decision_id, E, 0],
        [four.decision_id, F, 1],
    ]
    assert found.memberships.values.tolist() == [[E, "family", A, "2026Q4", five.decision_id]]
    assert found.values.values.tolist() == [[F, "name", "SITI", six.decision_id]]
    assert found.frozen.values.tolist() == [[C, "2026-12-31", seven.decision_id]]
    assert found.version == seven.seq == 7


def test_an_empty_ledger_stands_for_nothing_and_has_the_same_columns(ledger: Ledger) -> None:
    empty = ledger.standing()
    assert empty.version == 0
    assert list(empty.must.columns) == ["record_a", "record_b", "decision"]
    assert str(empty.splits["part"].dtype) == "int64"
    assert all(len(getattr(empty, name)) == 0 for name in ("must", "cannot", "values", "frozen"))


def test_a_decision_is_shown_with_who_when_why_and_what_was_seen(ledger: Ledger) -> None:
    done = ledger.decide(full(A, B))
    shown = ledger.show(done.decision_id)
    assert (shown.actor, shown.at, shown.reason, shown.state) == (
        "ani", NOON, "SAME_BY_VISIT", "standing",
    )  # fmt: skip
    assert shown.records == (A, B)
    assert shown.values == {
        "note": "ibunya SITI",
        "before": ["P-1", "P-2"],
        "after": ["P-1"],
        "evidence": {"shared": ["NIK"], "name": "SITI"},
    }
    assert shown.details["basis"] == {"probability": 0.93, "model": "m1", "rules": "r1"}


def test_a_must_link_against_a_cannot_link_is_refused_with_the_path(ledger: Ledger) -> None:
    first = ledger.decide(must(A, B))
    second = ledger.decide(must(C, D))
    apart = ledger.decide(cannot(A, D))
    found = refused(ledger, must(B, C))
    assert found.conflict == Conflict.KEPT_APART
    assert found.path == (A, B, C, D)
    assert found.decisions == (first.decision_id, second.decision_id, apart.decision_id)


def test_a_must_link_across_the_parts_of_a_split_is_refused(ledger: Ledger) -> None:
    apart = ledger.decide(split((A, B), (C,)))
    ledger.decide(must(A, B))
    ledger.decide(must(D, C))
    found = refused(ledger, must(D, B))
    assert found.conflict == Conflict.KEPT_APART
    assert set(found.path) == {B, C, D} or set(found.path) == {A, B, C, D}
    assert found.decisions[-1] == apart.decision_id


def test_a_cannot_link_within_a_cluster_is_refused_with_the_path(ledger: Ledger) -> None:
    for pair in ((A, B), (B, C), (C, D)):
        ledger.decide(must(*pair))
    found = refused(ledger, cannot(A, D))
    assert found.conflict == Conflict.HELD_TOGETHER
    assert found.path == (A, B, C, D)
    assert refused(ledger, split((A,), (C,))).path == (A, B, C)


def test_after_the_reversal_of_what_contradicts_it_may_be_decided(ledger: Ledger) -> None:
    apart = ledger.decide(cannot(A, B))
    refused(ledger, must(A, B))
    ledger.reverse(apart.decision_id, actor="budi", reason="NEW_EVIDENCE")
    assert ledger.decide(must(A, B)).state == "standing"
    assert ledger.standing().cannot.empty
    assert ledger.show(apart.decision_id).state == "ended"


def test_one_live_decision_a_pair_whatever_the_order_of_its_records(ledger: Ledger) -> None:
    first = ledger.decide(Decision(Kind.UNSURE, "TOO_LITTLE", "ani", (A, B)))
    found = refused(ledger, must(B, A))
    assert found.conflict == Conflict.DECIDED
    assert found.decisions == (first.decision_id,)
    second = ledger.decide(must(B, A), replacing=first.decision_id)
    assert second.state == "standing"
    assert len(ledger.find(Query())) == 3


def test_replacing_is_both_or_neither(ledger: Ledger) -> None:
    first = ledger.decide(Decision(Kind.UNSURE, "TOO_LITTLE", "ani", (A, B)))
    ledger.decide(cannot(B, C))
    ledger.decide(must(A, C))
    seen = Seen((A, B, C), ledger.version([A, B, C]))
    with pytest.raises(ConflictError):
        ledger.decide(must(A, B, seen=seen), replacing=first.decision_id)
    assert ledger.show(first.decision_id).state == "standing"
    again = ledger.decide(cannot(A, B, seen=seen), replacing=first.decision_id)
    assert again.state == "standing"


def test_a_consequence_acts_only_with_a_second_person(ledger: Ledger) -> None:
    proposed = ledger.decide(died(A))
    assert proposed.state == "proposed"
    assert ledger.standing().values.empty
    with pytest.raises(ConflictError, match="another person") as raised:
        ledger.approve(proposed.decision_id, actor=" ANI")
    assert raised.value.conflict == Conflict.SAME_ACTOR
    ledger.approve(proposed.decision_id, actor="budi")
    assert ledger.standing().values["value"].tolist() == ["DIED"]
    assert ledger.show(proposed.decision_id).approved_by == "budi"
    with pytest.raises(ConflictError) as again:
        ledger.approve(proposed.decision_id, actor="citra")
    assert again.value.conflict == Conflict.NOT_PROPOSED


def test_what_two_people_decided_takes_two_to_reverse(ledger: Ledger) -> None:
    decided = ledger.decide(died(A))
    ledger.approve(decided.decision_id, actor="budi")
    back = ledger.reverse(decided.decision_id, actor="budi", reason="MISTAKE")
    assert back.state == "proposed"
    assert len(ledger.standing().values) == 1
    with pytest.raises(ConflictError):
        ledger.reverse(decided.decision_id, actor="citra", reason="MISTAKE")
    with pytest.raises(ConflictError):
        ledger.approve(back.decision_id, actor="budi")
    ledger.approve(back.decision_id, actor="ani")
    assert ledger.standing().values.empty
    assert ledger.decide(died(A)).state == "proposed"


def test_a_proposal_may_be_refused_or_withdrawn_and_made_again(ledger: Ledger) -> None:
    first = ledger.decide(died(A))
    ledger.refuse(first.decision_id, actor="budi", reason="NOT_PROVEN")
    second = ledger.decide(died(A))
    assert ledger.reverse(second.decision_id, actor="ani", reason="MISTAKE").state == "done"
    third = ledger.decide(died(A))
    waiting = ledger.find(Query(proposed=True))
    assert [view.decision_id for view in waiting] == [third.decision_id]
    assert ledger.verify() == []


def test_an_approval_is_judged_by_what_stands_then(ledger: Ledger) -> None:
    proposed = ledger.decide(must(A, B, reason="DUPLICATE_BENEFIT"))
    ledger.decide(must(A, C))
    apart = ledger.decide(cannot(B, C))
    with pytest.raises(ConflictError) as raised:
        ledger.approve(proposed.decision_id, actor="budi")
    assert raised.value.decisions[-1] == apart.decision_id


def test_the_presence_of_a_person_takes_four_eyes_whatever_the_reason(ledger: Ledger) -> None:
    moved = replace(died(A), reason="VALUE_BY_VISIT", value="MOVED")
    assert ledger.decide(moved).state == "proposed"


def test_aid_and_welfare_are_nothing_a_decision_can_set() -> None:
    for field in ("pkh", "sembako", "bst", "pbi", "desil"):
        decision = Decision(Kind.VALUE, "VALUE_BY_VISIT", "ani", (A,), field=field, value="NO")
        with pytest.raises(DecisionError, match="fields"):
            check_form(decision)


def test_a_frozen_cluster_does_not_change_until_it_is_lifted(ledger: Ledger) -> None:
    ledger.decide(must(A, B))
    apart = ledger.decide(cannot(B, D))
    frozen = ledger.decide(freeze(A))
    for decision in (must(B, C), cannot(B, E), split((B,), (E,)), died(B)):
        found = refused(ledger, decision)
        assert found.conflict == Conflict.FROZEN
        assert found.decisions == (frozen.decision_id,)
    with pytest.raises(ConflictError):
        ledger.reverse(apart.decision_id, actor="budi", reason="MISTAKE")
    assert refused(ledger, unfreeze(B)).conflict == Conflict.NOT_FROZEN
    ledger.decide(unfreeze(A))
    assert ledger.standing().frozen.empty
    assert ledger.decide(must(B, C)).state == "standing"


def test_a_freeze_concerns_the_cluster_that_the_decider_saw(ledger: Ledger) -> None:
    ledger.decide(freeze(A))
    found = refused(ledger, must(B, C, seen=Seen((A, B, C), 1)))
    assert found.conflict == Conflict.FROZEN


def test_a_decision_on_what_has_changed_meanwhile_is_refused(ledger: Ledger) -> None:
    seen = Seen((A, B, C), ledger.version([A, B, C]))
    ledger.decide(cannot(C, D, seen=Seen((C, D, E), 0)))
    assert refused(ledger, must(A, B, seen=seen)).conflict == Conflict.STALE
    # E was in view of that decision too, though it is not named in it.
    assert refused(ledger, must(E, F, seen=Seen((E, F), 0))).conflict == Conflict.STALE
    now = Seen((A, B, C), ledger.version([A, B, C]))
    assert ledger.decide(must(A, B, seen=now)).seq == ledger.version([A, B])


def test_reversals_and_approvals_move_the_version_too(ledger: Ledger) -> None:
    decided = ledger.decide(died(A))
    for act in (
        lambda: ledger.approve(decided.decision_id, actor="budi"),
        lambda: ledger.reverse(decided.decision_id, actor="ani", reason="MISTAKE"),
    ):
        before = ledger.version([A])
        act()
        assert ledger.version([A]) == before + 1


def test_the_same_request_is_taken_once(ledger: Ledger) -> None:
    first = ledger.decide(must(A, B, request="r-1"))
    again = ledger.decide(must(B, A, request="r-1"))
    assert again == replace(first, repeated=True)
    assert refused(ledger, must(A, C, request="r-1")).conflict == Conflict.REQUEST_REUSED


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (must(A, B, actor=" "), "who decides"),
        (must(A, A), "twice"),
        (must(A, "3201010101019001"), "32 hex digits"),
        (must(A, B, reason="BECAUSE"), "SAME_BY_VISIT"),
        (must(A, B, reason="TWINS"), "takes one of the reasons"),
        (replace(must(A, B), records=(A,)), "names 2 records"),
        (split((A, B)), "two parts or more"),
        (split((A, B), ()), "two parts or more"),
        (split((A,), (A,)), "twice"),
        (replace(freeze(A), deadline=None), "deadline"),
        (replace(must(A, B), deadline=date(2026, 1, 1)), "deadline"),
        (replace(died(A), value=None), "value"),
        (must(A, B, value="x"), "value"),
        (must(A, B, target="D-X"), "target"),
        (Decision(Kind.REVERSE, "MISTAKE", "ani"), "target"),
        (Decision(Kind.MEMBERSHIP, "MARRIED", "ani", (A, B), level="house", period="2026Q1"),
         "level"),
        (Decision(Kind.MEMBERSHIP, "MARRIED", "ani", (A, B), level="family", period="2026Q9"),
         "period"),
        (must(A, B, level="family"), "only a membership"),
        (must(A, B, field="name"), "only a value"),
        (must(A, B, evidence=Evidence(1.2)), "probability"),
        (must(A, B, seen=Seen((A,), 0)), "not seen"),
        (Decision(Kind.ERASE, "RETENTION", "ani"), "decided"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused_with_what_is_wrong(
    ledger: Ledger, wrong: Decision, told: str
) -> None:
    with pytest.raises(DecisionError, match=told) as raised:
        ledger.decide(wrong)
    assert "9001" not in str(raised.value)
    assert ledger.find(Query()) == []


def test_unknown_and_ended_decisions_cannot_be_spoken_of(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError):
        ledger.reverse("D-AAAAAAAAAAAAAAAA", actor="ani", reason="MISTAKE")
    done = ledger.decide(must(A, B))
    back = ledger.reverse(done.decision_id, actor="ani", reason="MISTAKE")
    for decision_id in (done.decision_id, back.decision_id):
        with pytest.raises(ConflictError) as raised:
            ledger.reverse(decision_id, actor="ani", reason="MISTAKE")
        assert raised.value.conflict == Conflict.NOT_STANDING
    with pytest.raises(ConflictError):
        ledger.approve(done.decision_id, actor="budi")
    with pytest.raises(NotFoundError):
        ledger.show("D-AAAAAAAAAAAAAAAA")


def test_another_secret_is_refused(ledger: Ledger, engine: Engine) -> None:
    ledger.decide(must(A, B))
    other = Ledger(engine, b"other")
    for act in (lambda: other.decide(must(C, D)), other.verify, other.seal):
        with pytest.raises(StoreError, match="another secret"):
            act()


def test_decisions_are_found_by_record_kind_and_page(ledger: Ledger) -> None:
    ledger.decide(must(A, B))
    ledger.decide(split((C,), (D, E)))
    ledger.decide(cannot(B, C))
    assert [v.seq for v in ledger.find(Query(record=C))] == [2, 3]
    assert [v.seq for v in ledger.find(Query(kind=Kind.MUST_LINK))] == [1]
    assert [v.seq for v in ledger.find(Query(after=1, limit=1))] == [2]
    assert ledger.find(Query(record=C))[0].records == (C, D, E)


def test_erasing_takes_the_values_and_leaves_the_chain(ledger: Ledger, engine: Engine) -> None:
    ledger.decide(full(A, B))
    other = ledger.decide(full(C, D))
    parted = ledger.decide(split((A,), (E,), note="SITI"))
    back = ledger.reverse(parted.decision_id, actor="budi", reason="MISTAKE", note="bukan SITI")
    seal = ledger.seal()
    done = ledger.erase(actor="dpo", reason="OWN_REQUEST", records=[A])
    assert done is not None
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT value FROM decision_value WHERE seq <> 2")).all()
    assert {row.value for row in kept} == {None}
    assert ledger.show(other.decision_id).values["note"] == "ibunya SITI"
    assert ledger.show(back.decision_id).erased == ("note",)
    assert len(ledger.show(done.decision_id).details["decided"]) == 3
    assert ledger.verify(seal) == []
    assert ledger.standing().must["record_a"].tolist() == [A, C]
    assert ledger.erase(actor="dpo", reason="OWN_REQUEST", records=[A]) is None
    with pytest.raises(NotFoundError):
        ledger.erase(actor="dpo", reason="OWN_REQUEST", decision_id="D-AAAAAAAAAAAAAAAA")


def test_an_erased_golden_value_acts_no_more(ledger: Ledger) -> None:
    named = replace(died(A), reason="VALUE_BY_VISIT", field="name", value="SITI")
    done = ledger.decide(named)
    ledger.erase(actor="dpo", reason="OWN_REQUEST", decision_id=done.decision_id)
    assert ledger.standing().values.empty
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET actor = 'eve'",
        "DELETE FROM decision",
        "UPDATE decision_part SET part = 0",
        "DELETE FROM decision_part",
        "DELETE FROM decision_value",
        "UPDATE decision_value SET value = '1'",
        "UPDATE decision_value SET name = 'after'",
        "INSERT INTO decision SELECT 9, 'D-9', kind, record_a, record_b, target, reason, "
        "four_eyes, actor, at, content, digests, digest, 'x' FROM decision WHERE seq = 1",
        "UPDATE standing_decision SET four_eyes = true WHERE slot = 'link'",
        "UPDATE standing_decision SET approved_by = 'budi' WHERE slot = 'link'",
        "UPDATE standing_decision SET record_a = record_b WHERE slot = 'link'",
        "DELETE FROM decision_head; INSERT INTO decision_head VALUES (2, 1, '')",
    ],
)
def test_the_database_itself_refuses(ledger: Ledger, engine: Engine, statement: str) -> None:
    ledger.decide(full(A, B))
    ledger.decide(split((C,), (D,)))
    with pytest.raises(DBAPIError):
        run(engine, *statement.split("; "))
    assert ledger.verify() == []


def test_a_replacing_insert_does_not_pass_the_triggers(tmp_path: object) -> None:
    engine = open_registry(f"sqlite:///{tmp_path}/registry.sqlite")
    ledger = Ledger(engine, SECRET)
    ledger.decide(full(A, B))
    for table, key in (("decision", "1"), ("decision_value", "1")):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql(
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE seq = {key}"
            )
    engine.dispose()


def test_the_primary_key_holds_one_live_decision_a_pair(ledger: Ledger, engine: Engine) -> None:
    """Were a writer to get past the rules, the database would still refuse."""
    ledger.decide(must(A, B))
    other = ledger.decide(must(C, D))
    statement = (
        f"INSERT INTO standing_decision VALUES ('{A}', '{B}', 'link', {other.seq}, 'must-link', "
        "'standing', false, 'eve', NULL, NULL)"
    )
    with pytest.raises(DBAPIError):
        run(engine, f"DELETE FROM standing_decision WHERE seq = {other.seq}", statement)


def test_one_person_cannot_be_both_pairs_of_eyes(ledger: Ledger, engine: Engine) -> None:
    ledger.decide(died(A))
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE standing_decision SET state = 'standing', approved_by = 'Ani', "
            "approved_at = '2026-01-01 00:00:00'"
        )
