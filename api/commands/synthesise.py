"""`satukan synthesise`: extracts of people who do not exist, and their truth."""

from pathlib import Path

from resolver.errors import OutputError
from training.synthetic import LevelName, synthesise


def write_extracts(out: Path, *, people: int, seed: int, level: LevelName, traps: bool) -> None:
    """Write the extracts and `truth/` into `out` and print what lies there.

    OutputError when the folder holds other files or cannot be written.
    """
    ours = not out.exists() or (out / "SYNTHETIC.txt").is_file()
    # Never beside real extracts: the two would be resolved together.
    if not ours and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} holds other files than synthetic extracts; give another.")
    synthesise(people, seed, level, traps).write(out)
    print(f"Synthetic extracts of {people:,} people (level {level}, seed {seed}) in {out}")
    for path in sorted(out.glob("*.csv")):
        print(f"  {path.name:<16}{path.stat().st_size / 1e6:>8.1f} MB")
