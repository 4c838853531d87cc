"""What every graph store must do, tried on each of them: the tables on SQLite and
PostgreSQL, and a real Neo4j."""

import pytest

from graph.store import open_store
from graph.store.protocol import GraphStore, GraphUnavailableError
from graph.store.schema import HUB_DEGREE, Counts, Kind, Label, NodeRef
from graph.store.views import HouseholdNode, Neighbourhood, PersonNode
from resolver.projection import project, projection
from resolver.registry import open_registry
from tests.fixtures.graphs import drawn
from tests.fixtures.outputs import make_outputs

pytestmark = pytest.mark.neo4j
OUTPUTS = make_outputs(25)


@pytest.fixture(params=["table_store", "postgres_store", "neo4j_store"])
def store(request: pytest.FixtureRequest) -> GraphStore:
    found: GraphStore = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    project(OUTPUTS, store, "2026Q1")
    return store


def record(name: str) -> NodeRef:
    return NodeRef(Label.RECORD, name)


def chain(path: Neighbourhood | None) -> list[str]:
    assert path is not None
    return [node.ref.key for node in path.nodes]


def test_counts_are_those_of_the_tables(filled: GraphStore) -> None:
    keys = OUTPUTS["keys"].groupby("key_type")["key_hash"]
    rows, persons = len(OUTPUTS["memberships"]), len(OUTPUTS["persons"])
    families = len(OUTPUTS["families"])
    assert filled.counts() == Counts(
        {
            Label.RECORD: rows,
            Label.NIK: keys.nunique()["NIK"],
            Label.KK: keys.nunique()["KK"],
            Label.ADDRESS: keys.nunique()["ADDRESS"],
            Label.NAME_KEY: keys.nunique()["NAME"],
            Label.PERSON: persons,
            Label.FAMILY: families,
            Label.HOUSEHOLD: len(OUTPUTS["households"]),
        },
        {
            Kind.HAS_NIK: keys.size()["NIK"],
            Kind.HAS_KK: keys.size()["KK"],
            Kind.LIVES_AT: keys.size()["ADDRESS"],
            Kind.SOUNDS_LIKE: keys.size()["NAME"],
            Kind.LINK: len(OUTPUTS["links"]),
            Kind.OF_PERSON: rows,
            Kind.MEMBER_OF: 2 * persons + families,
        },
    )


def test_households_hold_the_families_persons_and_records_of_the_tables(
    filled: GraphStore,
) -> None:
    rows = OUTPUTS["memberships"]
    for household_id, members in rows.groupby("household_id"):
        persons = tuple(
            PersonNode(
                person_id,
                own["family_id"].iloc[0],
                household_id,
                tuple(sorted(own["record_id"])),
            )
            for person_id, own in members.groupby("person_id")
        )
        families = tuple(sorted(set(members["family_id"])))
        assert filled.household(household_id) == HouseholdNode(household_id, families, persons)
        for person in persons:
            assert filled.person(person.person_id) == person


def test_unknown_ids_have_no_answer(filled: GraphStore) -> None:
    assert filled.person("P-AAAAAAAAAAAAAAAA") is None
    assert filled.household("H-AAAAAAAAAAAAAAAA") is None
    assert filled.neighbourhood(record("none")) == Neighbourhood((), (), truncated=False)
    assert filled.path("none", OUTPUTS["memberships"]["record_id"].iloc[0]) is None


def test_rebuilding_leaves_nothing_of_the_graph_before(filled: GraphStore) -> None:
    filled.rebuild(drawn("ab", {(Label.NIK, "n"): "a b"}))
    assert filled.counts() == Counts({Label.RECORD: 2, Label.NIK: 1}, {Kind.HAS_NIK: 2})
    assert filled.household(OUTPUTS["households"]["household_id"].iloc[0]) is None


def test_rebuilding_twice_gives_the_same_graph(filled: GraphStore) -> None:
    before = filled.counts()
    project(OUTPUTS, filled, "2026Q1")
    assert filled.counts() == before


def test_an_empty_graph_is_a_graph(store: GraphStore) -> None:
    store.rebuild(drawn([], {}))
    assert store.counts() == Counts({}, {})


def test_a_neighbourhood_holds_the_household_around_a_person(filled: GraphStore) -> None:
    person = OUTPUTS["persons"].iloc[0]
    around = filled.neighbourhood(NodeRef(Label.PERSON, person.person_id), limit=1000)
    keys = {node.ref.key for node in around.nodes}
    assert around.nodes[0].ref.key == person.person_id
    members = OUTPUTS["memberships"]
    own = members[members["household_id"] == person.household_id]
    assert {person.household_id, *own["person_id"], *own["record_id"]} <= keys
    assert not around.truncated
    assert all({edge.source.key, edge.target.key} <= keys for edge in around.edges)
    # Nothing joins one household of these tables to another.
    others = members[members["household_id"] != person.household_id]
    assert not keys & set(others["record_id"])


def test_a_neighbourhood_tells_degrees_masks_and_properties(store: GraphStore) -> None:
    store.rebuild(drawn("abc", {(Label.NIK, "n"): "a b c"}, [("a", "b", 0.99)]))
    around = store.neighbourhood(record("a"))
    assert {n.ref.key: (n.masked, n.degree) for n in around.nodes} == {
        "a": (None, 2),
        "b": (None, 2),
        "c": (None, 1),
        "n": ("n*", 3),
    }
    link = next(edge for edge in around.edges if edge.kind is Kind.LINK)
    assert (link.source.key, link.target.key) == ("a", "b")
    assert (link.probability, link.grade, link.model) == (0.99, "certain", "m1")


def test_membership_edges_carry_their_period(filled: GraphStore) -> None:
    person = NodeRef(Label.PERSON, OUTPUTS["persons"]["person_id"].iloc[0])
    edges = filled.neighbourhood(person).edges
    periods = {(e.valid_from, e.valid_to) for e in edges if e.kind is Kind.MEMBER_OF}
    assert periods == {("2026Q1", None)}


def test_a_neighbourhood_stops_at_its_limit_and_says_so(filled: GraphStore) -> None:
    start = NodeRef(Label.PERSON, OUTPUTS["persons"]["person_id"].iloc[0])
    around = filled.neighbourhood(start, limit=5)
    assert len(around.nodes) == 5
    assert around.truncated
    names = {node.ref for node in around.nodes}
    assert all({edge.source, edge.target} <= names for edge in around.edges)


def hub() -> tuple[list[str], str]:
    names = [f"r{n:03d}" for n in range(HUB_DEGREE + 1)]
    return names, " ".join(names)


def test_a_hub_is_shown_but_not_opened(store: GraphStore) -> None:
    names, all_names = hub()
    store.rebuild(
        drawn(names, {(Label.NAME_KEY, "siti"): all_names, (Label.NIK, "n"): "r000 r001"})
    )
    around = store.neighbourhood(record("r000"))
    assert {node.ref.key for node in around.nodes} == {"r000", "r001", "siti", "n"}


def test_a_hub_can_be_looked_at_itself(store: GraphStore) -> None:
    names, all_names = hub()
    store.rebuild(drawn(names, {(Label.NAME_KEY, "siti"): all_names}))
    around = store.neighbourhood(NodeRef(Label.NAME_KEY, "siti"))
    assert len(around.nodes) == len(names) + 1
    few = store.neighbourhood(NodeRef(Label.NAME_KEY, "siti"), limit=10)
    assert (len(few.nodes), few.truncated) == (10, True)


def test_a_path_leads_over_shared_values(store: GraphStore) -> None:
    store.rebuild(drawn("abc", {(Label.NIK, "n"): "a b", (Label.KK, "k"): "b c"}))
    path = store.path("a", "c")
    assert chain(path) == ["a", "n", "b", "k", "c"]
    assert path is not None
    assert [edge.kind for edge in path.edges] == [
        Kind.HAS_NIK,
        Kind.HAS_NIK,
        Kind.HAS_KK,
        Kind.HAS_KK,
    ]


def test_a_path_takes_the_stronger_evidence(store: GraphStore) -> None:
    keys = {(Label.NAME_KEY, "s"): "a b", (Label.NIK, "n1"): "a c", (Label.NIK, "n2"): "c b"}
    store.rebuild(drawn("abc", keys))
    assert chain(store.path("a", "b")) == ["a", "n1", "c", "n2", "b"]
    assert chain(store.path("a", "b", max_hops=2)) == ["a", "s", "b"]
    store.rebuild(drawn("abc", keys, [("b", "a", 0.999)]))
    assert chain(store.path("a", "b")) == ["a", "b"]


def test_a_path_keeps_its_bound(store: GraphStore) -> None:
    keys = {(Label.NIK, f"n{i}"): f"r{i} r{i + 1}" for i in range(4)}
    store.rebuild(drawn([f"r{i}" for i in range(5)], keys))
    assert store.path("r0", "r4", max_hops=7) is None
    assert len(chain(store.path("r0", "r4", max_hops=8))) == 9


def test_no_path_leads_through_a_hub(store: GraphStore) -> None:
    names, all_names = hub()
    store.rebuild(drawn(names, {(Label.NAME_KEY, "siti"): all_names}))
    assert store.path("r000", "r001") is None


def test_no_path_leads_through_a_conclusion(filled: GraphStore) -> None:
    rows = OUTPUTS["memberships"]
    of_home = rows[rows["household_id"] == rows["household_id"].iloc[0]]
    one = of_home["record_id"].iloc[0]
    for other in of_home["record_id"].iloc[1:]:
        path = filled.path(one, other)
        labels = {node.ref.label for node in path.nodes} if path else set()
        assert not labels & {Label.PERSON, Label.FAMILY, Label.HOUSEHOLD}


def test_a_path_to_itself_is_the_record(filled: GraphStore) -> None:
    own = OUTPUTS["memberships"]["record_id"].iloc[0]
    path = filled.path(own, own)
    assert chain(path) == [own]


def test_ping_answers(store: GraphStore) -> None:
    store.ping()


def test_both_stores_give_the_same_answers(
    table_store: GraphStore, neo4j_store: GraphStore
) -> None:
    batches = projection(OUTPUTS, "2026Q1")
    table_store.rebuild(batches)
    neo4j_store.rebuild(batches)
    records = sorted(OUTPUTS["memberships"]["record_id"])
    for one, two in zip(records[:20], records[20:40], strict=True):
        assert table_store.neighbourhood(record(one)) == neo4j_store.neighbourhood(record(one))
        assert table_store.path(one, two) == neo4j_store.path(one, two)


def test_a_server_that_is_away_is_said_to_be_so() -> None:
    store = open_store("bolt://127.0.0.1:1", "neo4j", "secret-word")
    with pytest.raises(GraphUnavailableError) as raised:
        store.ping()
    with pytest.raises(GraphUnavailableError):
        store.household("H-AAAAAAAAAAAAAAAA")
    with pytest.raises(GraphUnavailableError):
        store.rebuild(drawn("a", {}))
    assert "secret-word" not in str(raised.value)
    store.close()


def test_tables_that_are_missing_are_said_to_be_so(tmp_path: object) -> None:
    engine = open_registry(f"sqlite:///{tmp_path}/registry.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE edge")
    with pytest.raises(GraphUnavailableError):
        open_store("", engine=engine).counts()
    engine.dispose()


@pytest.mark.parametrize("url", ["http://127.0.0.1:7474", "nonsense"])
def test_a_wrong_url_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        open_store(url)


def test_a_store_needs_a_place() -> None:
    with pytest.raises(ValueError, match="URL"):
        open_store("")
