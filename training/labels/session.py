"""A labelling session: which pair is asked next, given the answers so far.

First dedupe's active learner, then pairs near the accepting threshold of the model as the answers
lead it, spread over kinds of disagreement and groups of people; every fifth question is drawn from
the band of probability that was asked least, so that what is measured on the labels can be weighed
up to the whole load. The next question depends on load, model, seed and answers alone: a session
can be left and taken up again, and repeats itself.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Literal

import numpy as np

from resolver.match.columns import Rows
from resolver.match.context import FamilyContext
from resolver.match.model import Model
from resolver.match.passes import first_pass
from resolver.match.schema import Context
from resolver.match.scoring import score_pairs
from training.dedupe_fit import record_pairs
from training.folds import LEAST, folds_of
from training.labels.cold import Asked, ColdStart
from training.labels.document import Answer, Label
from training.labels.pool import Pool, make_pool
from training.labels.records import Load, written_records
from training.site_fit import fit_pass

REFIT = 10
"""Answers between two fits of the present model."""
DRAWN_EVERY = 5

Why = Literal["cold", "unsure", "drawn"]


class Session:
    """One person labelling one load.

    Args:
        load: the extracts.
        model: the model to start from.
        seed: of every choice.
        cold: how many questions dedupe's active learner asks first.
        answers: those given before, in their order.
    """

    def __init__(
        self, load: Load, model: Model, seed: int, cold: int, answers: Sequence[Asked] = ()
    ) -> None:
        self.load, self.model, self.seed, self.cold = load, model, seed, cold
        self.answers = list(answers)
        self.pool: Pool = make_pool(model, load, seed)
        ends = load.pairs["a"].to_numpy(np.int32), load.pairs["b"].to_numpy(np.int32)
        self._cold = ColdStart(load.columns, *ends, seed)
        self._code = self.pool.a.astype(np.int64) * len(load.columns) + self.pool.b
        self._present: tuple[list[Asked], np.ndarray] = ([], self.pool.probability)
        self._whole: FamilyContext | None = None

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cold.__exit__(kind, error, trace)

    def next(self) -> tuple[int, int, Why] | None:
        """The next pair of rows and why it is asked; None when nothing is left."""
        asked = {(a, b) for a, b, _ in self.answers}
        if len(self.answers) < self.cold:
            pair = self._cold.pair(self.answers)
            # what a file brought may be what the learner would have asked
            if pair is not None and pair not in asked:
                return (*pair, "cold")
        codes = [a * len(self.load.columns) + b for a, b in asked]
        open_ = np.flatnonzero(~np.isin(self._code, np.array(codes, dtype=np.int64)))
        if not len(open_):
            return None
        drawn = len(self.answers) % DRAWN_EVERY == DRAWN_EVERY - 1
        at = self._draw(open_) if drawn else self._unsure(open_)
        return int(self.pool.a[at]), int(self.pool.b[at]), "drawn" if drawn else "unsure"

    def answer(self, a: int, b: int, answer: Answer) -> None:
        """Note an answer."""
        self.answers.append((a, b, answer))

    def back(self) -> Asked | None:
        """Take the last answer back and return it."""
        return self.answers.pop() if self.answers else None

    def labels(self, ids_only: bool = False) -> list[Label]:
        """The answers as labels, with the family context that the model's first pass gives."""
        a = np.array([one[0] for one in self.answers], dtype=np.int32)
        b = np.array([one[1] for one in self.answers], dtype=np.int32)
        records = written_records(
            self.load.clean, self.load.columns, a, b, self._context(a, b), ids_only
        )
        return [
            Label(*pair, answer) for pair, (_, _, answer) in zip(records, self.answers, strict=True)
        ]

    def _draw(self, open_: np.ndarray) -> int:
        """A random pair of the band with the fewest answers."""
        known = np.isin(self._code, [a * len(self.load.columns) + b for a, b, _ in self.answers])
        bands, count = self.pool.band[open_], np.bincount(self.pool.band[known], minlength=99)
        least = bands[np.argmin(count[bands])]
        rng = np.random.default_rng([self.seed, len(self.answers)])
        return int(rng.choice(open_[bands == least]))

    def _unsure(self, open_: np.ndarray) -> int:
        """The pair nearest to the threshold, what was asked often already counting less."""
        probability = self._now()
        at = self.model.thresholds.accept
        away = _logit(probability[open_]) - _logit(np.array([at]))
        known = np.isin(self._code, [a * len(self.load.columns) + b for a, b, _ in self.answers])
        kinds, groups = (
            np.bincount(codes[known], minlength=int(codes.max()) + 1)[codes[open_]]
            for codes in (self.pool.kind, self.pool.group)
        )
        rows = np.array([row for a, b, _ in self.answers for row in (a, b)], dtype=np.int64)
        again = np.isin(self.pool.a[open_], rows) | np.isin(self.pool.b[open_], rows)
        worth = np.exp(-0.5 * (away / 1.5) ** 2) / (1.0 + kinds) / np.sqrt(1.0 + groups)
        worth *= np.where(again, 0.3, 1.0)
        noise = np.random.default_rng([self.seed, len(self.answers)]).random(len(open_))
        return int(open_[np.argmax(worth * (1.0 + 0.2 * noise))])

    def _now(self) -> np.ndarray:
        """Probabilities of the pool by the last pass as fitted on the answers, every ten."""
        used = self.answers[: len(self.answers) // REFIT * REFIT]
        if used == self._present[0]:
            return self._present[1]
        judged = [one for one in used if one[2] != "unsure"]
        a = np.array([one[0] for one in judged], dtype=np.int32)
        b = np.array([one[1] for one in judged], dtype=np.int32)
        match = np.array([one[2] == "match" for one in judged], dtype=bool)
        probability = self.pool.probability
        if min(match.sum(), (~match).sum()) >= LEAST:
            pairs = record_pairs(self.load.columns, a, b, self._context(a, b))
            fold = folds_of(a.astype(np.int64), b.astype(np.int64), match)
            fitted = fit_pass(self.model, pairs, match, fold).model
            probability = fitted.probabilities(self.pool.features)
        self._present = (used, probability)
        return probability

    def _context(self, a: Rows, b: Rows) -> Context | None:
        first = self.model.first
        if first is None:
            return None
        columns = self.load.columns
        if self._whole is None:
            seen = first_pass(first, columns, self.load.pairs, propagate=True)
            self._whole = FamilyContext.of(columns, seen.a, seen.b, seen.probability)
        return self._whole.fields(a, b, score_pairs(first, columns, a, b).probability)


def _logit(probability: np.ndarray) -> np.ndarray:
    clipped = np.clip(probability, 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(clipped / (1.0 - clipped)))
