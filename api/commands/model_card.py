"""`satukan model card`: what a model document is, does and cannot do, as one page."""

from dataclasses import replace
from pathlib import Path

from api.commands.train import need_dedupe
from api.progress import StepProgress
from resolver.errors import OutputError, SettingError
from resolver.match.model import load_model
from resolver.match.shipped import shipped_model
from resolver.settings import Settings


def write_card(
    model: Path | None,
    out: Path,
    settings: Settings,
    *,
    labels: list[Path],
    extracts: Path | None,
    areas: Path | None,
    mapping: Path | None,
    people: int,
) -> None:
    """Measure the model (the shipped one by default) and write its card to `out`."""
    need_dedupe()
    from training.card.measure import (  # noqa: PLC0415 - an optional part
        CARD_RECIPES,
        measure_labels,
        measure_synthetic,
    )
    from training.card.render import render_card  # noqa: PLC0415 - an optional part
    from training.labels.records import read_load  # noqa: PLC0415 - an optional part

    if bool(labels) != (extracts is not None):
        raise SettingError("--labels and --extracts go together: labels name rows of extracts.")
    document = load_model(model) if model else shipped_model()
    with StepProgress(3) as progress:
        if extracts is not None:
            progress("read extracts")
            load = read_load(extracts, settings.secret_key, areas, mapping)
            figures = measure_labels(document, labels, load, extracts, progress)
        else:
            recipes = [replace(recipe, people=people) for recipe in CARD_RECIPES]
            figures = measure_synthetic(document, recipes, progress)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(render_card(document, figures), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"Cannot write the card to {out}: {error.strerror}.") from error
    print(f"Model card {out}")
