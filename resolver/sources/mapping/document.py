"""From a mapping file to its layouts; whatever is unknown or unfit is refused with its place."""

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from resolver.errors import MappingError
from resolver.sources.mapping.layout import Layout, Mapping
from resolver.sources.mapping.read_layout import read_layout
from resolver.sources.mapping.strict import Table

#: A mapping of a thousand districts stays below; more is no mapping.
LARGEST_FILE = 2_000_000
FORMAT = 1


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a file. Raises :class:`MappingError` naming the key and what to do."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise MappingError(
            f"{path.name} cannot be read: {error.strerror}. Check the path and its permissions."
        ) from error
    if size > LARGEST_FILE:
        raise MappingError(f"{path.name} is no mapping file: it is larger than 2 MB.")
    return parse_mapping(data, path.name)


def parse_mapping(data: bytes, name: str) -> Mapping:
    """Return the mapping that *data* (UTF-8 TOML) writes; *name* is the file's, for messages."""
    try:
        document: dict[str, Any] = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise MappingError(f"{name} is not UTF-8. Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise MappingError(
            f"{name} is no valid TOML: {str(error)[:200]}. Texts and column names stand in quotes."
        ) from error
    top = Table(document, "", name)
    if top.take("format") != FORMAT:
        raise top.fail(f"the file begins with `format = {FORMAT}` (docs/mapping.md).", "format")
    ignore = top.texts("ignore")
    sources = top.take("source")
    if not isinstance(sources, list) or not sources:
        raise top.fail("name at least one source, under [[source]].", "source")
    layouts = tuple(
        read_layout(top.inside(one, f"source[{place}]")) for place, one in enumerate(sources, 1)
    )
    top.finish()
    _refuse_two_kinds(top, layouts)
    return Mapping(name, layouts, ignore)


@cache
def shipped_mapping() -> Mapping:
    """Return the layouts that come with the package, in the order of their file names."""
    folder = resources.files("resolver.sources") / "layouts"
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    layouts: list[Layout] = []
    for file in files:
        if file.name.endswith(".toml"):
            layouts += parse_mapping(file.read_bytes(), file.name).layouts
    return Mapping("shipped layouts", tuple(layouts))


def _refuse_two_kinds(top: Table, layouts: tuple[Layout, ...]) -> None:
    kinds: dict[str, str] = {}
    for place, layout in enumerate(layouts, 1):
        kind = kinds.setdefault(layout.source, layout.kind)
        if kind != layout.kind:
            raise top.fail(
                f"{layout.source} is {kind} above and {layout.kind} here; give it another name.",
                f"source[{place}]",
            )
