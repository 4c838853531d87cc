"""What files cost whose rows all carry one number, one address, one name or one date.

    python benchmarks/adversarial.py [--rows 50000] [--seed 9401] [--level realistic]

A plain registry of so many rows, then copies in which one column (or all five at once) holds a
single value that any parser takes for real. Limit: each costs at most three times the plain one
through keys, candidates and link. Exits with 1 where one costs more.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from resolver.match.columns import match_columns
from resolver.match.link import link_records
from resolver.match.shipped import shipped_model
from resolver.normalise import normalise_records
from resolver.pipeline import find_candidates
from resolver.sources import Extracts, read_extracts
from training.synthetic import synthesise

LIMIT = 3.0
#: One value for a whole column of the raw table; serials of 9001-9998 say that it is invented.
ONE_VALUE: dict[str, dict[str, str]] = {
    "one NIK": {"nik": "3204110107809001"},
    "one KK": {"kk": "3204110101109002"},
    "one address": {
        "address": "JL. MAWAR NO. 12",
        "rt": "001",
        "rw": "002",
        "hamlet": "KRAJAN",
    },
    "one name": {"name": "SITI AMINAH"},
    "one date": {"birth_date": "01/07/1980"},
    "one group": {"source_group_id": "0"},
}
ALL_AT_ONCE = {
    column: value
    for title, one in ONE_VALUE.items()
    if title != "one group"
    for column, value in one.items()
}


@dataclass(frozen=True)
class Cost:
    """What one file cost: CPU seconds of keys and candidates, and of the link; pairs made."""

    keys: float
    link: float
    pairs: int

    @property
    def seconds(self) -> float:
        return self.keys + self.link


def plain_extracts(rows: int, seed: int, level: Any) -> Extracts:
    """Return a registry's extracts of at least so many rows, the sources mixed."""
    people = max(200, int(rows / 1.6))
    with tempfile.TemporaryDirectory() as name:
        synthesise(people, seed, level).write(Path(name))
        extracts = read_extracts([Path(name)])
    # Shuffled: the first rows would else be one source alone.
    shuffled = extracts.raw.sample(frac=1, random_state=seed).reset_index(drop=True)
    return replace(extracts, raw=shuffled)


def cost(extracts: Extracts, rows: int, values: dict[str, str]) -> Cost:
    """Return the cost of the first *rows* rows with *values* written over their columns."""
    raw = extracts.raw.head(rows).assign(**values)
    raw = raw.astype(dict.fromkeys(values, "str"))
    clean = normalise_records(raw, extracts.areas, extracts.siak, b"synthetic")
    clean = clean.sort_values("record_id", ignore_index=True)
    start = time.process_time()
    pairs = find_candidates(clean).pairs
    between = time.process_time()
    link_records(shipped_model(), match_columns(clean), pairs)
    return Cost(between - start, time.process_time() - between, len(pairs))


def table(rows: int, seed: int, level: Any) -> pd.DataFrame:
    """Return the costs of the plain file and of each adversarial one, with their ratio to it."""
    extracts = plain_extracts(rows, seed, level)
    cost(extracts, min(rows, 2_000), {})  # compiles what runs compiled
    files = {"plain": {}, **ONE_VALUE, "all five": ALL_AT_ONCE}
    costs = {name: cost(extracts, rows, values) for name, values in files.items()}
    plain = costs["plain"].seconds
    return pd.DataFrame(
        {
            "file": list(costs),
            "keys": [one.keys for one in costs.values()],
            "link": [one.link for one in costs.values()],
            "pairs_per_record": [one.pairs / rows for one in costs.values()],
            "times_plain": [one.seconds / plain for one in costs.values()],
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=9401)
    parser.add_argument("--level", default="realistic")
    options = parser.parse_args()
    costs = table(options.rows, options.seed, options.level)
    print(f"{'file':<14} {'keys':>7} {'link':>7} {'pairs/record':>13} {'x plain':>8}")
    for file, keys, link, pairs, times in costs.itertuples(index=False):
        print(f"{file:<14} {keys:>7.2f} {link:>7.2f} {pairs:>13.2f} {times:>8.2f}")
    sys.exit(int((costs["times_plain"] > LIMIT).any()))


if __name__ == "__main__":
    main()
