"""Family context: the vectorised form equals a slow obvious one, pair by pair."""

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from resolver.match.columns import MatchColumns, TextColumn
from resolver.match.context import (
    CLEAN,
    EDGE,
    FULL_ODDS,
    KIN,
    MANY_KIN,
    NO_RIVAL,
    NOISE_STEPS,
    NOISY,
    FamilyContext,
)
from resolver.match.propagate import SETTLED
from resolver.match.schema import CONTEXT

LEVELS = [0.0, 0.0001, 0.01, 0.3, 0.5, 0.9, 0.9, 0.99]


@st.composite
def loads(draw):
    """Records of few groups and sources (some without a group), scored pairs and pairs to ask."""
    count = draw(st.integers(2, 9))
    group = draw(
        st.lists(st.sampled_from([None, "A", "B", "C", "D"]), min_size=count, max_size=count)
    )
    source = draw(st.lists(st.sampled_from(["DTKS", "P3KE"]), min_size=count, max_size=count))
    every = [(a, b) for a in range(count) for b in range(a + 1, count)]
    known = draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    scores = draw(st.lists(st.sampled_from(LEVELS), min_size=len(known), max_size=len(known)))
    nik = draw(st.lists(st.sampled_from([None, "1", "2"]), min_size=count, max_size=count))
    name = draw(st.lists(st.sampled_from(["ANI", "BUDI"]), min_size=count, max_size=count))
    year = draw(st.lists(st.sampled_from([1980, 1981]), min_size=count, max_size=count))
    return group, source, (nik, name, year), dict(zip(known, scores, strict=True)), every


def slow(group, source, score, a, b):
    """The context of one pair by the definitions of `resolver.match.schema.CONTEXT`."""
    family = [value if value else f"alone {row}" for row, value in enumerate(group)]
    rows = range(len(group))

    def p(x, y):
        value = score.get((min(x, y), max(x, y)), 0.0)
        return value if value >= NO_RIVAL else 0.0

    def odds(value):
        low = 1 / (1 + math.exp(FULL_ODDS))
        value = min(max(value, low), 1 - low)
        return math.log(value / (1 - value)) / FULL_ODDS

    def rival(x, y, same):
        return max((p(x, z) for z in rows if z not in (x, y) and same(z, y)), default=0.0)

    def in_family(z, y):
        return family[z] == family[y]

    def mutual(x, y):
        best = max(rival(x, y, in_family), rival(y, x, in_family))
        return family[x] != family[y] and p(x, y) >= max(KIN, best)

    left = [x for x in rows if family[x] == family[a] and x != a]
    right = [y for y in rows if family[y] == family[b] and y != b]
    apart = family[a] != family[b]
    kin = sum(p(x, y) for x in left for y in right if mutual(x, y)) if apart else 0.0
    fewer = min(len(left), len(right))
    own = score.get((a, b), 0.0)
    rivals = rival(a, b, in_family), rival(b, a, in_family)
    elsewhere = max(
        rival(a, b, lambda z, y: source[z] == source[y]),
        rival(b, a, lambda z, y: source[z] == source[y]),
    )
    return {
        "first_pass": odds(own),
        "rival_in_group": odds(max(rivals)),
        "rival_of_both": odds(min(rivals)),
        "rival_in_source": odds(elsewhere),
        "behind_in_group": max(odds(max(rivals)) - odds(own) + EDGE, 0),
        "behind_in_source": max(odds(elsewhere) - odds(own) + EDGE, 0),
        "kin": min(kin, MANY_KIN) / MANY_KIN,
        "some_kin": min(kin, 1.0),
        "kin_share": min(kin / max(fewer, 1), 1),
        "kin_overlap": min(kin / max(len(left) + len(right) - kin, 1), 1),
        "alone": float(fewer == 0),
        "kinless": float(kin < 0.5 and fewer > 0 and apart),
    }


def slow_noise(source, values, score):
    """The mean share of sure pairs of two sources that differ in NIK, name and birth date."""
    nik, name, year = values
    sure = [(x, y) for (x, y), p in score.items() if p >= SETTLED and source[x] != source[y]]
    if not sure:
        return 0.5
    differ = sum(
        (nik[x] is None or nik[y] is None or nik[x] != nik[y])
        + (name[x] != name[y])
        + (year[x] != year[y])
        for x, y in sure
    )
    scaled = min(max((differ / len(sure) / 3 - CLEAN) / (NOISY - CLEAN), 0), 1)
    return round(scaled * NOISE_STEPS) / NOISE_STEPS


@given(loads())
def test_the_context_equals_the_slow_one(load):
    group, source, values, score, every = load
    nik, name, year = values
    text = {
        "group": TextColumn.encode(pd.Series(group, dtype="str")),
        "source": TextColumn.encode(pd.Series(source, dtype="str")),
        "joined": TextColumn.encode(pd.Series(name, dtype="str")),
        "nik": TextColumn.encode(pd.Series(nik, dtype="str")),
    }
    birth = np.array([(one, 1, 1) for one in year], dtype=np.int16)
    columns = MatchColumns(text, {}, birth)
    a, b = (np.array(side, dtype=np.int32) for side in zip(*score, strict=True))
    context = FamilyContext.of(columns, a, b, np.array(list(score.values())))
    asked_a, asked_b = (np.array(side, dtype=np.int32) for side in zip(*every, strict=True))
    own = np.array([score.get(pair, 0.0) for pair in every])
    fields = context.fields(asked_a, asked_b, own)
    noise = slow_noise(source, values, score)
    for place, (x, y) in enumerate(every):
        found = {name: float(fields[name][place]) for name in CONTEXT}
        wanted = slow(group, source, score, x, y) | {"noise": noise}
        for name in CONTEXT:
            assert math.isclose(found[name], wanted[name], abs_tol=1e-5), (name, (x, y))
