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

from api.cli_decisions import register
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


@app.command(epilog="Example: satukan refresh 2026Q2/ out/2026Q2 --home /srv/satukan")
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


@app.command(epilog="Example: satukan history P-ABCDEFGHIJKLMNOP")
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


@app.command(epilog="Example: satukan rollback 7 --actor pusdatin.operator")
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


@app.command(epilog="Example: satukan inspect penerima_3201.csv > mapping.toml")
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


@app.command(epilog="Example: satukan check penerima_3201.csv --mapping mapping.toml --rows 5000")
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


@app.command(epilog="Example: satukan label extracts/ --labels labels.json --count 50")
def label(
    inputs: Annotated[Path, typer.Argument(metavar="INPUT", help="Folder of the extracts.")],
    labels: Annotated[
        Path, typer.Option(help="File of the answers (JSON of dedupe); taken up if it is there.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write the answers here and leave --labels as it is.")
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many answers; default: never.")
    ] = None,
    cold: Annotated[
        int, typer.Option(min=0, help="So many pairs are chosen by dedupe's active learner first.")
    ] = 20,
    seed: Annotated[int, typer.Option(help="The same seed and answers give the same pairs.")] = 1,
    model: Annotated[
        Path | None, typer.Option(help="Model that is led on; default: the shipped one.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="id or en; default: the terminal's (LANG).")
    ] = None,
    show_numbers: Annotated[
        bool, typer.Option("--show-numbers", help="Show NIK and KK numbers whole.")
    ] = False,
    ids_only: Annotated[
        bool, typer.Option("--ids-only", help="Write record ids alone, no person's data.")
    ] = False,
    areas: Annotated[Path | None, typer.Option(help="Area list, as for resolve.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping file, as for resolve.")] = None,
    home: Home = None,
) -> None:
    """Judge pairs of records at the terminal: one person, two, or unsure.

    Pairs that teach most come first. Each answer is saved at once; leave with f
    (or Ctrl-C) and go on later with the same command. The file holds personal
    data (unless --ids-only) and is readable by its owner alone.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home)
    from api.commands.label import label_extracts

    label_extracts(
        inputs,
        labels,
        settings,
        out=out,
        areas=areas,
        mapping=mapping,
        model=model,
        count=count,
        cold=cold,
        seed=seed,
        language=language,
        show_numbers=show_numbers,
        ids_only=ids_only,
    )


@app.command(epilog="Example: satukan train model.json --labels labels.json --extracts extracts/")
def train(
    out: Annotated[Path, typer.Argument(help="The model document (JSON) to write.")],
    labels: Annotated[
        list[Path] | None,
        typer.Option(help="Labels of your own (JSON of dedupe); may be given several times."),
    ] = None,
    extracts: Annotated[
        Path | None, typer.Option(help="Folder of the extracts that were labelled.")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="Folder of a run whose record ids the labels use.")
    ] = None,
    skip_unknown: Annotated[
        bool, typer.Option("--skip-unknown", help="Pass over labels that the extracts lack.")
    ] = False,
    prior: Annotated[
        Path | None, typer.Option(help="Model to start from; default: the shipped one.")
    ] = None,
    cost_merge: Annotated[
        float | None, typer.Option(help="What a wrong merge costs, against --cost-split.")
    ] = None,
    cost_split: Annotated[
        float | None, typer.Option(help="What a wrong split costs, against --cost-merge.")
    ] = None,
    target_precision: Annotated[
        float | None,
        typer.Option(help="Precision that the accepted pairs must reach, sure at 95 %."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sampling of synthetic pairs.")] = 1,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Fewer and smaller registries: to try it, not to use it."),
    ] = False,
    areas: Annotated[Path | None, typer.Option(help="Area list, as for resolve.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping file, as for resolve.")] = None,
    home: Home = None,
) -> None:
    """Train a model with dedupe: on labels of your own, or on synthetic registries.

    With --labels the shipped model is led by your labels, as far as
    cross-validation says they can. The costs choose the thresholds on pairs held
    back, with the guard on. Needs the extra "train" (dedupe; a C compiler builds
    a part of it). The result is a JSON document for [bold]satukan resolve --model[/bold];
    no pickle is written or read.
    """
    from api.commands.train import Costs, train_model, train_on_labels

    costs = Costs(cost_merge, cost_split, target_precision)
    if not labels:
        train_model(out, seed=seed, quick=quick, costs=costs)
        return
    from api.wiring import settings_from

    train_on_labels(
        out,
        labels,
        settings_from(home=home),
        extracts=extracts,
        areas=areas,
        mapping=mapping,
        run=run,
        prior=prior,
        skip_unknown=skip_unknown,
        costs=costs,
    )


model_app = typer.Typer(
    name="model",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog="Example: satukan model card model.json",
    help="Read a model document: card writes what it is, does and cannot do.",
)
app.add_typer(model_app)


@model_app.command(epilog="Example: satukan model card model.json --out card.html")
def card(
    model: Annotated[
        Path | None, typer.Argument(help="Model document; default: the shipped one.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("card.html"),
    labels: Annotated[
        list[Path] | None,
        typer.Option(help="Measure on these labels, held back from its training."),
    ] = None,
    extracts: Annotated[
        Path | None, typer.Option(help="Folder of the extracts that were labelled.")
    ] = None,
    people: Annotated[
        int, typer.Option(min=500, help="Synthetic people in each registry it is measured on.")
    ] = 5_000,
    areas: Annotated[Path | None, typer.Option(help="Area list, as for resolve.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping file, as for resolve.")] = None,
    home: Home = None,
) -> None:
    """Write a model's card: one page, Bahasa Indonesia and English, measured now.

    Provenance, reliability, precision and recall over thresholds, weights, errors
    by group of people, limits of use. Measured on synthetic registries, or on
    labels of your own that the model was not trained on.
    """
    from api.wiring import settings_from

    settings = settings_from(home=home)
    from api.commands.model_card import write_card

    write_card(
        model,
        out,
        settings,
        labels=labels or [],
        extracts=extracts,
        areas=areas,
        mapping=mapping,
        people=people,
    )


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


register(app)


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
