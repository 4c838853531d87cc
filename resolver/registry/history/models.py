"""Tables of identity over time: which ids were minted, what became of them, who held what when.

Every publication has a version, 1, 2, …; what changed with it carries that number. Nothing here
is ever deleted but by erasure: an id once given always answers.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from resolver.registry.models import BY_KEY, ENTITY_ID, RECORD_ID, Base, table

EVENT = String(10)
STATES = ("live", "merged", "split", "retired")


class PublicationRow(Base):
    """A state of the registry that was published; `cause` is `run` or `rollback`."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("cause IN ('run', 'rollback')", name="publication_cause"),
        CheckConstraint("(cause = 'rollback') = (actor IS NOT NULL)", name="publication_actor"),
    )
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    run_id: Mapped[str] = mapped_column(String(64), index=True)
    period: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    cause: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str | None] = mapped_column(String(100))
    partition: Mapped[str] = mapped_column(String(64))
    decisions: Mapped[int]  # number of the newest decision that the run heeded
    changes: Mapped[int | None]  # how many rows of `change` tell of it; NULL: nobody knows


class IdentityRow(Base):
    """An id of a person, family or household: minted once, never reused."""

    __tablename__ = "identity"
    __table_args__ = (
        CheckConstraint("kind IN ('P', 'F', 'H')", name="identity_kind"),
        CheckConstraint("state IN ('live', 'merged', 'split', 'retired')", name="identity_state"),
        CheckConstraint("(state = 'live') = (ended IS NULL)", name="identity_ended"),
        CheckConstraint("substr(entity_id, 1, 1) = kind", name="identity_prefix"),
        BY_KEY,
    )
    entity_id: Mapped[str] = mapped_column(ENTITY_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(1))
    founding: Mapped[str] = mapped_column(RECORD_ID)
    minted: Mapped[int] = mapped_column(ForeignKey("publication.version", name="identity_minted"))
    state: Mapped[str] = mapped_column(String(8))
    ended: Mapped[int | None]


class DormantRow(Base):
    """A record that an id held last, while the id does not hold it now."""

    __tablename__ = "dormant"
    __table_args__ = BY_KEY
    record_id: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    entity_id: Mapped[str] = mapped_column(
        ENTITY_ID, ForeignKey("identity.entity_id", name="dormant_identity"), primary_key=True
    )


class LineageRow(Base):
    """What became of an id with a version; that it was merely kept is not written."""

    __tablename__ = "lineage"
    __table_args__ = BY_KEY
    entity_id: Mapped[str] = mapped_column(
        ENTITY_ID, ForeignKey("identity.entity_id", name="lineage_identity"), primary_key=True
    )
    version: Mapped[int] = mapped_column(
        ForeignKey("publication.version", name="lineage_version"), primary_key=True, index=True
    )
    event: Mapped[str] = mapped_column(EVENT, primary_key=True)
    records_before: Mapped[int]
    records_now: Mapped[int]
    withdrawn: Mapped[int]
    cause: Mapped[str | None] = mapped_column(String(20))


class SuccessorRow(Base):
    """Where records of an id went with a version; most records first."""

    __tablename__ = "successor"
    __table_args__ = BY_KEY
    entity_id: Mapped[str] = mapped_column(
        ENTITY_ID, ForeignKey("identity.entity_id", name="successor_of"), primary_key=True
    )
    version: Mapped[int] = mapped_column(
        ForeignKey("publication.version", name="successor_version"), primary_key=True
    )
    event: Mapped[str] = mapped_column(EVENT, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    successor_id: Mapped[str] = mapped_column(
        ENTITY_ID, ForeignKey("identity.entity_id", name="successor_identity"), index=True
    )
    records: Mapped[int]


class RecordHistoryRow(Base):
    """A person who held a record before: from version `since` to before version `until`."""

    __tablename__ = "record_history"
    __table_args__ = (CheckConstraint("since < until", name="record_history_order"), BY_KEY)
    record_id: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    since: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int]
    person_id: Mapped[str] = mapped_column(ENTITY_ID, index=True)


class ChangeRow(Base):
    """An entity that differs since the version before, as the change report has it."""

    __tablename__ = "change"
    __table_args__ = BY_KEY
    version: Mapped[int] = mapped_column(
        ForeignKey("publication.version", name="change_version"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    entity_kind: Mapped[str] = mapped_column(String(1))
    entity_id: Mapped[str] = mapped_column(ENTITY_ID, index=True)
    what: Mapped[str] = mapped_column(String(20))
    cause: Mapped[str | None] = mapped_column(String(20))
    village: Mapped[str | None] = mapped_column(String(10))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    fields: Mapped[str | None] = mapped_column(Text)
    look: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)


PUBLICATION, IDENTITY, DORMANT = table(PublicationRow), table(IdentityRow), table(DormantRow)
LINEAGE, SUCCESSOR = table(LineageRow), table(SuccessorRow)
RECORD_HISTORY, CHANGE = table(RecordHistoryRow), table(ChangeRow)
