"""A site's model: the shipped one led by the site's own labels, both passes fitted by dedupe."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

from resolver.match.columns import Rows
from resolver.match.context import FamilyContext
from resolver.match.model import Model, Probabilities
from resolver.match.passes import first_pass, score_candidates
from resolver.match.schema import Context
from resolver.match.scoring import score_pairs
from resolver.progress import Progress, silent
from training.dedupe_fit import RecordPair, calibrate, fit, new_deduper, record_pairs, with_context
from training.folds import folds_of, stands_for
from training.labels.document import Label
from training.labels.records import Load, speaking_records, told_context
from training.own_fit import of_other_registers, own_by_fold, own_model, speaking_schema
from training.prior import Kind, log_loss, nearest, prior_search

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

FREE_FROM = 1_000
"""Labels from which a fit without the prior is tried."""
BINS = 10
MOST_WEIGHT = 10.0
"""Weight of a pair in the fit of the first pass is cut at this many times the median."""


@dataclass(frozen=True)
class FittedPass:
    """One pass fitted on labels.

    Attributes:
        model: the pass; its ``first`` is still the prior's.
        kind: how far the labels led away from the prior.
        by_fold: the pass fitted without each fold.
        held: probability of each pair by the model that did not see its fold.
    """

    model: Model
    kind: Kind
    by_fold: tuple[Model, ...]
    held: Probabilities


@dataclass(frozen=True)
class SiteFit:
    """A site's model, and the models without each fold that show what it is worth.

    ``fold``, ``match``, ``weight``, ``held``, ``held_prior``: per labelled pair: its fold, the
    truth, how many pairs of the load it stands for, the probability by the model that did not see
    its fold, the prior's.
    """

    model: Model
    by_fold: tuple[Model, ...]
    fold: Ints
    match: Bools
    weight: Probabilities
    held: Probabilities
    held_prior: Probabilities


def fit_rows(
    prior: Model, load: Load, a: Rows, b: Rows, match: Bools, progress: Progress = silent
) -> SiteFit:
    """Fit both passes on labelled rows of a load, in the family context of the whole load.

    Pairs are labelled where the last pass is unsure, so they are weighted for the first one: they
    were not chosen by what it sees, and unweighted it would learn how they were chosen. The second
    learns from what the first says of families that it did not learn from. A new first pass is
    kept only where the two together are better for it. A load of other registers gets a single
    pass fitted to its labels alone.
    """
    group = load.columns.text["group"].codes.astype(np.int64)
    unit = np.where(group >= 0, group, len(group) + np.arange(len(group)))
    fold = folds_of(unit[a], unit[b], match)
    before = None if prior.first is None else context_of(prior.first, load, a, b)
    held_prior = score_pairs(prior, load.columns, a, b, context=before).probability
    every = score_candidates(prior, load.columns, load.pairs).probability
    weight = stands_for(held_prior, every)
    gentle = np.minimum(weight, MOST_WEIGHT * np.median(weight))
    gentle *= len(gentle) / gentle.sum()
    if of_other_registers(load.columns):
        progress("fit", f"one pass of its own, {len(match):,} labels")
        own = _own(prior, load, (a, b), match, fold)
        return SiteFit(own.model, own.by_fold, fold, match, weight, own.held, held_prior)
    progress("fit", f"first pass, {len(match):,} labels")
    first = fit_pass(prior.first or prior, record_pairs(load.columns, a, b), match, fold, gentle)
    if before is None or prior.first is None:
        return SiteFit(first.model, first.by_fold, fold, match, weight, first.held, held_prior)
    progress("fit", f"second pass, {len(match):,} labels")
    kept = _same(prior.first, first)
    found = [_two(kept, fit_pass(prior, record_pairs(load.columns, a, b, before), match, fold))]
    if first.kind != "prior":
        progress("fit", "second pass, on what the new first pass says")
        after = {name: values.copy() for name, values in before.items()}
        for number, model in enumerate(first.by_fold):
            rows = np.flatnonzero(fold == number)
            for name, values in context_of(model, load, a[rows], b[rows]).items():
                after[name][rows] = values
        pairs = record_pairs(load.columns, a, b, after)
        found.append(_two(first, fit_pass(prior, pairs, match, fold)))
    chosen = found[nearest(_by_fold([one.held for one in found], match, fold, gentle))]
    return SiteFit(chosen.model, chosen.by_fold, fold, match, weight, chosen.held, held_prior)


def fit_records(
    prior: Model, labels: Sequence[Label], progress: Progress = silent
) -> tuple[SiteFit, str]:
    """Fit on records that carry their fields; without a load, one pass can be fitted.

    Returns:
        The fit, and which pass it was: ``second`` where the records carry the family context that
        the prior's first pass gave (``satukan label`` writes it), else ``first``.
    """
    match = np.array([label.answer == "match" for label in labels], dtype=bool)
    told = None if prior.first is None else told_context(labels)
    which = "first" if told is None else "second"
    aim = prior if told is not None or prior.first is None else prior.first
    pairs: list[RecordPair] = list(speaking_records(labels, aim.schema))
    if told is not None:
        pairs = with_context(pairs, told)
    units = [_unit(record) for label in labels for record in (label.first, label.second)]
    codes = np.unique(np.array(units, dtype=object).astype(str), return_inverse=True)[1]
    fold = folds_of(codes[0::2], codes[1::2], match)
    progress("fit", f"{which} pass, {len(match):,} labels")
    found = fit_pass(aim, pairs, match, fold)
    distances = new_deduper(aim.schema).data_model.distances(pairs)
    model, by_fold = found.model, found.by_fold
    if which == "first" and prior.first is not None:
        model = replace(prior, first=model)
        by_fold = tuple(replace(prior, first=one) for one in by_fold)
    ones = np.ones(len(match))
    return (
        SiteFit(
            model,
            by_fold,
            fold,
            match,
            ones,
            found.held,
            aim.probabilities(distances.astype(np.float32)),
        ),
        which,
    )


def fit_pass(
    prior: Model,
    pairs: Sequence[RecordPair],
    match: Bools,
    fold: Ints,
    weight: Probabilities | None = None,
) -> FittedPass:
    """Fit one pass with dedupe around the prior's same pass."""
    weight = np.ones(len(match)) if weight is None else weight
    coef = prior.slope * np.array(prior.weights)
    intercept = prior.slope * prior.intercept + prior.offset
    deduper = new_deduper(prior.schema)
    deduper.classifier = prior_search(coef, intercept, fold, free=len(match) >= FREE_FROM)
    fitted = fit(deduper, pairs, match, weight)
    search = cast(GridSearchCV, deduper.classifier)
    best = search.best_estimator_
    features = deduper.data_model.distances(pairs).astype(np.float64)
    by_fold, held_logits = [], np.zeros(len(match))
    for number in range(int(fold.max()) + 1):
        seen = fold != number
        without = clone(best).fit(features[seen], match[seen], sample_weight=weight[seen])
        by_fold.append((without.coef_[0], float(without.intercept_[0])))
        held_logits[~seen] = without.decision_function(features[~seen])
    slope, offset = 1.0, 0.0
    if best.kind == "free":  # the others are fitted around what is calibrated already
        slope, offset = calibrate(held_logits, match)
    losses: dict[str, float] = {}
    for parameters, score in zip(
        search.cv_results_["params"], search.cv_results_["mean_test_score"], strict=True
    ):
        kind = parameters["kind"]
        losses[kind] = min(losses.get(kind, np.inf), round(-float(score), 6))
    facts = {
        "trained_with": f"dedupe {version('dedupe')}",
        "fit": best.kind,
        "strength": best.strength if best.kind in ("shrunk", "free") else None,
        "log_loss_by_fit": losses,
        "labels": len(match),
        "matches": int(match.sum()),
    }
    model = replace(
        prior, slope=slope, offset=offset, means=tuple(features.mean(axis=0).tolist()), facts=facts
    )
    return FittedPass(
        _with_weights(model, fitted.weights, fitted.intercept),
        best.kind,
        tuple(_with_weights(model, *numbers) for numbers in by_fold),
        1.0 / (1.0 + np.exp(-(slope * held_logits + offset))),
    )


def context_of(first: Model, load: Load, a: Rows, b: Rows) -> Context:
    """The family context of pairs in a load, as a first pass gives it."""
    seen = first_pass(first, load.columns, load.pairs, propagate=True)
    whole = FamilyContext.of(load.columns, seen.a, seen.b, seen.probability)
    return whole.fields(a, b, score_pairs(first, load.columns, a, b).probability)


def held_figures(fit: SiteFit) -> dict[str, Any]:
    """What cross-validation says, for the document: losses and a reliability table."""
    bins = np.minimum((fit.held * BINS).astype(int), BINS - 1)
    return {
        "pairs": len(fit.match),
        "folds": len(fit.by_fold),
        "log_loss": round(log_loss(fit.held, fit.match), 6),
        "prior_log_loss": round(log_loss(fit.held_prior, fit.match), 6),
        "bins": [
            {
                "said": round(float(fit.held[bins == at].mean()), 4),
                "matches": int(fit.match[bins == at].sum()),
                "pairs": int((bins == at).sum()),
            }
            for at in range(BINS)
            if (bins == at).any()
        ],
    }


@dataclass(frozen=True)
class _Both:
    model: Model
    by_fold: tuple[Model, ...]
    held: Probabilities


def _own(prior: Model, load: Load, ends: tuple[Rows, Rows], match: Bools, fold: Ints) -> _Both:
    pairs = load.pairs["a"].to_numpy(np.int32), load.pairs["b"].to_numpy(np.int32)
    schema = speaking_schema(load.columns, *pairs)
    model, strength = own_model(prior, schema, load.columns, *ends, match)
    numbers, held = own_by_fold(model, strength, load.columns, ends, match, fold)
    return _Both(model, tuple(_with_weights(model, *one) for one in numbers), held)


def _two(first: FittedPass, second: FittedPass) -> _Both:
    by_fold = zip(second.by_fold, first.by_fold, strict=True)
    return _Both(
        replace(second.model, first=first.model),
        tuple(replace(last, first=alone) for last, alone in by_fold),
        second.held,
    )


def _same(prior: Model, tried: FittedPass) -> FittedPass:
    """The prior's pass as a fit that led nowhere, with what was tried."""
    facts = {**tried.model.facts, "fit": "prior", "strength": None}
    kept = replace(prior, facts=facts)
    return FittedPass(kept, "prior", (kept,) * len(tried.by_fold), tried.held)


def _by_fold(
    held: Sequence[Probabilities], match: Bools, fold: Ints, weight: Probabilities
) -> Probabilities:
    """Log loss of several models (rows) on each fold."""
    folds = [np.flatnonzero(fold == number) for number in range(int(fold.max()) + 1)]
    return np.array(
        [[log_loss(one[rows], match[rows], weight[rows]) for rows in folds] for one in held]
    )


def _with_weights(model: Model, weights: Probabilities, intercept: float) -> Model:
    return replace(model, weights=tuple(weights.tolist()), intercept=intercept)


def _unit(record: dict[str, Any]) -> str:
    return str(record.get("group") or record.get("record_id") or sorted(map(str, record.items())))
