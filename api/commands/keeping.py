"""`satukan backup`, `restore`, `rebuild`, `erase` and `retain`, at the terminal."""

from pathlib import Path

from api.progress import StepProgress
from resolver.backup import back_up
from resolver.erasing import erase_values
from resolver.restore import rebuild, restore
from resolver.retention import retain
from resolver.settings import Settings


def back_up_registry(settings: Settings, out: Path) -> None:
    """Write a backup; print what is in it."""
    with StepProgress(5) as progress:
        told = back_up(settings, out, progress)
    print(f"Version {told['version']} and {len(told['files']):,} files in {out}.")
    print("The secret is not in it: keep it apart. It holds personal values: keep it safe.")


def restore_registry(settings: Settings, source: Path) -> None:
    """Restore a backup; print what now stands."""
    with StepProgress(5) as progress:
        told = restore(settings, source, progress)
    print(f"Version {told['version']} of {told['made']} stands in {settings.home}.")


def rebuild_registry(settings: Settings) -> None:
    """Rebuild what is served; print the partition's hash."""
    with StepProgress(4) as progress:
        version, partition = rebuild(settings, progress)
    print(f"Version {version} is served again from the lake. Partition {partition}")


def erase_everywhere(settings: Settings, who: str, actor: str, reason: str) -> None:
    """Erase values; print what was done and what is left to do."""
    with StepProgress(8) as progress:
        done = erase_values(settings, who, actor=actor, reason=reason, progress=progress)
    print(f"Erased {len(done.records):,} records out of {done.folders:,} runs, loads, candidates.")
    print(f"Decisions: {done.decision or 'none held a value'}.")
    if done.others:
        print(f"Other records hold a number of theirs, which stays: {', '.join(done.others)}")
    print("Left to you: backups (they expire), results in other folders, exports, the source.")


def apply_retention(settings: Settings, *, dry_run: bool) -> None:
    """Remove what has expired, or tell it; a line each."""
    found = retain(settings, dry_run=dry_run)
    for one in found:
        since = f"of {one.since:%Y-%m-%d}" if one.since else "beyond the newest"
        print(f"  {one.kind:<11}{since:<19}{one.path}")
    print(f"{len(found):,} {'would be removed' if dry_run else 'removed'}.")
