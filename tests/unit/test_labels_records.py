"""From labels to rows and to dedupe's records; what is wrong is named."""

import pandas as pd
import pytest

from resolver.match.schema import SHIPPED, Schema
from training.labels.document import Label, LabelsError
from training.labels.records import labelled_rows, require_known, speaking_records

CLEAN = pd.DataFrame(
    {
        "record_id": ["r0", "r1", "r2"],
        "source": ["DTKS", "P3KE", "P3KE"],
        "source_record_id": ["7", "7", "8"],
    }
)


def test_records_are_found_by_id_and_by_their_sources_own():
    own = {"source": "P3KE", "source_record_id": "8"}
    found = labelled_rows([Label({"record_id": "r1"}, own, "match")], CLEAN)
    assert (found.a.tolist(), found.b.tolist(), found.answers) == ([1], [2], ["match"])


def test_a_former_runs_record_ids_are_translated(tmp_path):
    former = CLEAN.assign(record_id=["x0", "x1", "x2"])
    former.to_parquet(tmp_path / "memberships.parquet")
    label = Label({"record_id": "x0"}, {"record_id": "x2"}, "distinct")
    found = labelled_rows([label], CLEAN, tmp_path)
    assert (found.a.tolist(), found.b.tolist()) == ([0], [2])
    with pytest.raises(LabelsError, match="--run"):
        labelled_rows([label], CLEAN, tmp_path / "none")


def test_unknown_records_are_counted_and_refused(tmp_path):
    label = Label({"record_id": "r0"}, {"record_id": "gone"}, "match", "l.json: match[3]")
    found = labelled_rows([label], CLEAN)
    assert found.unknown == [label]
    with pytest.raises(LabelsError, match=r"match\[3\].*--skip-unknown"):
        require_known(found, tmp_path)


def test_a_record_without_any_id_is_refused():
    with pytest.raises(LabelsError, match=r"l.json: match\[0\].*neither"):
        labelled_rows(
            [Label({"nik": "1"}, {"record_id": "r0"}, "match", "l.json: match[0]")], CLEAN
        )


def test_one_pair_under_two_names_may_not_have_two_answers():
    own = {"source": "P3KE", "source_record_id": "7"}
    labels = [
        Label({"record_id": "r0"}, {"record_id": "r1"}, "match", "x: match[0]"),
        Label({"record_id": "r0"}, own, "distinct", "x: distinct[0]"),
    ]
    with pytest.raises(LabelsError, match="two answers"):
        labelled_rows(labels, CLEAN)


SMALL = Schema(("nik_equal", "birth_equal", "name_crowd"), (), ())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nik": 3201}, "nik must be text"),
        ({"birth": "1980-01-02"}, "birth must be"),
        ({"birth": [0, 1, 2]}, "birth must be"),
        ({"name_crowd": "many"}, "name_crowd must be a number"),
    ],
)
def test_a_value_that_cannot_be_compared_is_named(change, words):
    good = {"nik": "3201", "birth": [1980, 1, 2], "name_crowd": 0.5}
    with pytest.raises(LabelsError, match=f"here: {words}"):
        speaking_records([Label(good, good | change, "match", "here")], SMALL)


def test_lists_become_dates_and_empty_text_is_missing():
    record = {"nik": "", "birth": [1980, 0, 0], "name_crowd": None}
    ((first, _),) = speaking_records([Label(record, record, "match")], SMALL)
    assert first == {"nik": None, "birth": (1980, 0, 0), "name_crowd": None}


def test_a_record_without_the_fields_says_what_to_give():
    with pytest.raises(LabelsError, match=r"lacks .*--extracts"):
        speaking_records([Label({"record_id": "a"}, {"record_id": "b"}, "match")], SHIPPED)
