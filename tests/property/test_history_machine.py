"""Random histories of loads, decisions, reversals and returns hold what design §7 promises.

Some here; `make soak` plays 5,000 (SOAK_HISTORIES).
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from resolver.errors import ConflictError
from resolver.registry import Decision, Kind
from resolver.registry.database import reading
from resolver.registry.history import publications, story_of
from resolver.registry.history.models import IDENTITY
from resolver.registry.ledger import Query
from resolver.registry.models import Record, table
from tests.fixtures.small_world import RECORDS, SmallWorld

present = st.frozensets(st.sampled_from(RECORDS), min_size=1)
pairs = st.lists(st.sampled_from(RECORDS), min_size=2, max_size=2, unique=True).map(
    lambda pair: tuple(sorted(pair))
)
PLAIN = {Kind.MUST_LINK: "SAME_BY_VISIT", Kind.CANNOT_LINK: "DIFFERENT_BY_DOCUMENT"}


class History(RuleBasedStateMachine):
    @initialize(records=present)
    def begin(self, records: frozenset[str]) -> None:
        self.folder = TemporaryDirectory()
        self.world = SmallWorld(Path(self.folder.name))
        self.given: set[str] = set()
        self.load(records)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.engine.dispose()
            self.folder.cleanup()

    def load(self, records: frozenset[str]) -> pd.DataFrame:
        ground = self.world.ground()
        before = self.world.ledger.find(Query())
        found = self.world.run(records, ground)
        self.world.publish(found, ground)
        self.records, self.now = records, found["memberships"]
        self.given |= set(self.now["person_id"])
        assert self.world.ledger.find(Query()) == before, "a run never changes a decision"
        return self.now

    @rule(records=present)
    def refresh(self, records: frozenset[str]) -> None:
        self.load(records)

    @rule()
    def run_again(self) -> None:
        version = publications(self.world.engine, 1)
        former = self.now
        pd.testing.assert_frame_equal(self.load(self.records), former)
        if self.world.ground().digest() == self.digest():
            assert len(publications(self.world.engine, 1)) == len(version)

    def digest(self) -> str:
        return self.world.ground().digest()

    @rule(turn=st.integers(1, 99))
    def any_order_gives_the_same(self, turn: int) -> None:
        ground = self.world.ground()
        one, other = (self.world.run(self.records, ground, turn=t) for t in (0, turn))
        pd.testing.assert_frame_equal(one["memberships"], other["memberships"])

    @rule(pair=pairs, kind=st.sampled_from(list(PLAIN)))
    def decide(self, pair: tuple[str, str], kind: Kind) -> None:
        try:
            self.world.ledger.decide(Decision(kind, PLAIN[kind], "ani", records=pair))
        except ConflictError:
            return
        self.load(self.records)

    @rule(number=st.integers(0, 50))
    def reverse(self, number: int) -> None:
        standing = [one for one in self.world.ledger.find(Query()) if one.state == "standing"]
        if not standing:
            return
        target = standing[number % len(standing)]
        self.world.ledger.reverse(target.decision_id, actor="ani", reason="MISTAKE")
        self.load(self.records)

    @rule(pair=pairs)
    def merge_and_unmerge_is_nothing(self, pair: tuple[str, str]) -> None:
        self.load(self.records)  # so that decisions of before are in what we compare with
        former = self.now
        ledger = self.world.ledger
        try:
            decided = ledger.decide(
                Decision(Kind.MUST_LINK, PLAIN[Kind.MUST_LINK], "ani", records=pair)
            )
        except ConflictError:
            return
        if decided.repeated:
            return
        self.load(self.records)
        ledger.reverse(decided.decision_id, actor="ani", reason="MISTAKE")
        pd.testing.assert_frame_equal(self.load(self.records), former)

    @rule(records=present)
    def of_two_who_build_on_one_state_one_wins(self, records: frozenset[str]) -> None:
        ground = self.world.ground()
        late = self.world.run(records, ground)
        version = ground.version
        self.load(self.records ^ {RECORDS[0]} or frozenset(RECORDS[:1]))
        if self.world.ground().version != version:
            with pytest.raises(ConflictError):
                self.world.publish(late, ground)

    @invariant()
    def it_is_a_partition_of_the_records_that_stand(self) -> None:
        if not hasattr(self, "now"):
            return
        records = table(Record)
        with reading(self.world.engine) as connection:
            rows = connection.execute(select(records.c.record_id, records.c.person_id)).all()
        assert sorted(row.record_id for row in rows) == sorted(self.records)
        assert dict(map(tuple, rows)) == dict(
            zip(self.now["record_id"], self.now["person_id"], strict=True)
        )

    @invariant()
    def decisions_hold(self) -> None:
        if not hasattr(self, "now"):
            return
        owner = dict(zip(self.now["record_id"], self.now["person_id"], strict=True))
        standing = self.world.ledger.standing()
        for decided, same in ((standing.must, True), (standing.cannot, False)):
            for row in decided.itertuples():
                if row.record_a in owner and row.record_b in owner:
                    assert (owner[row.record_a] == owner[row.record_b]) is same

    @invariant()
    def every_id_ever_given_resolves(self) -> None:
        if not hasattr(self, "now"):
            return
        live = set(self.now["person_id"])
        with reading(self.world.engine) as connection:
            known = connection.execute(
                select(IDENTITY.c.entity_id, IDENTITY.c.state).where(IDENTITY.c.kind == "P")
            ).all()
        assert {row.entity_id for row in known} == self.given, "no id is lost, none is unknown"
        assert {row.entity_id for row in known if row.state == "live"} == live
        for row in known:
            fate, _ = story_of(self.world.engine, row.entity_id)
            assert set(fate.successors) <= live
            assert (fate.state == "retired") == (not fate.successors)

    @invariant()
    def the_chain_is_whole(self) -> None:
        if hasattr(self, "now"):
            assert self.world.ledger.verify() == []


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=int(os.environ.get("SOAK_HISTORIES", "25")),
    stateful_step_count=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
