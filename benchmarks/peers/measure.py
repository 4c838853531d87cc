"""Run one command and write what it cost: ``python measure.py COST.json SECONDS COMMAND …``.

A command that takes longer than so many seconds of wall clock is ended: exit code 124.

A process of its own, of the standard library alone: Linux counts the memory of the process that
starts a command as a peak of the command's own, so whoever measures has to be small.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path


def main() -> int:
    cost, limit, command = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    # Libraries that would start a thread per core spend CPU on waiting for each other.
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1"}
    try:
        done = subprocess.run(command, env=os.environ | threads, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        print(f"ended after {limit:g} s: {' '.join(command)}", file=sys.stderr)
        return 124
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1000}
    cost.write_text(json.dumps(figures), encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
