"""The words of lexicon.toml: what names and places are made of, and how names are composed."""

import tomllib
from importlib.resources import files
from typing import Any

_TABLES: dict[str, Any] = tomllib.loads(
    files("training.synthetic").joinpath("lexicon.toml").read_text(encoding="utf-8")
)


def words(text: str) -> list[str]:
    """The entries of a pool; `¬` is a space inside one."""
    return [word.replace("¬", " ") for word in text.split()]


POOLS: dict[str, list[str]] = {name: words(text) for name, text in _TABLES["pools"].items()}
PRODUCTS: dict[str, tuple[str, str]] = {k: (a, b) for k, (a, b) in _TABLES["products"].items()}
CLANS: dict[str, str] = _TABLES["clans"]
ORDERS: dict[str, list[str]] = {name: words(text) for name, text in _TABLES["orders"].items()}
# Javanese, Sundanese, Batak, Minang, Balinese, Bugis, Muslim names at large, Aceh, the east
CULTURES = ("jv", "su", "bt", "mn", "bl", "bg", "ar", "ac", "ea")
PLACE_HEADS = words(_TABLES["places"]["heads"])
PLACE_TAILS = words(_TABLES["places"]["tails"])
STREETS = words(_TABLES["places"]["streets"])
HAMLETS = words(_TABLES["places"]["hamlets"])


def _template(text: str) -> tuple[tuple[float, tuple[str, ...]], ...]:
    lines = [line.split() for line in text.split("|")]
    return tuple((float(line[0]), tuple(line[1:])) for line in lines)


# culture_sex -> per cohort, weighted tuples of parts
TEMPLATES: dict[str, tuple[tuple[tuple[float, tuple[str, ...]], ...], ...]] = {
    name: tuple(_template(text) for text in cohorts)
    for name, cohorts in _TABLES["templates"].items()
}
