"""The report's words in two languages, from `texts/*.toml`, and numbers written their way."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Language = Literal["id", "en"]


@dataclass(frozen=True)
class Texts:
    """The texts of one language by section and name, and how it writes numbers."""

    language: Language
    sections: dict[str, Any]

    def __getitem__(self, section: str) -> Any:
        return self.sections[section]

    def label(self, section: str, code: str) -> str:
        """The words for a code; a code without words stands for itself."""
        return str(self.sections[section].get(code, code))

    def key(self, name: str) -> str:
        """The words for a kind of key: `kk+year` → KK + birth year."""
        return " + ".join(self.label("key_part", part) for part in name.split("+"))

    def number(self, value: float, digits: int = 0) -> str:
        """1234567 → 1.234.567 (id), 1,234,567 (en)."""
        swap = {",": self.sections["thousands"], ".": self.sections["decimal"]}
        return "".join(swap.get(sign, sign) for sign in f"{value:,.{digits}f}")

    def percent(self, part: float, whole: float) -> str:
        """The share of `part` in `whole`, with one digit; nothing of nothing is 0."""
        return self.number(100 * part / whole if whole else 0.0, 1) + "\N{NO-BREAK SPACE}%"


@cache
def texts(language: Language, package: str = "resolver.report") -> Texts:
    """The texts of `language` in a package's folder `texts`."""
    file = resources.files(package) / "texts" / f"{language}.toml"
    return Texts(language, tomllib.loads(file.read_text(encoding="utf-8")))
