"""Any labels survive the file; any outcome's bound lies below its share; costs pull one way."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from training.labels.document import Label, read_labels, write_labels
from training.thresholds import Goal, Outcome, choose, lower_bound

VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.floats(0, 1, width=32),
    st.tuples(st.integers(1, 2030), st.integers(0, 12), st.integers(0, 31)),
)
FIELDS = st.dictionaries(st.sampled_from(["nik", "joined", "birth", "nik_crowd"]), VALUES)


@st.composite
def labels(draw):
    count = draw(st.integers(0, 8))
    pairs = draw(st.lists(st.tuples(FIELDS, FIELDS), min_size=count, max_size=count))
    return [
        Label(
            {"record_id": f"a{place}", **first},
            {"record_id": f"b{place}", **second},
            draw(st.sampled_from(["match", "distinct", "unsure"])),
        )
        for place, (first, second) in enumerate(pairs)
    ]


@given(labels())
def test_what_is_written_is_read_back(some):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.json"
        write_labels(path, some)
        assert read_labels(path) == some


@given(st.integers(1, 400), st.data())
def test_the_bound_is_below_the_share_and_grows_with_the_hits(trials, data):
    hits = data.draw(st.integers(0, trials))
    assert 0.0 <= lower_bound(hits, trials) <= hits / trials
    if hits < trials:
        assert lower_bound(hits, trials) < lower_bound(hits + 1, trials)


COUNTS = st.integers(0, 500)


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=8), st.floats(1, 50))
def test_a_dearer_merge_never_chooses_more_wrong_merges(counts, dearer):
    tried = [
        Outcome(place / 10, right, wrong, torn, right + wrong)
        for place, (right, wrong, torn) in enumerate(counts)
    ]
    plain, dear = choose(tried, Goal(1, 1)), choose(tried, Goal(dearer, 1))
    assert dear.wrong <= plain.wrong
    slow = min(one.wrong + one.torn for one in tried)
    assert plain.cost(Goal(1, 1)) == slow
