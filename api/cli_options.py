"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option(help="Folder of the registry and its secret [SATUKAN_HOME; var]."),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="Registry's database [SATUKAN_DATABASE_URL; SQLite in the home]."),
]
Neo4jUrl = Annotated[
    str | None,
    typer.Option(
        help="Neo4j that holds the graph [SATUKAN_NEO4J_URL; the registry's tables hold it]."
    ),
]
Actor = Annotated[str, typer.Option(help="Who decides.")]
ReasonCode = Annotated[str, typer.Option("--reason", help="A code of `satukan decisions reasons`.")]
