"""Who errs where: errors come in families, villages and among the old, not evenly.

One family in ten had a careless scribe (three times the errors), villages differ, and
the birth dates of the elderly are wrong three times as often. The factors average 1, so a
base's total rates are those of the error model.
"""

from dataclasses import dataclass, field

import numpy as np

from training.synthetic.arrays import Bools, Ints, Rng
from training.synthetic.rates import RATES, Level

CARELESS = 0.1
TIMES = 3.0
VILLAGE_SPREAD = 0.3
MOST = 0.85  # no error strikes more than this share of anyone's rows


def _tripled(chosen: Bools) -> np.ndarray:
    """Factor TIMES where chosen, else 1, scaled to average 1."""
    factor = np.where(chosen, TIMES, 1.0)
    return np.asarray(factor / max(factor.mean(), 1e-9)) if len(factor) else factor


@dataclass
class Scribes:
    """Draws the errors of one base's rows and keeps a record of them for the truth table."""

    rng: Rng
    source: int
    level: Level
    family: Ints  # of every row
    village: Ints
    elderly: Bools
    kinds: list[str] = field(default_factory=list)
    marks: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Draw the families' and villages' factors."""
        families = int(self.family.max(initial=-1)) + 1
        villages = int(self.village.max(initial=-1)) + 1
        self._families = families
        careless = self.rng.random(families) < CARELESS
        by_village = self.rng.lognormal(-(VILLAGE_SPREAD**2) / 2, VILLAGE_SPREAD, villages)
        factor = _tripled(careless[self.family]) * by_village[self.village]
        self._factor = factor / max(float(factor.mean()), 1e-9) if len(factor) else factor
        self._old = _tripled(self.elderly)
        self.marks = np.zeros(len(self.family), np.int64)

    def together(self, share: float) -> np.ndarray:
        """A uniform number per row; for this share of the rows it is their family's common one."""
        own = self.rng.random(len(self.family))
        common = self.rng.random(self._families)[self.family]
        return np.where(self.rng.random(len(self.family)) < share, common, own)

    def strike(
        self,
        kind: str,
        *,
        rate: float | None = None,
        together: float = 0.0,
        elderly: bool = False,
        where: Bools | None = None,
    ) -> Bools:
        """Rows that this error strikes. `together` = share decided family by family; `elderly` =
        three times as often among the old; `where` = the only rows it can strike, which then
        take the whole rate."""
        share = RATES[kind][self.source] if rate is None else rate
        odds = share * self.level.errors * self.level.factor(kind) * self._factor
        if elderly:
            odds = odds * self._old
        if where is not None:
            odds = odds / max(float(where.mean()), 0.05) if len(where) else odds
        struck = self.together(together) < np.minimum(odds, MOST)
        if where is not None:
            struck &= where
        return struck

    def mark(self, kind: str, rows: Bools) -> None:
        """Note the kind of damage of these rows."""
        if kind not in self.kinds:
            self.kinds.append(kind)
        self.marks[rows] |= 1 << self.kinds.index(kind)

    def any_of(self, kinds: tuple[str, ...]) -> Bools:
        """Rows that bear one of these marks."""
        bits = sum(1 << self.kinds.index(kind) for kind in kinds if kind in self.kinds)
        return np.asarray(self.marks & bits != 0)

    def notes(self) -> np.ndarray:
        """The damage of every row, kinds joined by `;`."""
        values, inverse = np.unique(self.marks, return_inverse=True)
        words = [
            ";".join(kind for i, kind in enumerate(self.kinds) if value >> i & 1)
            for value in values.tolist()
        ]
        return np.array(words, dtype=object)[inverse]
