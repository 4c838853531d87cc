"""CPU seconds and peak memory of ``satukan resolve``, by step.

    python benchmarks/cost.py [--people 100000] [--level realistic] [--processes 1]

Runs the command in a process of its own, so that imports count and memory is its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from training.synthetic import synthesise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--level", default="realistic")
    parser.add_argument("--seed", type=int, default=9100)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        synthesise(options.people, options.seed, options.level, True).write(folder / "in")
        subprocess.run(
            [
                Path(sys.executable).with_name("satukan"),
                "resolve",
                folder / "in",
                folder / "out",
                "--processes",
                str(options.processes),
            ],
            env=os.environ | {"SATUKAN_HOME": str(folder / "home")},
            check=True,
        )
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        steps = json.loads((folder / "out" / "times.json").read_text())["cpu_seconds"]
        counts = json.loads((folder / "out" / "manifest.json").read_text())["counts"]
    print(f"rows read                {counts['read']:>10,}")
    for step, seconds in steps.items():
        print(f"{step:<24} {seconds:>10.1f} CPU-s")
    print(f"whole command            {usage.ru_utime + usage.ru_stime:>10.1f} CPU-s")
    print(f"peak memory              {usage.ru_maxrss / 1e6:>10.2f} GB")


if __name__ == "__main__":
    main()
