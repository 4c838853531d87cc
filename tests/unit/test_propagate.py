"""Propagation: members of families that share a likely person, of like sex and age, once."""

import numpy as np
import pandas as pd

from resolver.match import propagate
from resolver.match.columns import MatchColumns, TextColumn
from resolver.match.propagate import propagated_pairs


def columns(rows):
    """Rows of (group, sex, birth year)."""
    table = pd.DataFrame(rows, columns=["group", "sex", "year"])
    text = {name: TextColumn.encode(table[name].astype("str")) for name in ("group", "sex")}
    birth = np.zeros((len(table), 3), dtype=np.int16)
    birth[:, 0] = table["year"]
    return MatchColumns(text, {}, birth)


FAMILIES = columns(
    [
        ("A", "M", 1980),  # 0: the father, in both families
        ("A", "F", 1982),  # 1
        ("A", "M", 2010),  # 2
        ("B", "M", 1980),  # 3: the father again
        ("B", "F", 1983),  # 4
        ("B", "M", 2012),  # 5
        ("B", None, 0),  # 6: nothing known
        ("C", "M", 2010),  # 7: another family
    ]
)


def pairs(known, probability, families=FAMILIES):
    a, b = (np.array(side, dtype=np.int32) for side in zip(*known, strict=True))
    found = propagated_pairs(families, a, b, np.array(probability))
    return list(zip(*(side.tolist() for side in found), strict=True))


def test_members_of_like_sex_and_age_become_candidates():
    assert pairs([(0, 3)], [0.99]) == [(1, 4), (1, 6), (2, 5), (2, 6)]


def test_without_a_likely_person_nothing_is_propagated():
    assert pairs([(0, 3)], [0.1]) == []


def test_a_settled_member_is_not_looked_at_again_and_a_doubtful_one_is():
    assert pairs([(0, 3), (1, 4)], [0.99, 0.99]) == [(2, 5), (2, 6)]
    assert (1, 6) in pairs([(0, 3), (1, 4)], [0.99, 0.5])


def test_known_candidates_are_not_repeated():
    assert (2, 5) not in pairs([(0, 3), (2, 5)], [0.99, 0.01])


def test_far_birth_years_and_other_sexes_are_left_out():
    found = pairs([(0, 3)], [0.99])
    assert (2, 4) not in found  # another sex
    assert (0, 5) not in found  # 32 years apart


def test_a_row_without_a_group_takes_no_part():
    lone = columns([(None, "M", 1980), (None, "M", 1981), ("A", "M", 1980), ("A", "F", 1990)])
    assert pairs([(0, 2)], [0.99], lone) == []


def test_large_institutions_are_left_alone():
    many = columns([("A", "M", 1980)] * 13 + [("B", "M", 1980)] * 12)
    assert pairs([(0, 13)], [0.99], many) == []


def test_many_pairs_of_groups_are_looked_at_in_parts(monkeypatch):
    everything = pairs([(0, 3), (2, 7)], [0.99, 0.4])
    monkeypatch.setattr(propagate, "AT_ONCE", 1)
    assert pairs([(0, 3), (2, 7)], [0.99, 0.4]) == everything
