"""`satukan resolve`: the road, with its progress shown and its counts printed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from api.progress import StepProgress
from resolver.errors import OutputError
from resolver.match.model import load_model
from resolver.pipeline import Run, resolve
from resolver.settings import Settings

STEPS = 10  # of the road: the progress bar's first guess

SKIPPED = {
    "ENDING": "being no tables by their names",
    "FOLDER": "being folders (give them by themselves)",
    "IGNORED": "because the mapping leaves them out",
}
MOST_NAMES = 20

COUNTS = {
    "read": "rows read",
    "accepted": "rows accepted",
    "rejected": "rows rejected",
    "pairs": "candidate pairs",
    "links_accepted": "links accepted",
    "links_refused": "links refused",
    "persons": "persons",
    "families": "families",
    "households": "households",
    "review": "review tasks",
}


def resolve_extracts(
    inputs: Path,
    out: Path,
    settings: Settings,
    *,
    model: Path | None,
    areas: Path | None,
    mapping: Path | None,
    baseline: Path | None,
    processes: int,
    registry: bool,
) -> None:
    """Resolve the extracts in `inputs` into `out`; print the counts and where the report is.

    OutputError when `out` would replace the extracts themselves.
    """
    if inputs.resolve().is_relative_to(out.resolve()):
        raise OutputError(f"{out} holds the extracts; give another folder for the results.")
    run = run_road(
        inputs,
        out,
        settings,
        model=model,
        areas=areas,
        mapping=mapping,
        baseline=baseline,
        processes=processes,
        registry=registry,
    )
    print(counts_text(run))
    for line in notes(run.manifest["files"], run.manifest["skipped"]):
        print(f"\n{line}")
    print(f"\nReport   {out / 'report.html'}  (English: report.en.html)")
    print(f"Quality  {out / 'quality.html'}  (English: quality.en.html)")


def run_road(
    inputs: Path,
    out: Path,
    settings: Settings,
    *,
    model: Path | None = None,
    areas: Path | None = None,
    mapping: Path | None = None,
    baseline: Path | None = None,
    processes: int = 1,
    registry: bool = True,
) -> Run:
    """The road from extracts to written outputs, with a progress display."""
    document = load_model(model) if model is not None else None
    with StepProgress(STEPS) as progress:
        return resolve(
            inputs,
            out,
            settings,
            model=document,
            areas=areas,
            mapping=mapping,
            baseline=baseline,
            processes=processes,
            registry=registry,
            progress=progress,
        )


def notes(files: Sequence[Mapping[Any, Any]], skipped: Sequence[Mapping[Any, Any]]) -> list[str]:
    """What to look at in a load: files that gave nothing, and what was not read at all."""
    lines = []
    for file in files:
        if not file["read"]:
            lines.append(f"Note: {file['file']} holds no rows below its header.")
        elif not file["accepted"]:
            lines.append(
                f"WARNING: none of the {file['read']:,} rows of {file['file']} was accepted; the "
                "rejects tell why."
            )
    for why, words in SKIPPED.items():
        names = [str(one["file"]) for one in skipped if one["why"] == why]
        if names:
            more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
            lines.append(f"Not read, {words}: {', '.join(names[:MOST_NAMES])}{more}")
    return lines


def counts_text(run: Run) -> str:
    """The few numbers that tell a run, a line each."""
    counts = run.manifest["counts"]
    lines = [(words, counts[name]) for name, words in COUNTS.items() if name in counts]
    paid = run.manifest.get("payments", {})
    if paid.get("lines"):
        lines += [
            (f"payments {name}", paid[name]) for name in ("attached", "doubtful", "unmatched")
        ]
    return "\n".join(f"  {words:<20}{count:>10,}" for words, count in lines)
