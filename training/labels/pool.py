"""The pairs worth asking about: scored graph candidates, with what sets them apart."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resolver.match.columns import MatchColumns, Rows
from resolver.match.context import FamilyContext
from resolver.match.model import Model, Probabilities
from resolver.match.passes import PROPAGATED, first_pass
from resolver.match.schema import Context, Schema
from resolver.match.scoring import score_pairs
from training.folds import BANDS
from training.labels.records import Load

MOST_IN_BAND = 4_000
"""Pairs kept of each band of probability: enough to choose among, bounded in memory."""
ELDERLY_BORN = 1966
"""Born before: 60 and older in the year of the extracts, roughly."""

KIND = Schema(("nik_equal", "nik_known", "kk_equal", "name_equal", "name_phonetic",
               "birth_equal", "year_equal", "birth_known", "sex_equal", "same_group"),
              (), ())  # fmt: skip
"""What the kinds of disagreement are told by."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """Pairs to choose questions from, one value each.

    ``a``, ``b`` rows, a < b; ``probability`` by the model; ``features`` of its last pass;
    ``context`` of the family, if it has two; ``kind`` of disagreement and ``group`` of people, as
    codes; ``band`` of probability.
    """

    a: Rows
    b: Rows
    probability: Probabilities
    features: npt.NDArray[np.float32]
    context: Context | None
    kind: Ints
    group: Ints
    band: Ints


def make_pool(model: Model, load: Load, seed: int) -> Pool:
    """Score the candidates, the propagated pairs among them, and keep some of every band."""
    columns = load.columns
    seen = first_pass(model.first or model, columns, load.pairs, propagate=model.first is not None)
    context: Context | None = None
    probability = seen.probability
    if model.first is not None:
        whole = FamilyContext.of(columns, seen.a, seen.b, seen.probability)
        context = whole.fields(seen.a, seen.b, seen.probability)
        probability = score_pairs(model, columns, seen.a, seen.b, context=context).probability
    bands = np.searchsorted(BANDS, probability)
    rng = np.random.default_rng(seed)
    kept = []
    for band in range(len(BANDS) + 1):
        rows = np.flatnonzero(bands == band)
        kept.append(rng.choice(rows, min(len(rows), MOST_IN_BAND), replace=False))
    rows = np.sort(np.concatenate(kept))
    a, b = seen.a[rows], seen.b[rows]
    if context is not None:
        context = {name: values[rows] for name, values in context.items()}
    return Pool(
        a,
        b,
        probability[rows],
        model.schema.matrix(columns, a, b, context),
        context,
        _kinds(columns, a, b, seen.shared[rows] == PROPAGATED),
        _groups(columns, a, b),
        bands[rows],
    )


def _kinds(columns: MatchColumns, a: Rows, b: Rows, propagated: npt.NDArray[np.bool_]) -> Ints:
    """A code per pattern of agreements, and whether a family brought the pair."""
    agree = np.column_stack([KIND.matrix(columns, a, b) >= 1.0, propagated])
    return np.asarray(np.unique(agree, axis=0, return_inverse=True)[1].ravel(), dtype=np.int64)


def _groups(columns: MatchColumns, a: Rows, b: Rows) -> Ints:
    """A code per group of people: sex, one name only, no NIK, elderly, and the island's codes."""
    sex, nik = columns.text["sex"].codes, columns.text["nik"].codes
    names = columns.text["name"]
    single = np.append([" " not in str(name) for name in names.values], False)[names.codes]
    year = columns.birth[:, 0]
    regency = columns.text["regency"]
    island = np.append([ord(str(code)[0]) for code in regency.values], 0)[regency.codes]
    parts = np.column_stack(
        [
            np.maximum(sex[a], sex[b]),
            single[a] | single[b],
            (nik[a] < 0) | (nik[b] < 0),
            (np.where(year > 0, year, 9999) < ELDERLY_BORN)[a],
            np.maximum(island[a], island[b]),
        ]
    )
    return np.asarray(np.unique(parts, axis=0, return_inverse=True)[1].ravel(), dtype=np.int64)
