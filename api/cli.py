"""The command line `satukan`: parses, calls the rooms, says results and errors in plain words.

Commands import what they need when they run, so that `--help` answers at once.
"""
# ruff: noqa: PLC0415 - see above

import re
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api import (
    cli_candidates,
    cli_decide,
    cli_decisions,
    cli_keeping,
    cli_mapping,
    cli_quarters,
    cli_training,
)
from api.cli_options import DatabaseUrl, Home, Neo4jUrl
from resolver.errors import SatukanError

EXIT_CODES = (
    "Exit codes: 0 done · 1 unexpected error · 2 wrong usage or setting · 3 input file unusable "
    "· 4 columns not understood · 5 model · 6 results cannot be written · 7 registry or graph "
    "store · 8 optional part not installed · 9 nothing has this id · 10 no valid API key · "
    "11 contradicts what stands · 12 truth does not fit the run · 13 no decision of its kind "
    "· 14 ledger changed from outside · 15 id merged, split or retired · 16 labels."
)

app = typer.Typer(
    name="satukan",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Level(StrEnum):
    """How damaged the synthetic extracts are."""

    EASY = "easy"
    REALISTIC = "realistic"
    HARD = "hard"


@app.callback(epilog=EXIT_CODES)
def satukan(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error (any position).")
    ] = False,
) -> None:
    """Make them one: records of the social registry to persons, families and households.

    Start with [bold]satukan demo[/bold]: it makes synthetic extracts, resolves them
    and serves the result. With extracts of your own:

      satukan resolve extracts/ out/    tables, report, registry and graph
      satukan serve                     persons and households over HTTP
    """


@app.command(epilog="Example: satukan synthesise extracts/ --people 5000 --level hard --no-traps")
def synthesise(
    out: Annotated[Path, typer.Argument(help="Folder to write the extracts into.")],
    people: Annotated[int, typer.Option(min=10, help="How many people live there.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    level: Annotated[Level, typer.Option(help="How damaged the rows are.")] = Level.REALISTIC,
    traps: Annotated[
        bool,
        typer.Option(help="Plant traps: an office address, filler NIKs, one KK on hundreds, …"),
    ] = True,
    quarters: Annotated[
        int | None,
        typer.Option(
            min=1, help="Play so many quarters: a folder each (OUT/2026Q1, OUT/2026Q2, …)."
        ),
    ] = None,
    events: Annotated[
        float,
        typer.Option(min=0, max=50, help="With --quarters: so many times the events of life."),
    ] = 1.0,
) -> None:
    """Write synthetic extracts (DTKS, Regsosek, P3KE, SIAK answers) and their truth.

    Nobody in them is real. The folder truth/ says which rows are one person,
    so that [bold]satukan evaluate[/bold] can measure a run; [bold]satukan resolve[/bold] never
    reads it. With --quarters people are born, die, marry and move from quarter to quarter;
    each folder is a load with a mapping.toml that declares what it covers.
    """
    from api.commands.synthesise import write_extracts, write_history

    if quarters is None:
        write_extracts(out, people=people, seed=seed, level=level.value, traps=traps)
        return
    from training.synthetic.quarters import Options

    options = Options(people, seed, level.value, traps, events)
    write_history(out, options, quarters)


@app.command(epilog="Example: satukan resolve extracts/ out/ --areas areas.csv --home /srv/satukan")
def resolve(
    inputs: Annotated[
        Path, typer.Argument(metavar="INPUT", help="Folder with dtks*.csv, regsosek*.csv, …")
    ],
    out: Annotated[Path, typer.Argument(help="Folder for the tables and the report.")],
    model: Annotated[
        Path | None, typer.Option(help="Model document (JSON) in place of the shipped one.")
    ] = None,
    areas: Annotated[
        Path | None, typer.Option(help="Area list with its bridge; default INPUT/areas.csv.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="Mapping file for layouts of your own (docs/mapping.md); default: "
            "INPUT/mapping.toml, if it is there."
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            help="Former run's folder to compare the data quality with; default: the run that "
            "the registry published last."
        ),
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Scoring processes; one is enough below 500,000 rows.")
    ] = 1,
    registry: Annotated[
        bool, typer.Option(help="Also fill the registry database and the graph.")
    ] = True,
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Resolve a folder of extracts into persons, families and households.

    Writes memberships, persons, families, households, links, review, rejects,
    payments and quality as Parquet and CSV, manifest.json, report.html and
    quality.html (Bahasa Indonesia) with report.en.html and quality.en.html.
    A damaged row goes to the rejects with its reason and the run goes on; a
    damaged file stops it before anything is written.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home, database_url=database_url, neo4j_url=neo4j_url)
    from api.commands.resolve import resolve_extracts

    resolve_extracts(
        inputs,
        out,
        settings,
        model=model,
        areas=areas,
        mapping=mapping,
        baseline=baseline,
        processes=processes,
        registry=registry,
    )


cli_quarters.register(app)
cli_candidates.register(app)


cli_mapping.register(app)
cli_training.register(app)


@app.command(epilog="Example: satukan evaluate out/ extracts/truth/")
def evaluate(
    run: Annotated[Path, typer.Argument(help="Folder that satukan resolve wrote.")],
    truth: Annotated[Path, typer.Argument(help="Folder truth/ of the synthetic extracts.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Measure a run against the truth: pairwise and B-cubed precision, recall and F1.

    Also over-merges, the largest cluster, review tasks per 100 rows, and the
    accuracy by group of people and by kind of damage.
    """
    from api.commands.evaluate import print_evaluation

    print_evaluation(run, truth, as_json=as_json)


@app.command(epilog="Example: satukan serve --port 0 --new-key integration")
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on [SATUKAN_HOST; 127.0.0.1].")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0 = any free one [SATUKAN_PORT; 8000]."),
    ] = None,
    new_key: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Make an API key of this name and show it, once."),
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
    neo4j_url: Neo4jUrl = None,
) -> None:
    """Serve persons, families, households and records over HTTP until Ctrl-C.

    Callers need an API key in the header X-API-Key: make one with --new-key.
    """
    from api.wiring import settings_from

    settings = settings_from(
        host=host, port=port, home=home, database_url=database_url, neo4j_url=neo4j_url
    )
    from api.commands.serve import serve_registry

    serve_registry(settings, new_key=new_key)


@app.command(epilog="Example: satukan demo --people 2000 --port 0")
def demo(
    people: Annotated[int, typer.Option(min=100, help="How many synthetic people.")] = 20_000,
    out: Annotated[
        Path, typer.Option(help="Folder of the demo; an earlier demo's is replaced.")
    ] = Path("demo"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 = any free one.")] = 8000,
    seed: Annotated[int, typer.Option(help="Seed of the synthetic people.")] = 1,
) -> None:
    """From nothing to households behind an API, on synthetic people.

    Synthesises extracts, resolves them, measures the result against the truth,
    prints a curl command that answers with a household, and serves until
    Ctrl-C. With CI=true it makes that request itself, compares the answer with
    the tables and ends.
    """
    from api.demo import run_demo

    run_demo(people=people, out=out, port=port, seed=seed)


cli_decide.register(app)
cli_decisions.register(app)
cli_keeping.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: a :class:`SatukanError` with its message and its own code,
    anything else with 1 and a hint; no traceback unless `--debug` is given."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    try:
        app(args=[word for word in given if word != "--debug"], prog_name="satukan")
    except SatukanError as error:
        _complain(str(error), debug)
        sys.exit(error.exit_code)
    except Exception as error:
        _complain(
            f"Unexpected error, {type(error).__name__}: {error}\n"
            "Run the same command with --debug to see where, and please report it.",
            debug,
        )
        sys.exit(1)


def _complain(text: str, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    # An unexpected error may quote a value: no number as long as an identifier leaves whole.
    text = re.sub(r"\d{9,}", lambda found: found[0][:4] + "•" * (len(found[0]) - 4), text)
    print(f"satukan: {text}", file=sys.stderr)


if __name__ == "__main__":
    main()
