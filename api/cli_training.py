"""The commands about models: `label`, `train`, `model card`."""
# ruff: noqa: PLC0415 - as in api/cli.py, so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from api.cli_options import Home


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


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: satukan label extracts/ --labels labels.json --count 50")(label)
    app.command(
        epilog="Example: satukan train model.json --labels labels.json --extracts extracts/"
    )(train)
    app.add_typer(model_app)
