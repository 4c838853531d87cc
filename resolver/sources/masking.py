"""Masking of values that go into messages, logs and the rejects: nobody is recognised by them."""

import re

from resolver.personal_numbers import PERSONAL_NUMBER

_SIGNS = re.compile(r"[^\W_]")
_LONGEST = 40
_NUMBER = re.compile(PERSONAL_NUMBER)


def mask(value: str | None) -> str:
    """Return *value* with its letters and digits starred, save two at each end of a long one.

    A text of fewer than eight signs keeps its first sign alone; line breaks become spaces and the
    result is at most 40 signs long.
    """
    if not value:
        return ""
    text = " ".join(value.replace("\0", " ").split())
    cut = text[:_LONGEST]
    if len(text) < 8:
        return cut[:1] + _SIGNS.sub("*", cut[1:])
    tail = cut[-2:] if len(text) <= _LONGEST else "…"
    return cut[:2] + _SIGNS.sub("*", cut[2:-2]) + tail


def hide_numbers(text: str) -> str:
    """Return *text* with every run of eleven digits or more masked, signs between them or not."""
    return _NUMBER.sub(lambda found: mask(found[0]), text)
