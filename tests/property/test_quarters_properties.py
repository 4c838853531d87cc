"""Invariants of a registry over any few quarters: who is who, what was delivered, what stayed."""

from collections.abc import Iterator

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from training.synthetic.quarters import Options, Quarter, quarters

IDS = {"DTKS": "ID ART", "REGSOSEK": "id_anggota", "P3KE": "ID Individu"}
PERIODS = {"DTKS": "PERIODE", "REGSOSEK": "periode", "P3KE": "Periode"}
REGENCY = {"DTKS": "NM KAB", "REGSOSEK": "nama_kab", "P3KE": "Kabupaten/Kota"}
KEY = ["source", "source_record_id"]

options = st.builds(
    Options,
    people=st.integers(20, 300),
    seed=st.integers(0, 10_000),
    level=st.sampled_from(["easy", "realistic", "hard"]),
    traps=st.booleans(),
    events=st.sampled_from([0.0, 1.0, 10.0, 50.0]),
)
# over 4,000 people there are several regencies
several_regencies = st.builds(
    Options, people=st.just(8000), seed=st.integers(0, 10_000), events=st.just(4.0)
)
any_history = settings(max_examples=8, deadline=None)
few_histories = settings(max_examples=2, deadline=None)


def played(given_options: Options, count: int = 5) -> Iterator[Quarter]:
    return quarters(given_options, quarters=count)


def rows_by_id(quarter: Quarter, source: str) -> dict[str, tuple[str, ...]]:
    """Every delivered row of a source as the texts in it, without the period."""
    frame = quarter.extracts[source.lower()].drop(columns=PERIODS[source])
    ids = frame[IDS[source]].tolist()
    return dict(zip(ids, map(tuple, frame.to_numpy().tolist()), strict=True))


@any_history
@given(options)
def test_every_record_is_one_person_for_good_and_the_dead_stay_dead(history: Options) -> None:
    spoken_of: dict[tuple[str, str], int] = {}
    sex: dict[int, str] = {}
    dead: set[int] = set()
    born: set[int] = set()
    for quarter in played(history):
        truth, standing, events = quarter.truth, quarter.standing, quarter.events
        for source, column in IDS.items():
            mine = truth.loc[truth["source"] == source, "source_record_id"].tolist()
            assert mine == quarter.extracts[source.lower()][column].tolist()
        assert not truth.isna().any().any()
        for table in (truth, standing):
            assert not table.duplicated(KEY).any()
            for *key, person, its_sex, alive in table[[*KEY, "person", "sex", "alive"]].itertuples(
                index=False
            ):
                assert spoken_of.setdefault(tuple(key), person) == person
                assert sex.setdefault(person, its_sex) == its_sex
                assert not (alive and person in dead)
            dead |= set(table.loc[~table["alive"], "person"])
        for persons in events.loc[events["kind"] == "BIRTH", "persons"]:
            assert persons[0] >= history.people
            assert persons[0] not in born
            born.add(persons[0])
        newcomers = set(standing.loc[standing["person"] >= history.people, "person"])
        assert newcomers <= born
        died = events.loc[events["kind"] == "DEATH", "persons"].tolist()
        assert not {person for (person,) in died} & (dead - set(standing["person"]))
        dead |= {person for (person,) in died}


@any_history
@given(options)
def test_a_person_has_one_family_and_a_family_one_household(history: Options) -> None:
    for quarter in played(history):
        standing = quarter.standing
        for column in ("family", "household", "alive", "island"):
            assert (standing.groupby("person")[column].nunique() == 1).all()
        assert (standing.groupby("family")["household"].nunique() == 1).all()
        events = quarter.events
        for kind, touched in (("MARRIAGE", {2, 3}), ("SPLIT", {2}), ("MOVE", {1})):
            counts = {len(families) for families in events.loc[events["kind"] == kind, "families"]}
            assert counts <= touched


@any_history
@given(options)
def test_rows_change_only_where_something_happened(history: Options) -> None:
    last: dict[tuple[str, str], tuple[str, ...]] = {}
    happened: set[int] = set()
    handled: set[tuple[str, str]] = set()
    for quarter in played(history):
        for event in quarter.events.itertuples():
            if event.source:
                handled |= {(event.source, record) for record in event.records}
            else:
                happened |= set(event.persons)
        person = dict(
            zip(
                quarter.truth[KEY].itertuples(index=False, name=None),
                quarter.truth["person"],
                strict=True,
            )
        )
        for source in IDS:
            for record, row in rows_by_id(quarter, source).items():
                key = (source, record)
                quiet = person[key] not in happened and key not in handled
                if quiet and quarter.number > 1:
                    assert last[key] == row
                last[key] = row


def check_scopes(history: Options, count: int = 5) -> set[str]:
    """Replay the deliveries by their scopes, row by row; returns the kinds that occurred."""
    held: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {source: {} for source in IDS}
    kinds = set()
    for quarter in played(history, count):
        now = quarter.registry.areas
        now = now[now["valid_to"] == ""]
        name = now["regency"].str.replace("KABUPATEN ", "KAB. ")
        code = dict(zip(name, now["kemendagri"].str[:4], strict=True))
        for source in IDS:
            scope, mine = quarter.scope[source], held[source]
            rows = rows_by_id(quarter, source)
            places = quarter.extracts[source.lower()][REGENCY[source]]
            places = places.str.replace("KABUPATEN ", "KAB. ").map(code)
            regency = dict(zip(rows, places, strict=True))
            if scope.areas:
                kinds.add("partial")
                assert set(regency.values()) <= set(scope.areas)
            if scope.extent == "delta":
                kinds.add("delta")
                for record, row in rows.items():
                    assert record not in mine or mine[record][0] != row
            else:
                kinds.add("full")
                for record in list(mine):
                    inside = not scope.areas or mine[record][1] in scope.areas
                    if inside and record not in rows:
                        del mine[record]
            mine |= {record: (row, regency[record]) for record, row in rows.items()}
            standing = quarter.standing[quarter.standing["source"] == source]
            assert set(standing["source_record_id"]) == set(mine)
            delivered = standing.loc[standing["delivered"], "source_record_id"]
            assert set(delivered) == set(rows)
    return kinds


@any_history
@given(options)
def test_what_a_receiver_holds_follows_from_the_scopes(history: Options) -> None:
    assert "delta" in check_scopes(history)


@any_history
@given(options)
def test_whatever_is_delivered_leaves_the_receiver_up_to_date(history: Options) -> None:
    """A delta tells every change since the last delivery: as the same history delivered in full."""
    full = Options(**{**vars(history), "deliveries": "full"})
    held: dict[str, dict[str, tuple[str, ...]]] = {source: {} for source in IDS}
    for mixed, whole in zip(played(history), played(full), strict=True):
        assert mixed.events.equals(whole.events)
        for source in IDS:
            held[source] |= rows_by_id(mixed, source)
            for record, row in rows_by_id(whole, source).items():
                if not mixed.scope[source].areas:
                    assert held[source][record] == row


@few_histories
@given(several_regencies)
def test_a_partial_delivery_leaves_the_other_regencies_as_they_were(history: Options) -> None:
    assert check_scopes(history, 3) == {"full", "partial", "delta"}


@any_history
@given(options)
def test_a_full_delivery_lists_what_the_bases_hold(history: Options) -> None:
    """Deliveries all full: who is there is who was there, but for what the log says."""
    full = Options(**{**vars(history), "deliveries": "full"})
    before: dict[str, set[str]] = {}
    for quarter in played(full):
        assert all(scope.extent == "full" and not scope.areas for scope in quarter.scope.values())
        assert quarter.standing["delivered"].all()
        for source, column in IDS.items():
            ids = set(quarter.extracts[source.lower()][column])
            events = quarter.events[quarter.events["source"] == source]
            told: dict[str, set[str]] = {
                kind: {record for records in rows["records"] for record in records}
                for kind, rows in events.groupby("kind")
            }
            opened = {
                pair[1]
                for kind in ("REENTERED", "KEPT_TWICE")
                for pair in events.loc[events["kind"] == kind, "records"]
            }
            reopened = told.get("REENTERED", set())
            missing = before.get(source, ids) - ids
            assert missing <= told.get("DROPPED", set()) | told.get("WITHDRAWN", set()) | reopened
            fresh = ids - before.get(source, ids)
            truth = quarter.truth[quarter.truth["source"] == source]
            babies = truth.loc[truth["person"] >= full.people, "source_record_id"]
            assert fresh <= opened | told.get("RETURNED", set()) | set(babies)
            before[source] = ids


@any_history
@given(options)
def test_nothing_happens_where_events_are_off(history: Options) -> None:
    quiet = Options(**{**vars(history), "events": 0.0, "deliveries": "full"})
    first, second = played(quiet, 2)
    named = second.events["kind"] == "NAMED"
    assert named.all()
    for source in IDS:
        left, right = rows_by_id(first, source), rows_by_id(second, source)
        assert left.keys() == right.keys()
        different = [record for record in left if left[record] != right[record]]
        assert set(different) <= {
            record for records in second.events.loc[named, "records"] for record in records
        }


def test_a_table_of_events_keeps_its_columns() -> None:
    first, second = played(Options(people=300, events=10.0), 2)
    assert first.events.empty
    assert list(first.events.columns) == list(second.events.columns)
    assert isinstance(second.events, pd.DataFrame)
    assert second.events["event"].tolist() == list(range(1, len(second.events) + 1))
