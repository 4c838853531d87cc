"""The committed interface is the one that is served."""

from pathlib import Path

from api.openapi import document

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_committed_document_is_up_to_date() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document(), (
        "the interface changed: python -m api.openapi > docs/openapi.json"
    )
