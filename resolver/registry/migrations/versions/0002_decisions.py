"""The ledger of decisions: append-only by triggers, chained, with erasable values apart."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What a row was when it was decided, it stays. A replacing insert deletes without telling the
# delete's trigger (SQLite), so inserts are watched too: each has the next number and a new id.
_SQLITE = [
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("decision", "decision_part")
        for verb in ("update", "delete")
    ),
    "CREATE TRIGGER decision_next BEFORE INSERT ON decision "
    "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM decision) "
    "OR EXISTS (SELECT 1 FROM decision WHERE decision_id = NEW.decision_id "
    "OR digest = NEW.digest) "
    "BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END",
    "CREATE TRIGGER decision_part_next BEFORE INSERT ON decision_part "
    "WHEN EXISTS (SELECT 1 FROM decision_part WHERE seq = NEW.seq AND record_id = NEW.record_id) "
    "BEGIN SELECT RAISE(ABORT, 'decision_part is append-only'); END",
    "CREATE TRIGGER decision_value_next BEFORE INSERT ON decision_value "
    "WHEN EXISTS (SELECT 1 FROM decision_value WHERE seq = NEW.seq AND name = NEW.name) "
    "BEGIN SELECT RAISE(ABORT, 'decision_value is only erased'); END",
    "CREATE TRIGGER decision_value_no_delete BEFORE DELETE ON decision_value "
    "BEGIN SELECT RAISE(ABORT, 'decision_value is only erased'); END",
    "CREATE TRIGGER decision_value_only_erased BEFORE UPDATE ON decision_value "
    "WHEN NEW.seq <> OLD.seq OR NEW.name <> OLD.name OR NEW.value IS NOT NULL "
    "OR OLD.value IS NULL "
    "BEGIN SELECT RAISE(ABORT, 'decision_value is only erased'); END",
]
_POSTGRESQL = [
    "CREATE FUNCTION satukan_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION satukan_next_decision() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM decision) THEN "
    "RAISE EXCEPTION 'decision is append-only' "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} "
        "EXECUTE FUNCTION satukan_append_only()"
        for table in ("decision", "decision_part", "decision_value")
        for verb in ("update", "delete", "truncate")
        if (table, verb) != ("decision_value", "update")
    ),
    "CREATE TRIGGER decision_next BEFORE INSERT ON decision FOR EACH ROW "
    "EXECUTE FUNCTION satukan_next_decision()",
    "CREATE TRIGGER decision_value_only_erased BEFORE UPDATE ON decision_value FOR EACH ROW "
    "WHEN (NEW.seq <> OLD.seq OR NEW.name <> OLD.name OR NEW.value IS NOT NULL "
    "OR OLD.value IS NULL) EXECUTE FUNCTION satukan_append_only()",
]


def upgrade() -> None:
    """Make the tables, the end of an empty chain, and the triggers."""
    op.create_table(
        "decision",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("record_a", sa.String(length=32), nullable=True),
        sa.Column("record_b", sa.String(length=32), nullable=True),
        sa.Column("target", sa.String(length=18), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(seq = 1) = (previous = '')", name="decision_first"),
        sa.CheckConstraint(
            "(target IS NOT NULL) = (kind IN ('approve', 'refuse', 'reverse'))",
            name="decision_target",
        ),
        sa.CheckConstraint(
            "NOT (kind IN ('cannot-link', 'must-link', 'unsure')) OR (record_a IS NOT NULL "
            "AND record_b IS NOT NULL AND record_a < record_b)",
            name="decision_pair",
        ),
        sa.CheckConstraint(
            "kind IN ('must-link', 'cannot-link', 'unsure', 'split', 'membership', 'value', "
            "'freeze', 'unfreeze', 'reverse', 'approve', 'refuse', 'erase')",
            name="decision_kind",
        ),
        sa.CheckConstraint("length(actor) > 0", name="decision_actor"),
        sa.ForeignKeyConstraint(["target"], ["decision.decision_id"], name="decision_of_decision"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("decision_id", name="decision_decision_id"),
        sa.UniqueConstraint("digest", name="decision_digest"),
    )
    op.create_index("ix_decision_record_a", "decision", ["record_a"], unique=False)
    op.create_index("ix_decision_record_b", "decision", ["record_b"], unique=False)
    op.create_index("ix_decision_target", "decision", ["target"], unique=False)
    op.create_table(
        "decision_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name="head_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "decision_part",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["decision.seq"], name="part_of_decision"),
        sa.PrimaryKeyConstraint("seq", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_decision_part_record_id", "decision_part", ["record_id"], unique=False)
    op.create_table(
        "decision_value",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "name IN ('note', 'value', 'before', 'after', 'evidence')", name="value_name"
        ),
        sa.CheckConstraint("(value IS NULL) = (erased_by IS NOT NULL)", name="value_erased_by"),
        sa.CheckConstraint("(value IS NULL) = (salt IS NULL)", name="value_with_salt"),
        sa.ForeignKeyConstraint(["erased_by"], ["decision.seq"], name="value_erased_by_decision"),
        sa.ForeignKeyConstraint(["seq"], ["decision.seq"], name="value_of_decision"),
        sa.PrimaryKeyConstraint("seq", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "record_version",
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["decision.seq"], name="version_of_decision"),
        sa.PrimaryKeyConstraint("record_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing_decision",
        sa.Column("record_a", sa.String(length=32), nullable=False),
        sa.Column("record_b", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("approved_by", sa.String(length=100), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (four_eyes AND approved_by IS NULL)", name="standing_four_eyes"
        ),
        sa.CheckConstraint("slot <> 'link' OR record_a < record_b", name="standing_pair"),
        sa.CheckConstraint("state IN ('standing', 'proposed')", name="standing_state"),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name="standing_who_and_when"
        ),
        sa.CheckConstraint("lower(approved_by) <> lower(actor)", name="standing_two_people"),
        sa.ForeignKeyConstraint(["seq"], ["decision.seq"], name="standing_of_decision"),
        sa.PrimaryKeyConstraint("record_a", "record_b", "slot"),
        sa.UniqueConstraint("seq", name="standing_seq"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_standing_decision_record_b", "standing_decision", ["record_b"], unique=False
    )
    op.execute("INSERT INTO decision_head (id, seq, digest) VALUES (1, 0, '')")
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(sa.text(statement))
