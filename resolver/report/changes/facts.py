"""What the change report tells, gathered from the table `changes`: counts, ids, nobody's values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from resolver.entities.causes import CAUSES
from resolver.entities.changes import summary
from resolver.entities.changes_look import REASONS
from resolver.entities.changes_tables import WHAT
from resolver.report.facts import DIGEST_SHOWN, Counts

KINDS: Final = ("P", "F", "H")
LOOKS_SHOWN: Final = 200
AREAS_SHOWN: Final = 400
NOWHERE: Final = "?"


@dataclass(frozen=True)
class Look:
    """An entity that a human should look at."""

    entity: str
    what: str
    cause: str
    reasons: tuple[str, ...]
    village: str


@dataclass(frozen=True)
class Area:
    """A line of the area tables: persons' changes by `what`, all changes of families and
    households, and how many a human should look at."""

    level: str
    code: str
    name: str
    persons: Counts
    families: int
    households: int
    look: int


@dataclass(frozen=True)
class ChangeFacts:
    """Everything the page shows.

    `run`: facts of the run as text. `balance`: kind → former, came, went, current. `whats`: what →
    kind → count. `causes`: what → cause → count. `reasons`: reason → count. `looks`: the first so
    many to look at, `looks_left` more in the table. `areas`: regency code → its lines, the regency
    first; `areas_left` more in the table.
    """

    run: dict[str, str]
    balance: dict[str, Counts]
    whats: dict[str, Counts] = field(default_factory=dict)
    causes: dict[str, Counts] = field(default_factory=dict)
    reasons: Counts = field(default_factory=dict)
    looks: tuple[Look, ...] = ()
    looks_left: int = 0
    areas: dict[str, list[Area]] = field(default_factory=dict)
    areas_left: int = 0


def change_facts(
    rows: pd.DataFrame,
    balance: Mapping[str, Mapping[str, int]],
    run: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
) -> ChangeFacts:
    """The page's facts.

    In: the table and the balance of :mod:`resolver.entities.changes`; `run`: the manifest's `run`,
    `period`, `version` and, of the run before, `compared_with`; `names`: area code → name (codes
    of 4, 6 and 10 digits; the code stands for itself where there is none).
    """
    counted = rows.groupby(["what", "entity_kind"]).size().to_dict()
    caused = rows.groupby(["what", "cause"]).size().to_dict()
    looks = rows[rows["look"]]
    reasons = looks["reason"].str.split("+").explode().value_counts().to_dict()
    # Those with most reasons first, then in the table's order.
    order = looks["reason"].str.count(r"\+").sort_values(ascending=False, kind="stable").index
    shown = looks.loc[order].head(LOOKS_SHOWN)
    areas, left = _areas(summary(rows), names or {})
    seen = set(rows["what"])
    happened = [what for what in WHAT if what in seen]
    return ChangeFacts(
        run={
            name: str(run[name])[:DIGEST_SHOWN]
            for name in ("run", "period", "version", "compared_with")
            if run.get(name)
        },
        balance={kind: {n: int(c) for n, c in balance[kind].items()} for kind in KINDS},
        whats={what: {k: int(counted.get((what, k), 0)) for k in KINDS} for what in happened},
        causes={what: {c: int(caused.get((what, c), 0)) for c in CAUSES} for what in happened},
        reasons={name: int(reasons[name]) for name in REASONS if name in reasons},
        looks=tuple(
            Look(entity, what, cause, tuple(reason.split("+")), village)
            for entity, what, cause, reason, village in zip(
                shown["entity_id"], shown["what"], shown["cause"], shown["reason"],
                _named(shown["village"].fillna(NOWHERE), names or {}), strict=True,
            )
        ),
        looks_left=len(looks) - len(shown),
        areas=areas,
        areas_left=left,
    )  # fmt: skip


def _areas(table: pd.DataFrame, names: Mapping[str, str]) -> tuple[dict[str, list[Area]], int]:
    """The areas' lines by regency; where there are too many, those with most to look at stay."""
    table = table[table["level"] != "ALL"]
    # Who is nowhere is so on each level: told once.
    table = table[(table["area"] != NOWHERE) | (table["level"] == "REGENCY")]
    key = ["level", "area"]
    totals = table.groupby(key)[["look", "count"]].sum().reset_index()
    totals = totals.sort_values(["look", "count", "area"], ascending=[False, False, True])
    kept = totals.head(AREAS_SHOWN)
    regencies = {*kept.loc[kept["level"] == "REGENCY", "area"]}
    kept = kept[kept["area"].str[:4].isin(regencies)]
    looks = dict(zip(kept["area"], kept["look"], strict=True))
    persons: dict[str, Counts] = {code: {} for code in looks}
    others = {(code, kind): 0 for code in looks for kind in KINDS}
    columns = ("area", "entity_kind", "what", "count")
    for code, kind, what, count in zip(*(table[name] for name in columns), strict=True):
        if code in looks and kind == "P":
            persons[code][what] = int(count)
        elif code in looks:
            others[code, kind] += int(count)
    level = dict(zip(kept["area"], kept["level"], strict=True))
    found: dict[str, list[Area]] = {}
    # Codes that begin with their regency's and district's sort below these.
    for code in sorted(looks):
        line = Area(
            level[code], code, names.get(code, code), persons[code], others[code, "F"],
            others[code, "H"], int(looks[code]),
        )  # fmt: skip
        found.setdefault(code[:4], []).append(line)
    return found, len(totals) - len(kept)


def _named(codes: pd.Series, names: Mapping[str, str]) -> list[str]:
    return [names.get(code, code) for code in codes]
