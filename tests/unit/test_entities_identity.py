"""Ids and the partition hash."""

import base64
import hashlib
import hmac

import numpy as np
import pandas as pd
import pytest

from resolver.entities.identity import mint
from resolver.entities.partition import first_labels, join_equal, partition_hash
from tests.entities_table import build, listing, record_id


def test_an_id_is_the_hmac_of_kind_record_and_run():
    digest = hmac.new(b"secret", b"P\0abc\0run-1", hashlib.sha256).digest()[:10]
    expected = "P-" + base64.b32encode(digest).decode()
    assert mint("P", pd.Series(["abc"], dtype="str"), b"secret", "run-1").tolist() == [expected]


def test_ids_differ_by_kind_run_and_secret():
    record = pd.Series(["abc"], dtype="str")
    ids = {
        mint("P", record, b"one", "run-1")[0],
        mint("P", record, b"one", "run-2")[0],
        mint("P", record, b"two", "run-1")[0],
        mint("F", record, b"one", "run-1")[0].replace("F-", "P-"),
    }
    assert len(ids) == 4


def test_no_secret_no_ids():
    with pytest.raises(ValueError, match="secret"):
        mint("P", pd.Series(["abc"], dtype="str"), b"", "run-1")


def test_the_founding_record_is_the_smallest():
    rows = listing("DTKS", "d", "A B") + listing("P3KE", "p", "A B")
    entities = build(rows)
    records = [record_id(row["source"], row["id"]) for row in rows]
    expected = mint("H", pd.Series([min(records)], dtype="str"), b"test secret", "run-1")[0]
    assert entities.households["household_id"].tolist() == [expected]


def test_rows_of_one_record_id_are_one_record():
    rows = [
        {"person": "a", "id": 1, "sex": "M"},
        {"person": "b", "id": 1, "sex": "M"},
        {"person": "b", "id": 2, "source": "P3KE"},
    ]
    entities = build(rows)
    assert len(entities.memberships) == 2
    assert len(entities.persons) == 1
    assert entities.persons["records"].tolist() == [2]


def test_joining_by_key_is_transitive():
    labels = join_equal(np.array([0, 1, 1, 2, 3], np.int32), np.array([0, 0, 1, 1, 2], np.int32))
    assert labels.tolist() == [0, 0, 0, 0, 1]


def test_labels_count_from_the_first_row():
    assert first_labels(np.array([7, 3, 7, 9])).tolist() == [0, 1, 0, 2]


def test_the_hash_names_the_partition_only():
    ids = pd.Series(["b", "a", "c"], dtype="str")
    hashed = partition_hash(np.array([5, 5, 9]), ids)
    assert hashed == partition_hash(np.array([1, 0, 0]), pd.Series(["c", "a", "b"], dtype="str"))
    assert hashed != partition_hash(np.array([5, 9, 9]), ids)
    assert hashed == hashlib.sha256(b"a=a\nb=a\nc=c\n").hexdigest()


def test_the_hash_takes_many_records_and_none():
    ids = pd.Series([f"{i:08d}" for i in range(70_000)], dtype="str")
    text = "".join(f"{i}={i}\n" for i in ids)
    assert partition_hash(np.arange(70_000), ids) == hashlib.sha256(text.encode()).hexdigest()
    assert partition_hash(np.zeros(0, int), ids.iloc[:0]) == hashlib.sha256(b"").hexdigest()
