"""Decisions at the terminal: taken, listed, moved, verified."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from api.wiring import settings_from
from resolver.errors import ChainError, DecisionError, InputError
from resolver.registry import Ledger, Reader, open_registry
from resolver.registry.ledger import Decided, Decision, Kind, Query, read_seal, reasons, write_seal
from resolver.registry.ledger.exchange import export_decisions, import_decisions, write_rejects
from resolver.registry.ledger.ledger import utc_now
from resolver.settings import Settings


def at_terminal(home: Path | None, database_url: str | None) -> "Terminal":
    """The ledger of the registry that the options or the environment name."""
    return Terminal(settings_from(home=home, database_url=database_url))


def print_reasons() -> None:
    """Print every reason with the kinds that may give it, in both languages."""
    for code, reason in reasons().by_code.items():
        eyes = "  (two people)" if reason.four_eyes else ""
        print(f"{code:<22}{', '.join(sorted(reason.kinds))}{eyes}")
        print(f"    {reason.texts['id']}\n    {reason.texts['en']}")


class Terminal:
    """The commands on one ledger; each prints what it did."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret_key
        self._engine = open_registry(settings.registry_url)
        self._ledger = Ledger(self._engine, self._secret)

    def pair(
        self, kind: str, a: str, b: str, reason: str, actor: str, note: str | None,
        replacing: str | None,
    ) -> None:  # fmt: skip
        """Decide on two records."""
        decision = Decision(_kind(kind), reason, actor, (a, b), note=note)
        if decision.kind not in (Kind.MUST_LINK, Kind.CANNOT_LINK, Kind.UNSURE):
            raise DecisionError("A pair is decided as must-link, cannot-link or unsure.")
        self._decide(decision, replacing)

    def split(
        self, parts: Sequence[Sequence[str]], reason: str, actor: str, note: str | None,
        replacing: str | None = None,
    ) -> None:  # fmt: skip
        """Decide which records are different persons."""
        grouped = tuple(tuple(part) for part in parts)
        self._decide(Decision(Kind.SPLIT, reason, actor, parts=grouped, note=note), replacing)

    def value(
        self, record: str, field: str, text: str, reason: str, actor: str, note: str | None,
        replacing: str | None = None,
    ) -> None:  # fmt: skip
        """Set a golden value."""
        self._decide(
            Decision(Kind.VALUE, reason, actor, (record,), field=field, value=text, note=note),
            replacing,
        )

    def membership(
        self, record: str, other: str, level: str, period: str, reason: str, actor: str,
        note: str | None, replacing: str | None = None,
    ) -> None:  # fmt: skip
        """Say where somebody belongs."""
        both = (record, other)
        self._decide(
            Decision(Kind.MEMBERSHIP, reason, actor, both, level=level, period=period, note=note),
            replacing,
        )

    def freeze(
        self, record: str, deadline: date, reason: str, actor: str, note: str | None,
        replacing: str | None = None,
    ) -> None:  # fmt: skip
        """Freeze a cluster."""
        self._decide(
            Decision(Kind.FREEZE, reason, actor, (record,), deadline=deadline, note=note),
            replacing,
        )

    def unfreeze(self, record: str, reason: str, actor: str, note: str | None) -> None:
        """Lift a freeze."""
        _told(self._ledger.decide(Decision(Kind.UNFREEZE, reason, actor, (record,), note=note)))

    def about(self, kind: str, target: str, reason: str, actor: str, note: str | None) -> None:
        """Reverse, approve or refuse a decision."""
        _told(self._ledger.decide(Decision(Kind(kind), reason, actor, target=target, note=note)))

    def list(
        self, record: str | None, kind: str | None, waiting: bool, after: int, limit: int
    ) -> None:
        """Print a line for each decision."""
        query = Query(None, record, _kind(kind) if kind else None, waiting, after, limit)
        for view in self._ledger.find(query):
            about = view.target or " ".join(view.records)
            print(
                f"{view.seq:>7}  {view.decision_id}  {view.at:%Y-%m-%d %H:%M}  "
                f"{view.kind:<12}{view.state:<10}{view.reason:<22}{view.actor}  {about}"
            )

    def show(self, decision_id: str) -> None:
        """Print a decision as JSON."""
        view = vars(self._ledger.show(decision_id))
        print(json.dumps(view | {"at": view["at"].isoformat()}, ensure_ascii=False, indent=2))

    def export_to(self, file: Path) -> None:
        """Write all decisions to a file."""
        count = export_decisions(self._engine, self._secret, file)
        print(f"{count:,} decisions to {file}. It holds personal values: keep it safe.")

    def import_from(self, file: Path, actor: str) -> None:
        """Take decisions from a file. InputError where lines were rejected."""
        found = import_decisions(self._engine, self._secret, file, actor, utc_now())
        print(f"{found.new:,} new, {found.known:,} known already, {len(found.rejects):,} rejected.")
        if found.rejects:
            path = file.with_name(file.name + ".rejects.jsonl")
            write_rejects(path, found.rejects)
            raise InputError(f"{len(found.rejects):,} lines were rejected; {path} tells why.")

    def erase(
        self, records: Sequence[str], decision_id: str | None, reason: str, actor: str
    ) -> None:
        """Erase values."""
        if not records and decision_id is None:
            raise DecisionError("Say whose values: --record or --decision.")
        done = self._ledger.erase(
            actor=actor, reason=reason, records=records, decision_id=decision_id
        )
        if done is None:
            print("Nothing was left to erase.")
        else:
            _told(done)

    def verify(self, seal: Path | None) -> None:
        """Print that the chain is whole. ChainError with what was found if it is not."""
        found = self._ledger.verify(read_seal(seal) if seal else None)
        if found:
            lines = "\n".join(f"  {one.code:<15}{one.seq:>7}  {one.text}" for one in found)
            raise ChainError(f"The ledger was changed from outside:\n{lines}")
        end = self._ledger.seal()
        print(f"{end.count:,} decisions, all as they were taken.")
        if seal is None:
            print("Without a seal (--seal FILE) a tail that was cut is not seen.")

    def seal(self, out: Path) -> None:
        """Write a seal."""
        seal = self._ledger.seal()
        write_seal(out, seal)
        print(f"Sealed {seal.count:,} decisions in {out}. Keep it apart from the database.")

    def _decide(self, decision: Decision, replacing: str | None = None) -> None:
        reader = Reader(self._engine)
        for record in decision.all_records:
            reader.record(record)  # at a terminal an id is easily mistyped
        _told(self._ledger.decide(decision, replacing=replacing))


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise DecisionError(f"Kinds of decision are {', '.join(Kind)}.") from error


def _told(done: Decided) -> None:
    waits = "; it waits for a second person" if done.state == "proposed" else ""
    print(f"{done.decision_id}  {done.state}{waits}")
