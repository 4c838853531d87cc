"""`python -m training.synthetic PEOPLE SEED LEVEL FOLDER [--traps]` writes a synthetic registry."""

import argparse
import sys

from resolver.errors import SatukanError
from training.synthetic import synthesise
from training.synthetic.rates import LEVELS


def main(arguments: list[str] | None = None) -> int:
    """Write one registry; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.synthetic", description=__doc__)
    parser.add_argument("people", type=int, help="how many people, at least 20")
    parser.add_argument("seed", type=int, help="the same seed gives the same registry")
    parser.add_argument("level", choices=list(LEVELS), help="how often the bases err")
    parser.add_argument("folder", help="where to write; made if missing")
    parser.add_argument("--traps", action="store_true", help="add the habits that join strangers")
    given = parser.parse_args(arguments)
    try:
        registry = synthesise(given.people, given.seed, given.level, given.traps)
        registry.write(given.folder)
    except SatukanError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    rows = ", ".join(f"{name} {n}" for name, n in registry.manifest["rows"].items())
    print(f"{given.folder}: {given.people} people ({rows}).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
