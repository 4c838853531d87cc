"""Decisions that somebody thinks of, as JSON lines: to be foretold, and taken if they are meant.

A line holds what :class:`resolver.registry.ledger.decision.Decision` does: `kind`, `reason`,
`actor`, and by kind `records`, `parts`, `field`, `value`, `level`, `period`, `deadline`,
`target`, `note`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from resolver.errors import DecisionError, InputError
from resolver.registry.ledger.chain import canonical
from resolver.registry.ledger.decision import Decision, Kind

_TEXTS: Final = ("reason", "actor", "target", "note", "value", "level", "period", "field")


def read_given(path: Path) -> list[Decision]:
    """Read decisions from a file of JSON lines.

    Raises:
        InputError: the file cannot be read.
        DecisionError: a line is no decision; the message names the line, never a value.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a file of decisions.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(decision_of(json.loads(line)))
            except (ValueError, RecursionError, TypeError, AttributeError, DecisionError) as error:
                why = str(error) if isinstance(error, DecisionError) else "it is none"
                raise DecisionError(f"{path.name}, line {number} is no decision: {why}") from error
    return found


def decision_of(body: Mapping[str, Any]) -> Decision:
    """Make a decision of its parts. DecisionError where one is unknown or of the wrong form."""
    unknown = set(body) - {*_TEXTS, "kind", "records", "parts", "deadline"}
    if unknown or body.get("kind") not in set(Kind):
        raise DecisionError(f"its kind is none, or a part is unknown: {', '.join(sorted(unknown))}")
    texts: dict[str, Any] = {name: body.get(name) for name in _TEXTS}
    if not all(value is None or isinstance(value, str) for value in texts.values()):
        raise DecisionError(f"{', '.join(_TEXTS)} are texts")
    deadline = body.get("deadline")
    return Decision(
        Kind(body["kind"]),
        texts.pop("reason") or "",
        texts.pop("actor") or "",
        records=tuple(map(str, body.get("records", ()))),
        parts=tuple(tuple(map(str, part)) for part in body.get("parts", ())),
        deadline=date.fromisoformat(deadline) if deadline else None,
        **texts,
    )


def parts_of(decision: Decision) -> dict[str, Any]:
    """The parts of a decision, as :func:`decision_of` takes them."""
    parts: dict[str, Any] = {name: getattr(decision, name) for name in _TEXTS}
    parts |= {"kind": str(decision.kind), "records": list(decision.records)}
    parts |= {"parts": [list(part) for part in decision.parts]}
    parts["deadline"] = decision.deadline.isoformat() if decision.deadline else None
    return {name: value for name, value in parts.items() if value}


def with_requests(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions with a request each that follows from all of them and its place.

    So each has the same id where it is foretold and where it is taken, and is taken once.
    """
    text = "\n".join(canonical(parts_of(one)) for one in decisions)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return [replace(one, request=f"given\n{digest}\n{n}") for n, one in enumerate(decisions)]
