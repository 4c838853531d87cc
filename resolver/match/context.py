"""Family context: what the first pass says about the people whom two rows are listed with.

Twins, namesakes, father and son are told apart, and children without a number are found, not by
their own fields but by those around them: how many others of the two source groups are one
person, and whether either row has a better partner in the other's group (design §5).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resolver.match.columns import MatchColumns, Rows
from resolver.match.lookups import SortedKeys, best_two
from resolver.match.model import Probabilities
from resolver.match.propagate import SETTLED
from resolver.match.schema import CONTEXT, Context

Ints = npt.NDArray[np.int64]

FULL_ODDS = 8.0
"""Log odds (natural) that count as full: they are scaled to -1 … 1."""
NO_RIVAL = 0.0005
"""First-pass probability below which another partner is none."""
KIN = 0.2
"""Least first-pass probability at which two rows can stand for shared kin."""
MANY_KIN = 3.0
"""Shared kin beyond this many say no more."""
CLEAN, NOISY = 0.05, 0.4
"""Mean disagreement of settled pairs in a clean and in a bad load: 0 and 1 of ``noise``."""
NOISE_STEPS = 32
"""Steps of ``noise`` from 0 to 1."""
EDGE = 0.2
"""How far ahead, in scaled log odds, a pair must be of its rivals to be free of them."""


@dataclass(frozen=True)
class _Partners:
    """The best partner of a record in each other group (or source), and the second best's score.

    ``keys``: record × group; ``best``, ``other``, ``second``: one per key.
    """

    keys: SortedKeys
    best: Probabilities
    other: Ints
    second: Probabilities

    @classmethod
    def of(
        cls, record: Ints, group: Ints, groups: int, other: Ints, probability: Probabilities
    ) -> "_Partners":
        key, best, who, second = best_two(record, group, groups, other, probability)
        return cls(SortedKeys.of(key, groups), best, who, second)

    def rival(self, key: Ints, partner: Ints) -> Probabilities:
        """The best score of each key with another than *partner*; 0 where there is none."""
        if not len(self.best):
            return np.zeros(len(key))
        at = self.keys.find(key)
        best = np.where(self.other[at] == partner, self.second[at], self.best[at])
        return np.where(at >= 0, best, 0.0)


@dataclass(frozen=True)
class _Sums:
    """A sum per key; 0 for a key that is not there."""

    keys: SortedKeys
    value: Probabilities

    @classmethod
    def of(cls, key: Ints, base: int, value: Probabilities) -> "_Sums":
        keys, place = np.unique(key, return_inverse=True)
        sums = np.bincount(place, weights=value, minlength=len(keys)).astype(np.float64)
        return cls(SortedKeys.of(keys, base), sums)

    def at(self, key: Ints) -> Probabilities:
        if not len(self.value):
            return np.zeros(len(key))
        at = self.keys.find(key)
        return np.where(at >= 0, self.value[at], 0.0)


@dataclass(frozen=True)
class FamilyContext:
    """What the first pass found, ready to be asked about any pair.

    A row without a source group is a group of its own: it has no kin. ``mutual`` holds the codes
    of the pairs that are best for each other.
    """

    group: Ints
    source: Ints
    size: Ints
    in_group: _Partners
    in_source: _Partners
    kin: _Sums
    own: _Sums
    mutual: SortedKeys
    noise: float

    @classmethod
    def of(
        cls, columns: MatchColumns, a: Rows, b: Rows, probability: Probabilities
    ) -> "FamilyContext":
        """Gather the context from the first pass.

        Args:
            columns: the encoded records.
            a, b: its pairs (int32, unique).
            probability: its probabilities, one per pair.
        """
        codes = columns.text["group"].codes.astype(np.int64)
        alone = codes < 0
        group = np.where(alone, codes.max(initial=-1) + 1 + np.cumsum(alone), codes)
        source = columns.text["source"].codes.astype(np.int64)
        size = np.bincount(group).astype(np.int64)

        some = probability >= NO_RIVAL
        left, right = a[some].astype(np.int64), b[some].astype(np.int64)
        who, other = np.concatenate([left, right]), np.concatenate([right, left])
        both = np.tile(probability[some], 2)
        sources = int(source.max(initial=0)) + 1
        in_group = _Partners.of(who, group[other], len(size), other, both)
        in_source = _Partners.of(who, source[other], sources, other, both)

        # the pairs that are best for each other: one to one between two groups, save for ties
        chance = probability[some]
        mutual = (chance >= KIN) & (group[left] != group[right])
        mutual &= chance >= in_group.rival(left * len(size) + group[right], right)
        mutual &= chance >= in_group.rival(right * len(size) + group[left], left)
        left, right, chance = left[mutual], right[mutual], chance[mutual]
        pairs = SortedKeys.of(np.sort(_both(left, right, len(group))), len(group))
        kin = _Sums.of(_both(group[left], group[right], len(size)), len(size), chance)
        own = _Sums.of(
            np.concatenate([left * len(size) + group[right], right * len(size) + group[left]]),
            len(size),
            np.tile(chance, 2),
        )
        return cls(
            group,
            source,
            size,
            in_group,
            in_source,
            kin,
            own,
            pairs,
            load_noise(columns, a, b, probability),
        )

    def fields(self, a: Rows, b: Rows, probability: Probabilities) -> Context:
        """The context of pairs, by the names of :data:`resolver.match.schema.CONTEXT`.

        Args:
            a, b: int32 arrays of rows; pairs that the first pass did not have are allowed.
            probability: their first-pass probability.

        Returns:
            float32 arrays, one value per pair, in -1 … 1.
        """
        left, right = a.astype(np.int64), b.astype(np.int64)
        count, sources = len(self.size), self.source.max(initial=0) + 1
        group_a, group_b = self.group[left], self.group[right]
        at_a, at_b = left * count + group_b, right * count + group_a
        rival_a, rival_b = self.in_group.rival(at_a, right), self.in_group.rival(at_b, left)
        in_source = np.maximum(
            self.in_source.rival(left * sources + self.source[right], right),
            self.in_source.rival(right * sources + self.source[left], left),
        )
        same = group_a == group_b
        # what the two rows themselves bring is no kin: neither with each other nor with rivals
        mutual = self.mutual.find(_both(left, right, len(self.group))) >= 0
        self_made = self.own.at(at_a) + self.own.at(at_b) - np.where(mutual, probability, 0.0)
        kin = self.kin.at(_both(group_a, group_b, count)) - self_made
        # rounded: what a sum and a difference leave behind the last digit must decide nothing
        kin = np.maximum(np.round(kin, 9), 0.0)
        kin[same] = 0.0
        others_a, others_b = self.size[group_a] - 1, self.size[group_b] - 1
        fewer = np.minimum(others_a, others_b)
        alone = fewer == 0

        first, rival = log_odds(probability), log_odds(np.maximum(rival_a, rival_b))
        rival_source = log_odds(in_source)
        values = {
            "first_pass": first,
            "rival_in_group": rival,
            "rival_of_both": log_odds(np.minimum(rival_a, rival_b)),
            "rival_in_source": rival_source,
            "behind_in_group": np.maximum(rival - first + EDGE, 0.0),
            "behind_in_source": np.maximum(rival_source - first + EDGE, 0.0),
            "kin": np.minimum(kin, MANY_KIN) / MANY_KIN,
            "some_kin": np.minimum(kin, 1.0),
            "kin_share": np.minimum(kin / np.maximum(fewer, 1), 1.0),
            "kin_overlap": np.minimum(kin / np.maximum(others_a + others_b - kin, 1.0), 1.0),
            "alone": alone,
            "kinless": (kin < 0.5) & ~alone & ~same,
            "noise": np.full(len(a), self.noise),
        }
        return {name: np.asarray(values[name], dtype=np.float32) for name in CONTEXT}


def load_noise(columns: MatchColumns, a: Rows, b: Rows, probability: Probabilities) -> float:
    """How much the load errs: how often two rows that are surely one person disagree.

    The mean, over name, birth date and NIK, of the share of settled pairs of two sources whose
    values differ, or are missing on a side for the NIK; scaled to 0 … 1 and in steps, so that a few
    new records do not move it (a refresh in which the step changes must score all pairs again).
    """
    source = columns.text["source"].codes
    settled = (probability >= SETTLED) & (source[a] != source[b])
    left, right = a[settled], b[settled]
    if not len(left):
        return 0.5
    differing = float((columns.birth[left] != columns.birth[right]).any(axis=1).mean())
    for field in ("joined", "nik"):
        codes = columns.text[field].codes
        differing += float(((codes[left] != codes[right]) | (codes[left] < 0)).mean())
    scaled = np.clip((differing / 3 - CLEAN) / (NOISY - CLEAN), 0.0, 1.0)
    return float(np.round(scaled * NOISE_STEPS) / NOISE_STEPS)


def log_odds(probability: Probabilities) -> Probabilities:
    """Natural log odds, cut at and scaled by :data:`FULL_ODDS` to -1 … 1."""
    low = 1.0 / (1.0 + np.exp(FULL_ODDS))
    clipped = np.clip(probability, low, 1.0 - low)
    return np.asarray(np.log(clipped / (1.0 - clipped)) / FULL_ODDS)


def _both(first: Ints, second: Ints, count: int) -> Ints:
    """One code for two groups, whatever their order."""
    return np.asarray(np.minimum(first, second) * count + np.maximum(first, second))
