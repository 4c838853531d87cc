"""The serving tables, filled again from what the lake keeps."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from resolver.lake import LakeRun
from resolver.registry.database import writing
from resolver.registry.history.models import IDENTITY, RECORD_HISTORY
from resolver.registry.models import Membership, table
from resolver.registry.publish import keep_memberships, serve


def serve_again(
    engine: Engine, outputs: Mapping[str, pd.DataFrame], kept: Mapping[int, LakeRun], version: int
) -> None:
    """Fill the serving tables from the lake, in one transaction.

    Args:
        engine: of the registry.
        outputs: the tables of the version that stands.
        kept: the lake's runs by version, this one among them.
        version: the one that stands.

    Raises:
        StoreError: the database refuses, or a kept run is damaged.
    """
    with writing(engine) as connection:
        serve(connection, outputs, _since(connection, outputs["memberships"], kept, version))
        members = table(Membership)
        if connection.scalar(select(func.count()).select_from(members)):
            period = str(kept[version].manifest()["period"] or "")
            keep_memberships(connection, outputs["persons"], period)
            return
        for number in sorted(kept):
            persons = kept[number].table("persons")
            keep_memberships(connection, persons, str(kept[number].manifest()["period"] or ""))


def _since(
    connection: Connection, members: pd.DataFrame, kept: Mapping[int, LakeRun], version: int
) -> pd.Series:
    """Since which version each record is the person's: as far back as the lake and the record's
    history tell, else since the person was minted."""
    owner = members.set_index("record_id")["person_id"]
    since = pd.Series(version, index=owner.index)
    open_ = pd.Series(True, index=owner.index)
    oldest = version
    for number in range(version - 1, 0, -1):
        if number not in kept:
            break
        former = kept[number].table("memberships").set_index("record_id")["person_id"]
        open_ &= owner.index.to_series().map(former).eq(owner)
        since = since.mask(open_, number)
        oldest = number
    if oldest > 1 and open_.any():
        minted = dict(connection.execute(select(IDENTITY.c.entity_id, IDENTITY.c.minted)).all())
        ended = dict(
            connection.execute(
                select(RECORD_HISTORY.c.record_id, func.max(RECORD_HISTORY.c.until)).group_by(
                    RECORD_HISTORY.c.record_id
                )
            ).all()
        )
        earliest = owner.map(minted).fillna(1).astype("int64")
        changed = owner.index.to_series().map(ended).fillna(1).astype("int64")
        known = earliest.where(earliest >= changed, changed).clip(upper=oldest)
        since = since.mask(open_, known)
    return since
