"""The first tables: serving tables, the graph's nodes and edges, runs, API keys, marks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "api_key",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_api_key_name", "api_key", ["name"], unique=False)
    op.create_table(
        "edge",
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("valid_from", sa.String(), nullable=True),
        sa.Column("valid_to", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "source", "target"),
        sqlite_with_rowid=False,
    )
    op.create_index("edge_target", "edge", ["target"], unique=False)
    op.create_table(
        "family",
        sa.Column("family_id", sa.String(length=18), nullable=False),
        sa.Column("household_id", sa.String(length=18), nullable=True),
        sa.Column("kk", sa.String(length=16), nullable=True),
        sa.Column("head_person_id", sa.String(length=18), nullable=True),
        sa.Column("village", sa.String(length=10), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("family_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_family_household_id", "family", ["household_id"], unique=False)
    op.create_table(
        "household",
        sa.Column("household_id", sa.String(length=18), nullable=False),
        sa.Column("head_person_id", sa.String(length=18), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("rt", sa.String(length=3), nullable=True),
        sa.Column("rw", sa.String(length=3), nullable=True),
        sa.Column("village", sa.String(length=10), nullable=True),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("household_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link",
        sa.Column("record_a", sa.String(length=32), nullable=False),
        sa.Column("record_b", sa.String(length=32), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("shared_keys", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("record_a", "record_b"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_record_b", "link", ["record_b"], unique=False)
    op.create_table(
        "mark",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.String(length=18), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("family_id", sa.String(length=18), nullable=True),
        sa.Column("household_id", sa.String(length=18), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "valid_from"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_membership_family_id", "membership", ["family_id"], unique=False)
    op.create_index("ix_membership_household_id", "membership", ["household_id"], unique=False)
    op.create_table(
        "node",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("masked", sa.String(), nullable=True),
        sa.Column("degree", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("node_name", "node", ["label", "key"], unique=True)
    op.create_table(
        "person",
        sa.Column("person_id", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("birth_date", sa.String(length=10), nullable=True),
        sa.Column("nik", sa.String(length=16), nullable=True),
        sa.Column("nik_status", sa.String(), nullable=True),
        sa.Column("kk", sa.String(length=16), nullable=True),
        sa.Column("mother_name", sa.String(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("marital", sa.String(), nullable=True),
        sa.Column("presence", sa.String(), nullable=True),
        sa.Column("village", sa.String(length=10), nullable=True),
        sa.Column("desil", sa.Integer(), nullable=True),
        sa.Column("pkh", sa.String(), nullable=True),
        sa.Column("sembako", sa.String(), nullable=True),
        sa.Column("bst", sa.String(), nullable=True),
        sa.Column("pbi", sa.String(), nullable=True),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("sources", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "record",
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_record_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(length=18), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_person_id", "record", ["person_id"], unique=False)
    op.create_table(
        "review_task",
        sa.Column("task_id", sa.String(length=40), nullable=False),
        sa.Column("person_a", sa.String(length=18), nullable=False),
        sa.Column("person_b", sa.String(length=18), nullable=False),
        sa.Column("record_a", sa.String(length=32), nullable=False),
        sa.Column("record_b", sa.String(length=32), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("task_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_review_task_person_a", "review_task", ["person_a"], unique=False)
    op.create_index("ix_review_task_person_b", "review_task", ["person_b"], unique=False)
    op.create_table(
        "run",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )
