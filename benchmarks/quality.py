"""CPU time of the quality table, its comparison with a former load, and its pages.

python -m benchmarks.quality [--people N] [--times K]: K registries of N people, side by side.
"""

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd

from resolver.normalise import normalise_records
from resolver.quality import assess, write_quality
from training.synthetic import synthesise
from training.synthetic.raw import raw_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=105_000)
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    raws, cleans, lists = [], [], []
    for seed in range(1, given.times + 1):
        registry = synthesise(given.people, seed, "realistic", traps=True)
        raws.append(raw_table(registry))
        cleans.append(normalise_records(raws[-1], registry.areas, None, b"a secret"))
        lists.append(registry.areas)
    raw, clean, areas = (pd.concat(part, ignore_index=True) for part in (raws, cleans, lists))
    none = pd.DataFrame({name: pd.Series([], dtype="str") for name in ("source", "reason")})
    read = raw.groupby("source").size().rename("read").reset_index()
    start = time.process_time()
    first = assess(raw, clean, none, read, areas)
    counted = time.process_time()
    second = assess(raw, clean, none, read, areas, former=("before", first.table))
    compared = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        write_quality(Path(folder), second, {"run": "benchmark"})
    written = time.process_time()
    print(
        f"{len(raw):,} rows, {len(first.table):,} lines: counted {counted - start:.2f} s, "
        f"counted and compared {compared - counted:.2f} s, pages {written - compared:.2f} s"
    )


if __name__ == "__main__":
    main()
