"""The matcher by itself on unseen registries: what each pass adds, grades, tasks, calibration.

    python benchmarks/matcher.py [--people 20000] [--seeds 9001,…] [--level realistic] [--plain]

Pairs are pairs of records of one person. Bounds are Wilson's, 95 %.
"""

import argparse
import time
from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pandas as pd

from resolver.match.link import Partition, link_records
from resolver.match.passes import PROPAGATED
from resolver.match.shipped import shipped_model
from training.dataset import LabelledPairs, Recipe, labelled_pairs
from training.metrics import (
    candidate_recall,
    f1_score,
    pair_score,
    pair_score_touching,
    wilson,
)


class Counts(defaultdict[str, int]):
    """Sums over the seeds, by name."""

    def __init__(self) -> None:
        super().__init__(int)

    def share(self, part: str, whole: str) -> str:
        low, high = wilson(self[part], self[whole])
        share = self[part] / max(self[whole], 1)
        return f"{share:.4f} ({low:.4f}-{high:.4f}) of {self[whole]:,}"


def partition_line(title: str, registry: LabelledPairs, partition: Partition) -> None:
    labels = partition.labels.astype(np.int64)
    score = pair_score(registry.person, labels)
    print(
        f"  {title:<24} precision {score.precision:.4f} recall {score.recall:.4f} "
        f"F1 {score.f1:.4f} largest {np.bincount(labels).max()}"
    )


def count(registry: LabelledPairs, partition: Partition, review: float, total: Counts) -> None:
    """Add what the partition's links and tasks say."""
    links, labels = partition.links, partition.labels.astype(np.int64)
    true = registry.person[links["a"]] == registry.person[links["b"]]
    certain = (links["grade"] == "certain").to_numpy()
    total["certain"] += int(certain.sum())
    total["certain true"] += int((certain & true).sum())
    total["true"] += pair_score(registry.person, registry.person).true
    opened = links["verdict"].isin(["refused", "review"]) & (links["whole"] >= review)
    ends = np.sort(labels[links.loc[opened, ["a", "b"]].to_numpy()], axis=1)
    tasks = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "true": true[opened.to_numpy()]})
    by_task = tasks.groupby(["a", "b"])["true"].any()
    total["tasks"] += len(by_task)
    total["tasks true"] += int(by_task.sum())
    total["records"] += len(labels)


GROUPS = ("sex", "mononym", "elderly", "no_nik", "island", "alive", "trap")


def count_groups(registry: LabelledPairs, partition: Partition, total: Counts) -> None:
    """Add the pairs that touch each group and each trap, and the most people in one cluster."""
    labels = partition.labels.astype(np.int64)
    people = pd.DataFrame({"label": labels, "person": registry.person})
    people_in = people.groupby("label")["person"].nunique()
    for group in GROUPS:
        values = registry.truth[group].fillna("").astype(str).to_numpy(object)
        for value in np.unique(values):
            score = pair_score_touching(registry.person, labels, values == value)
            name = f"{group} {value or 'none'}"
            total[f"{name}|true"] += score.true
            total[f"{name}|predicted"] += score.predicted
            total[f"{name}|both"] += score.both
            most = int(people_in[np.unique(labels[values == value])].max())
            total[f"{name}|people"] = max(total[f"{name}|people"], most)


def groups(total: Counts) -> None:
    print(
        f"{'pairs that touch':<24} {'true pairs':>10} precision recall     F1  most people in one"
    )
    for name in sorted(key.removesuffix("|true") for key in total if key.endswith("|true")):
        true, predicted, both, people = (
            total[f"{name}|{what}"] for what in ("true", "predicted", "both", "people")
        )
        precision, recall = both / max(predicted, 1), both / max(true, 1)
        f1 = f1_score(precision, recall)
        print(f"{name:<24} {true:>10,} {precision:>9.4f} {recall:.4f} {f1:.4f} {people:>3}")


def middle(registry: LabelledPairs, partition: Partition) -> pd.DataFrame:
    """The pairs the model is unsure of: probability and truth."""
    links = partition.links
    probability = links["probability"].to_numpy()
    rows = (probability > 0.05) & (probability < 0.95)
    true = registry.person[links["a"]] == registry.person[links["b"]]
    return pd.DataFrame({"p": probability[rows], "true": true[rows]})


def calibration(pairs: pd.DataFrame) -> None:
    """Print the expected calibration error over ten equal bins, and the bins."""
    by_bin = pairs.groupby(np.ceil(pairs["p"] * 10)).agg(
        said=("p", "mean"), true=("true", "mean"), pairs=("p", "size")
    )
    error = ((by_bin["said"] - by_bin["true"]).abs() * by_bin["pairs"]).sum() / len(pairs)
    p, y = pairs["p"].to_numpy(), pairs["true"].to_numpy()
    loss = -np.log(np.where(y, p, 1 - p)).mean()
    print(f"calibration, {len(pairs):,} pairs of .05-.95: error {error:.4f}, log loss {loss:.4f}")
    print(by_bin.round(3).to_string(index=False))


def recall_with_propagation(registry: LabelledPairs, partition: Partition) -> tuple[float, float]:
    links = partition.links
    rows = np.array(links["shared"] == PROPAGATED)
    rows[: len(registry.pairs)] = True
    a, b = (links[end].to_numpy(np.int64)[rows] for end in ("a", "b"))
    return candidate_recall(registry.person, a, b), rows.sum() / len(registry.columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", default="9001,9002,9003,9004,9005")
    parser.add_argument("--level", default="realistic")
    parser.add_argument("--plain", action="store_true", help="without traps")
    options = parser.parse_args()
    model, total, unsure, f1 = shipped_model(), Counts(), [], []
    assert model.first is not None
    for seed in map(int, options.seeds.split(",")):
        registry = labelled_pairs(Recipe(options.people, seed, options.level, not options.plain))
        start = time.process_time()
        partition = link_records(model, registry.columns, registry.pairs)
        seconds = time.process_time() - start
        recall, per_record = recall_with_propagation(registry, partition)
        ends: tuple[npt.NDArray[np.int64], ...] = tuple(
            registry.pairs[end].to_numpy(np.int64) for end in ("a", "b")
        )
        print(
            f"seed {seed}: candidate recall {candidate_recall(registry.person, *ends):.4f}, "
            f"propagated {recall:.4f} at {per_record:.2f} pairs a record; link {seconds:.1f} CPU-s"
        )
        alone = link_records(model.first, registry.columns, registry.pairs)
        partition_line("first pass alone", registry, alone)
        partition_line("both passes", registry, partition)
        score = pair_score(registry.person, partition.labels.astype(np.int64))
        f1.append(f1_score(score.precision, score.recall))
        count(registry, partition, model.thresholds.review, total)
        count_groups(registry, partition, total)
        unsure.append(middle(registry, partition))
    print(f"F1 mean {np.mean(f1):.4f}, worst {min(f1):.4f}")
    print(f"certain: precision {total.share('certain true', 'certain')} pairs")
    print(f"certain: share of the true pairs {total.share('certain true', 'true')}")
    print(
        f"tasks: {100 * total['tasks'] / total['records']:.2f} per 100 rows, "
        f"true {total.share('tasks true', 'tasks')}"
    )
    calibration(pd.concat(unsure))
    groups(total)


if __name__ == "__main__":
    main()
