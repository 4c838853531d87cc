"""`satukan refresh`, `satukan history` and `satukan rollback`: a registry over the quarters."""

from collections.abc import Sequence
from pathlib import Path

from api.commands.resolve import counts_text, notes
from api.progress import StepProgress
from resolver.errors import OutputError
from resolver.match.model import load_model
from resolver.pipeline import Run, resolve
from resolver.plan import Plan
from resolver.registry import open_registry
from resolver.registry.history import Event, person_of_record, publications, story_of
from resolver.rollback import roll_back
from resolver.settings import Settings

STEPS = 11  # of the road with a registry: the progress bar's first guess

RECORDS = {
    "records_before": "records before",
    "records_new": "new",
    "records_changed": "changed",
    "records_unchanged": "unchanged",
    "records_carried": "carried forward",
    "records_withdrawn": "withdrawn",
    "records_now": "records now",
    "records_late": "told otherwise since",
}


def refresh_registry(
    inputs: Path | None,
    out: Path,
    settings: Settings,
    *,
    model: Path | None,
    areas: Path | None,
    mapping: Path | None,
    full: Sequence[str],
    period: str | None,
    processes: int,
) -> None:
    """Lay a load, or those that wait in the lake, upon what the registry stands on; print what
    became of the records."""
    if inputs is not None and inputs.resolve().is_relative_to(out.resolve()):
        raise OutputError(f"{out} holds the extracts; give another folder for the results.")
    with StepProgress(STEPS) as progress:
        run = resolve(
            inputs,
            out,
            settings,
            model=load_model(model) if model is not None else None,
            areas=areas,
            mapping=mapping,
            processes=processes,
            refresh=True,
            full=[source.upper() for source in full],
            plan=Plan(waiting=inputs is None, period=period),
            progress=progress,
        )
    print(records_text(run))
    print(counts_text(run))
    for line in notes(run.manifest["files"], run.manifest["skipped"]):
        print(f"\n{line}")
    engine = open_registry(settings.registry_url)
    for version, run_id in publications(engine, 1):
        print(f"\nVersion  {version} ({run_id})")
    print(f"Report   {out / 'report.html'}  (English: report.en.html)")


def records_text(run: Run) -> str:
    """What became of the records, a line each."""
    counts = run.manifest["counts"]
    lines = [(words, counts[name]) for name, words in RECORDS.items() if name in counts]
    return "".join(f"  {words:<20}{count:>10,}\n" for words, count in lines)


def print_story(settings: Settings, entity_id: str, version: int | None) -> None:
    """Print what an id is now and was before, or whose record it was in a version."""
    engine = open_registry(settings.registry_url)
    if len(entity_id) == 32:
        newest = publications(engine, 1)
        at = version if version is not None else newest[0][0] if newest else 0
        print(person_of_record(engine, entity_id, at))
        return
    fate, events = story_of(engine, entity_id)
    for event in events:
        print(_line(event))
    if fate.state == "live":
        print(f"{entity_id} is live.")
    else:
        where = ", ".join(fate.successors) or "nobody: none of its records stands"
        print(f"{entity_id} is {fate.state}; its records are now with {where}.")


def _line(event: Event) -> str:
    where = f" → {', '.join(event.successors)}" if event.successors else ""
    why = f" ({event.cause})" if event.cause else ""
    return f"  version {event.version:<5}{event.period:<10}{event.event}{why}{where}"


def return_to(settings: Settings, version: int, actor: str) -> None:
    """Return to the state of a version; print which version it now is."""
    with StepProgress(4) as progress:
        stands = roll_back(settings, version, actor, progress)
    print(f"Version {stands} now stands: it serves what version {version} did.")
