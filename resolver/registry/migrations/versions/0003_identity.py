"""Identity over time: publications, ids and what became of them, who held which record when."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID, _RECORD = sa.String(length=18), sa.String(length=32)


def upgrade() -> None:
    """Make the tables; a registry that was published before begins with version 1."""
    op.create_table(
        "publication",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=True),
        sa.Column("partition", sa.String(length=64), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.CheckConstraint("cause IN ('run', 'rollback')", name="publication_cause"),
        sa.CheckConstraint("(cause = 'rollback') = (actor IS NOT NULL)", name="publication_actor"),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_publication_run_id", "publication", ["run_id"])
    op.create_table(
        "identity",
        sa.Column("entity_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("founding", _RECORD, nullable=False),
        sa.Column("minted", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('P', 'F', 'H')", name="identity_kind"),
        sa.CheckConstraint(
            "state IN ('live', 'merged', 'split', 'retired')", name="identity_state"
        ),
        sa.CheckConstraint("(state = 'live') = (ended IS NULL)", name="identity_ended"),
        sa.CheckConstraint("substr(entity_id, 1, 1) = kind", name="identity_prefix"),
        sa.ForeignKeyConstraint(["minted"], ["publication.version"], name="identity_minted"),
        sa.PrimaryKeyConstraint("entity_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dormant",
        sa.Column("record_id", _RECORD, nullable=False),
        sa.Column("entity_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["identity.entity_id"], name="dormant_identity"),
        sa.PrimaryKeyConstraint("record_id", "entity_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lineage",
        sa.Column("entity_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=10), nullable=False),
        sa.Column("records_before", sa.Integer(), nullable=False),
        sa.Column("records_now", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["entity_id"], ["identity.entity_id"], name="lineage_identity"),
        sa.ForeignKeyConstraint(["version"], ["publication.version"], name="lineage_version"),
        sa.PrimaryKeyConstraint("entity_id", "version", "event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lineage_version", "lineage", ["version"])
    op.create_table(
        "successor",
        sa.Column("entity_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("successor_id", _ID, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["identity.entity_id"], name="successor_of"),
        sa.ForeignKeyConstraint(["version"], ["publication.version"], name="successor_version"),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["identity.entity_id"], name="successor_identity"
        ),
        sa.PrimaryKeyConstraint("entity_id", "version", "event", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_successor_successor_id", "successor", ["successor_id"])
    op.create_table(
        "record_history",
        sa.Column("record_id", _RECORD, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.CheckConstraint("since < until", name="record_history_order"),
        sa.PrimaryKeyConstraint("record_id", "since"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_history_person_id", "record_history", ["person_id"])
    op.add_column("record", sa.Column("since", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("record") as batch:
        batch.alter_column("since", server_default=None)
    _begin()


def _begin() -> None:
    """What stands was published by a run: it becomes version 1, its ids are minted by it."""
    op.execute(
        "INSERT INTO publication"
        " (version, run_id, period, published_at, cause, partition, decisions)"
        " SELECT 1, run_id, period, published_at, 'run', '', 0 FROM run"
        " WHERE EXISTS (SELECT 1 FROM record) ORDER BY published_at DESC LIMIT 1"
    )
    for kind, column in (("P", "person_id"), ("F", "family_id"), ("H", "household_id")):
        held = "r.person_id" if kind == "P" else f"m.{column}"
        op.execute(
            "INSERT INTO identity (entity_id, kind, founding, minted, state)"
            f" SELECT {held}, '{kind}', min(r.record_id), 1, 'live' FROM record r"
            " LEFT JOIN membership m ON m.person_id = r.person_id AND m.valid_to IS NULL"
            f" WHERE {held} IS NOT NULL GROUP BY {held}"
        )


def downgrade() -> None:
    """Remove the tables: who was whom before is lost."""
    op.drop_column("record", "since")
    for name in ("record_history", "successor", "lineage", "dormant", "identity", "publication"):
        op.drop_table(name)
