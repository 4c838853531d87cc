"""Several writers of one ledger, and writers that are killed, in real processes."""

import json
import random
import signal
import threading

import pytest
from sqlalchemy import Engine

from resolver.errors import StoreError
from resolver.registry import Ledger, open_registry
from resolver.registry.ledger import Conflict, Kind, Query
from tests.fixtures.deciding import Writer, writers
from tests.fixtures.ledgers import REASONS, SECRET, must
from tests.fixtures.postgres import new_database, postgres_server

KILLS = 20
ROUNDS = 15


def record(number: int) -> str:
    return f"{number:032x}"


def order(kind: Kind, *numbers: int, **more: object) -> dict[str, object]:
    named = [record(number) for number in numbers]
    return {"kind": kind, "reason": REASONS[kind], "records": named, **more}


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_of_two_writers_on_one_pair_one_wins_and_the_other_gets_the_conflict(
    engine: Engine,
) -> None:
    ledger = Ledger(engine, SECRET)
    won = []
    with writers(2, url_of(engine), SECRET) as (one, two):
        for number in range(ROUNDS):
            pair = (2 * number, 2 * number + 1)
            one.order(order(Kind.MUST_LINK, *pair, actor="one"))
            two.order(order(Kind.CANNOT_LINK, *pair, actor="two"))
            told = [one.answer(), two.answer()]
            assert sorted(map(json.dumps, told)) == [
                json.dumps(["conflict", Conflict.DECIDED, None]),
                json.dumps(["standing", None]),
            ]
            won.append(told.index(["standing", None]))
    standing = ledger.standing()
    assert len(standing.must) == won.count(0)
    assert len(standing.cannot) == won.count(1)
    assert ledger.verify() == []


def test_of_two_writers_on_overlapping_clusters_one_must_look_again(engine: Engine) -> None:
    ledger = Ledger(engine, SECRET)
    with writers(2, url_of(engine), SECRET) as (one, two):
        for number in range(ROUNDS):
            a, b, shared, c, d = range(5 * number, 5 * number + 5)
            left, right = [record(n) for n in (a, b, shared)], [record(n) for n in (shared, c, d)]
            one.order(order(Kind.MUST_LINK, a, b, seen=left, version=0))
            two.order(order(Kind.MUST_LINK, c, d, seen=right, version=0))
            told = sorted(json.dumps(writer.answer()) for writer in (one, two))
            assert told == ['["conflict", "stale", null]', '["standing", null]']
    assert len(ledger.standing().must) == ROUNDS
    assert ledger.verify() == []


def test_of_two_writers_whose_links_contradict_only_through_a_path_one_is_refused(
    engine: Engine,
) -> None:
    ledger = Ledger(engine, SECRET)
    with writers(2, url_of(engine), SECRET) as (one, two):
        for number in range(ROUNDS):
            a, b, c = range(3 * number, 3 * number + 3)
            one.order(order(Kind.CANNOT_LINK, a, c))
            assert one.answer() == ["standing", None]
            one.order(order(Kind.MUST_LINK, a, b))
            two.order(order(Kind.MUST_LINK, b, c))
            told = sorted(json.dumps(writer.answer()) for writer in (one, two))
            assert told == ['["conflict", "kept-apart", null]', '["standing", null]']
    assert ledger.verify() == []


def test_many_writers_at_once_lose_nothing(engine: Engine) -> None:
    ledger = Ledger(engine, SECRET)
    with writers(4, url_of(engine), SECRET) as all_of_them:
        for number, writer in enumerate(all_of_them):
            first = 1000 * number
            writer.order(
                *(order(Kind.MUST_LINK, first + n, first + n + 1) for n in range(0, 40, 2))
            )
        for writer in all_of_them:
            for _ in range(20):
                assert writer.answer() == ["standing", None]
    assert [view.seq for view in ledger.find(Query())] == list(range(1, 81))
    assert ledger.verify() == []


@pytest.mark.parametrize("seed", [1])
def test_a_writer_killed_at_any_moment_loses_no_acknowledged_decision_and_doubles_none(
    engine: Engine, seed: int
) -> None:
    """Its client asks again for what was not acknowledged, under the same request."""
    ledger, rng = Ledger(engine, SECRET), random.Random(seed)
    acknowledged: list[str] = []
    seal = ledger.seal()
    for _ in range(KILLS):
        writer = Writer(url_of(engine), SECRET)
        first = len(acknowledged)
        orders = [
            order(Kind.MUST_LINK, 2 * n, 2 * n + 1, request=f"r-{n}", note="SITI", actor="ani")
            for n in range(first, first + 500)
        ]
        assert writer.answer() == ["ready"]
        writer.order(*orders)
        threading.Timer(rng.uniform(0.0, 0.25), writer.kill).start()
        while (told := writer.answer()) is not None:
            assert told[0] == "standing"
            assert told[1] == f"r-{len(acknowledged)}"
            acknowledged.append(told[1])
        writer.close()
        assert ledger.verify(seal) == []
        seal = ledger.seal()
    written = ledger.find(Query(limit=100_000))
    named = [view.records for view in written]
    expected = [(record(2 * n), record(2 * n + 1)) for n in range(len(written))]
    assert named == expected  # in their order, none twice
    assert len(acknowledged) <= len(written) <= len(acknowledged) + 1
    assert len(acknowledged) > KILLS / 4  # the kills fell among decisions
    assert all(view.values == {"note": "SITI"} for view in written)
    assert len(ledger.standing().must) == len(written)


@pytest.mark.postgres
def test_a_postgresql_that_was_away_is_told_and_served_again_when_it_is_back() -> None:
    with postgres_server() as server, new_database(server.url("postgres")) as url:
        engine = open_registry(url)
        ledger = Ledger(engine, SECRET)
        ledger.decide(must(record(1), record(2)))
        for how in (signal.SIGINT, signal.SIGQUIT):  # ended well, and as if the power failed
            server.stop(how)
            for act in (ledger.standing, lambda: ledger.decide(must(record(3), record(4)))):
                with pytest.raises(StoreError, match="does not answer"):
                    act()
            server.start()
            assert ledger.verify() == []
        assert len(ledger.standing().must) == 1
        ledger.decide(must(record(3), record(4)))
        engine.dispose()
