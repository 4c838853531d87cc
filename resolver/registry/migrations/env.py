"""Alembic's entry: runs on the connection that :func:`resolver.registry.database.migrate` gives."""

from alembic import context

import resolver.registry.history.models
import resolver.registry.ledger.models  # noqa: F401 - its tables belong to the metadata
from resolver.registry.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
