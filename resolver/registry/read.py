"""Reading the registry by id: each answer sees one state of it, in a fixed number of queries."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Engine, Select, select, union

from resolver.errors import NotFoundError
from resolver.registry.database import reading
from resolver.registry.models import Family, Household, Membership, Person, Record, Run, table
from resolver.registry.views import FamilyView, HouseholdView, PersonView, RecordView

_RECORD, _PERSON, _FAMILY = table(Record), table(Person), table(Family)
_HOUSEHOLD, _MEMBERSHIP, _RUN = table(Household), table(Membership), table(Run)


class Reader:
    """Answers by id; safe to use from several threads.

    Every method raises :class:`resolver.errors.NotFoundError` where the id is unknown and
    :class:`resolver.errors.StoreError` where the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        """Read from the registry behind `engine`."""
        self._engine = engine

    def record(self, record_id: str) -> RecordView:
        """Give a record with the person, family and household it belongs to."""
        with reading(self._engine) as connection:
            row = connection.execute(_records().where(_RECORD.c.record_id == record_id)).first()
        if row is None:
            raise NotFoundError(f"No record has the id {record_id}.")
        return RecordView(**row._asdict())

    def person(self, person_id: str) -> PersonView:
        """Give a person with their records."""
        with reading(self._engine) as connection:
            found = _read_persons(connection, [person_id])
        if not found:
            raise NotFoundError(f"No person has the id {person_id}.")
        return found[0]

    def family(self, family_id: str) -> FamilyView:
        """Give a family with its members and their records."""
        with reading(self._engine) as connection:
            members = _read_persons(connection, _members(connection, family_ids=[family_id]))
            found = _read_families(connection, [family_id], members)
        if not found:
            raise NotFoundError(f"No family has the id {family_id}.")
        return found[0]

    def household(self, household_id: str) -> HouseholdView:
        """Give a household with its families, members and their records."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(_HOUSEHOLD).where(_HOUSEHOLD.c.household_id == household_id)
            ).first()
            if row is None:
                raise NotFoundError(f"No household has the id {household_id}.")
            family_ids = _families_of(connection, household_id)
            here = _members(connection, household_id=household_id, family_ids=family_ids)
            persons = _read_persons(connection, here)
            families = _read_families(connection, family_ids, persons)
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
            query = select(_RUN.c.run_id).order_by(_RUN.c.published_at.desc()).limit(1)
            return connection.execute(query).scalar()


def _records() -> Select[tuple[str, str, str, str, str | None, str | None]]:
    return (
        select(
            _RECORD.c.record_id,
            _RECORD.c.source,
            _RECORD.c.source_record_id,
            _RECORD.c.person_id,
            _MEMBERSHIP.c.family_id,
            _MEMBERSHIP.c.household_id,
        )
        .outerjoin(
            _MEMBERSHIP,
            (_MEMBERSHIP.c.person_id == _RECORD.c.person_id) & _MEMBERSHIP.c.valid_to.is_(None),
        )
        .order_by(_RECORD.c.record_id)
    )


def _families_of(connection: Connection, household_id: str) -> list[str]:
    """Give the families of a household and of those who live in it, by id."""
    own = select(_FAMILY.c.family_id).where(_FAMILY.c.household_id == household_id)
    living = select(_MEMBERSHIP.c.family_id).where(
        _MEMBERSHIP.c.household_id == household_id,
        _MEMBERSHIP.c.family_id.is_not(None),
        _MEMBERSHIP.c.valid_to.is_(None),
    )
    return sorted(connection.scalars(union(own, living)))


def _members(
    connection: Connection, *, family_ids: Sequence[str], household_id: str | None = None
) -> list[str]:
    """Give the persons who now belong to one of the families or to the household, by id."""
    person = select(_MEMBERSHIP.c.person_id).where(_MEMBERSHIP.c.valid_to.is_(None))
    # Two look-ups by index; one condition with OR would read the whole table.
    in_family = person.where(_MEMBERSHIP.c.family_id.in_(family_ids))
    here = person.where(_MEMBERSHIP.c.household_id == household_id)
    return sorted(connection.scalars(union(in_family, here)))


def _read_persons(connection: Connection, ids: Sequence[str]) -> list[PersonView]:
    """Read persons and their records, in the order of their ids; unknown ids are left out."""
    current = (_MEMBERSHIP.c.person_id == _PERSON.c.person_id) & _MEMBERSHIP.c.valid_to.is_(None)
    query = (
        select(_PERSON, _MEMBERSHIP.c.family_id, _MEMBERSHIP.c.household_id)
        .outerjoin(_MEMBERSHIP, current)
        .order_by(_PERSON.c.person_id)
    )
    found = [
        row
        for some in _chunks(ids)
        for row in connection.execute(query.where(_PERSON.c.person_id.in_(some)))
    ]
    records: dict[str, list[RecordView]] = defaultdict(list)
    for some in _chunks(ids):
        for record in connection.execute(_records().where(_RECORD.c.person_id.in_(some))):
            records[record.person_id].append(RecordView(**record._asdict()))
    return [
        PersonView(
            person_id=row.person_id,
            name=row.name,
            sex=row.sex,
            birth_date=row.birth_date,
            nik=row.nik,
            nik_status=row.nik_status,
            kk=row.kk,
            mother_name=row.mother_name,
            relation=row.relation,
            marital=row.marital,
            presence=row.presence,
            village=row.village,
            desil=row.desil or None,
            pkh=row.pkh,
            sembako=row.sembako,
            bst=row.bst,
            pbi=row.pbi,
            sources=tuple(row.sources.split("+")),
            grade=row.grade,
            provenance=json.loads(row.provenance) if row.provenance else {},
            family_id=row.family_id,
            household_id=row.household_id,
            records=tuple(records[row.person_id]),
        )
        for row in found
    ]


def _read_families(
    connection: Connection, ids: Sequence[str], persons: Sequence[PersonView]
) -> list[FamilyView]:
    """Read families; their members are chosen from `persons`."""
    query = select(_FAMILY).where(_FAMILY.c.family_id.in_(ids)).order_by(_FAMILY.c.family_id)
    return [
        FamilyView(
            row.family_id,
            row.household_id,
            row.kk,
            row.head_person_id,
            row.village,
            tuple(person for person in persons if person.family_id == row.family_id),
        )
        for row in connection.execute(query)
    ]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a list into pieces below every database's limit on parameters."""
    for first in range(0, len(ids), 500):
        yield ids[first : first + 500]
