"""The results as Markdown tables in docs/benchmarks.md."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

BEGIN, END = "<!-- peers: from benchmarks/peers/results -->", "<!-- peers end -->"
HEAD = (
    "| linker | labels | threshold | precision | recall | F1, mean | worst"
    " | satukan ahead by (95 %, worst seed) | linking, CPU-s | peak GB | training, CPU-s |\n|"
    + "---|"
    * 11
)
Line = dict[str, Any]


def write_section(results: Path, page: Path) -> None:
    """Put the tables between the two marks of the page.

    Raises:
        ValueError: the page lacks the marks.
    """
    text = page.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"{page.name} lacks {BEGIN} or {END}")
    tables = "\n\n".join(section(lines) for lines in grouped(results))
    page.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def grouped(results: Path) -> list[list[Line]]:
    """All lines of one kind of set and size together, in the order of the files' names."""
    groups: dict[str, list[Line]] = {}
    for path in sorted(results.glob("*.json")):
        name = path.stem.rpartition("-")[0]
        groups.setdefault(name, []).extend(json.loads(path.read_text(encoding="utf-8")))
    order = ["plain", "traps", "hard"]
    names = sorted(groups, key=lambda n: (order.index(n) if n in order else len(order), n))
    return [groups[name] for name in names]


def section(lines: Sequence[Line]) -> str:
    """One kind of set: a line for each linker and budget, over the seeds."""
    first = lines[0]
    seeds = sorted({line["seed"] for line in lines})
    rows = sorted({line["rows"] for line in lines})
    size = f"{rows[0]:,}" + (f"-{rows[-1]:,}" if len(rows) > 1 else "") + " rows"
    seeded = f", seeds {', '.join(map(str, seeds))}" if seeds != [0] else ""
    by: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        by.setdefault((line["linker"], line["labels"], line.get("labels_are")), []).append(line)
    whole = sorted(by.items(), key=lambda item: _order(item[1]))
    body = "\n".join(_row(one) for _, one in whole)
    return f"**{first['set'][0].upper()}{first['set'][1:]}**{seeded}, {size}\n\n{HEAD}\n{body}"


def _order(lines: Sequence[Line]) -> tuple[int, float]:
    """satukan first, then the best of the others."""
    done = [line["f1"] for line in lines if "f1" in line]
    return int(lines[0]["linker"] != "satukan"), -mean(done) if done else 1.0


def _row(lines: Sequence[Line]) -> str:
    first, done = lines[0], [line for line in lines if "f1" in line]
    labels = str(first["labels"]) + (" (asked for)" if first.get("labels_are") == "asked" else "")
    cells = [first["linker"].replace("_", " "), labels]
    if not done:
        why = {"time": "not done in time"}.get(first["failed"], "failed")
        return f"| {' | '.join([*cells, why, *['–'] * 8])} |"
    thresholds = sorted({line["threshold"] for line in done}, key=lambda t: t or 0)
    shown = "shipped" if thresholds[0] is None else f"{thresholds[0]:.4g}"
    if len(thresholds) > 1:
        shown += f" to {thresholds[-1]:.4g}"
    behind = [line["satukan_ahead"] for line in done if line["satukan_ahead"]]
    ahead = "–"
    if behind:
        low = min(behind, key=lambda each: each[1])
        ahead = f"{mean(each[0] for each in behind):+.4f} ({low[1]:+.4f} to {low[2]:+.4f})"
    training = [line["training"]["cpu_seconds"] for line in done if line["training"]]
    cells += [
        shown,
        f"{mean(line['precision'] for line in done):.4f}",
        f"{mean(line['recall'] for line in done):.4f}",
        f"{mean(line['f1'] for line in done):.4f}",
        f"{min(line['f1'] for line in done):.4f}",
        ahead,
        f"{mean(line['linking']['cpu_seconds'] for line in done):.1f}",
        f"{max(line['linking']['peak_mb'] for line in done) / 1000:.2f}",
        f"{mean(training):.0f}" if training else "–",
    ]
    return f"| {' | '.join(cells)} |"
