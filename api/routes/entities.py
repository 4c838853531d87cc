"""Answers by id: persons, families, households and records."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Security

from api.models import Family, Household, Person, Record
from api.problems import InvalidRequestError, problem_responses
from api.security import key_owner
from api.services import Services, services
from resolver.errors import NotFoundError, ReplacedError, StoreError, UnauthenticatedError

router = APIRouter(
    prefix="/v1",
    tags=["entities"],
    dependencies=[Security(key_owner)],
    responses=problem_responses(
        UnauthenticatedError, NotFoundError, ReplacedError, InvalidRequestError, StoreError
    )
    | {308: {"description": "Merged: the id that took its place (Location)."}},
)

Parts = Annotated[Services, Depends(services)]
# Only ids fit, so that no number or name is ever looked up through a URL.
PersonId = Annotated[str, Path(pattern="^P-[A-Z2-7]{16}$", examples=["P-ABCDEFGHIJKLMNOP"])]
FamilyId = Annotated[str, Path(pattern="^F-[A-Z2-7]{16}$", examples=["F-ABCDEFGHIJKLMNOP"])]
HouseholdId = Annotated[str, Path(pattern="^H-[A-Z2-7]{16}$", examples=["H-ABCDEFGHIJKLMNOP"])]
RecordId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["0" * 32])]


@router.get("/persons/{person_id}")
def read_person(person_id: PersonId, parts: Parts) -> Person:
    """Give a person with golden values, where each came from, and the records they stand on."""
    return Person.of(parts.reader.person(person_id))


@router.get("/families/{family_id}")
def read_family(family_id: FamilyId, parts: Parts) -> Family:
    """Give a family with its members and their records."""
    return Family.of(parts.reader.family(family_id))


@router.get("/households/{household_id}")
def read_household(household_id: HouseholdId, parts: Parts) -> Household:
    """Give a household with its address, families, members and their records."""
    return Household.of(parts.reader.household(household_id))


@router.get("/records/{record_id}")
def read_record(record_id: RecordId, parts: Parts) -> Record:
    """Give the person, family and household that a record belongs to."""
    return Record.of(parts.reader.record(record_id))
