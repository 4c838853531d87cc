"""Propagation: where two source groups share a likely person, their other members are looked at.

A key finds two rows by what they write alike; a child without a number, whose name and date are
both damaged, is found by the family it is listed with instead (design §5).
"""

import numpy as np
import numpy.typing as npt

from graph.candidates import Members, cross_pairs
from graph.codes import distinct, stands_in, without
from resolver.match.columns import MatchColumns, Rows
from resolver.match.model import Probabilities

LIKELY = 0.3
"""First-pass probability from which two groups count as sharing a person."""
SETTLED = 0.97
"""First-pass probability from which a pair counts as surely one person: a member who has such a
partner in the other group is not looked at again."""
YEARS_APART = 10
"""Birth years further apart than this are not of like age; unknown ones may be."""
LARGEST = 150
"""Pairs of groups with more pairs of members than this (no families) are left alone."""
AT_ONCE = 100_000
"""Pairs of groups looked at together, so that memory stays bounded whatever the groups are."""


def propagated_pairs(
    columns: MatchColumns, a: Rows, b: Rows, probability: Probabilities
) -> tuple[Rows, Rows]:
    """Return the pairs of unsettled members, of like sex and age, of groups that share a person.

    Args:
        columns: the encoded records; those without a source group take no part.
        a, b: the candidates, int32, a < b, unique.
        probability: of the first pass, one per candidate.

    Returns:
        Two int32 arrays (a, b), a < b, ordered, none of them among the candidates.
    """
    group = columns.text["group"].codes.astype(np.int64)
    count = np.int64(len(group))
    groups = group.max(initial=-1) + 1
    across = (group[a] >= 0) & (group[b] >= 0) & (group[a] != group[b])
    likely = across & (probability >= LIKELY)
    ends = group[np.column_stack([a[likely], b[likely]])]
    pairs = distinct(ends.min(axis=1, initial=groups) * groups + ends.max(axis=1, initial=0))
    settled = across & (probability >= SETTLED)
    left, right = a[settled].astype(np.int64), b[settled].astype(np.int64)
    done = np.concatenate([left * groups + group[right], right * groups + group[left]])
    done.sort()
    members = Members.of(group)
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        first, second = cross_pairs(members, part // groups, part % groups, LARGEST)
        alike = _alike(columns, first, second)
        first, second = first[alike], second[alike]
        open_ = ~stands_in(done, first * groups + group[second])
        open_ &= ~stands_in(done, second * groups + group[first])
        first, second = first[open_], second[open_]
        found.append(np.minimum(first, second) * count + np.maximum(first, second))
    new = without(np.concatenate(found), a.astype(np.int64) * count + b)
    return (new // count).astype(np.int32), (new % count).astype(np.int32)


def _alike(
    columns: MatchColumns, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Tell which pairs do not contradict each other in sex and, by far, in age."""
    sex, year = columns.text["sex"].codes, columns.birth[:, 0].astype(np.int32)
    same = (sex[a] < 0) | (sex[b] < 0) | (sex[a] == sex[b])
    near = (year[a] == 0) | (year[b] == 0) | (np.abs(year[a] - year[b]) <= YEARS_APART)
    return np.asarray(same & near)
