"""A run's tables and manifest, gathered from the steps' results."""

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resolver.entities.build import Entities
from resolver.entities.link_model import shipped_households
from resolver.entities.partition import partition_hash
from resolver.entities.payments import Attachment
from resolver.keys_table import shared_keys
from resolver.match.blocking import KEYS
from resolver.match.link import Partition
from resolver.match.model import Model
from resolver.match.passes import PROPAGATED, WITHIN
from resolver.match.review import review_tasks
from resolver.match.rulings import DECIDED
from resolver.quality import Quality
from resolver.sources.versions import record_versions

if TYPE_CHECKING:  # the pipeline calls this module
    from resolver.pipeline import Candidates, Normalised


NOT_RECORDS = ("AREAS", "SIAK", "PAYMENTS")
"""Sources in the files' counts whose rows are no records to resolve."""

NO_KEY = {int(PROPAGATED): "propagated", int(WITHIN): "within", int(DECIDED): "decided"}
"""What brought a pair that no key ties (docs/tables.md §4)."""


def run_identity(load: "Normalised", model: Model, decisions: str = "") -> str:
    """Name a run by what goes in: records' content, model and decisions, not order or files.

    The rows stand in the order of their record ids. The normalised columns are in it because the
    area list and SIAK's answers show only there.
    """
    digest = hashlib.sha256((model.digest + shipped_households().digest + decisions).encode())
    for table in (load.raw.drop(columns=["file", "line"]), load.clean):
        digest.update(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes())
    if load.extracts.payments is not None:
        lines = load.extracts.payments.drop(columns=["file", "line"])
        digest.update(np.sort(pd.util.hash_pandas_object(lines, index=False)).tobytes())
    return f"R-{newest_period(load.clean) or 'undated'}-{digest.hexdigest()[:12]}"


def newest_period(clean: pd.DataFrame) -> str | None:
    """The last of the load's periods in the order of their texts; None where no row has one."""
    return max(clean["period"].dropna().unique(), default=None)


def persons_of(clean: pd.DataFrame, entities: Entities) -> pd.Series:
    """The person id of every record, in the order of *clean*."""
    owners = entities.memberships[["record_id", "person_id"]]
    return clean[["record_id"]].merge(owners, on="record_id", how="left")["person_id"]


def output_tables(
    load: "Normalised",
    partition: Partition,
    entities: Entities,
    payments: Attachment,
    quality: Quality,
    model: Model,
    secret: bytes,
) -> dict[str, pd.DataFrame]:
    """The tables of docs/tables.md §5."""
    record_id = load.clean["record_id"]
    person_id = persons_of(load.clean, entities)
    persons = entities.persons.copy()
    persons["grade"] = persons["person_id"].map(_person_grades(partition, person_id))
    columns = [name for name in persons.columns if name not in ("grade", "provenance")]
    return {
        "memberships": entities.memberships,
        "persons": persons[[*columns, "grade", "provenance"]],
        "families": entities.families,
        "households": entities.households,
        "links": _links(partition.links, record_id, model),
        "review": review_tasks(
            partition.links, partition.labels, record_id, person_id, model.thresholds.review
        ),
        "keys": shared_keys(load.clean, secret),
        "rejects": load.extracts.rejects,
        "versions": _versions(load, secret),
        "payments": payments.payments,
        "payments_doubtful": payments.doubtful,
        "quality": quality.table,
    }


def _versions(load: "Normalised", secret: bytes) -> pd.DataFrame:
    """What each record said in this load, as a digest: equal ones need no new comparison."""
    return pd.DataFrame(
        {
            "record_id": load.clean["record_id"],
            "version": record_versions(load.raw, secret),
            "period": load.clean["period"],
            "file": load.raw["file"],
            "line": load.raw["line"],
        }
    )


def _person_grades(partition: Partition, person_id: pd.Series) -> pd.Series:
    """The grade of the weakest link that made the person; none for a person of one record."""
    made = partition.links[partition.links["verdict"] == "accepted"]
    owner = person_id.iloc[made["a"]].to_numpy()
    weakest = (made["grade"] != "certain").groupby(owner).any()
    return weakest.map({False: "certain", True: "probable"}).astype("str")


def _links(links: pd.DataFrame, record_id: pd.Series, model: Model) -> pd.DataFrame:
    """The links worth keeping: all but the pairs that are certainly not one person and apart."""
    kept = links[(links["verdict"] != "rejected")]
    ids = record_id.to_numpy(object)
    return pd.DataFrame(
        {
            "record_a": pd.array(ids[kept["a"]], dtype="str"),
            "record_b": pd.array(ids[kept["b"]], dtype="str"),
            "probability": kept["probability"].round(6).to_numpy(),
            "first_probability": kept["first"].round(6).to_numpy(),
            "grade": kept["grade"].astype("str").to_numpy(),
            "verdict": kept["verdict"].astype("str").to_numpy(),
            "reason": kept["reason"].astype("str").to_numpy(),
            "shared_keys": _key_names(kept["shared"].to_numpy(np.int64)),
            "model": pd.array([model.digest[:12]] * len(kept), dtype="str"),
        }
    ).sort_values(["record_a", "record_b"], ignore_index=True)


def _key_names(masks: np.ndarray) -> np.ndarray:
    """Names of the key types in each bit mask, joined by ``|``; else what brought the pair."""
    distinct, position = np.unique(masks, return_inverse=True)
    names = [
        "|".join(
            [spec.name for bit, spec in enumerate(KEYS) if mask >> bit & 1]
            + [name for bit, name in NO_KEY.items() if mask & bit]
        )
        for mask in distinct.tolist()
    ]
    return np.array(names, dtype=object)[position]


def manifest(
    load: "Normalised",
    candidates: "Candidates",
    partition: Partition,
    entities: Entities,
    outputs: dict[str, pd.DataFrame],
    model: Model,
    run_id: str,
) -> dict[str, Any]:
    """What a run was made from and what it gave; equal inputs give equal bytes."""
    counts = load.extracts.counts
    records = counts[~counts["source"].isin(NOT_RECORDS)]
    verdicts = partition.links["verdict"].value_counts(sort=False)
    refused = partition.links.loc[partition.links["verdict"] == "refused", "reason"]
    return {
        "run": run_id,
        "period": newest_period(load.clean),
        "version": version("satukan"),
        "model": model.digest,
        "household_model": shipped_households().digest,
        "thresholds": model.to_json()["thresholds"],
        "partition": partition_hash(partition.labels, load.clean["record_id"]),
        "files": [
            {**line, "sha256": load.digests.get(line["file"])} for line in counts.to_dict("records")
        ],
        "skipped": load.extracts.skipped.to_dict("records"),
        "counts": {
            "read": int(records["read"].sum()),
            "accepted": int(records["accepted"].sum()),
            "rejected": int(records["rejected"].sum()),
            **{f"records_{name}": count for name, count in load.records.items()},
            "key_edges": len(candidates.edges),
            "pairs": len(candidates.pairs),
            "pairs_per_record": round(len(candidates.pairs) / max(len(load.clean), 1), 3),
            **{f"links_{name}": int(count) for name, count in verdicts.items()},
            "components_before_guard": partition.components,
            **{f"refused_{name}": int(n) for name, n in refused.value_counts().items() if name},
            "persons": len(entities.persons),
            "families": len(entities.families),
            "households": len(entities.households),
            "memberships": len(outputs["memberships"]),
            "review": len(outputs["review"]),
        },
        "scores": np.histogram(partition.links["probability"], 50, (0, 1))[0].tolist(),
        "hubs": candidates.edges.hubs.to_dict("records"),
    }
