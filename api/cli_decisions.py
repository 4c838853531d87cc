"""The commands about decisions taken: `decisions …`, `verify`, `seal`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import Actor, DatabaseUrl, Home, ReasonCode

decisions = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

DecisionId = Annotated[str, typer.Argument(metavar="ID", help="Of a decision: D-…")]


@decisions.callback(epilog="Example: satukan decisions list")
def _decisions() -> None:
    """List, show, export, import and erase decisions; list the reasons there are."""


@decisions.command("list", epilog="Example: satukan decisions list --waiting")
def list_decisions(
    record: Annotated[str | None, typer.Option(help="Those that name this record_id.")] = None,
    kind: Annotated[str | None, typer.Option(help="Those of this kind.")] = None,
    waiting: Annotated[bool, typer.Option(help="Those that wait for a second person.")] = False,
    after: Annotated[int, typer.Option(min=0, help="Those with a higher number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """List decisions, a line each, without personal values."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).list(record, kind, waiting, after, limit)


@decisions.command(epilog="Example: satukan decisions show D-…")
def show(decision: DecisionId, home: Home = None, database_url: DatabaseUrl = None) -> None:
    """Show a decision with who, when, why, and what is left of its values (JSON)."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).show(decision)


@decisions.command(epilog="Example: satukan decisions reasons")
def reasons(home: Home = None, database_url: DatabaseUrl = None) -> None:
    """List the reasons there are, in Bahasa Indonesia and English; every registry has the same."""
    del home, database_url  # taken as its siblings take them
    from api.commands.decisions import print_reasons

    print_reasons()


@decisions.command(epilog="Example: satukan decisions export decisions.jsonl")
def export(
    file: Annotated[Path, typer.Argument(help="File to write; it holds personal values.")],
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write all decisions as JSON lines, which only their owner can read."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).export_to(file)


@decisions.command("import", epilog="Example: satukan decisions import decisions.jsonl --actor ani")
def import_(
    file: Annotated[Path, typer.Argument(help="File of `satukan decisions export`.")],
    actor: Actor,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Take decisions from a file of this registry or a copy of it; twice changes nothing.

    Lines that cannot be taken go to FILE.rejects.jsonl with number and reason.
    """
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).import_from(file, actor)


@decisions.command(epilog="Example: satukan decisions erase --record RECORD --actor dpo")
def erase(
    actor: Actor,
    reason: ReasonCode = "OWN_REQUEST",
    record: Annotated[
        list[str] | None, typer.Option(help="Values of all decisions that name it.")
    ] = None,
    decision: Annotated[str | None, typer.Option(help="Values of one decision.")] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Erase personal values of decisions; the chain stays whole and tells that it was done."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).erase(record or [], decision, reason, actor)


def verify(
    seal: Annotated[
        Path | None, typer.Option(help="Seal kept elsewhere: finds a tail that was cut.")
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Walk the chain of decisions and tell what was changed, removed or moved from outside."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).verify(seal)


def seal(
    out: Annotated[Path, typer.Argument(help="File to write; keep it apart from the database.")],
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Seal the end of the chain of decisions, signed."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).seal(out)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(decisions, name="decisions")
    app.command(epilog="Example: satukan verify --seal decisions.seal.json")(verify)
    app.command(epilog="Example: satukan seal decisions.seal.json")(seal)
