"""Decided values by field: in the form of the golden values, or refused with what to do."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from resolver.entities.decided import Decided
from resolver.errors import ConflictError, DecisionError
from resolver.registry.ledger import Decision, Kind, Ledger, reasons
from resolver.registry.ledger.values import canonical_value
from tests.entities_table import build, listing
from tests.fixtures.ledgers import SECRET, A, B, C, cannot, died, must
from tests.unit.test_entities_decided import home, of, values

NIK = "3201014507809001"


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", " dra. Siti  aminah, S.Pd ", "SITI AMINAH"),
        ("mother_name", "sulastri", "SULASTRI"),
        ("sex", "perempuan", "F"),
        ("sex", "M", "M"),
        ("birth_date", "5 Juli 1980", "1980-07-05"),
        ("birth_date", "05-07-1980", "1980-07-05"),
        ("birth_date", "1980", "1980"),
        ("nik", "32.01.01.450780.9001", NIK),
        ("kk", "3201010507109001", "3201010507109001"),
        ("relation", "istri", "SPOUSE"),
        ("marital", "cerai mati", "WIDOWED"),
        ("presence", "meninggal", "DIED"),
        ("village", "32.01.01.2001", "3201012001"),
    ],
)
def test_a_value_is_kept_in_the_form_of_the_tables(field: str, given: str, kept: str) -> None:
    assert canonical_value(field, given) == kept
    assert canonical_value(field, kept) == kept


@pytest.mark.parametrize(
    ("field", "given", "advice"),
    [
        ("name", NIK, "in letters"),
        ("name", "   ", "empty"),
        ("mother_name", "-", "in letters"),
        ("sex", "X", "M, F"),
        ("birth_date", "31-02-1980", "does not exist"),
        ("birth_date", "07/1980", "1980-12-31"),
        ("birth_date", "soon", "1980-12-31"),
        ("birth_date", "2099-01-01", "1980-12-31"),
        ("nik", "320101450780900", "16 digits"),
        ("nik", "3201014507809O0X", "16 digits"),
        ("nik", "3201013302809001", "does not exist"),
        ("nik", "1111111111111111", "filler"),
        ("nik", "3201014507800000", "0000"),
        ("kk", NIK, "NIK_IN_KK"),
        ("relation", "boss", "HEAD, SPOUSE"),
        ("marital", "unsure", "SINGLE"),
        ("presence", "somewhere", "LIVES_HERE"),
        ("village", "3299", "ten digits"),
        ("village", "9901012001", "ten digits"),
    ],
)
def test_what_is_no_value_of_its_field_is_refused(field: str, given: str, advice: str) -> None:
    with pytest.raises(DecisionError) as told:
        canonical_value(field, given)
    assert field in str(told.value)
    assert advice in str(told.value)
    assert not given.strip() or given not in str(told.value), "a refusal repeats no value"


def test_every_field_that_can_be_decided_is_checked() -> None:
    for field in reasons().fields:
        with pytest.raises(DecisionError, match=field):
            canonical_value(field, "?")


def test_the_ledger_holds_the_canonical_value_and_nothing_of_a_refused_one(engine: Engine) -> None:
    ledger = Ledger(engine, SECRET)
    date = Decision(
        Kind.VALUE, "VALUE_BY_DOCUMENT", "ani", (A,), field="birth_date", value="5 Juli 1980"
    )
    ledger.decide(date)
    assert ledger.standing().values["value"].tolist() == ["1980-07-05"]
    with pytest.raises(DecisionError):
        ledger.decide(replace(date, records=(B,), value="31-02-1980"))
    assert len(ledger.standing().values) == 1
    assert ledger.verify() == []


def test_a_conflict_names_what_stands_and_how_to_replace_it(engine: Engine) -> None:
    ledger = Ledger(engine, SECRET)
    name = Decision(Kind.VALUE, "VALUE_BY_DOCUMENT", "ani", (A,), field="name", value="SITI")
    stands = ledger.decide(name)
    other = replace(name, value="SITI AMINAH")
    with pytest.raises(ConflictError, match=f"--replacing {stands.decision_id}") as told:
        ledger.decide(other)
    assert told.value.decisions == (stands.decision_id,)
    ledger.decide(other, replacing=stands.decision_id)
    assert ledger.standing().values["value"].tolist() == ["SITI AMINAH"]
    apart = ledger.decide(cannot(B, C))
    with pytest.raises(ConflictError, match=f"--replacing {apart.decision_id}"):
        ledger.decide(must(B, C))
    ledger.decide(must(B, C), replacing=apart.decision_id)


def test_what_two_people_decided_is_not_offered_for_replacing(engine: Engine) -> None:
    ledger = Ledger(engine, SECRET)
    stands = ledger.decide(died(A))
    ledger.approve(stands.decision_id, actor="budi")
    with pytest.raises(ConflictError, match=stands.decision_id) as told:
        ledger.decide(died(A))
    assert "--replacing" not in str(told.value)


ROWS = listing("DTKS", "d", "A B", sex="F", birth_year=1980, birth_month=7, birth_day=5)


@pytest.mark.parametrize(
    ("nik", "more", "status"),
    [
        (NIK, (), "PLAUSIBLE"),
        ("3201010507809001", (), "SEX_MISMATCH"),
        ("3201014607809001", (), "DATE_MISMATCH"),
        ("3201004507809001", (), "UNKNOWN_REGION"),
        ("3201014607809001", (("birth_date", "1980-07-06"),), "PLAUSIBLE"),
        ("3201014507809001", (("birth_date", "1980"),), "PLAUSIBLE"),
    ],
)
def test_the_status_follows_a_decided_nik(nik: str, more: tuple, status: str) -> None:
    fields = (("nik", nik), *more)
    known = values(*((of(ROWS, "A"), field, value, "D-1") for field, value in fields))
    after = build(ROWS, decided=Decided(values=known)).persons.set_index("person_id")
    person = home(build(ROWS), ROWS, "A", "person_id")
    assert after.loc[person, "nik_status"] == status
    assert (after.drop(index=person)["nik_status"] == "MISSING").all()
