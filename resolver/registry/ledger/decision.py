"""What a person decides, and the form it must have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from resolver.errors import DecisionError
from resolver.registry.ledger.reasons import reasons

_RECORD = re.compile(r"[0-9a-f]{32}")
_PERIOD = re.compile(r"\d{4}(Q[1-4]|-\d{2}(-\d{2})?)?")
_MOST_RECORDS = 1_000
"""Bound on the records of one split or one cluster: above it somebody names the wrong thing."""


class Kind(StrEnum):
    """Kinds of decision; the last four speak of an earlier decision or its values."""

    MUST_LINK = "must-link"
    CANNOT_LINK = "cannot-link"
    UNSURE = "unsure"
    SPLIT = "split"
    MEMBERSHIP = "membership"
    VALUE = "value"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    REVERSE = "reverse"
    APPROVE = "approve"
    REFUSE = "refuse"
    ERASE = "erase"


PAIR = frozenset({Kind.MUST_LINK, Kind.CANNOT_LINK, Kind.UNSURE})
ABOUT_DECISIONS = frozenset({Kind.REVERSE, Kind.APPROVE, Kind.REFUSE})


@dataclass(frozen=True)
class Seen:
    """What the decider looked at: the records of the clusters, and their version at that time.

    The version is what :meth:`resolver.registry.ledger.Ledger.version` gave for these records.
    """

    records: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class Evidence:
    """What the decider had before their eyes.

    Attributes:
        probability: of the link, 0 to 1.
        model: digest of the model document; `rules`: version of the rules.
        details: features, shared keys and whatever else the caller gives, as JSON values.
            May hold personal values, so it is erasable; the three above are not.
    """

    probability: float | None = None
    model: str | None = None
    rules: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """A decision before it stands in the ledger.

    Attributes:
        kind: what is decided.
        reason: a code of `reasons.toml` that this kind may give.
        actor: who decides.
        records: a pair (must-link, cannot-link, unsure); the person's record and a record whose
            family or household they belong to (membership); one record of the person (value,
            freeze, unfreeze); else empty.
        parts: of a split: the records of each part, at least two parts.
        target: id of the decision that is reversed, approved or refused.
        note, value, before, after: free words, the golden value, and the state of the clusters
            around the decision (JSON values); personal, so erasable.
        level: ``family`` or ``household``, and `period`: since when (membership).
        field: which golden value (value).
        deadline: by when a frozen cluster's outcome is due (freeze).
        evidence: what it rests on.
        seen: refuses the decision if somebody decided on these clusters meanwhile.
        request: the caller's own key; given twice, the decision is taken once.
        decided: of erase: ids of the decisions whose values are erased.
    """

    kind: Kind
    reason: str
    actor: str
    records: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    target: str | None = None
    note: str | None = None
    value: str | None = None
    before: Any = None
    after: Any = None
    level: str | None = None
    period: str | None = None
    field: str | None = None
    deadline: date | None = None
    evidence: Evidence | None = None
    seen: Seen | None = None
    request: str | None = None
    decided: tuple[str, ...] = ()

    @property
    def all_records(self) -> tuple[str, ...]:
        """Every record that the decision names."""
        return (*self.records, *(record for part in self.parts for record in part))

    @property
    def four_eyes(self) -> bool:
        """Whether a second person must approve it, by its reason or its field."""
        known = reasons()
        return known.by_code[self.reason].four_eyes or self.field in known.four_eyes_fields


def check_form(decision: Decision) -> None:
    """Check that a decision has the parts its kind needs and no others.

    Raises:
        DecisionError: it has not; the message names the part, never a personal value.
    """
    kind, known = decision.kind, reasons()
    _demand(bool(decision.actor.strip()), "who decides (actor) is missing")
    _demand(len(decision.actor) <= 100, "the actor's name is longer than 100 characters")
    _demand(
        kind in known.by_code[decision.reason].kinds if decision.reason in known.by_code else False,
        f"a {kind} takes one of the reasons {', '.join(known.of(kind))}",
    )
    wanted = {Kind.MEMBERSHIP: 2, Kind.VALUE: 1, Kind.FREEZE: 1, Kind.UNFREEZE: 1}
    count = 2 if kind in PAIR else wanted.get(kind, 0)
    _demand(len(decision.records) == count, f"a {kind} names {count} records")
    _demand((decision.target is not None) == (kind in ABOUT_DECISIONS), _only("target", kind))
    _demand(bool(decision.parts) == (kind is Kind.SPLIT), _only("parts", kind))
    _demand(bool(decision.decided) == (kind is Kind.ERASE), _only("decided", kind))
    _demand((decision.deadline is not None) == (kind is Kind.FREEZE), _only("deadline", kind))
    _demand((decision.value is not None) == (kind is Kind.VALUE), _only("value", kind))
    if kind is Kind.MEMBERSHIP:
        level = decision.level in ("family", "household")
        _demand(level, "a membership is of the level family or household")
        since = _PERIOD.fullmatch(decision.period or "")
        _demand(bool(since), "a membership says since which period (2026Q1) or date")
    else:
        none = decision.level is None and decision.period is None
        _demand(none, "only a membership has a level and a period")
    if kind is Kind.VALUE:
        fields = ", ".join(sorted(known.fields))
        _demand(decision.field in known.fields, f"a value is of one of the fields {fields}")
    else:
        _demand(decision.field is None, "only a value has a field")
    _check_records(decision)


def _check_records(decision: Decision) -> None:
    named = decision.all_records
    seen = decision.seen.records if decision.seen else ()
    for record in (*named, *seen):
        _demand(bool(_RECORD.fullmatch(record)), "a record_id is 32 hex digits")
    _demand(len(set(named)) == len(named), "a record is named twice")
    _demand(decision.seen is None or set(named) <= set(seen), "a record is named that was not seen")
    _demand(max(len(named), len(seen)) <= _MOST_RECORDS, f"more than {_MOST_RECORDS} records")
    if decision.kind is Kind.SPLIT:
        _demand(len(decision.parts) > 1 and all(decision.parts), "a split has two parts or more")
    evidence = decision.evidence
    if evidence is not None and evidence.probability is not None:
        _demand(0 <= evidence.probability <= 1, "a probability lies between 0 and 1")


def _only(part: str, kind: Kind) -> str:
    return f"{part} is missing, or a {kind} has none"


def _demand(fine: bool, told: str) -> None:
    if not fine:
        raise DecisionError(f"This is no decision: {told}.")
