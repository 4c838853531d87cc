"""Writes the OpenAPI document that is committed: `python -m api.openapi > docs/openapi.json`."""

import json
import sys

from api.app import build_app


def document() -> str:
    """Give the document as text, in a form that changes only with the interface."""
    return json.dumps(build_app().openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
