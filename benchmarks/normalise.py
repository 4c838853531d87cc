"""CPU seconds and peak memory of normalising and making keys, beside reading and joining.

    python benchmarks/normalise.py [--people 1040000] [--level realistic] [--folder extracts]

1,040,000 people make 1.8 million rows. Limit: normalise + keys in 90 CPU-seconds.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.candidates import candidate_pairs
from graph.keys import key_edges
from resolver.match.blocking import KEYS, key_columns
from resolver.normalise import normalise_records
from resolver.sources import read_extracts
from training.synthetic import synthesise


@contextmanager
def timed(what: str, seconds: dict[str, float]) -> Iterator[None]:
    start = time.process_time()
    yield
    seconds[what] = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what:<12} {seconds[what]:>8.1f} CPU-s   peak so far {peak:.2f} GB", flush=True)


def measure(folder: Path, with_pairs: bool) -> dict[str, float]:
    """Return CPU seconds by step for the extracts in *folder*."""
    seconds: dict[str, float] = {}
    with timed("read", seconds):
        extracts = read_extracts([folder])
    with timed("normalise", seconds):
        clean = normalise_records(extracts.raw, extracts.areas, extracts.siak, b"synthetic")
    rows = len(clean)
    del extracts
    with timed("keys", seconds):
        edges = key_edges(key_columns(clean), KEYS)
    print(f"{rows:,} rows, {len(edges):,} edges")
    print(f"normalise + keys {seconds['normalise'] + seconds['keys']:.1f} CPU-s")
    if with_pairs:
        with timed("candidates", seconds):
            pairs = candidate_pairs(edges, len(clean))
        print(f"{len(pairs):,} pairs, {len(pairs) / max(1, rows):.2f} a record")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_040_000)
    parser.add_argument("--level", default="realistic")
    parser.add_argument("--seed", type=int, default=7100)
    parser.add_argument("--folder", type=Path, help="measure these extracts instead")
    parser.add_argument("--pairs", action="store_true", help="join the candidates as well")
    options = parser.parse_args()
    if options.folder:
        measure(options.folder, options.pairs)
        return
    with tempfile.TemporaryDirectory() as name:
        synthesise(options.people, options.seed, options.level, True).write(Path(name))
        measure(Path(name), options.pairs)


if __name__ == "__main__":
    main()
