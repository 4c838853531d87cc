"""Invariants of the generator for any small registry, and of every damage rule for any name."""

import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.synthetic import mishearing, synthesise
from training.synthetic.damage_numbers import decorate, misdigit, misformat, transpose
from training.synthetic.rates import LEVELS
from training.synthetic.raw import raw_table

names = st.lists(
    st.text(string.ascii_uppercase, min_size=1, max_size=14), min_size=1, max_size=4
).map(" ".join)
dice = st.integers(0, (1 << 62) - 1)
niks = st.text(string.digits, min_size=16, max_size=16)
RULES = [
    mishearing.respell, mishearing.mistype, mishearing.shorten, mishearing.entitle,
    mishearing.abbreviate, mishearing.initials, mishearing.cut, mishearing.reorder,
    mishearing.glue,
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    people=st.integers(20, 400),
    seed=st.integers(0, 10_000),
    level=st.sampled_from(sorted(LEVELS)),
    traps=st.booleans(),
)
def test_any_registry_is_whole(people: int, seed: int, level: str, traps: bool) -> None:
    registry = synthesise(people, seed, level, traps)
    truth, raw = registry.truth, raw_table(registry)
    assert truth["source_record_id"].tolist() == raw["source_record_id"].tolist()
    assert not truth.duplicated(["source", "source_record_id"]).any()
    assert not truth.isna().any().any()
    assert truth["person"].between(0, people - 1).all()
    # a person has one family, one household, one sex
    for column in ("family", "household", "sex", "alive", "island"):
        assert (truth.groupby("person")[column].nunique() == 1).all()
    assert (truth.groupby("family")["household"].nunique() == 1).all()
    assert raw["name"].notna().all()
    assert raw["source_group_id"].notna().all()
    assert traps or (truth["trap"] == "").all()
    again = synthesise(people, seed, level, traps)
    assert again.truth.equals(truth)
    for name, extract in registry.extracts.items():
        assert again.extracts[name].equals(extract)
    assert again.siak.equals(registry.siak)


@pytest.mark.parametrize("rule", RULES)
@given(name=names, number=dice)
def test_a_damaged_name_is_still_a_name(rule: object, name: str, number: int) -> None:
    damaged = rule(name, number)
    assert damaged.strip()
    assert rule(name, number) == damaged


@given(nik=niks, number=dice)
def test_damaged_numbers_keep_their_kind(nik: str, number: int) -> None:
    one_off = misdigit(nik, number)
    assert len(one_off) == 16
    assert one_off != nik
    swapped = transpose(nik, number)
    assert sorted(swapped) == sorted(nik)
    assert "".join(c for c in decorate(nik, number) if c.isdigit()) == nik
    assert misformat(nik, number) != nik


def test_streams_are_independent_of_one_another() -> None:
    from training.synthetic.arrays import stream

    first = stream(1, "a").random(8)
    assert np.array_equal(first, stream(1, "a").random(8))
    assert not np.array_equal(first, stream(1, "b").random(8))
    assert not np.array_equal(first, stream(2, "a").random(8))
