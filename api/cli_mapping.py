"""The commands about layouts of one's own: `inspect`, `check`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer


def inspect(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Extracts of a layout of your own.")
    ],
) -> None:
    """Draft a mapping file for extracts of an unknown layout.

    Guesses delimiter, source, which column is which, how dates and codes are
    written, and prints the mapping (TOML); what is unsure is marked # ? in it
    and listed on standard error. Correct it, then try it with
    [bold]satukan check[/bold]. docs/mapping.md explains every key.
    """
    from api.commands.inspect import print_draft

    print_draft(files)


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Extracts, or a folder of them.")
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(help="Mapping file to try; default: mapping.toml in the folder, if any."),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="How many rows of each file are tried.")] = 1_000,
    show: Annotated[int, typer.Option(min=1, help="How many rows are set side by side.")] = 3,
) -> None:
    """Show what a mapping would do on the first rows; nothing is written.

    Canonical values beside those in the file (numbers of people masked), how
    many rows are accepted or rejected and why, and what is not understood.
    """
    from api.commands.check import print_check

    print_check(files, mapping, rows=rows, shown=show)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: satukan inspect penerima_3201.csv > mapping.toml")(inspect)
    app.command(
        epilog="Example: satukan check penerima_3201.csv --mapping mapping.toml --rows 5000"
    )(check)
