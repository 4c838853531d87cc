"""Make and measure: `python -m benchmarks.outside make|measure --help`."""

import argparse
from pathlib import Path

from benchmarks.outside.levels import LEVELS
from benchmarks.outside.make import make
from benchmarks.outside.measure import measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outside", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("make", "measure"):
        command = commands.add_parser(name)
        command.add_argument("--people", type=int, default=5000)
        command.add_argument("--level", default="realistic", choices=sorted(LEVELS))
        if name == "make":
            command.add_argument("out", type=Path)
            command.add_argument("--seed", type=int, default=1)
        else:
            command.add_argument("--seeds", default="1")
            command.add_argument("--keep", type=Path, help="keep loads, runs and errors here")
    options = parser.parse_args()
    if options.command == "make":
        truth = make(options.out, options.people, options.seed, options.level)
        print(f"{len(truth):,} rows of {truth['person'].nunique():,} people in {options.out}")
    else:
        seeds = [int(seed) for seed in options.seeds.split(",")]
        measure(seeds, options.people, options.level, options.keep)


if __name__ == "__main__":
    main()
