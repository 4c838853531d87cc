"""The registry's tables.

Serving tables are replaced as a whole by every publication; the rest is kept. Who belongs where
stands in `membership` alone, so a person's family and household are said once. The shared keys
of records stand in the graph's tables `node` and `edge` (:mod:`graph.store.tables`), which
share this database and its migrations.
"""

from datetime import datetime

from sqlalchemy import DateTime, MetaData, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from graph.store.tables import METADATA as GRAPH_METADATA

ENTITY_ID = String(18)
RECORD_ID = String(32)
# Rows ordered by their own key: no second tree, and a load in that order appends. Only for short
# rows: persons, with a kilobyte of provenance, load three times slower that way (SQLite 3.40).
BY_KEY = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """Base of the models; its metadata holds every table of the database."""

    metadata = MetaData()


for _table in GRAPH_METADATA.tables.values():
    _table.to_metadata(Base.metadata)


class Record(Base):
    """A row of a source, and the person it is of since a version of the registry."""

    __tablename__ = "record"
    __table_args__ = BY_KEY
    record_id: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    source: Mapped[str] = mapped_column(String(16))
    source_record_id: Mapped[str]
    person_id: Mapped[str] = mapped_column(ENTITY_ID, index=True)
    since: Mapped[int]


class Person(Base):
    """A person with golden values; `provenance` is JSON text, field → {record_id, rule}."""

    __tablename__ = "person"
    person_id: Mapped[str] = mapped_column(ENTITY_ID, primary_key=True)
    name: Mapped[str | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[str | None] = mapped_column(String(10))
    nik: Mapped[str | None] = mapped_column(String(16))
    nik_status: Mapped[str | None]
    kk: Mapped[str | None] = mapped_column(String(16))
    mother_name: Mapped[str | None]
    relation: Mapped[str | None]
    marital: Mapped[str | None]
    presence: Mapped[str | None]
    village: Mapped[str | None] = mapped_column(String(10))
    desil: Mapped[int | None]
    pkh: Mapped[str | None]
    sembako: Mapped[str | None]
    bst: Mapped[str | None]
    pbi: Mapped[str | None]
    records: Mapped[int]
    sources: Mapped[str]
    grade: Mapped[str | None]
    provenance: Mapped[str | None] = mapped_column(Text)


class Family(Base):
    """A family (keluarga) on one KK."""

    __tablename__ = "family"
    __table_args__ = BY_KEY
    family_id: Mapped[str] = mapped_column(ENTITY_ID, primary_key=True)
    household_id: Mapped[str | None] = mapped_column(ENTITY_ID, index=True)
    kk: Mapped[str | None] = mapped_column(String(16))
    head_person_id: Mapped[str | None] = mapped_column(ENTITY_ID)
    village: Mapped[str | None] = mapped_column(String(10))
    members: Mapped[int]
    records: Mapped[int]


class Household(Base):
    """A household (rumah tangga) of one dwelling and kitchen."""

    __tablename__ = "household"
    __table_args__ = BY_KEY
    household_id: Mapped[str] = mapped_column(ENTITY_ID, primary_key=True)
    head_person_id: Mapped[str | None] = mapped_column(ENTITY_ID)
    address: Mapped[str | None]
    rt: Mapped[str | None] = mapped_column(String(3))
    rw: Mapped[str | None] = mapped_column(String(3))
    village: Mapped[str | None] = mapped_column(String(10))
    families: Mapped[int]
    members: Mapped[int]
    records: Mapped[int]


class Membership(Base):
    """The family and household a person belongs to since a period; `valid_to` NULL = now."""

    __tablename__ = "membership"
    __table_args__ = BY_KEY
    person_id: Mapped[str] = mapped_column(ENTITY_ID, primary_key=True)
    valid_from: Mapped[str] = mapped_column(String(10), primary_key=True)
    valid_to: Mapped[str | None] = mapped_column(String(10))
    family_id: Mapped[str | None] = mapped_column(ENTITY_ID, index=True)
    household_id: Mapped[str | None] = mapped_column(ENTITY_ID, index=True)


class Link(Base):
    """A scored candidate pair and what became of it."""

    __tablename__ = "link"
    __table_args__ = BY_KEY
    record_a: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    record_b: Mapped[str] = mapped_column(RECORD_ID, primary_key=True, index=True)
    probability: Mapped[float]
    grade: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str | None]
    shared_keys: Mapped[str | None]
    model: Mapped[str | None]


class ReviewTask(Base):
    """A question for a person: are these two clusters one?"""

    __tablename__ = "review_task"
    __table_args__ = BY_KEY
    task_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_a: Mapped[str] = mapped_column(ENTITY_ID, index=True)
    person_b: Mapped[str] = mapped_column(ENTITY_ID, index=True)
    record_a: Mapped[str] = mapped_column(RECORD_ID)
    record_b: Mapped[str] = mapped_column(RECORD_ID)
    probability: Mapped[float | None]
    reason: Mapped[str | None]
    pairs: Mapped[int]


class Run(Base):
    """One pass over a load; `manifest` is JSON text. Kept."""

    __tablename__ = "run"
    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    period: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    manifest: Mapped[str] = mapped_column(Text)


class ApiKey(Base):
    """A key of an integration job, as keyed digest only. Kept."""

    __tablename__ = "api_key"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Mark(Base):
    """What the registry must remember of itself, such as a digest of its secret. Kept."""

    __tablename__ = "mark"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str]


def table(model: type[Base]) -> Table:
    """Give a model's table, for statements past the ORM."""
    found = model.__table__
    assert isinstance(found, Table)
    return found
