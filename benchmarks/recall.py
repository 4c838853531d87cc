"""Candidate recall of the keys: of the true pairs, how many share a key; by group and damage.

    python benchmarks/recall.py [--people 20000] [--seeds 9301,9302,9303] [--level hard] [--plain]
                                [--each-key]

A true pair is two records of one person. It counts under a kind of damage where either record
carries it, and under `only …` where that is all the damage that both of them carry beside
re-written addresses and relations, which no key reads. With `--each-key`: what recall loses and
how many pairs go where one kind of key is left out.
"""

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.candidates import candidate_pairs
from graph.keys import key_edges
from resolver.match.blocking import KEYS, key_columns
from resolver.pipeline import read_and_normalise
from training.synthetic import synthesise

SECRET = b"synthetic"
SILENT = frozenset({"", "address_rewritten", "relation", "kk_old"})
GROUPS = ("sex", "mononym", "elderly", "no_nik", "island", "alive")
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Measured:
    """The true pairs of one registry: rows, and the keys (bit mask) that tie each."""

    clean: pd.DataFrame
    truth: pd.DataFrame
    a: Ints
    b: Ints
    shared: Ints
    pairs: pd.DataFrame

    @property
    def found(self) -> Mask:
        return self.shared != 0


def measure(people: int, seed: int, level: Any, traps: bool) -> Measured:
    """Make a registry, find its candidates, and look up every true pair among them."""
    registry = synthesise(people, seed, level, traps)
    with tempfile.TemporaryDirectory() as name:
        registry.write(Path(name))
        clean = read_and_normalise(Path(name), SECRET).clean
    ids = ["source", "source_record_id"]
    truth = clean[ids].merge(registry.truth, on=ids, how="left", validate="one_to_one")
    edges = key_edges(key_columns(clean), KEYS)
    pairs = candidate_pairs(edges, len(clean))
    a, b = true_pairs(truth["person"])
    known = pairs["a"].to_numpy(np.int64) * len(clean) + pairs["b"].to_numpy(np.int64)
    wanted = a * len(clean) + b
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    shared = np.where(known[place] == wanted, pairs["shared"].to_numpy(np.int64)[place], 0)
    return Measured(clean, truth, a, b, shared, pairs)


def true_pairs(person: pd.Series) -> tuple[Ints, Ints]:
    """All pairs of rows (a < b) with one person."""
    rows = pd.DataFrame({"person": person.to_numpy(), "row": np.arange(len(person))})
    both = rows.merge(rows, on="person", suffixes=("_a", "_b"))
    both = both[both["row_a"] < both["row_b"]]
    return both["row_a"].to_numpy(np.int64), both["row_b"].to_numpy(np.int64)


def by_damage(one: Measured, all_of: Counter[str], found: Counter[str]) -> None:
    """Count the true pairs, and those found, under each kind of damage."""
    kinds = [frozenset(text.split(";")) - SILENT for text in one.truth["damage"].fillna("")]
    for a, b, good in zip(one.a.tolist(), one.b.tolist(), one.found.tolist(), strict=True):
        both = kinds[a] | kinds[b]
        names = ["none"] if not both else sorted(both)
        if len(both) == 1:
            names.append(f"only {names[0]}")
        for name in names:
            all_of[name] += 1
            found[name] += good


def by_group(one: Measured, all_of: Counter[str], found: Counter[str]) -> None:
    """Count the true pairs, and those found, by the groups of their first record."""
    for group in GROUPS:
        values = one.truth[group].astype(str).to_numpy(object)[one.a]
        for value in np.unique(values):
            rows = values == value
            all_of[f"{group} {value}"] += int(rows.sum())
            found[f"{group} {value}"] += int(one.found[rows].sum())


def each_key(measured: list[Measured]) -> None:
    """Print what one kind of key alone brings: true pairs lost and pairs saved without it."""
    true = sum(len(one.a) for one in measured)
    records = sum(len(one.clean) for one in measured)
    print(f"\n{'without the key':<26} {'recall lost':>11} {'pairs saved a record':>21}")
    for bit, spec in enumerate(KEYS):
        only = np.int64(1) << bit
        lost = sum(int((one.shared == only).sum()) for one in measured)
        saved = sum(int((one.pairs["shared"].to_numpy(np.int64) == only).sum()) for one in measured)
        print(f"{spec.name:<26} {lost / true:>11.5f} {saved / records:>21.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", default="9301,9302,9303")
    parser.add_argument("--level", default="hard")
    parser.add_argument("--plain", action="store_true", help="without traps")
    parser.add_argument("--each-key", action="store_true")
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    all_of: Counter[str] = Counter()
    found: Counter[str] = Counter()
    kept = []
    for seed in seeds:
        one = measure(options.people, seed, options.level, not options.plain)
        per_record = len(one.pairs) / len(one.clean)
        print(f"seed {seed}: recall {one.found.mean():.4f} at {per_record:.2f} pairs a record")
        by_damage(one, all_of, found)
        by_group(one, all_of, found)
        kept.append(one)
    print(f"\n{'damage or group':<26} {'true pairs':>10} {'recall':>7} {'missed':>7}")
    for name, count in sorted(all_of.items(), key=lambda item: found[item[0]] / item[1]):
        missed = count - found[name]
        print(f"{name:<26} {count:>10,} {found[name] / count:>7.4f} {missed:>7,}")
    if options.each_key:
        each_key(kept)


if __name__ == "__main__":
    main()
