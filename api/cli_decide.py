"""The commands `decide …`: what people decide."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from datetime import date, datetime
from typing import Annotated

import typer

from api.cli_options import Actor, DatabaseUrl, Home, ReasonCode

decide = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

Note = Annotated[str | None, typer.Option(help="In free words; erasable.")]
RecordId = Annotated[str, typer.Argument(metavar="RECORD", help="A record_id.")]
Replacing = Annotated[
    str | None,
    typer.Option(metavar="ID", help="A decision to reverse in the same breath: D-…"),
]
DecisionId = Annotated[str, typer.Argument(metavar="ID", help="Of a decision: D-…")]


@decide.callback(epilog="Example: satukan decide pair --help")
def _decide() -> None:
    """Take a decision: a pair, a split, a value, a freeze; or approve, refuse, reverse one.

    It is refused if it contradicts what stands; the message tells the path.
    """


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
    replacing: Replacing = None,
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
    replacing: Replacing = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Say that records taken for one person are of several."""
    from api.commands.decisions import at_terminal

    parts = [[record.strip() for record in one.split(",") if record.strip()] for one in part]
    at_terminal(home, database_url).split(parts, reason, actor, note, replacing)


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
    replacing: Replacing = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Set a golden value of the record's person.

    It is taken in any form that a source may write it in, and kept in the one
    of the tables; what is no value of its field is refused.
    """
    from api.commands.decisions import at_terminal

    at_terminal(home, database_url).value(record, field, text, reason, actor, note, replacing)


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
    replacing: Replacing = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Say whose family or household the record's person belongs to."""
    from api.commands.decisions import at_terminal

    terminal = at_terminal(home, database_url)
    terminal.membership(record, other, level, period, reason, actor, note, replacing)


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
    replacing: Replacing = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Freeze the cluster of a record: nothing changes in it until it is lifted."""
    from api.commands.decisions import at_terminal

    due = date(deadline.year, deadline.month, deadline.day)
    at_terminal(home, database_url).freeze(record, due, reason, actor, note, replacing)


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


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(decide, name="decide")
