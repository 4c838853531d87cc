"""Layouts: how each source spells its headers and codes, from the TOML files in ``layouts``."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any


def header_key(text: str) -> str:
    """Return a header without case, spaces, underscores, dots, quotes and other signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


@dataclass(frozen=True)
class Part:
    """One part of an assembled code: the header keys it may stand under and its digits."""

    keys: tuple[str, ...]
    width: int


@dataclass(frozen=True)
class Layout:
    """One source's columns: canonical column → header keys in order of preference."""

    source: str
    kind: str
    file_prefixes: tuple[str, ...]
    area_system: str
    required: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    assembled: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    any_of: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def known_keys(self) -> frozenset[str]:
        """Return every header key that this layout understands."""
        keys = {key for spellings in self.columns.values() for key in spellings}
        keys.update(key for parts in self.assembled.values() for part in parts for key in part.keys)
        return frozenset(keys)

    def find(self, column: str, header_keys: list[str]) -> list[int]:
        """Return the positions in *header_keys* that hold *column*, the preferred one first."""
        wanted = self.columns.get(column, ())
        return [position for key in wanted for position in _positions(key, header_keys)]

    def missing(self, header_keys: list[str]) -> list[str]:
        """Return the required columns that no header gives."""
        return [column for column in self.required if not self.find(column, header_keys)]


def _positions(key: str, header_keys: list[str]) -> list[int]:
    return [position for position, header in enumerate(header_keys) if header == key]


def read_layout(text: str) -> Layout:
    """Return the layout that a TOML text describes."""
    document: dict[str, Any] = tomllib.loads(text)
    return Layout(
        source=document["source"],
        kind=document["kind"],
        file_prefixes=tuple(document["file_prefixes"]),
        area_system=document["area_system"],
        required=tuple(document["required"]),
        columns={
            column: tuple(dict.fromkeys(header_key(spelling) for spelling in spellings))
            for column, spellings in document["columns"].items()
        },
        assembled={
            column: tuple(Part(tuple(map(header_key, keys)), width) for keys, width in parts)
            for column, parts in document.get("assembled", {}).items()
        },
        codes={
            column: {str(code): word for code, word in table.items()}
            for column, table in document.get("codes", {}).items()
        },
        any_of={column: tuple(words) for column, words in document.get("any_of", {}).items()},
    )


@cache
def shipped_layouts() -> tuple[Layout, ...]:
    """Return the layouts that come with the package, in the order of their file names."""
    folder = resources.files("resolver.sources") / "layouts"
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return tuple(
        read_layout(file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".toml")
    )
