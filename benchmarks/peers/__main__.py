"""satukan beside other linkers, from the same cleaned rows to clusters.

    python -m benchmarks.peers run --work FOLDER [--sets traps,febrl3 …] [--seeds …] [--peers …]
    python -m benchmarks.peers cost --work FOLDER --clean FILE --model MODEL --threshold WEIGHT
    python -m benchmarks.peers table

``run`` makes the sets and the peers' environments in FOLDER and writes a JSON file a set and
seed into ``benchmarks/peers/results``; ``cost`` prints what satukan and Splink, each
in one run, need for a file of cleaned rows; ``table`` writes docs/benchmarks.md's section. A
peer is named with the number of labelled pairs that it gets. Peers are trained on, and labels come
from, a registry of another seed; they stand at the threshold that is best by the truth, satukan
and the hand rules as they are shipped.
"""

import argparse
import json
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.peers.data import BUDGETS, LinkageSet, outside_set, registry_set
from benchmarks.peers.environment import HERE
from benchmarks.peers.febrl import ASKED, BUDGET, febrl_set
from benchmarks.peers.runs import Result, Runner
from benchmarks.peers.table import write_section
from training.synthetic import LevelName

RESULTS = HERE / "results"
LEVELS: dict[str, tuple[LevelName, bool, int]] = {
    "plain": ("realistic", False, 9712),
    "traps": ("realistic", True, 9711),
    "hard": ("hard", False, 9713),
}
"""Sets by name: level, traps, and the seed of the registry that peers are trained on."""
OUTSIDE = {"outside-realistic": "realistic", "outside-traps": "traps", "outside-hard": "hard"}
OUTSIDE_TEACHER = 9
PEERS = (
    "splink-0,splink-200,splink-2000,recordlinkage-0,recordlinkage-200,recordlinkage-2000,"
    "dedupe-200,dedupe-2000"
)


def sets_of(
    name: str, seed: int, options: argparse.Namespace
) -> tuple[LinkageSet, LinkageSet | None]:
    """A set to measure on and the one that peers are trained on; none where no peer runs."""
    work, people = options.work, options.people
    folder = work / f"{name}-{people}-{seed}"
    if name.startswith("febrl"):
        data = febrl_set(work / name, int(name[-1]), work / "environments")
        return data, data
    taught = people if people <= 20_000 else 20_000
    teacher = None
    if name in OUTSIDE:
        made = [
            outside_set(options.outside, work / f"{name}-{n}-{s}", n, s, OUTSIDE[name], budgets)
            for n, s, budgets in ((people, seed, ()), (taught, OUTSIDE_TEACHER, BUDGETS))
        ]
        return made[0], made[1]
    level, traps, other = LEVELS[name]
    data = registry_set(folder, people, seed, level, traps, ())
    if options.peers:
        teacher = registry_set(
            work / f"{name}-{taught}-{other}", taught, other, level, traps, BUDGETS
        )
    return data, teacher


def measure(
    data: LinkageSet, teacher: LinkageSet | None, runner: Runner, peers: list[str]
) -> list[dict[str, Any]]:
    """Run satukan and all peers on one set."""
    ours = runner.own("satukan", data)
    results = [ours]
    compared = ours
    if data.kind == "febrl":
        results += [runner.own_labelled(data, BUDGET, how) for how in ("drawn", ASKED)]
        compared = results[-1]
    else:
        results.append(runner.own("hand_rules", data))
    lines = [tell(result, data, compared) for result in results]
    for name in peers:
        peer, _, budget = name.rpartition("-")
        if teacher is None or (data.kind == "febrl" and int(budget) > BUDGET):
            continue
        try:
            lines.append(tell(runner.peer(peer, data, teacher, int(budget)), data, compared))
        except subprocess.CalledProcessError as error:
            why = "time" if error.returncode == 124 else "error"
            failed = {"set": data.name, "seed": data.seed, "rows": len(data.records)}
            of = {
                "linker": peer,
                "labels": int(budget),
                "labels_are": "drawn" if int(budget) else None,
            }
            lines.append(failed | of | {"failed": why})
            print(lines[-1], flush=True)
    return lines


def tell(result: Result, data: LinkageSet, ours: Result) -> dict[str, Any]:
    """The result's facts, printed in short too."""
    facts = result.facts(data, ours)
    print(
        f"{data.name} {data.seed} {result.peer} {result.labels} {facts['labels_are'] or ''}"
        f" at {result.threshold}: P {facts['precision']:.4f} R {facts['recall']:.4f}"
        f" F1 {facts['f1']:.5f}, satukan ahead {facts['satukan_ahead']},"
        f" {result.linking.cpu_seconds:.1f} CPU-s, {result.linking.peak_mb:.0f} MB",
        flush=True,
    )
    return facts


def run(options: argparse.Namespace) -> None:
    """Measure and add to the results; a linker's former line of the set gives way to the new."""
    RESULTS.mkdir(exist_ok=True)
    peers = [name for name in options.peers.split(",") if name]
    for name in options.sets.split(","):
        for seed in [0] if name.startswith("febrl") else map(int, options.seeds.split(",")):
            data, teacher = sets_of(name, seed, options)
            runner = Runner(options.work / "environments", options.work / "models")
            lines = measure(data, teacher, runner, peers)
            size = "" if options.people == 20_000 or data.kind == "febrl" else f"-{options.people}"
            path = RESULTS / f"{name}{size}-{seed}.json"
            new = {_key(line) for line in lines}
            former = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
            lines += [line for line in former if _key(line) not in new]
            path.write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


def cost(options: argparse.Namespace) -> None:
    """Print CPU seconds and peak memory from cleaned rows to clusters."""
    runner = Runner(options.work / "environments", options.work / "models")
    for peer, more in (("satukan", ()), ("splink", (str(options.model), options.threshold))):
        used = runner.link_cost(peer, options.clean, options.work / "cost", *more)
        print(f"{peer}: {used.cpu_seconds:.1f} CPU-s, {used.peak_mb:.0f} MB", flush=True)


def _key(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["linker"], line["labels"], line.get("labels_are")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run")
    runs.add_argument("--work", type=Path, required=True, help="for environments and tables")
    runs.add_argument("--people", type=int, default=20_000)
    runs.add_argument("--sets", default="plain,traps,hard,febrl3,febrl4")
    runs.add_argument("--seeds", default="9841,9842,9843")
    runs.add_argument("--peers", default=PEERS)
    runs.add_argument("--outside", type=Path, default=HERE.parents[1], help="tree with its code")
    costs = commands.add_parser("cost")
    costs.add_argument("--work", type=Path, required=True, help="where run has worked")
    costs.add_argument("--clean", type=Path, required=True, help="cleaned rows (benchmarks.scale)")
    costs.add_argument("--model", type=Path, required=True, help="of Splink, from WORK/models")
    costs.add_argument("--threshold", default="6.0", help="match weight")
    commands.add_parser("table")
    options = parser.parse_args()
    if options.command == "run":
        run(options)
    elif options.command == "cost":
        cost(options)
    else:
        write_section(RESULTS, HERE.parents[1] / "docs" / "benchmarks.md")


if __name__ == "__main__":
    main()
