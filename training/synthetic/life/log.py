"""The log of what happened: `truth/events.parquet`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

#: What happens to people; the other kinds happen to a base's rows.
LIFE = (
    "BIRTH", "DEATH", "HEAD_CHANGE", "MARRIAGE", "SPLIT", "DIVORCE", "MOVE", "KK_CHANGE",
    "NIK_CORRECTION", "NAME_CORRECTION",
)  # fmt: skip
ROWS = ("NAMED", "REENTERED", "KEPT_TWICE", "RETYPED", "WITHDRAWN", "RETURNED", "DROPPED", "NOTED")

SCHEMA = pa.schema([
    ("event", pa.int64()),
    ("period", pa.string()),
    ("kind", pa.string()),
    ("persons", pa.list_(pa.int64())),
    ("families", pa.list_(pa.int64())),
    ("households", pa.list_(pa.int64())),
    ("source", pa.string()),
    ("records", pa.list_(pa.string())),
    ("cause", pa.int64()),
])  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One event; numbers are those of the truth. `families` and `households` are those touched,
    the one left first; `records` = source record ids, the old one first; `cause` = the life
    event that a row's event came from, or 0."""

    number: int
    kind: str
    persons: tuple[int, ...]
    families: tuple[int, ...] = ()
    households: tuple[int, ...] = ()
    source: str = ""
    records: tuple[str, ...] = ()
    cause: int = 0


@dataclass
class Log:
    """The events of one quarter; numbers go on from `start`."""

    period: str
    start: int = 0
    events: list[Event] = field(default_factory=list)

    def add(
        self,
        kind: str,
        persons: Iterable[int],
        families: Iterable[int] = (),
        households: Iterable[int] = (),
        *,
        source: str = "",
        records: Iterable[str] = (),
        cause: int = 0,
    ) -> Event:
        """Note an event and return it."""
        event = Event(
            self.start + len(self.events) + 1, kind, _numbers(persons), _numbers(families),
            _numbers(households), source, tuple(records), cause,
        )  # fmt: skip
        self.events.append(event)
        return event

    def arrow(self) -> pa.Table:
        """The events as `truth/events.parquet` holds them."""
        columns = {
            "event": [e.number for e in self.events],
            "period": [self.period] * len(self.events),
            **{
                name: [getattr(e, name) for e in self.events]
                for name in SCHEMA.names
                if name not in ("event", "period")
            },
        }
        return pa.table(columns, schema=SCHEMA)

    def table(self) -> pd.DataFrame:
        """The events as a frame; lists stay lists."""
        frame = pd.DataFrame(self.arrow().to_pylist(), columns=SCHEMA.names)
        numbers = ("event", "cause")
        kinds = {name: "int64" if name in numbers else "str" for name in
                 ("event", "period", "kind", "source", "cause")}  # fmt: skip
        return frame.astype(kinds)


def _numbers(some: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(number) for number in some)
