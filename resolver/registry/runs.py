"""The runs that were published, which the registry keeps."""

from sqlalchemy import Engine, select

from resolver.registry.database import reading
from resolver.registry.models import Run, table


def earlier_runs(engine: Engine, run_id: str, period: str) -> list[str]:
    """Give the ids of the other runs of this period or earlier ones, the one published last first.

    StoreError where the database does not answer.
    """
    runs = table(Run)
    query = (
        select(runs.c.run_id)
        .where(runs.c.run_id != run_id, runs.c.period <= period)
        .order_by(runs.c.published_at.desc(), runs.c.run_id)
    )
    with reading(engine) as connection:
        return list(connection.scalars(query))
