"""The closed list of reasons: which decision may give which, and which need four eyes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Reason:
    """A reason code.

    Attributes:
        kinds: the kinds of decision that may give it.
        four_eyes: whether it touches running aid, so that a second person must approve.
        texts: its words by language, ``id`` and ``en``.
    """

    kinds: frozenset[str]
    four_eyes: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Reasons:
    """The list of `reasons.toml`: reasons by code, and the fields a value decision may set."""

    by_code: Mapping[str, Reason]
    fields: frozenset[str]
    four_eyes_fields: frozenset[str]

    def of(self, kind: str) -> list[str]:
        """Give the codes that decisions of this kind may give, in the order of the list."""
        return [code for code, reason in self.by_code.items() if kind in reason.kinds]


@cache
def reasons() -> Reasons:
    """Read the list that ships."""
    file = resources.files("resolver.registry.ledger") / "reasons.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Reasons(
        {
            code: Reason(
                frozenset(entry["kinds"]),
                entry.get("four_eyes", False),
                {"id": entry["id"], "en": entry["en"]},
            )
            for code, entry in table["reason"].items()
        },
        frozenset(table["fields"]),
        frozenset(table["four_eyes_fields"]),
    )
