"""The model that comes with satukan; its digest is pinned here, so that it cannot be swapped."""

from pathlib import Path

from resolver.documents import require_pinned
from resolver.match.model import Model, load_model

SHIPPED_MODEL = Path(__file__).with_name("model.json")
SHIPPED_DIGEST = "aab087f2b91e92db0308954f2db7a393588450984e66042fbbd1ffe09e78b13f"


def shipped_model() -> Model:
    """Load the shipped model document.

    Raises:
        ModelError: it is not the one this version was released with.
    """
    model = load_model(SHIPPED_MODEL)
    advice = "reinstall satukan, or name your own with --model"
    require_pinned(SHIPPED_MODEL.name, model.digest, SHIPPED_DIGEST, advice)
    return model
