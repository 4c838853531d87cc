"""The commands of a registry over the quarters: `refresh`, `history`, `rollback`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import DatabaseUrl, Home, Neo4jUrl


def refresh(
    inputs: Annotated[
        Path, typer.Argument(metavar="INPUT", help="Folder of the quarter's extracts.")
    ],
    out: Annotated[Path, typer.Argument(help="Folder for the tables and the report.")],
    full: Annotated[
        list[str] | None,
        typer.Option(
            help="Source that INPUT covers in full: what it no longer lists is withdrawn; may be "
            "repeated. A mapping's extent says it per layout."
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Model document (JSON) in place of the shipped one.")
    ] = None,
    areas: Annotated[
        Path | None, typer.Option(help="Area list with its bridge; default INPUT/areas.csv.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="Mapping file for layouts of your own; default INPUT/mapping.toml."),
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Worker processes of the scoring; the result is the same.")
    ] = 1,
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Lay a quarter's load upon the registry: ids last, what nobody speaks of is carried forward.

    A record that the load lists again is replaced; one that it does not list is
    withdrawn only where the load covers its source and area in full. People's
    decisions are heeded. The same load twice changes nothing.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.history import refresh_registry

    refresh_registry(
        inputs,
        out,
        settings,
        model=model,
        areas=areas,
        mapping=mapping,
        full=full or [],
        processes=processes,
    )


def history(
    entity_id: Annotated[
        str, typer.Argument(metavar="ID", help="Of a person, family, household or record.")
    ],
    version: Annotated[
        int | None, typer.Option(min=1, help="Of a record: whose it was in this version.")
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Tell what became of an id: when it was minted, merged, split or retired, and who has
    its records now."""
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=None)
    from api.commands.history import print_story

    print_story(settings, entity_id, version)


def rollback(
    version: Annotated[int, typer.Argument(min=1, help="The version to return to.")],
    actor: Annotated[str, typer.Option(help="Who returns to it.")],
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Serve again what stood in an earlier version, under its ids; as a new version.

    Decisions taken since stay in the ledger and act with the next run.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.history import return_to

    return_to(settings, version, actor)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: satukan refresh 2026Q2/ out/2026Q2 --home /srv/satukan")(refresh)
    app.command(epilog="Example: satukan history P-ABCDEFGHIJKLMNOP")(history)
    app.command(epilog="Example: satukan rollback 7 --actor pusdatin.operator")(rollback)
