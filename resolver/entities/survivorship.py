"""Survivorship: which record's value stands for an entity, and which rule decided.

Criteria are tried in order, each a small number per row; the row with the greatest sequence wins,
the smallest record id ends a tie. The sequence is packed into one integer per row, so a field is
one pass over all entities. Rows must come in the order of their record ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolver.errors import SatukanError

Codes = NDArray[np.int32]

ONLY: Final = "only"
UNANIMOUS: Final = "unanimous"
BY_RECORD_ID: Final = "record-id"

_ROW_BITS = 31
_LEVEL_BITS = 63 - _ROW_BITS


class TooManyLevelsError(SatukanError):
    """A field's criteria do not fit into one number: fewer criteria or fewer levels."""

    code = "survivorship"


@dataclass(frozen=True)
class Criterion:
    """A rule's name, and its level per row: the greater wins (0 … 2^bits - 1, more is cut)."""

    name: str
    level: NDArray[np.int64]
    bits: int


@dataclass(frozen=True)
class Choice:
    """The winning row per entity (-1 = no value) and the deciding rule (index into `rules`)."""

    row: NDArray[np.int64]
    rule: NDArray[np.int8]
    rules: tuple[str, ...]


def flag(name: str, mask: NDArray[np.bool_]) -> Criterion:
    """Return the criterion that prefers the rows of the mask."""
    return Criterion(name, mask.astype(np.int64), 1)


def attesting_sources(entity: Codes, value: Codes, source: Codes) -> NDArray[np.int64]:
    """Return, per row, how many distinct sources hold this entity's value (0 where value is -1)."""
    known = np.flatnonzero(value >= 0)
    result = np.zeros(len(value), dtype=np.int64)
    if not len(known):
        return result
    width = int(value.max()) + 1
    key = entity[known].astype(np.int64) * width + value[known]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    # One bit per source (at most 62; the base sources are three).
    bits = np.left_shift(np.int64(1), np.minimum(source[known][order], 62).astype(np.int64))
    united = np.bitwise_or.reduceat(bits, starts)
    lengths = np.diff(np.r_[starts, len(ordered)])
    result[known[order]] = np.repeat(np.bitwise_count(united).astype(np.int64), lengths)
    return result


def choose(entity: Codes, entities: int, value: Codes, criteria: Sequence[Criterion]) -> Choice:
    """Choose a row per entity among those with a value.

    In: entity per row (0 … entities - 1; -1 = the row stands for none), the value's code per row
    (-1 = none), criteria in the order in which they count. Out: see :class:`Choice`. The rule is
    the first criterion by which the winner beats every row of another value; `unanimous` when
    there is no other value, `only` when there is no other row.
    """
    if sum(criterion.bits for criterion in criteria) > _LEVEL_BITS:
        raise TooManyLevelsError(TooManyLevelsError.__doc__)
    known = np.flatnonzero((value >= 0) & (entity >= 0))
    owner, code = entity[known], value[known]
    score = np.zeros(len(known), dtype=np.int64)
    for criterion in criteria:
        top = (1 << criterion.bits) - 1
        score = (score << criterion.bits) | np.clip(criterion.level[known], 0, top)
    row_mask = (1 << _ROW_BITS) - 1
    score = (score << _ROW_BITS) | (row_mask - known)

    best = np.full(entities, -1, dtype=np.int64)
    np.maximum.at(best, owner, score)
    row = np.where(best >= 0, row_mask - (best & row_mask), -1)

    rivals = np.full(entities, -1, dtype=np.int64)
    other = code != value[row[owner]] if len(known) else np.zeros(0, dtype=bool)
    np.maximum.at(rivals, owner[other], score[other])

    rules = (ONLY, UNANIMOUS, *(criterion.name for criterion in criteria), BY_RECORD_ID)
    rule = np.full(entities, len(rules) - 1, dtype=np.int8)
    shift = _ROW_BITS
    for index in range(len(criteria) - 1, -1, -1):
        decided = (best >> shift) != (rivals >> shift)
        rule[decided] = index + 2
        shift += criteria[index].bits
    unopposed = rivals < 0
    single = np.bincount(owner, minlength=entities)[:entities] == 1
    rule[unopposed] = 1
    rule[unopposed & single] = 0
    return Choice(row, rule, rules)
