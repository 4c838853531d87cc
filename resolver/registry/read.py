"""Reading the registry by id: each answer sees one state of it, in a fixed number of queries."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, Row, bindparam, select, union

from resolver.errors import NotFoundError
from resolver.registry.database import reading
from resolver.registry.history.fate import refuse_former
from resolver.registry.models import Family, Household, Membership, Person, Record, Run, table
from resolver.registry.views import FamilyView, HouseholdView, PersonView, RecordView

_RECORD, _PERSON, _FAMILY = table(Record), table(Person), table(Family)
_HOUSEHOLD, _MEMBERSHIP, _RUN = table(Household), table(Membership), table(Run)

# The statements are built once: building them takes longer than running them.
_ONE: BindParameter[str] = bindparam("one")
_MANY: BindParameter[Any] = bindparam("many", expanding=True)

_NOW = _MEMBERSHIP.c.valid_to.is_(None)
_RECORDS = (
    select(
        _RECORD.c.record_id,
        _RECORD.c.source,
        _RECORD.c.source_record_id,
        _RECORD.c.person_id,
        _MEMBERSHIP.c.family_id,
        _MEMBERSHIP.c.household_id,
    )
    .outerjoin(_MEMBERSHIP, (_MEMBERSHIP.c.person_id == _RECORD.c.person_id) & _NOW)
    .order_by(_RECORD.c.record_id)
)
_RECORD_BY_ID = _RECORDS.where(_RECORD.c.record_id == _ONE)
_RECORDS_OF_PERSONS = _RECORDS.where(_RECORD.c.person_id.in_(_MANY))
_PERSONS_BY_ID = (
    select(_PERSON, _MEMBERSHIP.c.family_id, _MEMBERSHIP.c.household_id)
    .outerjoin(_MEMBERSHIP, (_MEMBERSHIP.c.person_id == _PERSON.c.person_id) & _NOW)
    .where(_PERSON.c.person_id.in_(_MANY))
    .order_by(_PERSON.c.person_id)
)
_FAMILIES_BY_ID = (
    select(_FAMILY).where(_FAMILY.c.family_id.in_(_MANY)).order_by(_FAMILY.c.family_id)
)
_HOUSEHOLD_BY_ID = select(_HOUSEHOLD).where(_HOUSEHOLD.c.household_id == _ONE)
# Its own families, and those of the people who live in it.
_FAMILIES_OF_HOUSEHOLD = union(
    select(_FAMILY.c.family_id).where(_FAMILY.c.household_id == _ONE),
    select(_MEMBERSHIP.c.family_id).where(
        _MEMBERSHIP.c.household_id == _ONE, _MEMBERSHIP.c.family_id.is_not(None), _NOW
    ),
)
# Two look-ups by index; one condition with OR would read the whole table.
_MEMBERS = union(
    select(_MEMBERSHIP.c.person_id).where(_MEMBERSHIP.c.family_id.in_(_MANY), _NOW),
    select(_MEMBERSHIP.c.person_id).where(_MEMBERSHIP.c.household_id == _ONE, _NOW),
)
_NEWEST_RUN = select(_RUN.c.run_id).order_by(_RUN.c.published_at.desc()).limit(1)


class Reader:
    """Answers by id; safe to use from several threads.

    Every method raises :class:`resolver.errors.NotFoundError` where the id is unknown,
    :class:`resolver.errors.ReplacedError` where others took its place, and
    :class:`resolver.errors.StoreError` where the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        """Read from the registry behind `engine`."""
        self._engine = engine

    def record(self, record_id: str) -> RecordView:
        """Give a record with the person, family and household it belongs to."""
        with reading(self._engine) as connection:
            row = connection.execute(_RECORD_BY_ID, {"one": record_id}).first()
        if row is None:
            raise NotFoundError(f"No record has the id {record_id}.")
        return RecordView(**row._asdict())

    def person(self, person_id: str) -> PersonView:
        """Give a person with their records."""
        with reading(self._engine) as connection:
            found = _persons(connection, [person_id])
            if not found:
                refuse_former(connection, person_id, f"No person has the id {person_id}.")
        return found[0]

    def family(self, family_id: str) -> FamilyView:
        """Give a family with its members and their records."""
        with reading(self._engine) as connection:
            members = _persons(connection, _members(connection, [family_id], None))
            found = _families(connection, [family_id], members)
            if not found:
                refuse_former(connection, family_id, f"No family has the id {family_id}.")
        return found[0]

    def household(self, household_id: str) -> HouseholdView:
        """Give a household with its families, members and their records."""
        one = {"one": household_id}
        with reading(self._engine) as connection:
            row = connection.execute(_HOUSEHOLD_BY_ID, one).first()
            if row is None:
                refuse_former(connection, household_id, f"No household has the id {household_id}.")
            assert row is not None
            family_ids = list(connection.scalars(_FAMILIES_OF_HOUSEHOLD, one))
            persons = _persons(connection, _members(connection, family_ids, household_id))
            families = _families(connection, family_ids, persons)
        return HouseholdView(
            household_id,
            row.head_person_id,
            row.address,
            row.rt,
            row.rw,
            row.village,
            tuple(families),
            tuple(person for person in persons if person.household_id == household_id),
        )

    def ping(self) -> str | None:
        """Return the id of the run published last, or None where none was."""
        with reading(self._engine) as connection:
            return connection.scalar(_NEWEST_RUN)


def _members(
    connection: Connection, family_ids: Sequence[str], household_id: str | None
) -> list[str]:
    """Give the persons who now belong to one of the families or to the household, by id."""
    found = connection.scalars(_MEMBERS, {"many": family_ids, "one": household_id})
    return sorted(found)


def _persons(connection: Connection, ids: Sequence[str]) -> list[PersonView]:
    """Read persons and their records, in the order of their ids; unknown ids are left out."""
    records: dict[str, list[RecordView]] = defaultdict(list)
    for some in _chunks(ids):
        for row in connection.execute(_RECORDS_OF_PERSONS, {"many": some}):
            records[row.person_id].append(RecordView(**row._asdict()))
    return [
        _person(row, tuple(records[row.person_id]))
        for some in _chunks(ids)
        for row in connection.execute(_PERSONS_BY_ID, {"many": some})
    ]


def _person(row: Row[Any], records: tuple[RecordView, ...]) -> PersonView:
    values = row._asdict()
    values["desil"] = values["desil"] or None
    values["sources"] = tuple(values["sources"].split("+"))
    values["provenance"] = json.loads(values["provenance"] or "{}")
    values["records"] = records
    return PersonView(**values)


def _families(
    connection: Connection, ids: Sequence[str], persons: Sequence[PersonView]
) -> list[FamilyView]:
    """Read families; their members are chosen from `persons`."""
    return [
        FamilyView(
            row.family_id,
            row.household_id,
            row.kk,
            row.head_person_id,
            row.village,
            tuple(person for person in persons if person.family_id == row.family_id),
        )
        for row in connection.execute(_FAMILIES_BY_ID, {"many": ids})
    ]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a list into pieces below every database's limit on parameters."""
    for first in range(0, len(ids), 500):
        yield ids[first : first + 500]
