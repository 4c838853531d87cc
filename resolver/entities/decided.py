"""Where people's decisions enter the entities: whom a person lives with, and golden values."""

import json
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.households import Households
from resolver.entities.rows import Codes, Rows
from resolver.entities.tally import heaviest
from resolver.normalise.nik import read_niks


def _no(*names: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in names})


@dataclass(frozen=True)
class Decided:
    """Standing decisions on entities, oldest first (the newest of two on one person holds).

    Attributes:
        memberships: ``record``, ``level`` (`family` or `household`), ``other``: the record's person
            belongs where the other record's person does; all text.
        values: ``record``, ``field`` (a column of the persons), ``value``, ``decision``; all text.
    """

    memberships: pd.DataFrame = field(default_factory=lambda: _no("record", "level", "other"))
    values: pd.DataFrame = field(
        default_factory=lambda: _no("record", "field", "value", "decision")
    )


NOTHING_DECIDED: Final = Decided()


def decided_homes(homes: Households, rows: Rows, groups: NDArray[np.int32], decided: Decided,
                  group_count: int) -> Households:  # fmt: skip
    """Move persons into the households they were decided to live in.

    In: the households, the rows, the source group per row and their number. Out: households
    numbered without gaps; the listings that contradict them are marked anew.
    """
    moves = _moves(rows, decided, ("family", "household"))
    if not moves:
        return homes
    person = homes.person.copy()
    for who, whom in moves:
        person[who] = person[whom]
    person = np.unique(person, return_inverse=True)[1].astype(np.int32)
    group = heaviest(groups, person[rows.person], group_count)
    return replace(
        homes,
        person=person,
        count=int(person.max()) + 1,
        group=group,
        conflict=group[groups] != person[rows.person],
    )


def decided_families(
    family: Codes, cards: Codes, rows: Rows, decided: Decided
) -> tuple[Codes, Codes]:
    """Move persons into the families they were decided to belong to.

    In: family per person and KK code per family. Out: the same, families numbered without gaps.
    """
    moves = _moves(rows, decided, ("family",))
    if not moves:
        return family, cards
    family = family.copy()
    for who, whom in moves:
        family[who] = family[whom]
    kept, numbered = np.unique(family, return_inverse=True)
    return numbered.astype(np.int32), cards[kept]


def _moves(rows: Rows, decided: Decided, levels: tuple[str, ...]) -> list[tuple[int, int]]:
    """(person, person whom they join), of decisions whose records both stand in the rows."""
    wanted = decided.memberships[decided.memberships["level"].isin(levels)]
    if not len(wanted):
        return []
    place = pd.Index(rows.table["record_id"])
    who, whom = (place.get_indexer(wanted[name]) for name in ("record", "other"))
    here = (who >= 0) & (whom >= 0)
    pairs = np.column_stack([rows.person[who[here]], rows.person[whom[here]]])
    return [(int(a), int(b)) for a, b in pairs]


def decided_values(persons: pd.DataFrame, rows: Rows, decided: Decided) -> pd.DataFrame:
    """Set the golden values that people decided on; the provenance names the decision.

    In: the table of persons in the order of the persons' numbers, with ``provenance``.
    """
    values = decided.values[decided.values["field"].isin(persons.columns)]
    place = pd.Index(rows.table["record_id"]).get_indexer(values["record"])
    values = values.assign(person=np.append(rows.person, -1)[place])[place >= 0]
    if not len(values):
        return persons
    values = values.drop_duplicates(["person", "field"], keep="last")
    result = persons.copy()
    for name, some in values.groupby("field"):
        column, at = str(name), some["person"].to_numpy()
        changed = result[column].copy()
        changed.iloc[at] = some["value"].astype(changed.dtype).to_numpy()
        result[column] = changed
    with_nik = values.loc[values["field"] == "nik", "person"].to_numpy()
    if len(with_nik):
        result["nik_status"] = _statuses(result, with_nik)
    provenance = result["provenance"].copy()
    for person, some in values.groupby(values["person"].to_numpy().astype(int)):
        known = json.loads(provenance.iloc[person])
        for line in some.to_dict("records"):
            rule = f"decision {line['decision']}"
            known[line["field"]] = {"record_id": line["record"], "rule": rule}
        provenance.iloc[person] = json.dumps(known, separators=(",", ":"))
    result["provenance"] = provenance
    return result


def _statuses(persons: pd.DataFrame, decided: NDArray[np.int32]) -> pd.Series:
    """The status of the NIKs, those decided judged by the person's own date and sex."""
    of = persons.iloc[decided]
    year, month, day = (
        pd.to_numeric(of["birth_date"].str.slice(*part), errors="coerce")
        .fillna(0)
        .to_numpy(dtype=np.int16)
        for part in ((0, 4), (5, 7), (8, 10))
    )
    status = persons["nik_status"].copy()
    read = read_niks(of["nik"], year, month, day, of["sex"])
    status.iloc[decided] = read["nik_status"].astype(status.dtype).to_numpy()
    return status
