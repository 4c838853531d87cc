"""Strict reading of a TOML table: every key is asked for, what is left over is refused."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

from resolver.errors import MappingError

T = TypeVar("T")

_LONGEST_TEXT = 1000
_MOST_TEXTS = 2000


class Table:
    """A table of a mapping file, with its place in it for messages."""

    def __init__(self, data: dict[str, Any], path: str, file: str) -> None:
        self.data, self.path, self.file = data, path, file
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def fail(self, message: str, key: str = "") -> MappingError:
        """Return the error that *key* of this table has."""
        place = ".".join(part for part in (self.path, key) if part)
        return MappingError(f"{self.file}, {place or 'top'}: {message}")

    def take(self, key: str) -> Any:
        """Return the raw value of a key, ``None`` where it is not there."""
        self._asked.add(key)
        return self.data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; needed where there is no default."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.fail(f"{key} is needed here.", "")
        return self.check_text(value, key)

    def check_text(self, value: Any, key: str) -> str:
        """Return *value* if it is a text without control signs, tabs excepted."""
        if not isinstance(value, str):
            raise self.fail(f"put the value in quotes, as text; it is {_kind(value)}.", key)
        if len(value) > _LONGEST_TEXT or any(ord(sign) < 32 and sign != "\t" for sign in value):
            raise self.fail(f"a text has no control signs and at most {_LONGEST_TEXT} signs.", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is not there."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > _MOST_TEXTS:
            raise self.fail('a list of texts is needed, as in ["A", "B"].', key)
        return tuple(self.check_text(one, f"{key}[{place}]") for place, one in enumerate(value, 1))

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is not there."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise self.fail("true or false is needed.", key)
        return bool(value)

    def number(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number between *low* and *high*, not 0; ``None`` where it is not there."""
        value = self.take(key)
        if value is None:
            return None
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not low <= value <= high or value == 0:
            raise self.fail(f"a whole number between {low} and {high} (not 0) is needed.", key)
        return int(value)

    def word(self, key: str, words: Iterable[str], default: str | None = None) -> str:
        """Return one of some words."""
        value = self.text(key, default)
        self.one_of(value, list(words), key)
        return value

    def one_of(self, value: str, words: list[str], key: str) -> None:
        """Refuse a value that is none of *words*."""
        if value not in words:
            raise self.fail(f"{value!r} is unknown.{hint(value, words)}", key)

    def table(self, key: str) -> "Table":
        """Return a table inside this one; an empty one where it is not there."""
        return self.inside(self.take(key), key)

    def inside(self, value: Any, key: str) -> "Table":
        """Return *value*, found under *key*, as a table; an empty one for ``None``."""
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self.fail(f"a table is needed; it is {_kind(value)}.", key)
        return Table(value, ".".join(part for part in (self.path, key) if part), self.file)

    def finish(self, also: Iterable[str] = ()) -> None:
        """Refuse keys that nobody asked for; *also* are keys that it might have had."""
        for key in self.data:
            if key not in self._asked:
                raise self.fail(f"unknown key {key!r}.{hint(key, sorted({*self._asked, *also}))}")


def hint(word: str, known: list[str]) -> str:
    """Return what was meant, or what there is."""
    close = get_close_matches(word, known, n=1)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" Known here: {', '.join(known)}." if known else ""


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "something else")
