"""`satukan train`: a new model document, trained by dedupe on synthetic or on a user's labels."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.progress import StepProgress
from resolver.errors import MissingPartError, OutputError, SettingError
from resolver.match.model import Model, load_model
from resolver.match.shipped import shipped_model
from resolver.settings import Settings

QUICK_PEOPLE = 2_000


@dataclass(frozen=True)
class Costs:
    """The options about thresholds; all None: they stay as they are."""

    merge: float | None
    split: float | None
    target_precision: float | None

    def goal(self) -> Any:
        """The goal of :mod:`training.thresholds`, or None."""
        if self.merge is self.split is self.target_precision is None:
            return None
        from training.thresholds import Goal  # noqa: PLC0415 - an optional part

        return Goal(
            1.0 if self.merge is None else self.merge,
            1.0 if self.split is None else self.split,
            self.target_precision,
        )


def train_model(out: Path, *, seed: int, quick: bool, costs: Costs) -> None:
    """Train on synthetic registries and write the model document `out`.

    MissingPartError without the extra `train`; OutputError when `out` cannot be written.
    """
    need_dedupe()
    from training.dataset import Recipe  # noqa: PLC0415 - an optional part
    from training.fit import RECIPES, SECOND_RECIPES, train  # noqa: PLC0415
    from training.site import HELD_RECIPES, synthetic_thresholds  # noqa: PLC0415

    goal = costs.goal()
    recipes, second, held = RECIPES, SECOND_RECIPES, HELD_RECIPES
    if quick:
        recipes = (Recipe(QUICK_PEOPLE, 101, "realistic", True),)
        second = (Recipe(QUICK_PEOPLE, 201, "realistic", True),)
        held = (Recipe(QUICK_PEOPLE, 301, "realistic", True),)
    with StepProgress(len(recipes) + len(second) + 2) as progress:
        model = train(recipes, second, seed=seed, progress=progress)
        if goal is not None:
            model = synthetic_thresholds(model, goal, held, progress)
    save(model, out)


def train_on_labels(
    out: Path,
    labels: list[Path],
    settings: Settings,
    *,
    extracts: Path | None,
    areas: Path | None,
    mapping: Path | None,
    run: Path | None,
    prior: Path | None,
    skip_unknown: bool,
    costs: Costs,
) -> None:
    """Fit the prior (the shipped model) to labels and write the site's model document `out`.

    LabelsError for labels that cannot be used; otherwise as :func:`train_model`.
    """
    need_dedupe()
    from training.labels.records import read_load  # noqa: PLC0415 - an optional part
    from training.site import Extracts, train_site  # noqa: PLC0415

    if extracts is None and (run or areas or mapping):
        raise SettingError("--run, --areas and --mapping belong to --extracts; give that too.")
    goal = costs.goal()
    start = load_model(prior) if prior else shipped_model()
    with StepProgress(6) as progress:
        known = None
        if extracts is not None:
            progress("read extracts")
            load = read_load(extracts, settings.secret_key, areas, mapping)
            progress("read extracts", f"{len(load.clean):,} records")
            known = Extracts(load, extracts, run, skip_unknown)
        model = train_site(labels, start, known, goal, progress)
    held = model.facts["cross_validated"]
    for name, one in (("first", model.first or model), ("second", model)):
        if name in model.facts["passes"]:
            print(f"{name.capitalize()} pass: {FITS[one.facts['fit']]}")
    print(
        f"Log loss on {held['pairs']:,} labels, cross-validated: {held['log_loss']:.4f} "
        f"(the model before: {held['prior_log_loss']:.4f})"
    )
    save(model, out)


FITS = {
    "prior": "as before; the labels give no reason to change it",
    "recalibrated": "weights as before, probabilities calibrated anew",
    "shrunk": "weights moved by the labels, held near those before",
    "free": "fitted freely on the labels",
}


def save(model: Model, out: Path) -> None:
    """Write a model document and say how to use it."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        model.save(out)
    except OSError as error:
        raise OutputError(f"Cannot write the model to {out}: {error.strerror}.") from error
    at = model.thresholds
    print(f"Thresholds: certain {at.certain}, accept {at.accept}, review {at.review}")
    print(f"Model document {out}, digest {model.digest}")
    print(f"Use it:  satukan resolve INPUT OUT --model {out}")
    print(f"Read it: satukan model card {out} --out card.html")


def need_dedupe() -> None:
    """Raise MissingPartError where the extra `train` is not installed."""
    try:
        import training.dedupe_fit  # noqa: F401, PLC0415 - an optional part
    except ImportError as error:
        raise MissingPartError(
            "Training needs dedupe, which is not installed. Install the extra (a C compiler builds "
            "a part of it): pip install --require-hashes -r requirements/dev.lock."
        ) from error
