"""`satukan what-if` and `satukan publish`: candidate versions."""

from collections.abc import Sequence
from pathlib import Path

from api.commands.history import records_text
from api.progress import StepProgress
from resolver.candidates import TOLD, candidates
from resolver.errors import DecisionError, OutputError
from resolver.foreseeing import TABLE, foresee
from resolver.match.model import load_model
from resolver.outputs import read_table
from resolver.promotion import promote
from resolver.registry.ledger import Decision, Kind
from resolver.registry.ledger.given import read_given
from resolver.settings import Settings

STEPS = 9  # of the road to a candidate: the progress bar's first guess
NAMES = {"P": "persons", "F": "families", "H": "households"}
MOST_AREAS = 10


def thought_of(
    file: Path | None,
    must: Sequence[str],
    cannot: Sequence[str],
    parts: Sequence[str],
    reason: str | None,
    actor: str | None,
) -> list[Decision]:
    """The decisions that the options give. DecisionError where one lacks its reason or actor."""
    found = read_given(file) if file is not None else []
    if (must or cannot or parts) and not (reason and actor):
        raise DecisionError("Say why and who would decide: --reason and --actor.")
    why, who = reason or "", actor or ""
    for kind, pairs in ((Kind.MUST_LINK, must), (Kind.CANNOT_LINK, cannot)):
        found += [Decision(kind, why, who, _records(pair)) for pair in pairs]
    if parts:
        found.append(Decision(Kind.SPLIT, why, who, parts=tuple(map(_records, parts))))
    return found


def _records(text: str) -> tuple[str, ...]:
    return tuple(record.strip() for record in text.split(",") if record.strip())


def print_what_if(
    inputs: Path | None,
    out: Path,
    settings: Settings,
    *,
    decisions: Sequence[Decision],
    proposed: bool,
    model: Path | None,
    areas: Path | None,
    mapping: Path | None,
    full: Sequence[str],
    processes: int,
) -> None:
    """Run into a candidate; print what would change, by group and area, and its name."""
    if inputs is not None and inputs.resolve().is_relative_to(out.resolve()):
        raise OutputError(f"{out} holds the extracts; give another folder for the results.")
    with StepProgress(STEPS) as progress:
        run, name = foresee(
            inputs,
            out,
            settings,
            decisions=decisions,
            proposed=proposed,
            model=load_model(model) if model is not None else None,
            areas=areas,
            mapping=mapping,
            full=[source.upper() for source in full],
            processes=processes,
            progress=progress,
        )
    print(records_text(run))
    print(_happens(out))
    print(_groups(out))
    print(_areas(out))
    print(f"Report     {out / 'changes.html'}  (English: changes.en.html)")
    print(f"Candidate  {name}: nothing is published. satukan publish {name}")


def _happens(out: Path) -> str:
    """What would happen to whom, counted."""
    rows = read_table(out, "changes")
    if not len(rows):
        return "Nothing would change.\n"
    counted = (rows["entity_kind"] + " " + rows["what"]).value_counts()
    lines = []
    for told, count in counted.items():
        kind, what = str(told).split(" ", 1)
        lines.append(f"  {NAMES[kind]:<12}{what:<14}{count:>10,}")
    looks = int(rows["look"].sum())
    return "\n".join([*lines, f"  a human should look at {looks:,} of these", ""])


def _groups(out: Path) -> str:
    """How many would change in each group."""
    lines = ["  who would change                 changed        of     share"]
    for line in read_table(out, TABLE).to_dict("records"):
        group = f"{line['group'].lower()} {line['value']}".strip()
        label = f"{NAMES[line['entity_kind']]}, {group}"
        lines.append(
            f"  {label:<30}{line['changed']:>10,}{line['entities']:>10,}{line['share']:>10.2%}"
        )
    return "\n".join([*lines, ""])


def _areas(out: Path) -> str:
    """The villages where most would change."""
    rows = read_table(out, "changes_by_area")
    villages = rows[rows["level"] == "VILLAGE"]
    most = villages.groupby("area")["count"].sum().sort_values(ascending=False, kind="stable")
    lines = [f"  village {area:<24}{count:>8,}" for area, count in most.head(MOST_AREAS).items()]
    left = len(most) - MOST_AREAS
    more = [f"  {left:,} more villages: {out / 'changes_by_area.csv'}"] if left > 0 else []
    return "\n".join([*lines, *more, ""])


def list_candidates(settings: Settings) -> None:
    """Print the candidates that are kept."""
    place = candidates(settings.home)
    for name in place.runs():
        run = place.run(name)
        told = run.manifest()[TOLD] if run else {}
        print(f"{name}  built on version {told.get('version')}, {told.get('made')}")
    if not place.runs():
        print("No candidate is kept; satukan what-if makes one.")


def publish_candidate(settings: Settings, name: str) -> None:
    """Publish a candidate; print which version it now is."""
    with StepProgress(4) as progress:
        stands = promote(settings, name, progress)
    print(f"Version {stands} now stands: it is what {name} showed.")
    if stands > 1:
        print(f"To return: satukan rollback {stands - 1} --actor …")
