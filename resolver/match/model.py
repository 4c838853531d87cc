"""The model document: a trained model as plain JSON, with its own digest.

No pickle is ever read: a document holds numbers and names only, and is rebuilt from them.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from resolver.documents import document_digest, read_document, write_document
from resolver.errors import ModelError
from resolver.match.schema import Schema

FORMAT = "satukan-model/2"

Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Thresholds:
    """Where probabilities become grades (design §3) and how strong a whole must be.

    Attributes:
        certain, accept, review: least calibrated probability of *certain*, *probable*, *possible*.
        mean_bound: least mean probability over all pairs across two clusters that may unite.
    """

    certain: float
    accept: float
    review: float
    mean_bound: float

    def __post_init__(self) -> None:
        if (
            not 0 <= self.review <= self.accept <= self.certain <= 1
            or not 0 <= self.mean_bound <= 1
        ):
            raise ModelError(f"The model's thresholds are out of order: {self}.")


@dataclass(frozen=True)
class Model:
    """A linear model on the features of a schema, with Platt calibration.

    Attributes:
        schema: what is compared.
        weights, intercept: of the logistic regression that dedupe trained (raw score).
        slope, offset: calibration: logit(calibrated) = slope × logit(raw) + offset.
        thresholds: grades.
        means: mean of each feature over the training pairs, the zero of explanations.
        facts: provenance and metrics; part of the digest, without effect on scores.
        first: the model of the first pass, where this one is a second pass that looks at the
            context the first one gives.
    """

    schema: Schema
    weights: tuple[float, ...]
    intercept: float
    slope: float
    offset: float
    thresholds: Thresholds
    means: tuple[float, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    first: "Model | None" = None

    def __post_init__(self) -> None:
        expected = len(self.schema.features)
        if len(self.weights) != expected or len(self.means) != expected:
            raise ModelError(
                f"The model has {len(self.weights)} weights for {expected} features; it is damaged."
            )
        if self.schema.needs_context != (self.first is not None):
            raise ModelError("A second pass needs a first one, and only a second pass has one.")
        if self.first is not None and self.first.first is not None:
            raise ModelError("A model has two passes at most.")

    def raw_logits(self, features: npt.NDArray[np.float32]) -> Probabilities:
        """Log odds before calibration, of a (pairs, features) matrix; float64."""
        # column by column, not a matrix product: the sum's order, and so its last bit, does not
        # hang on how many pairs a chunk holds
        total = np.full(len(features), self.intercept, dtype=np.float64)
        for position, weight in enumerate(self.weights):
            total += features[:, position] * np.float64(weight)
        return total

    def raw_scores(self, features: npt.NDArray[np.float32]) -> Probabilities:
        """dedupe's own score of the pairs."""
        return _logistic(self.raw_logits(features))

    def probabilities(self, features: npt.NDArray[np.float32]) -> Probabilities:
        """Calibrated probabilities of the pairs."""
        return _logistic(self.slope * self.raw_logits(features) + self.offset)

    def to_json(self) -> dict[str, Any]:
        """The document without its digest."""
        return {
            "format": FORMAT,
            "schema": self.schema.to_json(),
            "weights": dict(zip(self.schema.features, self.weights, strict=True)),
            "means": dict(zip(self.schema.features, self.means, strict=True)),
            "intercept": self.intercept,
            "calibration": {"slope": self.slope, "offset": self.offset},
            "thresholds": {
                "certain": self.thresholds.certain,
                "accept": self.thresholds.accept,
                "review": self.thresholds.review,
                "mean_bound": self.thresholds.mean_bound,
            },
            "facts": self.facts,
            "first": None if self.first is None else self.first.to_json(),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON text."""
        return document_digest(self.to_json())

    def save(self, path: Path) -> None:
        """Write the document with its digest."""
        write_document(path, self.to_json())


def load_model(path: Path) -> Model:
    """Read a model document.

    Raises:
        ModelError: it cannot be read, is of another format, or its digest does not fit.
    """
    document = read_document(path, "model document", FORMAT)
    try:
        return _from_json(document)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The model document {path} is damaged: {error!r}.") from error


def _from_json(document: dict[str, Any]) -> Model:
    schema = Schema.from_json(document["schema"])
    return Model(
        schema,
        tuple(float(document["weights"][name]) for name in schema.features),
        float(document["intercept"]),
        float(document["calibration"]["slope"]),
        float(document["calibration"]["offset"]),
        Thresholds(**document["thresholds"]),
        tuple(float(document["means"][name]) for name in schema.features),
        document["facts"],
        None if document["first"] is None else _from_json(document["first"]),
    )


def _logistic(values: Probabilities) -> Probabilities:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -700.0, 700.0))))
