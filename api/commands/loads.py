"""`satukan load` and `satukan loads`: what was delivered, kept until a refresh resolves it."""

from collections.abc import Sequence
from pathlib import Path

from api.commands.resolve import notes
from resolver.errors import InputError
from resolver.lake import Lake, Loads
from resolver.lake.loads import load_period
from resolver.laying import resolved_loads
from resolver.normalise.periods import parse_period
from resolver.outputs import file_digests
from resolver.registry import open_registry
from resolver.settings import Settings
from resolver.sources import read_extracts
from resolver.standing import ground_of


def load_extracts(
    inputs: Path,
    settings: Settings,
    *,
    full: Sequence[str],
    areas: Path | None,
    mapping: Path | None,
    period: str | None,
) -> None:
    """Read a folder, keep it in the lake, print the counts.

    InputError where the load is not of the period that was said.
    """
    extracts = read_extracts([inputs] if areas is None else [inputs, areas], mapping)
    told = load_period(extracts)
    if period is not None and parse_period(period) != told:
        raise InputError(
            f"It was said that this is {period[:20]}, but the load tells of {told or 'no period'}. "
            "Nothing was loaded."
        )
    sources = [source.upper() for source in full]
    digests = file_digests(extracts.paths)
    kept, new = Loads(Lake(settings.home / "lake")).add(extracts, digests, sources)
    facts = kept.manifest()
    for line in extracts.counts.to_dict("records"):
        print(
            f"  {line['file']:<28}{line['read']:>10,} read{line['accepted']:>10,} accepted"
            f"{line['rejected']:>10,} rejected"
        )
    print(f"  {'all':<28}{facts['read']:>10,} read{facts['accepted']:>10,} accepted"
          f"{facts['rejected']:>10,} rejected")  # fmt: skip
    for note in notes(extracts.counts.to_dict("records"), extracts.skipped.to_dict("records")):
        print(f"\n{note}")
    state = "new" if new else "loaded before: nothing changed"
    print(f"\nLoad     {facts['load']} ({state})")
    print(f"Rejects  {kept.folder / 'rejects.parquet'}")


def list_loads(settings: Settings, drop: str | None) -> None:
    """Print a line per load; with `drop`, remove one first."""
    lake = Lake(settings.home / "lake")
    kept = Loads(lake)
    if drop is not None:
        kept.drop(drop)
        print(f"Dropped {drop}.")
    engine = open_registry(settings.registry_url)
    try:
        resolved = set(resolved_loads(lake, ground_of(engine, settings.secret_key)))
    finally:
        engine.dispose()
    found = kept.all()
    for load in found:
        facts = load.manifest()
        state = "resolved" if facts["load"] in resolved else "waits"
        print(f"  {facts['load']:<32}{facts['records']:>10,} records  {state}")
    if not found:
        print("No load is kept.")
