"""Does a name, as some list writes it, agree with one of a person's names?"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from resolver.entities.rows import Codes
from resolver.entities.tally import distinct_pairs

Wide = NDArray[np.int64]

# Two normal forms agree when their letters are this alike, or the words of one stand in the other
# ("SITI AMINAH", "AMINAH"). Beside an equal NIK this is enough: chosen on synthetic lists, where
# it parts misspelt names of a NIK's holder from those of other members of the family
# (docs/benchmarks.md).
LETTERS: Final = 0.84
WORDS: Final = 80.0


@dataclass(frozen=True)
class NameBook:
    """Every person's names: those of person p are ``name[start[p]:start[p + 1]]`` of `texts`."""

    texts: NDArray[np.object_]
    start: Wide
    name: Codes

    @classmethod
    def of(cls, names: list[pd.Series], person: Codes, persons: int) -> "NameBook":
        """Gather the normal forms of the names (columns of the records) by person."""
        codes, texts = pd.factorize(pd.concat(names, ignore_index=True))
        owner, name = distinct_pairs(np.tile(person, len(names)), codes.astype(np.int32))
        start = np.searchsorted(owner, np.arange(persons + 1))
        return cls(np.asarray(texts, dtype=object), start.astype(np.int64), name)

    def agree(self, names: pd.Series, row: Wide, person: Codes) -> NDArray[np.bool_]:
        """Tell, per pair, whether the name of the row agrees with one of the person's names.

        In: normal forms, and the pairs (row of *names*, person). A missing name agrees with none.
        """
        codes, given = pd.factorize(names)
        texts = np.asarray(given, dtype=object)
        count = np.diff(self.start)[person]
        pair = np.repeat(np.arange(len(row)), count)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        own = self.name[self.start[person][pair] + within]
        told = codes[row[pair]]
        known = told >= 0
        # each pair of spellings once, however many lines bear it
        width = max(len(self.texts), 1)
        keys, place = np.unique(
            told[known].astype(np.int64) * width + own[known], return_inverse=True
        )
        like = alike(texts[keys // width].tolist(), self.texts[keys % width].tolist())
        agreed: NDArray[np.bool_] = np.bincount(pair[known], like[place], len(row)) > 0
        return agreed


def alike(left: list[str], right: list[str]) -> NDArray[np.bool_]:
    """Tell of each two normal forms whether they may be one name."""
    letters = cpdist(
        [text.replace(" ", "") for text in left],
        [text.replace(" ", "") for text in right],
        scorer=JaroWinkler.similarity,
        dtype=np.float64,
        workers=1,
    )
    words = cpdist(left, right, scorer=fuzz.token_set_ratio, dtype=np.float64, workers=1)
    return np.asarray((letters >= LETTERS) | (words >= WORDS))
