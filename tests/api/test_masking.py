"""A NIK inside a source's own id is hidden; an id that is no NIK stays whole."""

import pytest

from api.masking import masked, without_niks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3171014101809001", "3171••••••••••01"),
        ("ART-3171010101809001-2", "ART-3171••••••••••01-2"),
        ("3171019901809001", "3171019901809001"),
        ("3171011301809001999", "3171011301809001999"),
        ("S0000017", "S0000017"),
    ],
)
def test_niks_are_hidden_in_texts(text: str, shown: str) -> None:
    assert without_niks(text) == shown


def test_missing_stays_missing() -> None:
    assert masked(None) is None
