"""Encoded columns, words of names and look-ups equal their slow, obvious twins."""

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from graph.keys import stable_codes
from resolver.match.fields import Fields, NameWords, TextColumn
from resolver.match.lookups import SortedKeys, best_two

NAME = st.lists(st.sampled_from(["ANI", "BUDI", "A", "ÉLAN", "SITI"]), min_size=1, max_size=4)
NAMES = st.lists(st.one_of(st.none(), NAME.map(" ".join)), max_size=12)


def texts_of(column):
    return [None if code < 0 else column.values[code] for code in column.codes.tolist()]


@given(NAMES)
def test_a_column_is_encoded_by_first_appearance(names):
    series = pd.Series(names, dtype="str")
    column = TextColumn.encode(series)
    codes, values = pd.factorize(series)
    assert column.codes.tolist() == codes.tolist()
    assert column.values.tolist() == list(values)
    assert column.counts().tolist() == [0 if n is None else names.count(n) for n in names]
    assert column.keys().tolist() == stable_codes(series).tolist()


@given(NAMES)
def test_what_is_made_of_the_values_is_made_of_each_row(names):
    series = pd.Series(names, dtype="str")
    column = TextColumn.encode(series)
    cut = column.mapped(lambda texts: pc.utf8_slice_codeunits(texts, -4, None))
    assert texts_of(cut) == [None if name is None else name[-4:] for name in names]
    by_row = stable_codes(series.str.slice(-4))
    assert column.keys(lambda t: pc.utf8_slice_codeunits(t, -4, None)).tolist() == by_row.tolist()
    for start, length in ((0, 3), (1, 4)):
        slices = column.slices(start, length, length)[column.codes]
        wanted = [n[start:length] if n and len(n) == length else None for n in names]
        assert same_groups(slices.tolist(), wanted)


def same_groups(codes, wanted):
    pairs = set(zip(codes, wanted, strict=True))
    return len(pairs) == len(dict(pairs)) == len({w for _, w in pairs}) and all(
        (code < 0) == (text is None) for code, text in pairs
    )


@given(NAMES)
def test_words_are_those_of_pythons_split(names):
    column = Fields.of(pd.DataFrame({"name_norm": pd.Series(names, dtype="str")})).text("name_norm")
    cut = NameWords.of(column.texts)
    words = cut.words.to_pylist()
    split = [name.split(" ") for name in column.values]
    assert [words[at] for at in cut.first.tolist()] == [one[0] for one in split]
    assert [words[at] for at in cut.last.tolist()] == [one[-1] for one in split]
    assert [words[at] for at in cut.longest.tolist()] == [max(one, key=len) for one in split]
    assert cut.sorted().to_pylist() == [" ".join(sorted(one)) for one in split]


PARTS = st.tuples(st.integers(0, 4), st.integers(0, 3))


@given(st.sets(PARTS), st.lists(PARTS))
def test_a_key_is_found_where_it_stands(known, wanted):
    keys = sorted(head * 4 + rest for head, rest in known)
    asked = [head * 4 + rest for head, rest in wanted]
    found = SortedKeys.of(np.array(keys, dtype=np.int64), 4).find(np.array(asked, dtype=np.int64))
    assert found.tolist() == [keys.index(key) if key in keys else -1 for key in asked]


SCORES = st.sampled_from([0.1, 0.5, 0.9])


@given(st.lists(st.tuples(PARTS, st.integers(0, 6), SCORES)))
def test_the_best_two_are_those_of_a_sorted_list(entries):
    expected = []
    for part in sorted({part for part, *_ in entries}):
        ranked = sorted((-score, other) for own, other, score in entries if own == part)
        second = -ranked[1][0] if len(ranked) > 1 else 0.0
        expected.append((part[0] * 4 + part[1], -ranked[0][0], ranked[0][1], second))
    head, rest, other = (
        np.array(values, dtype=np.int64)
        for values in ([p[0] for p, *_ in entries], [p[1] for p, *_ in entries],
                       [o for _, o, _ in entries])
    )  # fmt: skip
    score = np.array([one for *_, one in entries], dtype=np.float64)
    found = best_two(head, rest, 4, other, score)
    assert list(zip(*(values.tolist() for values in found), strict=True)) == expected
