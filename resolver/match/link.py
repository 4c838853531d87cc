"""From scored pairs to persons: grades, constraints of the domain, the guarded partition.

This is where the domain's rules meet the graph's guard (design §4): a conflict verified by SIAK
forbids a merge; two rows of one source group must be near copies; a whole must be strong.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from graph.candidates import pairs_within
from graph.components import components
from graph.guard import (
    ACCEPTED,
    IMPLIED,
    VERDICTS,
    WEAK_WHOLE,
    Constraints,
    constrained_union,
)
from resolver.match.columns import MatchColumns, Rows, TextColumn
from resolver.match.model import Model, Probabilities
from resolver.match.passes import score_candidates
from resolver.match.rulings import Rulings

CONTRADICTING_NAMES = 0.8
"""Jaro-Winkler of normal names below which two names contradict each other."""
COPIES = 0.9
"""Probability from which two rows of one source group are near copies (decision 0010)."""


DECIDED_REASON = "decided"
"""Why two records are one, or two clusters are not: a person said so. No question is left."""

REFUTED_REASON = "decision-refused"
"""Two records that a person said are one, but SIAK verified that they are two: a question again."""

_DECIDED = max(VERDICTS) + 1
_REFUTED = _DECIDED + 1


@dataclass(frozen=True)
class Partition:
    """Persons as a partition of the records, and the links it comes from.

    Attributes:
        labels: int32, one per record: the smallest row of its person.
        links: all scored pairs (docs/tables.md §4): ``a``, ``b``, ``shared``, ``probability``,
            ``first`` (the first pass's probability), ``grade``, ``whole`` (:func:`across`),
            ``verdict``, ``reason``.
        components: number of connected components of accepted links before the guard.
    """

    labels: npt.NDArray[np.int32]
    links: pd.DataFrame
    components: int


def link_records(
    model: Model,
    columns: MatchColumns,
    pairs: pd.DataFrame,
    processes: int = 1,
    rulings: Rulings | None = None,
) -> Partition:
    """Score candidate pairs and partition the records.

    Args:
        model: the model document.
        columns: the encoded records, in the order of their record ids (ties hang on it).
        pairs: candidates: ``a``, ``b``, ``shared``; a < b, unique.
        processes: worker processes for the scoring.
        rulings: what people decided about these records; they stand above every score, and below
            nothing but a conflict verified by SIAK.
    """
    rulings = rulings or Rulings.none(len(columns))
    scored = score_candidates(model, columns, rulings.with_candidates(pairs), processes)
    a, b, probability = scored.a, scored.b, scored.probability
    labels, verdicts = _unite(model, columns, a, b, probability, rulings)
    links = pd.DataFrame(
        {"a": a, "b": b, "shared": scored.shared, "probability": probability, "first": scored.first}
    )
    united = rulings.united(labels, a, b)
    links["grade"] = _grades(model, columns, labels, a, b, probability, united)
    links["whole"] = across(labels, a, b, probability)
    apart = rulings.apart(labels, a, b)
    links["verdict"], links["reason"] = _verdicts(
        model, labels, links, verdicts, (united, apart, rulings.refused(labels, a, b))
    )
    return Partition(labels, links, scored.components)


def _unite(
    model: Model,
    columns: MatchColumns,
    a: Rows,
    b: Rows,
    probability: Probabilities,
    rulings: Rulings,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """The guarded partition in which no cluster holds a pair that SIAK tells apart.

    Listing all verified pairs of a component would be quadratic in its size. Only those count
    that come together: they are forbidden and the union is done again, until none is left. The
    result is that of forbidding all pairs from the start, since every step is decided alike.
    """
    group = columns.text["group"].codes
    copies = np.column_stack(
        [
            columns.text["nik"].codes,
            _same_identity(columns),
            _likely_copies(group, a, b, probability),
        ]
    )
    verified = np.flatnonzero(columns.text["verified_nik"].codes >= 0).astype(np.int32)
    found = verified_conflicts(columns, a, b)
    left = np.concatenate([rulings.cannot_a, a[found]])
    right = np.concatenate([rulings.cannot_b, b[found]])
    while True:
        constraints = Constraints(
            group,
            copies,
            left,
            right,
            model.thresholds.mean_bound,
            rulings.must_a,
            rulings.must_b,
            rulings.seal,
        )
        labels, verdicts = constrained_union(
            len(columns), a, b, probability, model.thresholds.accept, constraints
        )
        first, second = pairs_within(labels[verified], 2, len(verified))
        together = verified_conflicts(columns, verified[first], verified[second])
        if not together.any():
            return labels, verdicts
        left = np.concatenate([left, verified[first[together]]])
        right = np.concatenate([right, verified[second[together]]])


def _same_identity(columns: MatchColumns) -> npt.NDArray[np.int32]:
    """Code of (normal name, birth date, sex); -1 where one of them is missing."""
    name, sex = columns.text["joined"].codes, columns.text["sex"].codes
    year, month, day = (columns.birth[:, part].astype(np.int64) for part in range(3))
    missing = (name < 0) | (sex < 0) | (columns.birth == 0).any(axis=1)
    sexes = np.int64(sex.max(initial=0)) + 1
    both = (name * sexes + sex) * np.int64(2**27) + year * 10_000 + month * 100 + day
    codes, _ = pd.factorize(np.where(missing, -1, both))
    return np.where(missing, -1, codes).astype(np.int32)


def _likely_copies(
    group: npt.NDArray[np.int32], a: Rows, b: Rows, probability: Probabilities
) -> npt.NDArray[np.int32]:
    """Code of the rows of one source group that the model takes for each other; -1 = none."""
    likely = (group[a] >= 0) & (group[a] == group[b]) & (probability >= COPIES)
    codes = components(len(group), a[likely], b[likely]).astype(np.int32)
    codes[np.bincount(codes)[codes] < 2] = -1
    return codes


def verified_conflicts(columns: MatchColumns, a: Rows, b: Rows) -> npt.NDArray[np.bool_]:
    """Pairs that SIAK tells apart.

    Both records are VERIFIED, each on its own NIK with name and date agreeing, and their dates
    or names contradict each other. Two verified NIKs of one name and date are no conflict but a
    question: NIKs were reissued.
    """
    nik = columns.text["verified_nik"].codes
    suspects = np.flatnonzero((nik[a] >= 0) & (nik[b] >= 0) & (nik[a] != nik[b]))
    left, right = a[suspects], b[suspects]
    dates = columns.birth
    known = (dates[left] > 0).all(axis=1) & (dates[right] > 0).all(axis=1)
    contradict = known & (dates[left] != dates[right]).any(axis=1)
    contradict |= _similar(columns.text["joined"], left, right) < CONTRADICTING_NAMES
    result = np.zeros(len(a), dtype=bool)
    result[suspects[contradict]] = True
    return result


def _similar(names: TextColumn, left: Rows, right: Rows) -> Probabilities:
    """Jaro-Winkler similarity of the rows' values; 1 where one is missing (nothing contradicts)."""
    result = np.ones(len(left))
    present = np.flatnonzero((names.codes[left] >= 0) & (names.codes[right] >= 0))
    if len(present):
        result[present] = cpdist(
            names.values[names.codes[left[present]]].tolist(),
            names.values[names.codes[right[present]]].tolist(),
            scorer=JaroWinkler.similarity,
            dtype=np.float64,
        )
    return result


def _contradicted(columns: MatchColumns, a: Rows, b: Rows) -> npt.NDArray[np.bool_]:
    """Sex, KK number or birth year known on both sides and different: never *certain*."""
    result = np.zeros(len(a), dtype=bool)
    for name in ("sex", "kk"):
        left, right = columns.text[name].codes[a], columns.text[name].codes[b]
        result |= (left >= 0) & (right >= 0) & (left != right)
    years = columns.birth[:, 0]
    result |= (years[a] > 0) & (years[b] > 0) & (years[a] != years[b])
    return result


def _grades(
    model: Model,
    columns: MatchColumns,
    labels: npt.NDArray[np.int32],
    a: Rows,
    b: Rows,
    probability: Probabilities,
    united: npt.NDArray[np.bool_],
) -> pd.Series:
    at = model.thresholds
    stands = (labels[a] == labels[b]) & (probability >= at.accept)
    certain = stands & (probability >= at.certain) & ~_contradicted(columns, a, b)
    certain |= united
    codes = np.select([certain, stands, probability >= at.review], [0, 1, 2], default=3)
    return _named(codes, ["certain", "probable", "possible", "certainly-not"])


def across(
    labels: npt.NDArray[np.int32], a: Rows, b: Rows, probability: Probabilities
) -> Probabilities:
    """How likely the two clusters of each pair are one person, as wholes.

    The mean probability over all record pairs across the two (an unscored pair counts 0); for a
    pair of one cluster its own. A likely pair among many unlikely ones is a namesake more often
    than a person who was split: of tasks with a mean below 0.2 fewer than one in ten was a match.
    """
    left, right = labels[a].astype(np.int64), labels[b].astype(np.int64)
    apart = np.flatnonzero(left != right)
    size = np.bincount(labels)
    count = np.int64(len(size))
    low = np.minimum(left[apart], right[apart])
    high = np.maximum(left[apart], right[apart])
    clusters, place = np.unique(low * count + high, return_inverse=True)
    total = np.bincount(place, weights=probability[apart], minlength=len(clusters))
    mean = total / (size[clusters // count] * size[clusters % count])
    result = probability.copy()
    result[apart] = mean[place]
    return result


def _verdicts(
    model: Model,
    labels: npt.NDArray[np.int32],
    links: pd.DataFrame,
    verdicts: npt.NDArray[np.int8],
    decided: tuple[npt.NDArray[np.bool_], ...],
) -> tuple[pd.Series, pd.Series]:
    """What became of each pair, and why.

    `decided`: pairs that are one by a person's word, clusters that are two by it, and pairs that
    should be one by it but cannot.
    """
    united, apart, refuted = decided
    together = labels[links["a"]] == labels[links["b"]]
    possible = (links["probability"] >= model.thresholds.review).to_numpy()
    weak = possible & (links["whole"] < model.thresholds.review).to_numpy() & (verdicts <= IMPLIED)
    verdicts = np.where(weak & ~together, WEAK_WHOLE, verdicts)
    verdicts = np.where(refuted, _REFUTED, verdicts)
    verdicts = np.where(united, ACCEPTED, np.where(apart & ~together, _DECIDED, verdicts))
    refused = verdicts > IMPLIED
    review = ~together & (refused | possible)
    codes = np.select([verdicts == ACCEPTED, together, refused, review], [0, 1, 2, 3], default=4)
    what = ["accepted", "implied", "refused", "review", "rejected"]
    reasons = [
        "",
        *(VERDICTS[code].partition(":")[2] for code in sorted(VERDICTS) if code > IMPLIED),
        DECIDED_REASON,
        REFUTED_REASON,
    ]
    by_word = reasons.index(DECIDED_REASON)
    why = np.where(refused & ~together, verdicts - IMPLIED, np.where(united, by_word, 0))
    return _named(codes, what), _named(why, reasons)


def _named(codes: npt.NDArray[np.int64], names: list[str]) -> pd.Series:
    """A categorical column from codes and their names: a byte a row."""
    return pd.Series(pd.Categorical.from_codes(codes.astype(np.int8), pd.Index(names)))
