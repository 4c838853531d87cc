"""What the service answers with. NIK and KK numbers are masked in every one of these."""

from typing import Any, Self

from pydantic import BaseModel, Field

from api.masking import masked, without_niks
from resolver.keys_table import without_numbers
from resolver.registry.views import FamilyView, HouseholdView, PersonView, RecordView


class RecordOf(BaseModel):
    """A row of a source."""

    record_id: str = Field(description="Its opaque id: a keyed hash of source and row id.")
    source: str = Field(description="DTKS, REGSOSEK or P3KE.")
    source_record_id: str = Field(description="The source's own id, masked where it is a NIK.")

    @classmethod
    def of(cls, view: RecordView) -> Self:
        """Make it from the registry's view."""
        return cls(
            record_id=view.record_id,
            source=view.source,
            source_record_id=without_niks(view.source_record_id),
        )


class Record(RecordOf):
    """A row of a source, and the person, family and household it belongs to."""

    person_id: str
    family_id: str | None
    household_id: str | None

    @classmethod
    def of(cls, view: RecordView) -> Self:
        """Make it from the registry's view."""
        return cls(
            record_id=view.record_id,
            source=view.source,
            source_record_id=without_niks(view.source_record_id),
            person_id=view.person_id,
            family_id=view.family_id,
            household_id=view.household_id,
        )


class Member(BaseModel):
    """A person as a member of a family or household."""

    person_id: str
    name: str | None
    sex: str | None
    birth_date: str | None = Field(description="YYYY-MM-DD, or YYYY where only that is known.")
    nik: str | None = Field(description="Masked.")
    relation: str | None = Field(description="Relation to the head of the family.")
    presence: str | None
    family_id: str | None
    household_id: str | None
    records: list[RecordOf] = Field(description="The rows that are of this person.")

    @classmethod
    def of(cls, view: PersonView) -> Self:
        """Make it from the registry's view."""
        return cls(**_shown(view, cls))


class Person(Member):
    """A person with golden values and where each came from."""

    nik_status: str | None
    kk: str | None = Field(description="Masked.")
    mother_name: str | None
    marital: str | None
    village: str | None = Field(description="Kemendagri code, 10 digits.")
    desil: int | None = Field(description="Welfare decile of the family, 1 to 10.")
    pkh: str | None
    sembako: str | None
    bst: str | None
    pbi: str | None
    sources: list[str] = Field(description="The sources that know this person.")
    grade: str | None = Field(description="Grade of the links that made the person.")
    provenance: dict[str, Any] = Field(description="Field to the record and rule that gave it.")


class Family(BaseModel):
    """A family (keluarga) on one KK."""

    family_id: str
    household_id: str | None
    kk: str | None = Field(description="Masked.")
    head_person_id: str | None
    village: str | None = Field(description="Kemendagri code, 10 digits.")
    members: list[Member]

    @classmethod
    def of(cls, view: FamilyView) -> Self:
        """Make it from the registry's view."""
        return cls(
            family_id=view.family_id,
            household_id=view.household_id,
            kk=masked(view.kk),
            head_person_id=view.head_person_id,
            village=view.village,
            members=[Member.of(person) for person in view.members],
        )


class FamilyOf(BaseModel):
    """A family of a household."""

    family_id: str
    kk: str | None = Field(description="Masked.")
    head_person_id: str | None
    member_ids: list[str] = Field(description="Its members, also those who live elsewhere.")


class Address(BaseModel):
    """Where a household lives."""

    text: str | None
    rt: str | None
    rw: str | None
    village: str | None = Field(description="Kemendagri code, 10 digits.")


class Household(BaseModel):
    """A household (rumah tangga) of one dwelling and kitchen."""

    household_id: str
    head_person_id: str | None
    address: Address
    families: list[FamilyOf]
    members: list[Member] = Field(description="The persons who live here.")

    @classmethod
    def of(cls, view: HouseholdView) -> Self:
        """Make it from the registry's view."""
        address = view.address
        return cls(
            household_id=view.household_id,
            head_person_id=view.head_person_id,
            address=Address(
                text=address and without_numbers(address),
                rt=view.rt,
                rw=view.rw,
                village=view.village,
            ),
            families=[
                FamilyOf(
                    family_id=family.family_id,
                    kk=masked(family.kk),
                    head_person_id=family.head_person_id,
                    member_ids=[person.person_id for person in family.members],
                )
                for family in view.families
            ],
            members=[Member.of(person) for person in view.members],
        )


def _shown(view: PersonView, model: type[BaseModel]) -> dict[str, Any]:
    """Give the fields of a person that a model has, numbers masked."""
    shown = {name: getattr(view, name) for name in model.model_fields}
    shown["records"] = [RecordOf.of(record) for record in view.records]
    shown["nik"] = masked(view.nik)
    if "kk" in shown:
        shown["kk"] = masked(view.kk)
    return shown
