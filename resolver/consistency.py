"""Does every place tell the same of a household: tables, registry, graph store and service?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from graph.store.protocol import GraphStore, GraphUnavailableError
from resolver.errors import NotFoundError, StoreError
from resolver.outputs import read_table
from resolver.registry.read import Reader

Members = frozenset[tuple[str, str | None, frozenset[str]]]
"""A household's persons: person id, family id, record ids."""

Ask = Callable[[str], Mapping[str, Any] | None]
"""Asks the service for a household by id; gives the decoded answer, or None where it has none."""


@dataclass(frozen=True)
class Difference:
    """A household of which a place tells something else than the tables."""

    household_id: str
    place: str
    expected_members: int
    given_members: int | None


@dataclass(frozen=True)
class ConsistencyReport:
    """What was compared and what differed.

    Attributes:
        households: how many were compared.
        places: where, beside the tables: `registry`, `graph`, `service`.
        differences: none if all is well.
    """

    households: int
    places: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """Whether something was compared and nothing differed."""
        return self.households > 0 and not self.differences

    def __str__(self) -> str:
        """Say it in a line, with the first difference if there is one."""
        if self.ok:
            places = ", ".join(self.places)
            return f"{self.households:,} households are the same in the tables, {places}."
        if not self.differences:
            return "There is no household to compare."
        first = self.differences[0]
        given = "none" if first.given_members is None else f"{first.given_members} members"
        return (
            f"{len(self.differences):,} of {self.households:,} comparisons differ; the first: "
            f"{first.household_id} has {first.expected_members} members in the tables, "
            f"{given} in the {first.place}."
        )


def check_households(
    folder: Path,
    engine: Engine,
    store: GraphStore,
    ask: Ask | None = None,
    n: int = 1000,
) -> ConsistencyReport:
    """Compare the members, families and records of `n` households, place by place.

    Args:
        folder: a run's folder with its Parquet tables.
        engine: the registry that the run was published to.
        store: the graph store that was rebuilt from it.
        ask: how to ask the service; left out if None.
        n: how many households, spread evenly over all of them in the order of their ids.

    Raises:
        OutputError: the folder holds no run.
        StoreError: registry or graph store do not answer.
    """
    expected = _of_tables(read_table(folder, "memberships"), n)
    reader = Reader(engine)
    places: dict[str, Callable[[str], Members | None]] = {
        "registry": lambda household_id: _of_registry(reader, household_id),
        "graph": lambda household_id: _of_graph(store, household_id),
    }
    if ask is not None:
        places["service"] = lambda household_id: _of_answer(ask(household_id))
    differences = []
    for household_id, members in expected.items():
        for place, look in places.items():
            given = look(household_id)
            if given != members:
                count = None if given is None else len(given)
                differences.append(Difference(household_id, place, len(members), count))
    return ConsistencyReport(len(expected), tuple(places), tuple(differences))


def _of_tables(memberships: pd.DataFrame, n: int) -> dict[str, Members]:
    ids = np.sort(memberships["household_id"].dropna().unique().astype(object))
    if len(ids) > n:
        ids = ids[np.linspace(0, len(ids) - 1, n).round().astype(np.int64)]
    some = memberships[memberships["household_id"].isin(ids)]
    columns = (some[c].tolist() for c in ("household_id", "person_id", "family_id", "record_id"))
    persons: dict[str, dict[tuple[str, str | None], set[str]]] = {}
    for household, person, family, record in zip(*columns, strict=True):
        own = None if pd.isna(family) else family
        persons.setdefault(household, {}).setdefault((person, own), set()).add(record)
    return {
        household: _members((person, family, records) for (person, family), records in all_.items())
        for household, all_ in sorted(persons.items())
    }


def _of_registry(reader: Reader, household_id: str) -> Members | None:
    try:
        household = reader.household(household_id)
    except NotFoundError:
        return None
    return _members(
        (p.person_id, p.family_id, (r.record_id for r in p.records)) for p in household.members
    )


def _of_graph(store: GraphStore, household_id: str) -> Members | None:
    try:
        household = store.household(household_id)
    except GraphUnavailableError as error:
        raise StoreError(str(error)) from error
    if household is None:
        return None
    return _members((p.person_id, p.family_id, p.records) for p in household.persons)


def _of_answer(answer: Mapping[str, Any] | None) -> Members | None:
    if answer is None:
        return None
    return _members(
        (m["person_id"], m["family_id"], (r["record_id"] for r in m["records"]))
        for m in answer["members"]
    )


def _members(persons: Iterable[tuple[str, str | None, Iterable[str]]]) -> Members:
    return frozenset((person, family, frozenset(records)) for person, family, records in persons)
