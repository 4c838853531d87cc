"""dedupe, as its documentation teaches: fields, labelled pairs, learnt blocks, its own clusters.

    python run_dedupe.py train KIND ROWS MODEL LABELS
    python run_dedupe.py link KIND ROWS MODEL FOLDER THRESHOLD,…

KIND is ``registry`` or ``febrl``. Blocks are learnt on a sample of SAMPLE records and at most
FOR_BLOCKS labels: with all rows, or thousands of labels, that does not come to an end in useful
time. The classifier learns from all labels. Its default search by F1 can settle on a useless
regularisation where several tie, so log loss decides. Fields of few values are compared but not
blocked by (their blocks would hold most of the rows). Thresholds are those of ``partition``.
MODEL is dedupe's own settings file, the one way it hands a model on: written and read within one
benchmark, in its working folder, never a model or data of ours.
"""

import io
import json
import random
import sys
from pathlib import Path
from typing import Any

import dedupe
import numpy as np
import pandas as pd
from dedupe.variables import Custom, Exact, ShortString
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

SAMPLE = 2_000
FOR_BLOCKS = 200


def equal(left: str, right: str) -> float:
    return float(left == right)


def same(field: str) -> Custom:
    return Custom(field, equal, name=f"{field} same", has_missing=True)


# ShortString compares as String does but without its blocks by TF-IDF, which need an index.
REGISTRY = [
    ShortString("name_norm"),
    ShortString("name_joined", name="joined"),
    ShortString("birth", has_missing=True),
    ShortString("nik_digits", has_missing=True),
    Exact("nik_digits", name="nik_same", has_missing=True),
    Exact("kk_digits", name="kk_same", has_missing=True),
    ShortString("mother_norm", has_missing=True),
    Custom("address_norm", dedupe.variables.string.affineGap, has_missing=True),
    *map(same, ("birth_year", "sex", "relation", "village", "district", "rt", "group_id")),
]
FEBRL = [
    ShortString("given_name", has_missing=True),
    ShortString("surname", has_missing=True),
    ShortString("date_of_birth", has_missing=True),
    ShortString("soc_sec_id", has_missing=True),
    ShortString("address_1", has_missing=True),
    ShortString("suburb", has_missing=True),
    ShortString("postcode", has_missing=True),
    *map(same, ("street_number", "state")),
]
FIELDS = {"registry": REGISTRY, "febrl": FEBRL}


def read_rows(kind: str, path: str) -> dict[str, dict[str, Any]]:
    """The records by their id, None where nothing is known."""
    rows = pd.read_parquet(path)
    if kind == "registry":
        date = [rows[f"birth_{part}"].astype(int).astype(str) for part in ("year", "month", "day")]
        day = rows["birth_precision"] == "DAY"
        rows["birth"] = (date[0] + date[1].str.zfill(2) + date[2].str.zfill(2)).where(day)
        rows["birth_year"] = date[0].where(rows["birth_year"] > 0)
        # dedupe wants a name, and a record without one is like no other
        rows["name_norm"] = rows["name_norm"].fillna("-")
        rows["name_joined"] = rows["name_joined"].fillna("-")
    names = list(dict.fromkeys(field.field for field in FIELDS[kind]))
    table = rows[names].astype(object)
    table = table.where(table.notna(), None)
    return dict(zip(rows["record_id"], table.to_dict("records"), strict=True))


def train(kind: str, path: str, model: str, labels: str) -> None:
    random.seed(1)
    np.random.seed(1)  # dedupe draws its sample from the global state
    data, known = read_rows(kind, path), pd.read_parquet(labels)
    pairs = [(data[a], data[b]) for a, b in zip(known["record_a"], known["record_b"], strict=True)]
    match = known["match"].to_numpy()
    told: dict[str, list[Any]] = {"match": [], "distinct": []}
    for pair, one in list(zip(pairs, match, strict=True))[:FOR_BLOCKS]:
        told["match" if one else "distinct"].append({"__class__": "tuple", "__value__": list(pair)})
    deduper = dedupe.Dedupe(FIELDS[kind], num_cores=1, in_memory=True)
    deduper.classifier = GridSearchCV(
        LogisticRegression(max_iter=5000),
        {"C": [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]},
        scoring="neg_log_loss",
        n_jobs=1,
    )
    chosen = random.sample(sorted(data), min(SAMPLE, len(data)))
    sample = {record: data[record] for record in chosen}
    deduper.prepare_training(sample, io.StringIO(json.dumps(told)), sample_size=SAMPLE)
    deduper.train(recall=0.99, index_predicates=False)
    deduper.classifier.fit(deduper.data_model.distances(pairs).astype(float), match)
    with Path(model).open("wb") as file:
        deduper.write_settings(file)
    print("blocks:", *deduper.predicates, sep="\n  ", file=sys.stderr)


def link(kind: str, path: str, model: str, folder: Path, thresholds: list[float]) -> None:
    data = read_rows(kind, path)
    with Path(model).open("rb") as file:
        deduper = dedupe.StaticDedupe(file, num_cores=1, in_memory=True)
    scores = deduper.score(deduper.pairs(data))
    print(f"{len(scores)} scored pairs", file=sys.stderr)
    for threshold in thresholds:
        found = deduper.cluster(scores, threshold)
        cluster = {record: n for n, (members, _) in enumerate(found) for record in members}
        rest = (record for record in data if record not in cluster)
        cluster |= {record: len(data) + n for n, record in enumerate(rest)}
        table = pd.DataFrame({"record_id": list(cluster), "cluster": list(cluster.values())})
        table.to_parquet(folder / f"{threshold}.parquet")


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(*sys.argv[2:6])
    else:
        thresholds = [float(each) for each in sys.argv[6].split(",")]
        link(sys.argv[2], sys.argv[3], sys.argv[4], Path(sys.argv[5]), thresholds)
