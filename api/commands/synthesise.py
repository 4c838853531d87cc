"""`satukan synthesise`: extracts of people who do not exist, and their truth."""

from pathlib import Path

from resolver.errors import OutputError
from training.synthetic import LevelName, synthesise
from training.synthetic.quarters import Options, write_quarters


def write_extracts(out: Path, *, people: int, seed: int, level: LevelName, traps: bool) -> None:
    """Write the extracts and `truth/` into `out` and print what lies there.

    OutputError when the folder holds other files or cannot be written.
    """
    _refuse_others(out)
    synthesise(people, seed, level, traps).write(out)
    print(f"Synthetic extracts of {people:,} people (level {level}, seed {seed}) in {out}")
    _list(out)


def write_history(out: Path, options: Options, quarters: int) -> None:
    """Write a load folder per quarter into `out` and print what lies there.

    OutputError when the folder holds other files, or quarters of another history, or cannot be
    written; InputError for options that cannot be played.
    """
    _refuse_others(out)
    if (out / "manifest.json").exists():
        raise OutputError(f"{out} holds the extracts of one quarter; give another folder.")
    before = {path.name for path in out.glob("[0-9]*Q[1-4]")}
    folders = write_quarters(out, options, quarters)
    print(
        f"Synthetic extracts of {options.people:,} people over {quarters} quarters "
        f"(level {options.level}, seed {options.seed}) in {out}"
    )
    for folder in folders:
        print(folder.name)
        _list(folder)
    if left := sorted(before - {folder.name for folder in folders}):
        print(f"Still there from an earlier history: {', '.join(left)}. Remove them.")


def _refuse_others(out: Path) -> None:
    ours = not out.exists() or (out / "SYNTHETIC.txt").is_file()
    # Never beside real extracts: the two would be resolved together.
    if not ours and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} holds other files than synthetic extracts; give another.")


def _list(folder: Path) -> None:
    for path in sorted(folder.glob("*.csv")):
        print(f"  {path.name:<16}{path.stat().st_size / 1e6:>8.1f} MB")
