"""The ledger of people's decisions: the one way to take, reverse, approve, erase and read them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from resolver.errors import NotFoundError
from resolver.registry.database import reading, writing
from resolver.registry.ledger import store
from resolver.registry.ledger.append import Decided, append
from resolver.registry.ledger.decision import Decision, Kind, Seen
from resolver.registry.ledger.erasable import erasable
from resolver.registry.ledger.seal import Seal, make_seal
from resolver.registry.ledger.standing import Standing, read_standing
from resolver.registry.ledger.verify import Finding, find_tampering
from resolver.registry.ledger.views import DecisionView, Query, read_views


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Ledger:
    """Decisions of people, append-only; safe to use from several threads and processes.

    Every method raises :class:`resolver.errors.StoreError` where the database does not answer.
    A decision that was returned is on disk.
    """

    def __init__(
        self, engine: Engine, secret: bytes, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Keep the ledger of a registry.

        Args:
            engine: of :func:`resolver.registry.open_registry`.
            secret: the registry's secret, which keys the chain.
            clock: gives this moment, with its time zone.
        """
        self._engine, self._secret, self._clock = engine, secret, clock

    def decide(self, decision: Decision, *, replacing: str | None = None) -> Decided:
        """Take a decision.

        Args:
            decision: what is decided; with `request`, taking it again gives the first one.
            replacing: id of a decision that is reversed in the same transaction, by the same
                person for NEW_EVIDENCE; both are taken or neither. Where that reversal only
                waits for a second person, the decision itself is in conflict with it.

        Raises:
            DecisionError: it is no decision of its kind.
            ConflictError: it contradicts what stands, with the path, or its decider saw an
                earlier state; nothing is written.
            NotFoundError: it speaks of a decision that there is not.
        """
        with writing(self._engine) as connection:
            if replacing is not None:
                former = Decision(
                    Kind.REVERSE, "NEW_EVIDENCE", decision.actor,
                    target=replacing, request=_also(decision.request), seen=decision.seen,
                )  # fmt: skip
                done = append(connection, self._secret, former, self._clock())
                if decision.seen is not None and not done.repeated:
                    decision = _seen_at(decision, done.seq)
            return append(connection, self._secret, decision, self._clock())

    def reverse(
        self,
        decision_id: str,
        *,
        actor: str,
        reason: str,
        note: str | None = None,
        seen: Seen | None = None,
        request: str | None = None,
    ) -> Decided:
        """Reverse a decision by a new one; what needed two people to stand needs two to fall.

        Raises as :meth:`decide`.
        """
        return self.decide(
            Decision(Kind.REVERSE, reason, actor, target=decision_id, note=note, seen=seen,
                     request=request)
        )  # fmt: skip

    def approve(
        self,
        decision_id: str,
        *,
        actor: str,
        reason: str = "CHECKED",
        note: str | None = None,
        request: str | None = None,
    ) -> Decided:
        """Approve another person's proposal, which then stands if nothing contradicts it by now.

        Raises as :meth:`decide`.
        """
        return self.decide(
            Decision(Kind.APPROVE, reason, actor, target=decision_id, note=note, request=request)
        )

    def refuse(
        self,
        decision_id: str,
        *,
        actor: str,
        reason: str,
        note: str | None = None,
        request: str | None = None,
    ) -> Decided:
        """Refuse a proposal, which then is as if never made, but for its place in the ledger.

        Raises as :meth:`decide`.
        """
        return self.decide(
            Decision(Kind.REFUSE, reason, actor, target=decision_id, note=note, request=request)
        )

    def erase(
        self,
        *,
        actor: str,
        reason: str,
        records: Sequence[str] = (),
        decision_id: str | None = None,
    ) -> Decided | None:
        """Erase personal values of decisions; the chain stays whole and tells that it was done.

        Args:
            actor, reason: who erases and why (OWN_REQUEST, RETENTION).
            records: every decision that names one of these records, and what was said of it.
            decision_id: or one decision, and what was said of it.

        Returns:
            The ledger's entry of the erasure, or None where nothing was left to erase.

        Raises:
            NotFoundError: there is no such decision.
        """
        with writing(self._engine) as connection:
            store.lock_head(connection)
            decided = erasable(connection, records, decision_id)
            if not decided:
                return None
            erasure = Decision(Kind.ERASE, reason, actor, decided=decided)
            return append(connection, self._secret, erasure, self._clock())

    def version(self, records: Iterable[str]) -> int:
        """The version of these records' clusters, for :class:`Seen`; 0 where nobody decided."""
        with reading(self._engine) as connection:
            return store.version_of(connection, records)

    def standing(self) -> Standing:
        """Everything that stands now, as tables for the road."""
        with reading(self._engine) as connection:
            return read_standing(connection)

    def find(self, query: Query) -> list[DecisionView]:
        """The decisions that a query asks for, oldest first, with what is left of their values."""
        with reading(self._engine) as connection:
            return read_views(connection, query)

    def show(self, decision_id: str) -> DecisionView:
        """One decision. NotFoundError if there is none of this id."""
        found = self.find(Query(decision_id=decision_id))
        if not found:
            raise NotFoundError(f"No decision has the id {decision_id}.")
        return found[0]

    def seal(self) -> Seal:
        """Seal the chain's end; kept elsewhere, the seal tells later whether a tail was cut."""
        with reading(self._engine) as connection:
            return make_seal(connection, self._secret, self._clock())

    def verify(self, seal: Seal | None = None) -> list[Finding]:
        """Walk the whole chain; returns what does not fit, nothing if it is whole.

        Args:
            seal: an earlier seal of this ledger, which must still fit.
        """
        with reading(self._engine) as connection:
            return find_tampering(connection, self._secret, seal)


def _also(request: str | None) -> str | None:
    return None if request is None else f"{request}\nreplacing"


def _seen_at(decision: Decision, version: int) -> Decision:
    assert decision.seen is not None
    return replace(decision, seen=replace(decision.seen, version=version))
