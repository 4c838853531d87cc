"""Accuracy of the automatic partition on registries the shipped model never saw.

    python benchmarks/accuracy.py [--people 20000] [--seeds 9001,…] [--level realistic] [--plain]

Prints a line per seed, then the mean and the worst. Nothing is decided by a human.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from resolver.pipeline import resolve
from resolver.settings import Settings
from training.evaluate import evaluate
from training.synthetic import synthesise

SHOWN = ("precision", "recall", "f1", "household_f1", "review_per_100", "largest", "over_merged")


def run(people: int, seed: int, level: Any, traps: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registry = synthesise(people, seed, level, traps)
        registry.write(folder / "in")
        settings = Settings(home=folder / "home")
        start = time.process_time()
        done = resolve(folder / "in", folder / "out", settings, registry=False)
        seconds = time.process_time() - start
        result = evaluate(done.outputs["memberships"], registry.truth, done.outputs["review"])
    return {
        "precision": result.person.precision,
        "recall": result.person.recall,
        "f1": result.person.f1,
        "household_f1": result.household.f1,
        "household_exact": result.household_exact,
        "review_per_100": result.review_per_100,
        "largest": result.shape.largest,
        "over_merged": result.shape.over_merges,
        "cpu_seconds": seconds,
        "pairs_per_record": done.manifest["counts"]["pairs_per_record"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", default="9001,9002,9003,9004,9005")
    parser.add_argument("--level", default="realistic")
    parser.add_argument("--plain", action="store_true", help="without traps")
    options = parser.parse_args()
    rows = []
    for seed in map(int, options.seeds.split(",")):
        rows.append(run(options.people, seed, options.level, not options.plain))
        print(seed, json.dumps({name: round(value, 5) for name, value in rows[-1].items()}))
    for title, pick in (("mean", lambda v: sum(v) / len(v)), ("worst", min)):
        print(
            title,
            {
                name: round(pick([row[name] for row in rows]), 5)
                for name in ("precision", "recall", "f1", "household_f1", "household_exact")
            },
        )


if __name__ == "__main__":
    main()
