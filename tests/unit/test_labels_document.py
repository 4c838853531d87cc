"""Files of labels: dedupe's own format, nothing lost, and errors that say where and what to do."""

import io
import json
import stat

import pytest
from dedupe import serializer

from training.labels.document import (
    FORMAT,
    Label,
    LabelsError,
    labels_digest,
    labels_text,
    merged,
    read_labels,
    write_labels,
)

A = {"record_id": "a", "joined": "SITI", "birth": (1980, 1, 2), "nik_crowd": 0.07142857, "kk": None}
B = {"record_id": "b", "joined": "SITTI", "birth": None, "nik_crowd": None, "kk": "3201"}
C = {"record_id": "c", "joined": "BUDI"}


def labels():
    return [Label(B, C, "distinct"), Label(A, B, "match"), Label(A, C, "unsure")]


def test_what_is_written_is_read_back_in_its_order(tmp_path):
    path = tmp_path / "l.json"
    write_labels(path, labels())
    assert read_labels(path) == labels()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_is_dedupes_to_the_letter(tmp_path):
    told = {
        "match": [(A, B), (A, C)],
        "distinct": [(B, C), (A, C)],
        "satukan": {"format": FORMAT, "order": ["distinct", "match", "unsure"]},
    }
    theirs = io.StringIO()
    serializer.write_training(told, theirs)
    assert labels_text(labels()) == theirs.getvalue()
    assert serializer.read_training(io.StringIO(labels_text(labels()))) == told


def test_a_file_that_dedupe_wrote_is_read(tmp_path):
    path = tmp_path / "dedupe.json"
    with path.open("w") as file:
        serializer.write_training({"match": [(A, B), (A, C)], "distinct": [(A, C), (B, C)]}, file)
    assert [label.answer for label in read_labels(path)] == ["match", "unsure", "distinct"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ('{"match": [', "no JSON"),
        ("[]", "write_training"),
        ('{"match": []}', "write_training"),
        ('{"match": [], "distinct": [], "matches": []}', "'matches'"),
        ('{"match": {}, "distinct": []}', "list of pairs"),
        ('{"match": [], "distinct": [[{"record_id": "a"}]]}', r"distinct\[0\] must be a pair"),
        ('{"match": [[{"record_id": "a"}, 3]], "distinct": []}', r"match\[0\] must be a pair"),
        ('{"match": [[{"record_id": "a"}, {"record_id": "a"}]], "distinct": []}', "with itself"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_entry(tmp_path, text, words):
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(LabelsError, match=words) as told:
        read_labels(path)
    assert "bad.json" in str(told.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(LabelsError, match="cannot be read"):
        read_labels(tmp_path / "none.json")


def test_an_order_that_does_not_fit_is_passed_over(tmp_path):
    path = tmp_path / "l.json"
    document = json.loads(labels_text(labels()))
    document["satukan"]["order"] = ["match"]
    path.write_text(json.dumps(document))
    assert sorted(label.answer for label in read_labels(path)) == ["distinct", "match", "unsure"]


def test_two_files_with_two_answers_are_refused_with_both_places():
    first = [Label(A, B, "match", "one.json: match[0]")]
    second = [Label(B, A, "distinct", "two.json: distinct[4]")]
    with pytest.raises(LabelsError, match=r"one.json: match\[0\] and two.json: distinct\[4\]"):
        merged([first, second])


def test_an_unsure_answer_gives_way_and_a_pair_counts_once():
    both = merged([[Label(A, B, "unsure")], [Label(B, A, "match"), Label(A, B, "match")]])
    assert [label.answer for label in both] == ["match"]


def test_the_digest_tells_answers_not_order():
    turned = [Label(one.second, one.first, one.answer) for one in reversed(labels())]
    assert labels_digest(turned) == labels_digest(labels())
    assert labels_digest([Label(A, B, "distinct")]) != labels_digest([Label(A, B, "match")])
