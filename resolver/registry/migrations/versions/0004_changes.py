"""What changed with each publication, for those who follow the registry by version."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.String(length=18)


def upgrade() -> None:
    """Make the table; of versions published before nobody knows what changed."""
    op.add_column("publication", sa.Column("changes", sa.Integer(), nullable=True))
    op.create_table(
        "change",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("entity_kind", sa.String(length=1), nullable=False),
        sa.Column("entity_id", _ID, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("village", sa.String(length=10), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("look", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["version"], ["publication.version"], name="change_version"),
        sa.PrimaryKeyConstraint("version", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_change_entity_id", "change", ["entity_id"])
