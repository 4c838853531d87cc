"""What a run follows: the state that the registry stands on, and what people decided since."""

import hashlib
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Final

import pandas as pd
from sqlalchemy import Engine

from resolver.entities.build import Namer, fresh_names
from resolver.entities.decided import NOTHING_DECIDED, Decided
from resolver.entities.naming import InheritedNames
from resolver.match.rulings import Rulings
from resolver.registry import Ledger
from resolver.registry.history import Former, read_former
from resolver.registry.ledger import Query, Standing

_PAIR: Final = ["record_a", "record_b"]
_ALL: Final = 10**9


@dataclass(frozen=True)
class Ground:
    """What a run is built on; with a registry its state and its standing decisions.

    Attributes:
        former: the registry's state; None without a registry: every id is minted then.
        standing: the decisions that act; None without a registry.
        touched: records that decisions since the state was published name.
    """

    former: Former | None = None
    standing: Standing | None = None
    touched: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))
    _cannot: pd.DataFrame = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cannot", _told_apart(self.standing))

    @property
    def version(self) -> int:
        """The version that the run is built on; 0 for none."""
        return self.former.version if self.former else 0

    @property
    def decisions(self) -> int:
        """Number of the newest decision that the run heeds; 0 for none."""
        return self.standing.version if self.standing else 0

    def digest(self) -> str:
        """What names the decisions that act (hex); empty where none does, whatever was reversed."""
        if self.standing is None:
            return ""
        tables = [
            table
            for name in ("must", "cannot", "splits", "memberships", "values", "frozen")
            if len(table := getattr(self.standing, name))
        ]
        if not tables:
            return ""
        text = "\n".join(table.to_csv(index=False) for table in tables)
        return hashlib.sha256(text.encode()).hexdigest()

    def rulings(self, record_id: pd.Series) -> Rulings:
        """The decisions on pairs and frozen persons in rows of a load."""
        if self.standing is None or self.former is None:
            return Rulings.none(len(record_id))
        records = None
        if len(self.standing.frozen):
            held = self.former.persons()
            of_frozen = held["person_id"].isin(self.frozen_persons())
            records = held[of_frozen].rename(columns={"person_id": "person"})
        return Rulings.of(record_id, self.standing.must[_PAIR], self._cannot, records)

    def frozen_persons(self) -> pd.Series:
        """The persons under objection: what they hold stays as it is."""
        if self.standing is None or self.former is None or not len(self.standing.frozen):
            return pd.Series([], dtype="str")
        held = self.former.persons()
        of_frozen = held["record_id"].isin(self.standing.frozen["record"])
        return held.loc[of_frozen, "person_id"].drop_duplicates().reset_index(drop=True)

    def decided(self) -> Decided:
        """The decisions on households, families and golden values."""
        if self.standing is None:
            return NOTHING_DECIDED
        return Decided(self.standing.memberships, self.standing.values)

    def namer(self, secret: bytes, run_id: str) -> Namer:
        """What gives the run's entities their ids."""
        if self.former is None:
            return fresh_names(secret, run_id)
        return InheritedNames(self.former.assignments, secret, run_id)


def ground_of(engine: Engine, secret: bytes) -> Ground:
    """What a run on this registry is built on. StoreError where it does not answer."""
    former, ledger = read_former(engine), Ledger(engine, secret)
    standing = ledger.standing()
    since = ledger.find(Query(after=former.decisions, limit=_ALL))
    # What was decided between the two readings is the next run's.
    heeded = [one for one in since if one.seq <= standing.version]
    # What is taken back, approved or refused is about the records of the decision it names.
    heeded += [ledger.show(one.target) for one in heeded if one.target is not None]
    touched = sorted({record for one in heeded for record in one.records})
    return Ground(former, standing, pd.Series(touched, dtype="str"))


def _told_apart(standing: Standing | None) -> pd.DataFrame:
    """The pairs decided to be two persons: said so, or in different parts of a split."""
    if standing is None:
        return pd.DataFrame({name: [] for name in _PAIR}, dtype="str")
    pairs: list[tuple[str, str]] = []
    for _, split in standing.splits.groupby("decision", sort=False):
        parts = [some["record"].tolist() for _, some in split.groupby("part")]
        for one, other in combinations(parts, 2):
            pairs += product(one, other)
    apart = pd.DataFrame(pairs, columns=_PAIR, dtype="str")
    return pd.concat([standing.cannot[_PAIR], apart], ignore_index=True)
