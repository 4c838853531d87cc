"""The published tables of persons, families and households (docs/tables.md §5)."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.golden import Golden, take_rows
from resolver.entities.groups import Groups
from resolver.entities.households import Households
from resolver.entities.provenance import provenance
from resolver.entities.rows import LIVING_TRUST, Codes, Rows, levels
from resolver.entities.survivorship import Criterion, attesting_sources, choose, flag

PERSON_COLUMNS: Final = (
    "person_id", "name", "sex", "birth_date", "nik", "nik_status", "kk", "mother_name", "relation",
    "marital", "presence", "village", "family_id", "household_id", "desil", "pkh", "sembako",
    "bst", "pbi", "records", "sources", "provenance",
)  # fmt: skip


def founders(entity: Codes, record_ids: pd.Series) -> pd.Series:
    """Return the smallest record id per entity. In: entity per row, rows sorted by record id."""
    _, first = np.unique(entity, return_index=True)
    return record_ids.take(first).reset_index(drop=True)


def source_names(rows: Rows) -> pd.Series:
    """Return, per person, the sources that list it, sorted and joined by +."""
    names = pd.unique(rows.table["source"])
    mask = np.zeros(rows.persons, dtype=np.int64)
    np.bitwise_or.at(mask, rows.person, np.left_shift(np.int64(1), rows.source.astype(np.int64)))
    codes, distinct = pd.factorize(mask)
    text = [
        "+".join(sorted(name for bit, name in enumerate(names) if bits >> bit & 1))
        for bits in distinct.tolist()
    ]
    return pd.Series(text, dtype="str").take(codes).reset_index(drop=True)


def head_signs(rows: Rows, golden: Golden) -> list[Criterion]:
    """Return what makes a head: alive, named head by most sources, then the elder."""
    named = rows.has("relation", "HEAD")
    bits = np.zeros(rows.persons, dtype=np.int64)
    np.bitwise_or.at(bits, rows.person[named], np.int64(1) << rows.source[named].astype(np.int64))
    dead = (golden.values["presence"] == "DIED").to_numpy(bool, na_value=False)
    year = levels(golden.values["birth_date"].str[:4].fillna("2100").astype("int64"))
    return [
        flag("alive", ~dead),
        Criterion("head", np.bitwise_count(bits).astype(np.int64), 2),
        Criterion("elder", np.clip(2100 - year, 0, 255), 8),
    ]


def household_heads(
    rows: Rows, groups: Groups, homes: Households, signs: list[Criterion]
) -> NDArray[np.int64]:
    """Return the head person per household: first whom a household listing names so."""
    named = rows.has("relation", "HEAD") & groups.household[groups.row] & ~homes.conflict
    of_house = np.zeros(rows.persons, dtype=bool)
    of_house[rows.person[named]] = True
    criteria = [signs[0], flag("household-head", of_house), *signs[1:]]
    everyone = np.zeros(rows.persons, dtype=np.int32)
    return choose(homes.person, homes.count, everyone, criteria).row


def person_table(rows: Rows, golden: Golden, person_id: pd.Series) -> pd.DataFrame:
    """Return the persons without family and household: golden values, counts, provenance."""
    table = golden.values.copy()
    table["person_id"] = person_id
    table["records"] = np.bincount(rows.person, minlength=rows.persons)
    table["sources"] = source_names(rows)
    table["provenance"] = provenance(rows.table["record_id"], golden.choices, rows.persons)
    return table


def family_table(
    rows: Rows,
    homes: Households,
    family: Codes,
    *,
    family_kk: Codes,
    person_id: pd.Series,
    ids: tuple[pd.Series, pd.Series],
    signs: list[Criterion],
) -> pd.DataFrame:
    """Return the families; `ids` are the family ids and the household ids."""
    count = len(family_kk)
    head = choose(family, count, np.zeros(rows.persons, np.int32), signs).row
    first = np.full(count, rows.persons, dtype=np.int64)
    np.minimum.at(first, family, np.arange(rows.persons))
    cards = pd.Series(rows.table["kk"].dropna().unique(), dtype="str")
    of_row = np.where(homes.conflict, -1, family[rows.person]).astype(np.int32)
    return pd.DataFrame(
        {
            "family_id": ids[0],
            "household_id": take_rows(ids[1], homes.person[first].astype(np.int64)),
            "kk": take_rows(cards, family_kk.astype(np.int64)),
            "head_person_id": take_rows(person_id, head),
            "village": place_of(rows, of_row, count, ["village"])["village"],
            "members": np.bincount(family, minlength=count),
            "records": np.bincount(family[rows.person], minlength=count),
        }
    )


def household_table(
    rows: Rows,
    groups: Groups,
    homes: Households,
    *,
    family: Codes,
    person_id: pd.Series,
    household_id: pd.Series,
    signs: list[Criterion],
) -> pd.DataFrame:
    """Return the households with the address that their own listings attest best."""
    of_row = np.where(homes.conflict, -1, homes.person[rows.person]).astype(np.int32)
    place = place_of(rows, of_row, homes.count, ["address_norm", "rt", "rw", "village"])
    _, first = np.unique(family, return_index=True)
    return pd.DataFrame(
        {
            "household_id": household_id,
            "head_person_id": take_rows(person_id, household_heads(rows, groups, homes, signs)),
            "address": place["address_norm"],
            "rt": place["rt"],
            "rw": place["rw"],
            "village": place["village"],
            "families": np.bincount(homes.person[first], minlength=homes.count),
            "members": np.bincount(homes.person, minlength=homes.count),
            "records": np.bincount(homes.person[rows.person], minlength=homes.count),
        }
    )


def place_of(rows: Rows, entity: Codes, count: int, columns: list[str]) -> dict[str, pd.Series]:
    """Return the columns' values per entity: newest, most sources, source trust, longest."""
    newest, living = rows.newest(), rows.trust(LIVING_TRUST)
    found = {}
    for column in columns:
        value = rows.codes(column)
        most = Criterion("most-sources", attesting_sources(entity, value, rows.source), 3)
        criteria = [newest, most, living, rows.longest(column)]
        found[column] = take_rows(rows.table[column], choose(entity, count, value, criteria).row)
    return found


def conflict_table(
    rows: Rows, groups: Groups, homes: Households, person_id: pd.Series, household_id: pd.Series
) -> pd.DataFrame:
    """Return the listings kept out: the record, its person and household, and the household of
    most people of the source group it stands in."""
    odd: NDArray[np.int64] = np.flatnonzero(homes.conflict)
    other = homes.group[groups.row[odd]].astype(np.int64)
    who = rows.person[odd]
    return pd.DataFrame(
        {
            "record_id": rows.table["record_id"].take(odd).reset_index(drop=True),
            "person_id": take_rows(person_id, who.astype(np.int64)),
            "household_id": take_rows(household_id, homes.person[who].astype(np.int64)),
            "other_household_id": take_rows(household_id, other),
            "group_id": rows.table["group_id"].take(odd).reset_index(drop=True),
        }
    )
