"""The household model: three trained scorers and their document, plain JSON with its own digest.

Parts of source groups become family units, fragments of families are united, then kitchens: each
step has a linear model on named features. Its numbers are read from a document; nothing here
trains, and no pickle is ever read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import log
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from resolver.documents import (
    document_digest,
    read_document,
    require_pinned,
    write_document,
)
from resolver.entities.part_links import PartPairs, part_features
from resolver.entities.unit_links import UnitPairs, unit_features
from resolver.errors import ModelError

FORMAT: Final = "satukan-households/1"
SHIPPED_HOUSEHOLDS: Final = Path(__file__).with_name("households.json")
SHIPPED_DIGEST: Final = "6b0f1fd96123066b6fd5a212cb011e9e7e3e2ed7316ec5ac2fa8905ae964ebae"

# Log odds that a link loses for each of its units that has a better one; chosen on seeds 311-314.
SECOND_BEST: Final = 2.0

Values = NDArray[np.float64]


@dataclass(frozen=True)
class LinkModel:
    """Log odds = weights · features + intercept, calibrated by slope and offset.

    `accept` is the least calibrated probability of a link.
    """

    weights: Mapping[str, float]
    intercept: float
    slope: float
    offset: float
    accept: float

    def __post_init__(self) -> None:
        """Raise ModelError where no probability could be the line."""
        if not 0 < self.accept < 1:
            raise ModelError(f"The household model accepts from {self.accept}; it is damaged.")

    def logits(self, features: Mapping[str, Values]) -> Values:
        """Calibrated log odds. In: a column per feature, at least those of the weights."""
        missing = sorted(set(self.weights) - set(features))
        if missing:
            raise ModelError(f"The household model weighs what is not measured: {missing[0]}.")
        size = len(next(iter(features.values())))
        total: Values = np.full(size, self.intercept, dtype=np.float64)
        # column by column: the sum's last bit does not hang on how many pairs there are
        for name, weight in self.weights.items():
            total += weight * features[name]
        return self.slope * total + self.offset

    def probabilities(self, features: Mapping[str, Values]) -> Values:
        """Calibrated probabilities."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.logits(features), -700.0, 700.0))))

    def scores(self, features: Mapping[str, Values]) -> Values:
        """Log odds beyond the accepting line: a link from 0 on."""
        return self.logits(features) - log(self.accept / (1.0 - self.accept))

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "weights": dict(self.weights),
            "intercept": self.intercept,
            "calibration": {"slope": self.slope, "offset": self.offset},
            "accept": self.accept,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "LinkModel":
        """From plain values; KeyError, TypeError or ValueError where they are none."""
        return cls(
            {str(name): float(weight) for name, weight in document["weights"].items()},
            float(document["intercept"]),
            float(document["calibration"]["slope"]),
            float(document["calibration"]["offset"]),
            float(document["accept"]),
        )


@dataclass(frozen=True)
class HouseholdModel:
    """The scorers of parts, of fragments of families, and of kitchens.

    `facts`: provenance and metrics; part of the digest, without effect on scores.
    """

    parts: LinkModel
    fragments: LinkModel
    kitchens: LinkModel
    facts: dict[str, Any] = field(default_factory=dict)

    def score_parts(self, pairs: PartPairs) -> Values:
        """Are these parts one family's? 0 and more = yes."""
        return self.parts.scores(part_features(pairs))

    def score_fragments(self, pairs: UnitPairs) -> Values:
        """Are these units surely of one household? 0 and more = yes."""
        return self.fragments.scores(unit_features(pairs))

    def score_kitchens(self, pairs: UnitPairs) -> Values:
        """Do these units share a kitchen? 0 and more = yes."""
        return doubt_third(pairs, self.kitchens.scores(unit_features(pairs)))

    def to_json(self) -> dict[str, Any]:
        """The document without its digest."""
        return {
            "format": FORMAT,
            "parts": self.parts.to_json(),
            "fragments": self.fragments.to_json(),
            "kitchens": self.kitchens.to_json(),
            "facts": self.facts,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON text."""
        return document_digest(self.to_json())

    def save(self, path: Path) -> None:
        """Write the document with its digest."""
        write_document(path, self.to_json())


def doubt_third(pairs: UnitPairs, score: Values) -> Values:
    """Lower the score of a pair that is not the best of both its units.

    Two families share a kitchen now and then, three seldom do: a link beside a better one needs
    more evidence than the pair alone shows.
    """
    units = int(pairs.b.max(initial=-1)) + 1
    best = np.full(units, -np.inf)
    np.maximum.at(best, pairs.a, score)
    np.maximum.at(best, pairs.b, score)
    second = (score < best[pairs.a]).astype(np.int8) + (score < best[pairs.b])
    return np.asarray(score - SECOND_BEST * second)


def load_households(path: Path) -> HouseholdModel:
    """Read a document.

    Raises:
        ModelError: it cannot be read, is of another format, or its digest does not fit.
    """
    document = read_document(path, "household model", FORMAT)
    try:
        return HouseholdModel(
            parts=LinkModel.from_json(document["parts"]),
            fragments=LinkModel.from_json(document["fragments"]),
            kitchens=LinkModel.from_json(document["kitchens"]),
            facts=dict(document["facts"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"The household model {path} is damaged: {error!r}.") from error


@cache
def shipped_households() -> HouseholdModel:
    """Load the shipped household model, once.

    Raises:
        ModelError: it is not the one this version was released with.
    """
    model = load_households(SHIPPED_HOUSEHOLDS)
    require_pinned(SHIPPED_HOUSEHOLDS.name, model.digest, SHIPPED_DIGEST, "reinstall satukan")
    return model
