"""The model that comes with satukan; its digest is pinned here, so that it cannot be swapped."""

from pathlib import Path

from resolver.errors import ModelError
from resolver.match.model import Model, load_model

SHIPPED_MODEL = Path(__file__).with_name("model.json")
SHIPPED_DIGEST = "c07ccf244b7ff1da29a76b2b01f1685c7a6a60ecf922544ec3f87df1b3b7b166"


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
