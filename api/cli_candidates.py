"""The commands about candidate versions: `what-if`, `publish`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import DatabaseUrl, Home, Neo4jUrl
from api.cli_quarters import Areas, Full, Mapping, Paths, input_and_out

_RECORDS = "comma-separated record_ids"


def what_if(
    paths: Paths,
    decide: Annotated[
        Path | None,
        typer.Option(help="Decisions thought of, as JSON lines; they are not taken."),
    ] = None,
    must: Annotated[
        list[str] | None, typer.Option(help=f"Two records that are one person: {_RECORDS}.")
    ] = None,
    cannot: Annotated[
        list[str] | None, typer.Option(help=f"Two records that are two persons: {_RECORDS}.")
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(help=f"A split: the records of one of its persons, {_RECORDS}; repeated."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why, of --must, --cannot and --part: a reason's code.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option(help="Who would decide, of --must, --cannot and --part.")
    ] = None,
    proposed: Annotated[
        bool, typer.Option("--proposed", help="As if all that waits were approved.")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="Another model document (JSON) than the shipped one.")
    ] = None,
    full: Full = None,
    areas: Areas = None,
    mapping: Mapping = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Worker processes of the scoring; the result is the same.")
    ] = 1,
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Show what would change, before it does: decisions, a split, another model, a new quarter.

    Runs into a candidate version beside what is served. OUT tells which persons,
    families and households would change, by area and group of people;
    [bold]satukan publish[/bold] then publishes exactly this candidate.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.candidates import print_what_if, thought_of

    inputs, out = input_and_out(paths)
    print_what_if(
        inputs,
        out,
        settings,
        decisions=thought_of(decide, must or [], cannot or [], part or [], reason, actor),
        proposed=proposed,
        model=model,
        areas=areas,
        mapping=mapping,
        full=full or [],
        processes=processes,
    )


def publish(
    candidate: Annotated[
        str | None, typer.Argument(metavar="CANDIDATE", help="Of satukan what-if: C-….")
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Publish a candidate exactly as it was shown; without one, list those that are kept.

    The decisions it was asked with are taken now. It is refused once another
    version was published. [bold]satukan rollback[/bold] returns to the version before.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.candidates import list_candidates, publish_candidate

    if candidate is None:
        list_candidates(settings)
    else:
        publish_candidate(settings, candidate)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    example = "Example: satukan what-if out/ --must REC1,REC2 --reason SAME_BY_VISIT --actor ani"
    app.command("what-if", epilog=example)(what_if)
    app.command(epilog="Example: satukan publish C-000004-R-2026Q2-0123456789ab")(publish)
