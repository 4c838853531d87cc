"""Which columns an event changes, and when each base learns of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from training.synthetic.arrays import Ints, Rng
from training.synthetic.life.log import Event
from training.synthetic.life.often import DELAYS, LEARNS
from training.synthetic.rates import SOURCES

# Groups of columns that change together, as bits.
NIK, KK, NAME, RELATION, BIRTH, SEX, MARITAL, MOTHER, ADDRESS, OTHER = (1 << i for i in range(10))
EVERYTHING: Final = (1 << 10) - 1
CHANGES: Final = {
    "HEAD_CHANGE": KK | RELATION | MARITAL,
    "MARRIAGE": KK | RELATION | MARITAL | ADDRESS,
    "SPLIT": KK | RELATION | ADDRESS,
    "DIVORCE": KK | RELATION | MARITAL | ADDRESS,
    "MOVE": KK | ADDRESS,
    "KK_CHANGE": KK,
    "NIK_CORRECTION": NIK,
    "NAME_CORRECTION": NAME,
}
REGROUPS: Final = ("MARRIAGE", "SPLIT", "DIVORCE")


@dataclass(frozen=True)
class News:
    """An event as a base will learn of it; `who` are the people whose rows it changes, all of
    one `family` now."""

    event: Event
    who: Ints
    family: int
    far: bool = False  # it brings them to another regency


class Post:
    """Brings news to the bases, to each in its own time or never."""

    def __init__(self) -> None:
        self._due: dict[tuple[int, int], list[News]] = {}

    def send(self, rng: Rng, quarter: int, news: list[News]) -> None:
        """Draw for every item and base whether and in which quarter it arrives."""
        for source in range(len(SOURCES)):
            learns = rng.random(len(news)) < LEARNS[source]
            delay = np.searchsorted(np.cumsum(DELAYS[source])[:2], rng.random(len(news)), "right")
            for i in np.flatnonzero(learns).tolist():
                self._due.setdefault((source, quarter + int(delay[i])), []).append(news[i])

    def arriving(self, source: int, quarter: int) -> list[News]:
        """What a base learns this quarter, older events first."""
        found = self._due.pop((source, quarter), [])
        return sorted(found, key=lambda item: item.event.number)
