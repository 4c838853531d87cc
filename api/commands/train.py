"""`satukan train`: a new model document, trained by dedupe."""

from pathlib import Path

from api.progress import StepProgress
from resolver.errors import MissingPartError, OutputError

QUICK_PEOPLE = 2_000


def train_model(out: Path, *, seed: int, quick: bool) -> None:
    """Train and write the model document `out`.

    MissingPartError without the extra `train`; OutputError when `out` cannot be written.
    """
    try:
        from training.dataset import Recipe  # noqa: PLC0415 - an optional part
        from training.fit import RECIPES, SECOND_RECIPES, train  # noqa: PLC0415
    except ImportError as error:
        raise MissingPartError(
            "Training needs dedupe, which is not installed. Install the extra (a C compiler builds "
            "a part of it): pip install --require-hashes -r requirements/dev.lock."
        ) from error
    recipes, second = RECIPES, SECOND_RECIPES
    if quick:
        recipes = (Recipe(QUICK_PEOPLE, 101, "realistic", True),)
        second = (Recipe(QUICK_PEOPLE, 201, "realistic", True),)
    with StepProgress(len(recipes) + len(second) + 2) as progress:
        model = train(recipes, second, seed=seed, progress=progress)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        model.save(out)
    except OSError as error:
        raise OutputError(f"Cannot write the model to {out}: {error.strerror}.") from error
    print(f"Model document {out}, digest {model.digest}")
    print(f"Use it:  satukan resolve INPUT OUT --model {out}")
