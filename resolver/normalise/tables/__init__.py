"""The normaliser's data: word lists, codes and rules as TOML files."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_table(name: str) -> dict[str, Any]:
    """Return the table of the TOML file *name* (without suffix) in this folder; read once."""
    file = resources.files("resolver.normalise.tables") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
