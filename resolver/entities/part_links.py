"""Which parts of source groups are one family's: candidate pairs and what they have in common."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from resolver.entities.groups import Parts
from resolver.entities.rows import Codes
from resolver.entities.tally import tied_pairs

# A person listed in more parts than this is an over-merged cluster, a KK with more parts a filler:
# such keys tie nothing. Three bases with a duplicate, a split and an old listing each stay below.
MOST_PARTS_OF_PERSON: Final = 12
MOST_PARTS_OF_KK: Final = 9

Signs = NDArray[np.int8]


@dataclass(frozen=True)
class PartPairs:
    """Candidate pairs of parts (a < b, ordered, unique) and what they have in common.

    `shared` = persons in both, `smaller`, `larger` = the sizes of the two; `kk`, `village`,
    `rt_rw`, `house`, `head` are 1 (agree), -1 (differ) or 0 (unknown); `headless` = one of the
    two names no head, the other does; `same_source`; `dropped` = how many hub keys tied nothing.
    """

    a: Codes
    b: Codes
    shared: NDArray[np.int64]
    smaller: NDArray[np.int64]
    larger: NDArray[np.int64]
    kk: Signs
    village: Signs
    rt_rw: Signs
    house: Signs
    head: Signs
    headless: NDArray[np.bool_]
    same_source: NDArray[np.bool_]
    dropped: dict[str, int]


class PartScorer(Protocol):
    """Scores pairs of parts; a pair at or above 0 is one family's unless the guard refuses it."""

    def __call__(self, pairs: PartPairs) -> NDArray[np.float64]:
        """Return a score per pair."""


def agreement(left: Codes, right: Codes) -> Signs:
    """Return 1 where both are known and equal, -1 where they differ, 0 where one is unknown."""
    known = (left >= 0) & (right >= 0)
    return np.where(known, np.where(left == right, 1, -1), 0).astype(np.int8)


def part_pairs(parts: Parts) -> PartPairs:
    """Find the parts of different groups that share a person or a KK number, and compare them."""
    by_person = tied_pairs(*parts.member, MOST_PARTS_OF_PERSON)
    held = np.flatnonzero(parts.kk >= 0).astype(np.int32)
    by_kk = tied_pairs(held, parts.kk[held], MOST_PARTS_OF_KK)
    width = np.int64(max(parts.count, 1))
    keys = [found[0].astype(np.int64) * width + found[1] for found in (by_person, by_kk)]
    unique, place = np.unique(np.concatenate(keys), return_inverse=True)
    shared = np.bincount(place[: len(keys[0])], minlength=len(unique))
    a, b = (unique // width).astype(np.int32), (unique % width).astype(np.int32)
    return PartPairs(
        a=a,
        b=b,
        shared=shared,
        smaller=np.minimum(parts.size[a], parts.size[b]),
        larger=np.maximum(parts.size[a], parts.size[b]),
        kk=agreement(parts.kk[a], parts.kk[b]),
        village=agreement(parts.village[a], parts.village[b]),
        rt_rw=agreement(parts.rt_rw[a], parts.rt_rw[b]),
        house=agreement(parts.house[a], parts.house[b]),
        head=agreement(parts.head[a], parts.head[b]),
        headless=(parts.head[a] < 0) != (parts.head[b] < 0),
        same_source=parts.source[a] == parts.source[b],
        dropped={"persons": by_person[2], "kk": by_kk[2]},
    )


def part_features(pairs: PartPairs) -> dict[str, NDArray[np.float64]]:
    """What a trained scorer weighs, by name; what is unknown counts 0 for and against.

    `shared_of_larger` is the share of the larger part's persons that stand in the smaller.
    """
    near = np.where(pairs.village < 0, -1, pairs.rt_rw)
    flags = {
        "two_shared": pairs.shared >= 2,
        "one_of_several": (pairs.shared == 1) & (pairs.smaller > 1),
        "lone": pairs.smaller == 1,
        "same_kk": pairs.kk > 0,
        "other_kk": pairs.kk < 0,
        "same_rt_rw": near > 0,
        "other_rt_rw": near < 0,
        "other_house": pairs.house < 0,
        "other_head": pairs.head < 0,
        "headless": pairs.headless,
        "same_source": pairs.same_source,
    }
    return {
        "shared_of_larger": pairs.shared / np.maximum(pairs.larger, 1),
        **{name: flag.astype(np.float64) for name, flag in flags.items()},
    }
