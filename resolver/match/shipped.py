"""The model that comes with satukan; its digest is pinned here, so that it cannot be swapped."""

from pathlib import Path

from resolver.documents import require_pinned
from resolver.match.model import Model, load_model

SHIPPED_MODEL = Path(__file__).with_name("model.json")
SHIPPED_DIGEST = "6f8fdde56829b51497b9b58e0eb4126a95bade3535da8a2201b578c8e3014166"


def shipped_model() -> Model:
    """Load the shipped model document.

    Raises:
        ModelError: it is not the one this version was released with.
    """
    model = load_model(SHIPPED_MODEL)
    advice = "reinstall satukan, or name your own with --model"
    require_pinned(SHIPPED_MODEL.name, model.digest, SHIPPED_DIGEST, advice)
    return model
