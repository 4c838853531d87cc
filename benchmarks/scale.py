"""CPU seconds and peak memory at scale: cleaned rows → clusters, and the whole road.

    python -m benchmarks.scale make FOLDER [--people 1040000]   extracts and their cleaned rows
    python -m benchmarks.scale clusters FOLDER                  from the cleaned rows, step by step
    python -m benchmarks.scale resolve FOLDER                   the whole road, with the registry

1,040,000 people make 1.8 million rows, 100,000 people 173,000. Each measurement is of a process of
its own, imports included; peaks are those of a step, not of all before it.
"""

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet

from resolver.match.columns import match_columns
from resolver.match.fields import Fields
from resolver.match.link import link_records
from resolver.match.shipped import shipped_model
from resolver.pipeline import find_candidates, read_and_normalise, resolve
from resolver.settings import Settings
from training.synthetic import synthesise

CLEAN = "clean/records.parquet"
"""In a folder of its own, or the road would read it as an extract."""


class Meter:
    """Prints CPU seconds and peak memory (GB) by step."""

    def __init__(self) -> None:
        self._step, self._start, self._most = "imports", 0.0, 0.0

    def step(self, name: str, detail: str = "") -> None:
        """End the step before and begin *name*."""
        if name == self._step:
            return
        now, peak = time.process_time(), _peak()
        self._most = max(self._most, peak)
        print(f"{self._step:<20} {now - self._start:>7.1f} CPU-s {peak:>6.2f} GB", flush=True)
        self._step, self._start = name, now

    def end(self) -> None:
        """End the last step and print the whole."""
        self.step("end")
        print(f"{'whole':<20} {time.process_time():>7.1f} CPU-s {self._most:>6.2f} GB")


def _peak() -> float:
    """Peak memory since the last call, in GB; the mark is set back (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    return int(peak.split()[1]) / 1e6


def make(folder: Path, people: int, level: str, seed: int) -> None:
    """Write extracts and their cleaned rows."""
    synthesise(people, seed, level, True).write(folder)
    clean = read_and_normalise(folder, b"synthetic data only").clean
    (folder / CLEAN).parent.mkdir(exist_ok=True)
    clean.to_parquet(folder / CLEAN, index=False)
    print(f"{len(clean):,} rows in {folder}")


def clusters(folder: Path) -> None:
    """Cleaned rows → persons, reading a column at a time."""
    meter, path = Meter(), folder / CLEAN
    meter.step("keys, candidates")
    count = pyarrow.parquet.read_metadata(path).num_rows
    fields = Fields(lambda name: pd.read_parquet(path, columns=[name])[name], count)
    pairs = find_candidates(fields).pairs
    meter.step("columns")
    columns = match_columns(fields)
    del fields
    meter.step("link")
    partition = link_records(shipped_model(), columns, pairs)
    meter.end()
    persons = int((partition.labels == range(count)).sum())
    print(f"{count:,} rows, {len(pairs):,} candidates, {len(partition.links):,} scored pairs")
    print(f"{persons:,} persons")


def whole(folder: Path) -> None:
    """Extracts → everything that ``satukan resolve`` leaves."""
    meter = Meter()
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(home=Path(name) / "home")
        resolve(folder, Path(name) / "out", settings, progress=meter.step)
        meter.end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("make", "clusters", "resolve"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=1_040_000)
    parser.add_argument("--level", default="realistic")
    parser.add_argument("--seed", type=int, default=7100)
    options = parser.parse_args()
    if options.what == "make":
        make(options.folder, options.people, options.level, options.seed)
    elif options.what == "clusters":
        clusters(options.folder)
    else:
        whole(options.folder)


if __name__ == "__main__":
    main()
