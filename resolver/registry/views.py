"""What the registry answers with. Identifiers stand in full here; whoever shows them masks them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RecordView:
    """A row of a source and where it belongs."""

    record_id: str
    source: str
    source_record_id: str
    person_id: str
    family_id: str | None
    household_id: str | None


@dataclass(frozen=True)
class PersonView:
    """A person with golden values, where each came from, and their records."""

    person_id: str
    name: str | None
    sex: str | None
    birth_date: str | None
    nik: str | None
    nik_status: str | None
    kk: str | None
    mother_name: str | None
    relation: str | None
    marital: str | None
    presence: str | None
    village: str | None
    desil: int | None
    pkh: str | None
    sembako: str | None
    bst: str | None
    pbi: str | None
    sources: tuple[str, ...]
    grade: str | None
    provenance: dict[str, Any]
    family_id: str | None
    household_id: str | None
    records: tuple[RecordView, ...]


@dataclass(frozen=True)
class FamilyView:
    """A family (keluarga) and its members, by id."""

    family_id: str
    household_id: str | None
    kk: str | None
    head_person_id: str | None
    village: str | None
    members: tuple[PersonView, ...]


@dataclass(frozen=True)
class HouseholdView:
    """A household (rumah tangga), its families, and its members.

    A family's members are in `families` even where one of them lives elsewhere; `members` are
    those who live here.
    """

    household_id: str
    head_person_id: str | None
    address: str | None
    rt: str | None
    rw: str | None
    village: str | None
    families: tuple[FamilyView, ...]
    members: tuple[PersonView, ...]
