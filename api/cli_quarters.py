"""The commands of a registry over the quarters: `load`, `refresh`, `history`, `rollback`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import DatabaseUrl, Home, Neo4jUrl

Areas = Annotated[
    Path | None, typer.Option(help="Area list with its bridge; default INPUT/areas.csv.")
]
Mapping = Annotated[
    Path | None,
    typer.Option(help="Mapping file for layouts of your own; default INPUT/mapping.toml."),
]
Full = Annotated[
    list[str] | None,
    typer.Option(
        help="Source that INPUT covers in full: what it no longer lists is withdrawn; may be "
        "repeated. A mapping's extent says it per layout."
    ),
]
Period = Annotated[
    str | None,
    typer.Option(help="Say that this is the load of 2026Q3: another is refused."),
]
Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="[INPUT] OUT",
        help="Folder of the quarter's extracts, if it was not loaded; folder for the results.",
    ),
]


def load(
    inputs: Annotated[Path, typer.Argument(metavar="INPUT", help="Folder of extracts to load.")],
    full: Full = None,
    areas: Areas = None,
    mapping: Mapping = None,
    period: Period = None,
    home: Home = None,
) -> None:
    """Load extracts into the lake, checked and counted; the next refresh resolves them.

    Rows read = rows accepted + rows rejected, and what was accepted lies in the
    lake. The same content again changes nothing. Nothing that is served changes.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home)
    from api.commands.loads import load_extracts

    load_extracts(inputs, settings, full=full or [], areas=areas, mapping=mapping, period=period)


def loads(
    drop: Annotated[
        str | None, typer.Option(metavar="ID", help="Remove this load, resolved or not.")
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """List the loads that the lake keeps, and which of them wait for a refresh."""
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url)
    from api.commands.loads import list_loads

    list_loads(settings, drop)


def refresh(
    paths: Paths,
    period: Period = None,
    full: Full = None,
    model: Annotated[
        Path | None, typer.Option(help="Model document (JSON) in place of the shipped one.")
    ] = None,
    areas: Areas = None,
    mapping: Mapping = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Worker processes of the scoring; the result is the same.")
    ] = 1,
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Lay a quarter's load upon the registry: ids last, what nobody speaks of is carried forward.

    With OUT alone, what [bold]satukan load[/bold] left in the lake is resolved, and decisions
    taken since act. A record that the load lists again is replaced; one that it
    does not list is withdrawn only where the load covers its source and area in
    full. People's decisions are heeded. The same load twice changes nothing.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.history import refresh_registry

    inputs, out = input_and_out(paths)
    refresh_registry(
        inputs,
        out,
        settings,
        model=model,
        areas=areas,
        mapping=mapping,
        full=full or [],
        period=period,
        processes=processes,
    )


def input_and_out(paths: list[Path]) -> tuple[Path | None, Path]:
    """Tell the one or two folders given apart. BadParameter where there are more."""
    if len(paths) > 2:
        raise typer.BadParameter("give [INPUT] OUT: at most two folders")
    return (None, paths[0]) if len(paths) == 1 else (paths[0], paths[1])


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
    app.command(epilog="Example: satukan load 2026Q2/ --period 2026Q2")(load)
    app.command(epilog="Example: satukan loads --drop L-2026Q2-0123456789abcdef")(loads)
    app.command(epilog="Example: satukan refresh 2026Q2/ out/2026Q2 --period 2026Q2")(refresh)
    app.command(epilog="Example: satukan history P-ABCDEFGHIJKLMNOP")(history)
    app.command(epilog="Example: satukan rollback 7 --actor pusdatin.operator")(rollback)
