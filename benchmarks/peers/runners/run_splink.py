"""Splink, as its documentation teaches: u by random sampling, m by expectation maximisation.

    python run_splink.py train KIND ROWS MODEL [LABELS]
    python run_splink.py link KIND ROWS MODEL FOLDER THRESHOLD,…

KIND is ``registry`` or ``febrl`` (splink_registry.py, splink_febrl.py). Labels are one more
estimate of m, which Splink averages with those of EM. Thresholds are match weights (log2 of the
odds); clusters are connected components, of which the large ones are split as a careful user
would do by hand, into FOLDER/<threshold>.parquet.
"""

import sys
from pathlib import Path
from typing import Any

import duckdb
import splink_febrl
import splink_registry
from splink import DuckDBAPI, Linker, SettingsCreator

CONFIGS: dict[str, Any] = {"registry": splink_registry, "febrl": splink_febrl}
STEP = 2.0
"""By how much the threshold rises where a cluster is too large."""
HIGHEST = 60.0


def open_linker(config: Any, rows: str, settings: SettingsCreator | str) -> Linker:
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.execute(f"create table cleaned as {config.ROWS.format(path=rows)}")
    return Linker(
        DuckDBAPI(connection).register(connection.table("cleaned")), settings, log_level=None
    )


def train(config: Any, rows: str, model: str, labels: str | None = None) -> None:
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=config.COMPARISONS,
        blocking_rules_to_generate_predictions=config.BLOCKING,
        retain_matching_columns=False,
    )
    linker = open_linker(config, rows, settings)
    linker.training.estimate_probability_two_random_records_match(config.SURE, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=3e6, seed=1)
    if labels:
        learn_m(linker, labels)
    for rule in config.TRAINING:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    linker.misc.save_model_to_json(model, overwrite=True)


def learn_m(linker: Linker, labels: str) -> None:
    """Estimate m from the labelled matches."""
    matches = (
        duckdb.connect()
        .execute(
            "select record_a as record_id_l, record_b as record_id_r, 1.0 as clerical_match_score"
            f" from read_parquet('{labels}') where match"
        )
        .to_arrow_table()
    )
    table = linker.table_management.register_labels_table(linker._db_api.register(matches))
    linker.training.estimate_m_from_pairwise_labels(table)


def link(config: Any, rows: str, model: str, folder: Path, thresholds: list[float]) -> None:
    linker = open_linker(config, rows, model)
    scored = linker.inference.predict(threshold_match_weight=min(thresholds))
    for threshold in thresholds:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            scored, threshold_match_weight=threshold
        )
        connection = linker._db_api._con
        connection.execute(
            "create or replace table found as select record_id, cluster_id as cluster from "
            + clusters.physical_name
        )
        split(connection, scored.physical_name, threshold, config.LARGEST)
        connection.execute(f"copy found to '{folder / f'{threshold}.parquet'}' (format parquet)")
        clusters.drop_table_from_database_and_remove_from_cache()


def split(
    connection: duckdb.DuckDBPyConnection, scored: str, threshold: float, largest: int
) -> None:
    """Cluster the members of too large clusters again, at rising thresholds."""
    while threshold < HIGHEST:
        threshold += STEP
        connection.execute(
            "create or replace table big as select record_id, cluster from found where cluster in"
            f" (select cluster from found group by 1 having count(*) > {largest})"
        )
        members = connection.execute("select record_id from big").fetchall()
        if not members:
            return
        pairs = connection.execute(
            f"select record_id_l, record_id_r from {scored} s"
            " join big x on x.record_id = s.record_id_l"
            " join big y on y.record_id = s.record_id_r and y.cluster = x.cluster"
            f" where match_weight >= {threshold}"
        ).fetchall()
        root = {record: record for (record,) in members}
        for left, right in pairs:
            unite(root, left, right)
        connection.execute("create or replace table parts (record_id varchar, cluster varchar)")
        connection.executemany(
            "insert into parts values (?, ?)", [[one, find(root, one)] for one in root]
        )
        connection.execute(
            "update found set cluster = 'part-' || parts.cluster from parts"
            " where parts.record_id = found.record_id"
        )


def find(root: dict[str, str], record: str) -> str:
    while root[record] != record:
        root[record] = root[root[record]]
        record = root[record]
    return record


def unite(root: dict[str, str], left: str, right: str) -> None:
    root[find(root, right)] = find(root, left)


if __name__ == "__main__":
    config = CONFIGS[sys.argv[2]]
    if sys.argv[1] == "train":
        train(config, *sys.argv[3:6])
    else:
        thresholds = [float(each) for each in sys.argv[6].split(",")]
        link(config, sys.argv[3], sys.argv[4], Path(sys.argv[5]), thresholds)
