"""Trained models on disk: JSON with its own digest, so that a changed number is noticed.

No pickle is ever read: a document holds numbers and names only.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from resolver.errors import ModelError


def document_digest(document: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON text of a document without its digest."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_document(path: Path, document: dict[str, Any]) -> None:
    """Write a document with its digest."""
    signed = document | {"sha256": document_digest(document)}
    path.write_text(json.dumps(signed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_document(path: Path, kind: str, form: str) -> dict[str, Any]:
    """Read a document back, without its digest.

    Args:
        path: the file.
        kind: what it is, for messages: ``model document``.
        form: what its ``format`` must be.

    Raises:
        ModelError: it cannot be read, is of another format, or its digest does not fit.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The {kind} {path} cannot be read: {error}.") from error
    if not isinstance(document, dict) or document.get("format") != form:
        raise ModelError(f"{path} is not a {kind} of format {form}.")
    if document.pop("sha256", None) != document_digest(document):
        raise ModelError(f"The {kind} {path} was changed after it was written.")
    return document


def require_pinned(name: str, digest: str, pinned: str, advice: str) -> None:
    """Raise :class:`ModelError` with *advice* where a shipped model is not the pinned one."""
    if digest != pinned:
        raise ModelError(
            f"{name} is not the model this version was released with ({digest[:12]}…); {advice}."
        )
