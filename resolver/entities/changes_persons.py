"""The changes of persons: who came and went, died, moved, went with another card, reads otherwise.

A new person is `split` where records of somebody who stood before became theirs, `born` where the
birth lies in the twelve months up to the period's end, else `new`. A family that is new in this run
was split off (`kk_split`), one that stood before was joined (`kk_joined`).
"""

from typing import Final

import pandas as pd

from resolver.entities.causes import born_within
from resolver.entities.changes_tables import Standing, Told, masked_numbers, step_of
from resolver.keys_table import mask

_READ: Final = ("name", "sex", "birth_date", "nik", "mother_name")
_AWAY: Final = ("MOVED", "ABROAD")


def person_changes(before: Standing, after: Standing, told: Told) -> pd.DataFrame:
    """Return the persons' lines of the table `changes` without cause and look."""
    step = step_of("P", before, after, told)
    both, stays = step.both, step.stays
    gone, came = step.old & ~step.new, step.new & ~step.old
    origin, to = step.origin, step.to

    birth = both["birth_date_new"]
    # A decided value may hold any text; only a date says that somebody was born.
    birth = birth.where(birth.str.fullmatch(r"\d{4}(-\d{2}){0,2}").fillna(False).astype(bool))
    year = birth.str[:4].fillna("0").astype("int64")
    month = birth.str[5:7].where(birth.str.len() >= 7).fillna("0").astype("int64")
    revived = came & (step.event == "revived")
    parted = came & ~revived & origin.notna()
    born = came & ~revived & ~parted & born_within(year, month, after.period)
    merged, split = gone & (step.event == "merged"), gone & (step.event == "split")

    presence, was = both["presence_new"], both["presence_old"]
    swung = step.differs("presence")
    died = swung & (presence == "DIED").fillna(False).astype(bool)
    left = swung & presence.isin(_AWAY)
    place = step.swapped("village")
    away = left & ~place

    card = step.differs("family_id")
    known = both["family_id_new"].isin(before.families["family_id"])
    kk = masked_numbers(both["kk_old"], mask), masked_numbers(both["kk_new"], mask)
    read = {name: step.differs(name) for name in _READ}
    read["presence"] = swung & ~died & ~left
    read["village"] = step.differs("village") & ~place
    fields = step.fields(tuple(read), read)
    family = {"before": both["family_id_old"], "after": both["family_id_new"]}
    return pd.concat(
        [
            step.lines(revived, "revived", before=origin),
            step.lines(parted, "split", before=origin),
            step.lines(born, "born"),
            step.lines(came & ~revived & ~parted & ~born, "new"),
            step.lines(merged, "merged", after=to),
            step.lines(split | (stays & to.notna()), "split", after=to),
            step.lines(gone & ~merged & ~split, "vanished"),
            step.lines(died, "died", before=was, after=presence),
            step.lines(place, "moved", before=both["village_old"], after=both["village_new"]),
            step.lines(away, "moved", before=was, after=presence),
            step.lines(card & ~known, "kk_split", **family),
            step.lines(card & known, "kk_joined", **family),
            step.lines(step.differs("kk") & ~card, "kk_changed", before=kk[0], after=kk[1]),
            step.lines(fields != "", "corrected", fields=fields),
        ],
        ignore_index=True,
    )
