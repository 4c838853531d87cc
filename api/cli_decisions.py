"""The commands about people's decisions: `decide …`, `decisions …`, `verify`, `seal`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import DatabaseUrl, Home

decide = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")
decisions = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

Actor = Annotated[str, typer.Option(help="Who decides.")]
ReasonCode = Annotated[str, typer.Option("--reason", help="A code of `satukan decisions reasons`.")]
Note = Annotated[str | None, typer.Option(help="In free words; erasable.")]
RecordId = Annotated[str, typer.Argument(metavar="RECORD", help="A record_id.")]
DecisionId = Annotated[str, typer.Argument(metavar="ID", help="Of a decision: D-…")]


@decide.callback(epilog="Example: satukan decide pair --help")
def _decide() -> None:
    """Take a decision: a pair, a split, a value, a freeze; or approve, refuse, reverse one.

    It is refused if it contradicts what stands; the message tells the path.
    """


@decisions.callback(epilog="Example: satukan decisions list")
def _decisions() -> None:
    """List, show, export, import and erase decisions; list the reasons there are."""


@decide.command(
    epilog="Example: satukan decide pair RECORD_A RECORD_B --as must-link "
    "--reason SAME_BY_VISIT --actor ani"
)
def pair(
    record_a: Annotated[str, typer.Argument(help="A record_id.")],
    record_b: Annotated[str, typer.Argument(help="Another.")],
    kind: Annotated[str, typer.Option("--as", help="must-link, cannot-link or unsure.")],
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    replacing: Annotated[
        str | None, typer.Option(help="A decision to reverse in the same breath.")
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Say whether two records are one person."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).pair(kind, record_a, record_b, reason, actor, note, replacing)


@decide.command(
    epilog="Example: satukan decide split --part REC1,REC2 --part REC3 --reason TWINS --actor ani"
)
def split(
    part: Annotated[list[str], typer.Option(help="Records of one person, comma-separated.")],
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Say that records taken for one person are of several."""
    from api.commands.decisions import at_terminal

    parts = [[record.strip() for record in one.split(",") if record.strip()] for one in part]
    at_terminal(home, database_url).split(parts, reason, actor, note)


@decide.command(
    epilog="Example: satukan decide value RECORD name 'SITI AMINAH' "
    "--reason VALUE_BY_DOCUMENT --actor ani"
)
def value(
    record: RecordId,
    field: Annotated[str, typer.Argument(help="name, birth_date, …")],
    text: Annotated[str, typer.Argument(metavar="VALUE", help="What is right.")],
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Set a golden value of the record's person."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).value(record, field, text, reason, actor, note)


@decide.command(
    epilog="Example: satukan decide membership RECORD OTHER --level family --period 2026Q4 "
    "--reason MARRIED --actor ani"
)
def membership(
    record: RecordId,
    other: Annotated[str, typer.Argument(help="A record of somebody they live with.")],
    level: Annotated[str, typer.Option(help="family or household.")],
    period: Annotated[str, typer.Option(help="Since when: 2026Q4 or a date.")],
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Say whose family or household the record's person belongs to."""
    from api.commands.decisions import at_terminal

    terminal = at_terminal(home, database_url)
    terminal.membership(record, other, level, period, reason, actor, note)


@decide.command(
    epilog="Example: satukan decide freeze RECORD --deadline 2026-12-31 --reason OBJECTION "
    "--actor ani"
)
def freeze(
    record: RecordId,
    deadline: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Outcome due by.")],
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Freeze the cluster of a record: nothing changes in it until it is lifted."""
    from api.commands.decisions import at_terminal

    due = date(deadline.year, deadline.month, deadline.day)
    at_terminal(home, database_url).freeze(record, due, reason, actor, note)


@decide.command(
    epilog="Example: satukan decide unfreeze RECORD --reason OBJECTION_DENIED --actor ani"
)
def unfreeze(
    record: RecordId,
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Lift a freeze, with its outcome as the reason."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).unfreeze(record, reason, actor, note)


@decide.command(epilog="Example: satukan decide reverse D-… --reason MISTAKE --actor ani")
def reverse(
    decision: DecisionId,
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Reverse a decision; what two people decided waits for a second person."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).about("reverse", decision, reason, actor, note)


@decide.command(epilog="Example: satukan decide approve D-… --actor budi")
def approve(
    decision: DecisionId,
    actor: Actor,
    reason: ReasonCode = "CHECKED",
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Approve what another person proposed."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).about("approve", decision, reason, actor, note)


@decide.command(epilog="Example: satukan decide refuse D-… --reason NOT_PROVEN --actor budi")
def refuse(
    decision: DecisionId,
    reason: ReasonCode,
    actor: Actor,
    note: Note = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Refuse what was proposed."""
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).about("refuse", decision, reason, actor, note)


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
def reasons() -> None:
    """List the reasons there are, in Bahasa Indonesia and English."""
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
    app.add_typer(decide, name="decide")
    app.add_typer(decisions, name="decisions")
    app.command(epilog="Example: satukan verify --seal decisions.seal.json")(verify)
    app.command(epilog="Example: satukan seal decisions.seal.json")(seal)
