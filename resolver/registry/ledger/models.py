"""The ledger's tables: what was decided, its erasable values, and what stands of it now.

`decision` and `decision_part` are append-only (triggers of migration 0002); of `decision_value`
only the erasure of a value is allowed. `standing_decision`, `record_version` and `decision_head`
follow from them and could be made anew.
"""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from resolver.registry.ledger.decision import ABOUT_DECISIONS, PAIR, Kind
from resolver.registry.models import BY_KEY, RECORD_ID, Base, table

DECISION_ID = String(18)
DIGEST = String(64)
VALUE_NAMES = ("note", "value", "before", "after", "evidence")
"""The personal values that a decision may carry."""


def _among(column: str, words: object) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"  # type: ignore[attr-defined]


class DecisionRow(Base):
    """A decision, chained to the one before by keyed digests. Kept for good.

    `content` is JSON text of what depends on the kind and is nobody's personal value; `digests`
    is JSON text: name of a personal value → its keyed, salted digest.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(_among("kind", Kind), name="decision_kind"),
        CheckConstraint(
            f"NOT ({_among('kind', sorted(PAIR))}) OR (record_a IS NOT NULL AND record_b "
            "IS NOT NULL AND record_a < record_b)",
            name="decision_pair",
        ),
        CheckConstraint(
            f"(target IS NOT NULL) = ({_among('kind', sorted(ABOUT_DECISIONS))})",
            name="decision_target",
        ),
        CheckConstraint("length(actor) > 0", name="decision_actor"),
        CheckConstraint("(seq = 1) = (previous = '')", name="decision_first"),
        UniqueConstraint("decision_id", name="decision_decision_id"),
        UniqueConstraint("digest", name="decision_digest"),
    )
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    decision_id: Mapped[str] = mapped_column(DECISION_ID)
    kind: Mapped[str] = mapped_column(String(12))
    record_a: Mapped[str | None] = mapped_column(RECORD_ID, index=True)
    record_b: Mapped[str | None] = mapped_column(RECORD_ID, index=True)
    target: Mapped[str | None] = mapped_column(
        DECISION_ID, ForeignKey("decision.decision_id", name="decision_of_decision"), index=True
    )
    reason: Mapped[str] = mapped_column(String(40))
    four_eyes: Mapped[bool] = mapped_column(Boolean)
    actor: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    content: Mapped[str] = mapped_column(Text)
    digests: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(DIGEST)
    digest: Mapped[str] = mapped_column(DIGEST)


class DecisionPart(Base):
    """The part of a split that a record is in. Kept for good."""

    __tablename__ = "decision_part"
    __table_args__ = BY_KEY
    seq: Mapped[int] = mapped_column(
        ForeignKey("decision.seq", name="part_of_decision"), primary_key=True
    )
    record_id: Mapped[str] = mapped_column(RECORD_ID, primary_key=True, index=True)
    part: Mapped[int]


class DecisionValue(Base):
    """A personal value of a decision as JSON text, with the salt of its digest; both erasable."""

    __tablename__ = "decision_value"
    __table_args__ = (
        CheckConstraint(_among("name", VALUE_NAMES), name="value_name"),
        CheckConstraint("(value IS NULL) = (salt IS NULL)", name="value_with_salt"),
        CheckConstraint("(value IS NULL) = (erased_by IS NOT NULL)", name="value_erased_by"),
        BY_KEY,
    )
    seq: Mapped[int] = mapped_column(
        ForeignKey("decision.seq", name="value_of_decision"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    salt: Mapped[str | None] = mapped_column(DIGEST)
    value: Mapped[str | None] = mapped_column(Text)
    erased_by: Mapped[int | None] = mapped_column(
        ForeignKey("decision.seq", name="value_erased_by_decision")
    )


class StandingDecision(Base):
    """A live decision by what it is about: two live ones of one pair meet in the primary key.

    `slot` is `link` (a pair), `split:ID`, `member:LEVEL`, `value:FIELD`, `freeze`, or `reverse`
    (a proposed reversal; `record_a` is then the id of the decision to be reversed).
    """

    __tablename__ = "standing_decision"
    __table_args__ = (
        CheckConstraint("slot <> 'link' OR record_a < record_b", name="standing_pair"),
        CheckConstraint("state IN ('standing', 'proposed')", name="standing_state"),
        CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name="standing_who_and_when"
        ),
        CheckConstraint("lower(approved_by) <> lower(actor)", name="standing_two_people"),
        CheckConstraint(
            "(state = 'proposed') = (four_eyes AND approved_by IS NULL)", name="standing_four_eyes"
        ),
        UniqueConstraint("seq", name="standing_seq"),
        BY_KEY,
    )
    record_a: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    record_b: Mapped[str] = mapped_column(RECORD_ID, primary_key=True, index=True)
    slot: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("decision.seq", name="standing_of_decision"))
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10))
    four_eyes: Mapped[bool] = mapped_column(Boolean)
    actor: Mapped[str] = mapped_column(String(100))
    approved_by: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DecisionHead(Base):
    """The end of the chain, one row; whoever appends locks it."""

    __tablename__ = "decision_head"
    __table_args__ = (CheckConstraint("id = 1", name="head_is_one"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(DIGEST)


class RecordVersion(Base):
    """The newest decision that was taken with this record's cluster in view."""

    __tablename__ = "record_version"
    __table_args__ = BY_KEY
    record_id: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("decision.seq", name="version_of_decision"))


DECISION, PART, VALUE = table(DecisionRow), table(DecisionPart), table(DecisionValue)
STANDING, HEAD_ROW = table(StandingDecision), table(DecisionHead)
VERSION = table(RecordVersion)
