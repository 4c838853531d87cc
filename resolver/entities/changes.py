"""What changed among persons, families and households between two runs, one line a change."""

from collections.abc import Mapping

import pandas as pd

from resolver.entities.changes_groups import family_changes, household_changes
from resolver.entities.changes_look import marked
from resolver.entities.changes_persons import person_changes
from resolver.entities.changes_tables import COLUMNS, KEYS, Standing, Told
from resolver.entities.identity import Kind


def changes(before: Standing, after: Standing, told: Told) -> pd.DataFrame:
    """Return the table `changes`: each entity that differs, nothing else.

    What differing is: `changes_tables.COMPARED`. Out: `changes_tables.COLUMNS`, by kind, id and
    what; an entity and a `what` once. `village`: where the entity is now, else where it was (NA:
    not known). `before`, `after`: ids joined by +, villages, presence or masked KK numbers, by
    `what`; no value of a person. `fields`: of a correction, which columns. `look`: a human should
    look at it, for what `reason` says (codes joined by +).
    """
    parts = [
        person_changes(before, after, told),
        family_changes(before, after, told),
        household_changes(before, after, told),
    ]
    rows = pd.concat(parts, ignore_index=True)
    cause = dict(zip(told.causes["entity_id"], told.causes["cause"], strict=True))
    rows["cause"] = _causes(rows, cause)
    rows = marked(rows, before, after, told)
    texts = [name for name in COLUMNS if name != "look"]
    rows = rows[list(COLUMNS)].astype(dict.fromkeys(texts, "str")).astype({"look": bool})
    return rows.sort_values(["entity_kind", "entity_id", "what"], ignore_index=True)


def balance(before: Standing, after: Standing, rows: pd.DataFrame) -> dict[Kind, dict[str, int]]:
    """Count, by kind, `former`, `came`, `went` and `current`: former + came − went = current.

    Counted from the changes; `current` is the length of the table, so that the two can disagree.
    """
    found: dict[Kind, dict[str, int]] = {}
    for kind, key in KEYS.items():
        ids = rows.loc[rows["entity_kind"] == kind, "entity_id"].drop_duplicates()
        old, new = before.of(kind)[key], after.of(kind)[key]
        found[kind] = {
            "former": len(old),
            "came": int((~ids.isin(old)).sum()),
            "went": int((~ids.isin(new)).sum()),
            "current": len(new),
        }
    return found


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Count the changes by area.

    Out: `level` (`ALL`, `REGENCY`, `DISTRICT`, `VILLAGE`), `area` (code; empty for all, `?` where
    no village is known), `entity_kind`, `what`, `count`, `look` (how many a human should look at).
    """
    parts = []
    levels: Mapping[str, int] = {"ALL": 0, "REGENCY": 4, "DISTRICT": 6, "VILLAGE": 10}
    for level, digits in levels.items():
        area = rows["village"].str[:digits].fillna("" if level == "ALL" else "?")
        keys = [area.rename("area"), rows["entity_kind"], rows["what"]]
        counted = rows["look"].groupby(keys, sort=True).agg(["size", "sum"]).reset_index()
        counted.insert(0, "level", level)
        parts.append(counted)
    table = pd.concat(parts, ignore_index=True).rename(columns={"size": "count", "sum": "look"})
    texts = dict.fromkeys(("level", "area", "entity_kind", "what"), "str")
    return table.astype({**texts, "count": "int64", "look": "int64"})


def _causes(rows: pd.DataFrame, cause: Mapping[str, str]) -> pd.Series:
    """Some changes are a life event or a correction by what they are; the rest by the entity."""
    found = rows["entity_id"].map(cause).astype("str").fillna("neighbours")
    found = found.mask(rows["what"].isin(["born", "died"]), "life_event")
    plain = found.isin(["redelivery", "model", "neighbours"])
    return found.mask((rows["what"] == "corrected") & plain, "correction")
