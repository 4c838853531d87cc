"""From a partition of records into persons to the tables of persons, families and households."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.decided import (
    NOTHING_DECIDED,
    Decided,
    decided_families,
    decided_homes,
    decided_values,
)
from resolver.entities.families import families
from resolver.entities.golden import golden_values
from resolver.entities.groups import group_parts, source_groups
from resolver.entities.households import households
from resolver.entities.identity import Kind, mint
from resolver.entities.kin import mothers
from resolver.entities.link_model import shipped_households
from resolver.entities.part_links import PartScorer, part_pairs
from resolver.entities.rows import Codes, Rows, prepare
from resolver.entities.survivorship import attesting_sources
from resolver.entities.tables import (
    PERSON_COLUMNS,
    conflict_table,
    family_table,
    founders,
    head_signs,
    household_table,
    person_table,
)
from resolver.entities.unit_links import UnitScorer, unit_pairs
from resolver.entities.units import family_units, join_units

Namer = Callable[[Kind, Codes, pd.Series], pd.Series]
"""Names entities: their kind, the entity of every record (0 … without gaps), the record ids →
an id per entity."""


@dataclass(frozen=True)
class Entities:
    """The resolved entities, as in docs/tables.md §5 (persons without `grade`), sorted by id.

    `conflicts`: listings that contradict the kept household (`record_id`, `person_id`,
    `household_id`, `other_household_id`, `group_id`). `counts`: what the guards and rules did.
    """

    memberships: pd.DataFrame
    persons: pd.DataFrame
    families: pd.DataFrame
    households: pd.DataFrame
    conflicts: pd.DataFrame
    counts: dict[str, int]


def build_entities(
    clean: pd.DataFrame,
    raw: pd.DataFrame,
    person_labels: NDArray[np.int32],
    secret: bytes,
    run_id: str,
    *,
    part_scorer: PartScorer | None = None,
    fragment_scorer: UnitScorer | None = None,
    unit_scorer: UnitScorer | None = None,
    namer: Namer | None = None,
    decided: Decided = NOTHING_DECIDED,
) -> Entities:
    """Build persons, families and households from the records' partition.

    In: the clean and raw tables (docs/tables.md §2-§3, same rows), a person label per row (int32,
    ≥ 0), the registry's secret, the run's id, and what scores pairs of parts, of fragments of
    families and of units that may share a kitchen (by default the shipped household model); what
    gives the entities their ids (by default they are minted from the smallest record id and the
    run), and what people decided. The
    result does not depend on the rows' order. Raises LabelsError when labels and rows do not fit.
    """
    model = shipped_households()
    rows = prepare(clean, raw, person_labels)
    golden = golden_values(rows)
    groups = source_groups(rows, golden.kk)
    parts = group_parts(rows, groups, golden.kk)
    pairs = part_pairs(parts)
    score = (part_scorer or model.score_parts)(pairs)
    units = family_units(rows, parts, pairs, score, golden.kk)
    names = mothers(rows, golden.values["sex"], golden.choices["birth_date"].row)
    # First what is surely one family, so that kitchens are compared on whole families.
    fragments = unit_pairs(rows, groups, parts, units, golden.kk, names)
    sure = (fragment_scorer or model.score_fragments)(fragments)
    whole = join_units(units, fragments.a, fragments.b, sure)
    kitchens = unit_pairs(rows, groups, parts, whole, golden.kk, names)
    kitchen = (unit_scorer or model.score_kitchens)(kitchens)
    homes = households(rows, groups, whole, kitchens, kitchen)
    homes = decided_homes(homes, rows, groups.row, decided, groups.count)
    kk = rows.codes("kk")
    chosen = golden.choices["kk"].row
    attested = np.where(chosen >= 0, attesting_sources(rows.person, kk, rows.source)[chosen], 0)
    family, family_kk = families(
        rows, groups, parts, homes, links=(pairs, score), kk=golden.kk, attested=attested
    )
    family, family_kk = decided_families(family, family_kk, rows, decided)

    ids = rows.table["record_id"]
    home = homes.person
    name = namer or fresh_names(secret, run_id)
    person_id = name("P", rows.person, ids)
    family_id = name("F", family[rows.person], ids)
    household_id = name("H", home[rows.person], ids)

    signs = head_signs(rows, golden)
    persons = decided_values(person_table(rows, golden, person_id), rows, decided)
    persons["family_id"] = family_id.take(family).array
    persons["household_id"] = household_id.take(home).array
    family_ids = (family_id, household_id)
    return Entities(
        memberships=_memberships(rows, persons),
        persons=_by_id(persons[list(PERSON_COLUMNS)], "person_id"),
        families=_by_id(
            family_table(
                rows,
                homes,
                family,
                family_kk=family_kk,
                person_id=person_id,
                ids=family_ids,
                signs=signs,
            ),
            "family_id",
        ),
        households=_by_id(
            household_table(
                rows,
                groups,
                homes,
                family=family,
                person_id=person_id,
                household_id=household_id,
                signs=signs,
            ),
            "household_id",
        ),
        conflicts=_by_id(conflict_table(rows, groups, homes, person_id, household_id), "record_id"),
        counts={
            "records": rows.size,
            "persons": rows.persons,
            "families": len(family_kk),
            "households": homes.count,
            "source_groups": groups.count,
            "groups_too_large": groups.oversize,
            "group_parts": parts.count,
            "part_pairs": len(pairs.a),
            "part_links": int((score >= 0).sum()),
            "part_links_refused": units.refused,
            "fragment_links": int((sure >= 0).sum()),
            "fragment_links_refused": whole.refused,
            "unit_pairs": len(kitchens.a),
            "unit_links": int((kitchen >= 0).sum()),
            "unit_links_refused": homes.refused,
            "conflicts": int(homes.conflict.sum()),
            "persons_with_conflicts": len(np.unique(rows.person[homes.conflict])),
            **{f"hub_{name}": count for name, count in pairs.dropped.items()},
            "hub_houses": kitchens.houses_dropped,
        },
    )


def fresh_names(secret: bytes, run_id: str) -> Namer:
    """What mints every entity's id anew, of its smallest record id and the run."""

    def name(kind: Kind, entity: Codes, record_ids: pd.Series) -> pd.Series:
        return mint(kind, founders(entity, record_ids), secret, run_id)

    return name


def _memberships(rows: Rows, persons: pd.DataFrame) -> pd.DataFrame:
    """Return one row per record with its person, family and household."""
    table = rows.table[["source", "source_record_id", "record_id"]].copy()
    for column in ("person_id", "family_id", "household_id"):
        table[column] = persons[column].take(rows.person).array
    return table.sort_values(["source", "source_record_id", "record_id"], ignore_index=True)


def _by_id(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Sort by the id, the tables' published order."""
    return table.sort_values(column, ignore_index=True)
