"""The compiled comparisons give rapidfuzz's own numbers, to the last bit."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.process import cpdist

from resolver.match.strings import KERNELS, Packed, compare

WORD = st.one_of(
    st.sampled_from(["SITI", "AMINAH", "AMINA", "BUDI", "JL", "12", "A"]),
    st.text("AB", min_size=1, max_size=9),
    st.text("0123456789", min_size=1, max_size=18),
)
TEXT = st.one_of(
    st.lists(WORD, min_size=1, max_size=6).map(" ".join),
    st.text("ABC 1", max_size=90),  # spaces anywhere, texts longer than a word of the machine
    st.text("AÉ\u0130\U0001f600 ", max_size=6),
)


@pytest.mark.parametrize("scorer", KERNELS, ids=lambda one: one.__module__ + one.__name__)
@settings(deadline=None, max_examples=150)
@given(pairs=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8))
def test_a_comparison_is_rapidfuzzs(scorer, pairs):
    left, right = map(list, zip(*pairs, strict=True))
    texts = pa.array([*left, *right], pa.large_string())
    first = np.arange(len(left), dtype=np.int32)
    second = first + np.int32(len(left))
    found = compare(scorer, texts, Packed.of(texts), first, second)
    expected = cpdist(left, right, scorer=scorer, dtype=np.float64)
    assert found.tolist() == expected.tolist()


def test_texts_of_a_slice_are_packed_as_they_are():
    texts = pa.array(["LEFT OUT", "ANI", "BUDI"]).slice(1)
    packed = Packed.of(texts)
    read = [
        packed.data[a:b].tobytes()
        for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True)
    ]
    assert read == [b"ANI", b"BUDI"]


def test_what_the_kernels_cannot_take_is_marked():
    texts = pa.array(["ANI", "A  B", " A", "A ", "", "É", "A" * 64, "A" * 65, "A\tB"])
    assert Packed.of(texts).plain.tolist() == [True, *[False] * 5, True, False, False]
