"""recordlinkage, as its documentation teaches: blocks, a table of comparisons, a classifier.

    python run_recordlinkage.py train KIND ROWS MODEL [LABELS]
    python run_recordlinkage.py link KIND ROWS MODEL FOLDER THRESHOLD,…

KIND is ``registry`` or ``febrl``. The classifier is its logistic regression, learnt from labelled
pairs; without labels its ECM classifier (Fellegi and Sunter by expectation maximisation), on
likenesses cut to yes and no as that wants them. Thresholds are probabilities; it forms no
clusters itself, so the connected components are taken, the large ones split, into
FOLDER/<threshold>.parquet.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import recordlinkage
from clusters import write_components
from recordlinkage import Compare, ECMClassifier, LogisticRegressionClassifier

AGREE = 0.85
"""Likeness that counts as agreement for the ECM classifier."""


@dataclass(frozen=True)
class Config:
    """What one kind of set is blocked and compared by; ``largest`` cluster that is not split."""

    blocks: list[list[str]]
    exact: list[str]
    fuzzy: list[str]
    edits: list[str]
    largest: int


REGISTRY = Config(
    blocks=[
        ["nik_digits"],
        ["name_joined", "birth_year"],
        ["birth", "district"],
        ["birth", "begin"],
        ["kk_digits", "birth_year"],
        ["kk_digits", "begin"],
        ["name_joined", "village"],
        ["name_sorted", "birth"],
        ["name_phonetic", "village"],
        ["name_rough", "birth_year", "district"],
        ["name_letters", "birth_year", "district"],
        ["village", "birth_year", "begin"],
        ["village", "birth_year", "birth_month", "sex"],
        ["mother_norm", "birth_year"],
    ],
    exact=["nik_digits", "kk_digits", "birth", "birth_year", "sex", "relation", "group_id", "rt",
           "village", "district", "name_initials", "source"],
    fuzzy=["name_joined", "name_sorted", "mother_norm", "address_norm"],
    edits=["nik_digits", "kk_digits", "birth"],
    largest=4,
)  # fmt: skip
FEBRL = Config(
    blocks=[
        ["soc_sec_id"],
        ["date_of_birth"],
        ["given_name", "surname"],
        ["given_name", "postcode"],
        ["surname", "postcode"],
        ["street_number", "suburb"],
        ["street_number", "address_1"],
    ],
    exact=["given_name", "surname", "date_of_birth", "soc_sec_id", "suburb", "postcode", "state"],
    fuzzy=["given_name", "surname", "address_1", "address_2", "suburb"],
    edits=["date_of_birth", "soc_sec_id", "street_number", "postcode"],
    largest=20,
)
CONFIGS = {"registry": REGISTRY, "febrl": FEBRL}


def read_rows(kind: str, path: str) -> pd.DataFrame:
    rows = pd.read_parquet(path).set_index("record_id")
    if kind == "febrl":
        return rows.astype(object).where(rows.notna(), np.nan)
    for part in ("birth_year", "birth_month", "birth_day"):
        rows[part] = rows[part].astype("float").replace(0, np.nan)
    day = rows["birth_precision"] == "DAY"
    number = rows["birth_year"] * 10_000 + rows["birth_month"] * 100 + rows["birth_day"]
    rows["birth"] = number[day].astype("int64").astype(str).reindex(rows.index)
    rows["begin"] = rows["name_norm"].str[:3]
    blocks = {name for block in REGISTRY.blocks for name in block}
    names = {*blocks, *REGISTRY.exact, *REGISTRY.fuzzy, *REGISTRY.edits}
    return rows.astype(dict.fromkeys(names, object))


def compare(config: Config, rows: pd.DataFrame, pairs: pd.MultiIndex) -> pd.DataFrame:
    """Likeness of the pairs by column, and beside it whether it could be told at all."""
    comparison = Compare(n_jobs=1)
    for name in config.exact:
        comparison.exact(name, name, label=f"{name} equal")
    for name in config.fuzzy:
        comparison.string(name, name, method="jarowinkler", label=f"{name} like")
    for name in config.edits:
        comparison.string(name, name, method="damerau_levenshtein", label=f"{name} edits")
    features: pd.DataFrame = comparison.compute(pairs, rows)
    left, right = (pairs.get_level_values(level) for level in (0, 1))
    for name in dict.fromkeys(config.exact + config.fuzzy + config.edits):
        known = rows[name].notna()
        both = known.reindex(left).to_numpy() & known.reindex(right).to_numpy()
        features[f"{name} known"] = both.astype(float)
    return features.fillna(0.0)


def agreements(features: pd.DataFrame) -> pd.DataFrame:
    """The likenesses as yes and no, without the columns that say what is known."""
    likenesses = features[[name for name in features if not name.endswith(" known")]]
    return (likenesses >= AGREE).astype(int)


def blocked(config: Config, rows: pd.DataFrame) -> pd.MultiIndex:
    indexer = recordlinkage.Index()
    for block in config.blocks:
        indexer.block(block)
    return indexer.index(rows)


def train(kind: str, path: str, model: str, labels: str | None = None) -> None:
    config, rows = CONFIGS[kind], read_rows(kind, path)
    if labels is None:
        classifier = ECMClassifier()
        classifier.fit(agreements(compare(config, rows, blocked(config, rows))))
    else:
        known = pd.read_parquet(labels)
        pairs = pd.MultiIndex.from_arrays([known["record_a"], known["record_b"]])
        features = compare(config, rows, pairs)
        classifier = LogisticRegressionClassifier()
        classifier.fit(features, features.index[known["match"].to_numpy()])
    Path(model).write_text(json.dumps(numbers_of(classifier)))


def numbers_of(classifier: ECMClassifier | LogisticRegressionClassifier) -> dict[str, Any]:
    """What a classifier learnt, as numbers: no pickle is written or read."""
    if isinstance(classifier, ECMClassifier):
        return {
            "p": float(classifier.p),
            # a column that always or never agreed tells nothing
            "m": {
                name: float(odds[1]) for name, odds in classifier.m_probs.items() if len(odds) > 1
            },
            "u": {
                name: float(odds[1]) for name, odds in classifier.u_probs.items() if len(odds) > 1
            },
        }
    return {
        "coefficients": np.ravel(classifier.coefficients).tolist(),
        "intercept": float(np.ravel(classifier.intercept)[0]),
    }


def probabilities(numbers: dict[str, Any], features: pd.DataFrame) -> np.ndarray:
    """The classifier's ``prob`` from its numbers: logistic, or Fellegi and Sunter's posterior."""
    if "m" not in numbers:
        score = features.to_numpy(float) @ np.array(numbers["coefficients"]) + numbers["intercept"]
        return 1 / (1 + np.exp(-score))
    yes = agreements(features)
    odds = np.full(len(yes), np.log(numbers["p"]) - np.log1p(-numbers["p"]))
    for name in numbers["m"]:
        m, u = numbers["m"][name], numbers["u"][name]
        agree = yes[name].to_numpy() == 1
        odds += np.where(agree, np.log(m) - np.log(u), np.log1p(-m) - np.log1p(-u))
    return 1 / (1 + np.exp(-odds))


def link(kind: str, path: str, model: str, folder: Path, thresholds: list[float]) -> None:
    config, rows = CONFIGS[kind], read_rows(kind, path)
    pairs = blocked(config, rows)
    numbers = json.loads(Path(model).read_text())
    probability = probabilities(numbers, compare(config, rows, pairs))
    ends = tuple(rows.index.get_indexer(pairs.get_level_values(level)) for level in (0, 1))
    write_components(rows.index, ends, probability, folder, thresholds, config.largest)


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(*sys.argv[2:6])
    else:
        thresholds = [float(each) for each in sys.argv[6].split(",")]
        link(sys.argv[2], sys.argv[3], sys.argv[4], Path(sys.argv[5]), thresholds)
