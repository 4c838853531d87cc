"""The model that comes with satukan; its digest is pinned here, so that it cannot be swapped."""

from pathlib import Path

from resolver.errors import ModelError
from resolver.match.model import Model, load_model

SHIPPED_MODEL = Path(__file__).with_name("model.json")
SHIPPED_DIGEST = "aab087f2b91e92db0308954f2db7a393588450984e66042fbbd1ffe09e78b13f"


def shipped_model() -> Model:
    """Load the shipped model document.

    Raises:
        ModelError: it is not the one this version was released with.
    """
    model = load_model(SHIPPED_MODEL)
    if model.digest != SHIPPED_DIGEST:
        raise ModelError(
            f"{SHIPPED_MODEL.name} is not the model this version was released with "
            f"({model.digest[:12]}…); reinstall satukan, or name your own with --model."
        )
    return model
