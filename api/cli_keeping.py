"""The commands that keep a registry: `backup`, `restore`, `rebuild`, `erase`, `retain`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import Actor, DatabaseUrl, Home, Neo4jUrl, ReasonCode


def backup(
    out: Annotated[Path, typer.Argument(help="New folder for the backup.")],
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Copy registry, lake and a seal into a folder, with the digest of every file.

    The service and people's decisions go on meanwhile. The secret is not in it:
    keep secret.key (or SATUKAN_SECRET) apart. It holds personal values.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url)
    from api.commands.keeping import back_up_registry

    back_up_registry(settings, out)


def restore(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Folder of a backup.")],
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Bring a backup into an empty home, once every file and the ledger's chain are verified."""
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.keeping import restore_registry

    restore_registry(settings, source)


def rebuild(
    home: Home = None, database_url: DatabaseUrl = None, neo4j_url: Neo4jUrl = None
) -> None:
    """Rebuild what is served, and the graph, from the lake and the ledger.

    Decisions, ids and their lineage stay; persons, families, households, links
    and tasks are filled again with what was published.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.keeping import rebuild_registry

    rebuild_registry(settings)


def erase(
    who: Annotated[
        str, typer.Argument(metavar="RECORD|PERSON", help="A record_id, or a person's id (P-…).")
    ],
    actor: Actor,
    reason: ReasonCode = "OWN_REQUEST",
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Erase a person's or record's values wherever the home holds them.

    Out of the lake's runs and loads, candidates, decisions (their chain stays
    whole), what is served, and the database's free pages. Ids stay; the next run
    retires those with no record left. Backups, results in other folders and the
    source's next delivery are yours to see to.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.keeping import erase_everywhere

    erase_everywhere(settings, who, actor, reason)


def retain(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be removed; remove nothing.")
    ] = False,
    backups: Annotated[
        Path | None, typer.Option(help="Folder that holds the backups [SATUKAN_BACKUPS].")
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Remove what is kept longer than the settings say (SATUKAN_KEEP_…).

    Runs of the lake, resolved loads, candidates, rejected rows, backups. What
    stands and what waits stays. Run it daily.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, backups=backups)
    from api.commands.keeping import apply_retention

    apply_retention(settings, dry_run=dry_run)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: satukan backup /mnt/backups/2026-10-01")(backup)
    app.command(epilog="Example: satukan restore /mnt/backups/2026-10-01 --home /srv/new")(restore)
    app.command(epilog="Example: satukan rebuild --home /srv/satukan")(rebuild)
    app.command(epilog="Example: satukan erase P-ABCDEFGHIJKLMNOP --actor dpo")(erase)
    app.command(epilog="Example: satukan retain --dry-run")(retain)
