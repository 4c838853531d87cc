"""The languages that the service speaks, and which of them a client prefers."""

from typing import Literal, get_args

Language = Literal["en", "id"]

LANGUAGES: tuple[Language, ...] = get_args(Language)


def language_of(accept_language: str) -> Language:
    """Choose a language by an Accept-Language header; English where none of ours is wanted.

    The highest quality wins, of equal ones the first named; a region (`id-ID`) does not matter.
    """
    wanted: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter)
        wanted += [(-quality, place, known) for known in LANGUAGES if known == primary and quality]
    return min(wanted)[2] if wanted else "en"


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
