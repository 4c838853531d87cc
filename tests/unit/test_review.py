"""Review tasks: one per pair of clusters, the strongest link first."""

import numpy as np
import pandas as pd

from resolver.match.review import review_tasks


def links(*rows):
    table = pd.DataFrame(rows, columns=["a", "b", "probability", "verdict", "reason"])
    return table.assign(whole=table["probability"])


def tasks(table, labels, least=0.0):
    ids = pd.Series([f"r{n}" for n in range(len(labels))], dtype="str")
    persons = pd.Series([f"P-{label}" for label in labels], dtype="str")
    return review_tasks(table, np.array(labels, dtype=np.int32), ids, persons, least)


def test_the_links_between_two_clusters_are_one_task_and_the_strongest_stands_for_it():
    table = links(
        (0, 2, 0.3, "review", ""), (1, 3, 0.8, "refused", "weak-whole"), (0, 3, 0.4, "review", "")
    )
    result = tasks(table, [0, 0, 2, 2])
    assert result.drop(columns="task_id").to_dict("records") == [
        {
            "person_a": "P-0",
            "person_b": "P-2",
            "record_a": "r1",
            "record_b": "r3",
            "probability": 0.8,
            "reason": "weak-whole",
            "pairs": 3,
        }
    ]


def test_only_open_links_make_tasks():
    table = links(
        (0, 1, 0.9, "accepted", ""), (0, 2, 0.1, "rejected", ""), (1, 2, 0.5, "review", "")
    )
    result = tasks(table, [0, 0, 2])
    assert result[["record_a", "record_b", "reason"]].to_numpy().tolist() == [
        ["r1", "r2", "possible"]
    ]


def test_a_likely_pair_of_two_unlikely_wholes_is_no_task():
    table = links((0, 2, 0.9, "refused", "weak-whole"), (1, 2, 0.3, "review", ""))
    table["whole"] = [0.1, 0.3]
    assert tasks(table, [0, 1, 2], 0.2)["record_a"].tolist() == ["r1"]


def test_no_open_link_no_task():
    assert len(tasks(links((0, 1, 0.9, "accepted", "")), [0, 0])) == 0


def test_a_task_keeps_its_id_whatever_else_is_open():
    one = links((0, 1, 0.5, "review", ""))
    two = links((0, 1, 0.5, "review", ""), (1, 2, 0.6, "review", ""))
    first = tasks(one, [0, 1, 2])["task_id"].tolist()
    assert first == tasks(two, [0, 1, 2]).query("record_a == 'r0'")["task_id"].tolist()
