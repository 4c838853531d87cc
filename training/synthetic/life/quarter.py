"""One quarter's load with its truth, and how it is written."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from resolver.errors import OutputError
from training.synthetic.life.deliveries import DeliveriesName, Scope
from training.synthetic.life.log import Log
from training.synthetic.rates import LevelName
from training.synthetic.registry import SyntheticRegistry


@dataclass(frozen=True)
class Options:
    """What to make. `events` multiplies the rates of all that happens after the first quarter;
    `deliveries`: `mixed` = partial and delta deliveries among the full ones, `full` = none."""

    people: int
    seed: int = 1
    level: LevelName = "realistic"
    traps: bool = False
    events: float = 1.0
    deliveries: DeliveriesName = "mixed"


@dataclass(frozen=True)
class Quarter:
    """One quarter's load with its truth.

    `registry` holds extracts, answers, payments and the truth of the rows delivered, as of
    `synthesise`; `scope` by source name what each delivery covers; `events` what happened
    (docs/tables.md §6); `standing` the truth of every record that a receiver holds after this
    delivery, with `delivered` (bool: in this load) and `period` (of its last delivery).
    """

    number: int
    period: str
    registry: SyntheticRegistry
    scope: dict[str, Scope]
    events: pd.DataFrame
    standing: pd.DataFrame
    mapping: str  # mapping.toml that declares the scope; '' in the first quarter
    log: Log

    @property
    def extracts(self) -> dict[str, pd.DataFrame]:
        """`dtks`, `regsosek`, `p3ke`."""
        return self.registry.extracts

    @property
    def truth(self) -> pd.DataFrame:
        """`truth/records.parquet`: the rows delivered, in the extracts' order."""
        return self.registry.truth

    def write(self, folder: Path | str) -> None:
        """Write the load folder. Raises OutputError where it cannot be written."""
        folder = Path(folder)
        self.registry.write(folder)
        try:
            for name, table in (
                ("events", self.log.arrow()),
                ("standing", pa.Table.from_pandas(self.standing, preserve_index=False)),
            ):
                marked = table.replace_schema_metadata({b"notice": b"synthetic"})
                pq.write_table(marked, folder / "truth" / f"{name}.parquet")
            if self.mapping:
                (folder / "mapping.toml").write_text(self.mapping, encoding="utf-8")
            else:
                (folder / "mapping.toml").unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"Cannot write the quarter to {folder}: {error.strerror}. "
                "Give a folder that can be written."
            ) from error
